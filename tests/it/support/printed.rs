//! Pages as browsers print them, and the PDF as a reader of PDF and a reader of codes see it.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::rc::Rc;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::node::project;

/// The browsers that print.
pub const BROWSERS: [&str; 2] = ["chromium", "firefox"];

/// Pages that were printed, by name.
pub struct Printed(Rc<TempDir>);

/// One of them, as a PDF.
pub struct Pdf(PathBuf, #[expect(dead_code, reason = "removed with it")] Rc<TempDir>);

impl Printed {
    /// Prints them all with a browser, each by its name.
    pub fn new(browser: &str, pages: &[(String, String)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, html) in pages {
            fs::write(folder.path().join(format!("{name}.html")), html).unwrap();
        }
        let mut node = Command::new("node");
        node.arg("print.mjs").arg(browser).arg(folder.path()).current_dir(project("browser"));
        let output = node.output().expect("node is there");
        let said = [output.stdout, output.stderr].concat();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
        Self(Rc::new(folder))
    }

    /// One page alone.
    pub fn one(browser: &str, html: &str) -> Self {
        Self::new(browser, &[("page".to_owned(), html.to_owned())])
    }

    /// The PDF of the page alone.
    pub fn pdf(&self) -> Pdf {
        self.pdf_of("page")
    }

    /// The PDF of a page, of which nothing ran, and which asked nobody for anything.
    pub fn pdf_of(&self, name: &str) -> Pdf {
        let told = fs::read(self.0.path().join(format!("{name}.json"))).unwrap();
        let told: Value = serde_json::from_slice(&told).unwrap();
        let wanted = serde_json::json!({ "others": [], "dialogs": [], "scripts": 0, "styled": true });
        assert_eq!(told, wanted, "{name}");
        Pdf(self.0.path().join(format!("{name}.pdf")), Rc::clone(&self.0))
    }
}

impl Pdf {
    fn ask(&self, program: &str, before: &[&str], after: &[&str]) -> Vec<u8> {
        let asked = Command::new(program).args(before).arg(&self.0).args(after).output();
        let output = asked.unwrap_or_else(|error| panic!("{program}, of poppler-utils: {error}"));
        assert!(output.status.success() && output.stderr.is_empty(), "{program}: {output:?}");
        output.stdout
    }

    /// What a reader of PDF says of the file.
    pub fn info(&self) -> String {
        String::from_utf8(self.ask("pdfinfo", &[], &[])).unwrap()
    }

    /// The number of pages, each of A4.
    pub fn pages(&self) -> usize {
        let info = self.info();
        assert!(info.contains("(A4)"), "{info}");
        let line = info.lines().find(|line| line.starts_with("Pages:")).unwrap();
        line.trim_start_matches("Pages:").trim().parse().unwrap()
    }

    /// All words of some pages, with single spaces.
    pub fn words(&self, pages: &[&str]) -> String {
        let text = String::from_utf8(self.ask("pdftotext", &[&["-raw"], pages].concat(), &["-"])).unwrap();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// All words of a page, without the white between them: an address has no white of its own.
    pub fn text(&self, page: u8) -> String {
        let page = page.to_string();
        tight(&self.words(&["-f", &page, "-l", &page]))
    }

    /// The boxes of all words of a page: left, top, right, bottom.
    pub fn boxes(&self, page: u8) -> Vec<[f32; 4]> {
        let page = page.to_string();
        let html = self.ask("pdftotext", &["-bbox", "-f", &page, "-l", &page], &["-"]);
        let html = String::from_utf8(html).unwrap();
        let words = html.lines().filter(|line| line.contains("<word "));
        let sides = |line: &str| {
            let mut values = line.split('"').skip(1).step_by(2).map(|value| value.parse().unwrap());
            std::array::from_fn(|_| values.next().unwrap())
        };
        words.map(sides).collect()
    }

    /// What the codes of a printed page lead to, and how wide each is in millimetres.
    pub fn codes(&self, page: u8) -> Vec<(String, f32)> {
        const DPI: f32 = 200.0;
        let page = page.to_string();
        let dpi = DPI.to_string();
        let picture = self.ask("pdftoppm", &["-gray", "-r", &dpi, "-f", &page, "-l", &page], &[]);
        let mut parts = picture.splitn(4, |byte| byte.is_ascii_whitespace());
        let mut number = || std::str::from_utf8(parts.next().unwrap()).unwrap().parse::<usize>();
        assert!(number().is_err(), "P5");
        let width = number().unwrap();
        let height = number().unwrap();
        let grey = &picture[picture.len() - width * height..];
        // Each card by itself, as after cutting: a reader may take corners of two codes for one.
        let across = if page == "2" { 2 } else { 1 };
        let wide = width / across;
        let high = height / across;
        let mut found = Vec::new();
        for (left, top) in (0..across).flat_map(|y| (0..across).map(move |x| (x * wide, y * high))) {
            let at = |x: usize, y: usize| grey[(top + y) * width + left + x];
            let mut image = rqrr::PreparedImage::prepare_from_greyscale(wide, high, at);
            for grid in image.detect_grids() {
                let across = (grid.bounds[1].x - grid.bounds[0].x) as f32 / DPI * 25.4;
                found.push((grid.decode().unwrap().1, across));
            }
        }
        found
    }
}

/// A text without its white.
pub fn tight(text: &str) -> String {
    text.split_whitespace().collect()
}
