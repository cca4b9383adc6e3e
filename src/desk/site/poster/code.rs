//! The code that a telephone's camera reads, as a drawing inside the page.

use std::fmt::Write;

use maud::{Markup, html};
use qrcode::{Color, EcLevel, QrCode};

/// The white that a reader needs on each side, in modules (ISO/IEC 18004, 5.3.8).
const QUIET: usize = 4;

/// A code.
pub struct Code {
    modules: Vec<Color>,
    across: usize,
}

impl Code {
    /// Of an address, unless that is too long for one. A quarter of it may be torn off, wet or drawn over.
    pub fn new(address: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(address, EcLevel::Q).ok()?;
        Some(Self { across: code.width(), modules: code.to_colors() })
    }

    /// The width of the white around a code of this width.
    pub fn quiet(&self, width: f32) -> f32 {
        width / self.across as f32 * QUIET as f32
    }

    /// The drawing, without its white, as large as its style says.
    pub fn draw(&self, address: &str) -> Markup {
        let side = self.across;
        html! {
            svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (side) " " (side) } role="img"
                aria-label=(address) shape-rendering="crispEdges" {
                path d=(self.path());
            }
        }
    }

    /// Its black parts as one shape: apart, they would have light seams between them.
    fn path(&self) -> String {
        let mut path = String::new();
        for (y, row) in self.modules.chunks(self.across).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|a, b| a == b) {
                let wide = run.len();
                if run[0] == Color::Dark {
                    // Writing to a string never fails.
                    let _ = write!(path, "M{x} {y}h{wide}v1h-{wide}z");
                }
                x += wide;
            }
        }
        path
    }
}
