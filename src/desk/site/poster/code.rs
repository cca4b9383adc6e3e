//! The code that a telephone's camera reads.

use qrcode::{Color, EcLevel, QrCode};

use crate::paper::Unprintable;

/// The white that a reader needs on each side, in modules (ISO/IEC 18004, 5.3.8).
const QUIET: usize = 4;

/// A code.
pub struct Code {
    modules: Vec<Color>,
    across: usize,
}

impl Code {
    /// Of an address. A quarter of it may be torn off, wet or drawn over.
    pub fn new(address: &str) -> Result<Self, Unprintable> {
        let code = QrCode::with_error_correction_level(address, EcLevel::Q).map_err(|_| Unprintable::Full)?;
        Ok(Self { across: code.width(), modules: code.to_colors() })
    }

    /// The width of the white around a code of this width.
    pub fn quiet(&self, width: f32) -> f32 {
        width / self.across as f32 * QUIET as f32
    }

    /// Its black parts as one shape: apart, they would have light seams between them.
    pub fn shape(&self, (left, top): (f32, f32), width: f32) -> Vec<[f32; 4]> {
        let module = width / self.across as f32;
        let mut shape = Vec::new();
        for (y, row) in self.modules.chunks(self.across).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|a, b| a == b) {
                if run[0] == Color::Dark {
                    let from = x as f32 * module;
                    let wide = run.len() as f32 * module;
                    shape.push([left + from, top + y as f32 * module, wide, module]);
                }
                x += run.len();
            }
        }
        shape
    }
}
