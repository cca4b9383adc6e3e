//! The PDF of `zegel poster`, as a reader of PDF and a reader of codes see it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use zegel::site::poster::{Place, Sheet, Unprintable, print};
use zegel_core::i18n::{Language, LanguageTexts, SiteTexts, words};

pub const ONION: &str = "http://zegel2fvkzl5jn4w7u3qyd6txoabcmhpreisk2l4vgw5n7oyd3tqxbad.onion/";
const PRINT: &str = "0011 2233 4455 6677 8899 aabb ccdd eeff 0123 4567";

/// A millimetre in points.
const MM: f32 = 72.0 / 25.4;

/// A file of poster and cards.
pub struct Pdf(PathBuf, #[expect(dead_code, reason = "removed with it")] Option<tempfile::TempDir>);

impl Pdf {
    fn of(sheet: &Sheet<'_>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("poster.pdf");
        let code = sheet.language.code();
        std::fs::write(&path, print(sheet).unwrap_or_else(|why| panic!("{code}: {why:?}"))).unwrap();
        Self(path, Some(folder))
    }

    pub fn at(path: &Path) -> Self {
        Self(path.to_owned(), None)
    }

    fn ask(&self, program: &str, before: &[&str], after: &[&str]) -> Vec<u8> {
        let asked = Command::new(program).args(before).arg(&self.0).args(after).output();
        let output = asked.unwrap_or_else(|error| panic!("{program}, of poppler-utils: {error}"));
        assert!(output.status.success() && output.stderr.is_empty(), "{program}: {output:?}");
        output.stdout
    }

    /// All words of a page, without the white between them: an address has no white of its own.
    pub fn text(&self, page: u8) -> String {
        let page = page.to_string();
        tight(&String::from_utf8(self.ask("pdftotext", &["-raw", "-f", &page, "-l", &page], &["-"])).unwrap())
    }

    /// The boxes of all words of a page: left, top, right, bottom.
    fn boxes(&self, page: u8) -> Vec<[f32; 4]> {
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

pub fn tight(text: &str) -> String {
    text.split_whitespace().collect()
}

fn url(language: Language) -> String {
    format!("https://formulier.example.org/{}/", language.code())
}

/// The program's own words and numbers.
fn ours() -> &'static SiteTexts {
    static OURS: LazyLock<SiteTexts> = LazyLock::new(SiteTexts::default);
    &OURS
}

/// The longest there is.
fn sheet(language: Language, url: &str, place: Option<Place>) -> Sheet<'_> {
    let day = "2026-11-24".parse().ok().unwrap();
    Sheet { language, site_texts: ours(), url, onion: Some(ONION), fingerprint: PRINT, day, place }
}

/// One for each hint that there is.
const PLACES: [Option<Place>; 5] =
    [None, Some(Place::Hotel), Some(Place::Car), Some(Place::Home), Some(Place::Window)];

/// What has to stand on both pages.
fn everywhere(words: &LanguageTexts) -> Vec<String> {
    let start = &words.start;
    let lines = [&start.title, &start.what, &start.anon, &start.danger, &words.watch.work];
    let poster = [&words.poster.scan, &words.poster.tor];
    lines.into_iter().chain(poster).cloned().collect()
}

#[test]
fn both_pages_say_all_of_it_in_each_language_at_each_place() {
    for language in Language::ALL {
        let words = words(language);
        let url = url(language);
        for place in PLACES {
            let sheet = sheet(language, &url, place);
            let pdf = Pdf::of(&sheet);
            let key = words.poster.key.replace("{ $date }", "2026-11-24");
            let mut wanted = everywhere(words);
            wanted.extend([url.clone(), ONION.into(), PRINT.into(), key]);
            wanted.extend(sheet.hint().map(str::to_owned));
            wanted.extend(sheet.helplines().map(|(line, _)| line.number.clone()));
            for page in [1, 2] {
                let text = pdf.text(page);
                for line in &wanted {
                    let times = text.matches(&tight(line)).count();
                    assert!(
                        times >= if page == 1 { 1 } else { 4 },
                        "{} {page}: {line}\n{text}",
                        language.code()
                    );
                }
            }
            let poster = pdf.text(1);
            for (helpline, said) in sheet.helplines() {
                let line =
                    format!("{} {} {}", helpline.number, said.text, said.hours.as_deref().unwrap_or(""));
                assert!(poster.contains(&tight(&line)), "{}: {line}\n{poster}", language.code());
            }
            assert!(poster.contains(&tight(&words.numbers.trace)));
        }
    }
}

#[test]
fn each_code_leads_to_the_page_and_is_large_enough() {
    for language in Language::ALL {
        let url = url(language);
        let pdf = Pdf::of(&sheet(language, &url, Some(Place::Hotel)));
        let poster = pdf.codes(1);
        let cards = pdf.codes(2);
        assert_eq!((poster.len(), cards.len()), (1, 4));
        assert!(poster.iter().chain(&cards).all(|(found, _)| *found == url), "{poster:?} {cards:?}");
        assert!(poster[0].1 >= 40.0 && cards.iter().all(|card| card.1 >= 25.0), "{poster:?} {cards:?}");
    }
}

#[test]
fn nothing_stands_in_the_margins_or_on_another_thing() {
    let inside = |[left, top, right, bottom]: [f32; 4], margin: f32, width: f32, height: f32| {
        left >= margin && top >= margin * 0.9 && right <= width - margin && bottom <= height - margin * 0.9
    };
    for language in Language::ALL {
        let url = url(language);
        for place in PLACES {
            let pdf = Pdf::of(&sheet(language, &url, place));
            let poster = pdf.boxes(1);
            let cards = pdf.boxes(2);
            assert!(poster.iter().all(|word| inside(*word, 19.9 * MM, 210.0 * MM, 297.0 * MM)));
            let width = 105.0 * MM;
            let height = 148.5 * MM;
            for [left, top, right, bottom] in &cards {
                let x = (left / width).floor() * width;
                let y = (top / height).floor() * height;
                let word = [left - x, top - y, right - x, bottom - y];
                assert!(inside(word, 7.9 * MM, width, height), "{word:?}");
            }
            for page in [poster, cards] {
                let rows = |[_, top, _, bottom]: [f32; 4]| {
                    (top + (bottom - top) * 0.3, bottom - (bottom - top) * 0.3)
                };
                for (place, a) in page.iter().enumerate() {
                    for b in &page[place + 1..] {
                        let (a_top, a_bottom) = rows(*a);
                        let (b_top, b_bottom) = rows(*b);
                        let apart = a[2] <= b[0] || b[2] <= a[0] || a_bottom <= b_top || b_bottom <= a_top;
                        assert!(apart, "{a:?} {b:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_typefaces_are_inside_and_no_time_author_or_program() {
    let language = Language::DUTCH;
    let url = url(Language::DUTCH);
    let pdf = Pdf::of(&sheet(language, &url, None));
    let fonts = String::from_utf8(pdf.ask("pdffonts", &[], &[])).unwrap();
    let fonts: Vec<Vec<&str>> = fonts.lines().skip(2).map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(fonts.len(), 3, "{fonts:?}");
    for font in fonts {
        assert!(font[0].contains("+Noto") && font[font.len() - 5..font.len() - 2] == ["yes"; 3], "{font:?}");
    }
    let info = String::from_utf8(pdf.ask("pdfinfo", &[], &[])).unwrap();
    assert!(info.contains("(A4)") && info.lines().any(|line| line.ends_with(" 2")), "{info}");
    assert!(info.contains(&words(language).page.title), "{info}");
    for told in ["Author", "Creator", "Producer", "CreationDate", "ModDate"] {
        assert!(!info.contains(told), "{info}");
    }
    let again = print(&sheet(language, &url, None)).ok().unwrap();
    assert_eq!(again, std::fs::read(&pdf.0).unwrap(), "the same words make the same file");
}

#[test]
fn what_does_not_fit_or_has_no_glyph_is_never_cut() {
    let url = url(Language::DUTCH);
    let long = PRINT.repeat(200);
    let full = Sheet { fingerprint: &long, ..sheet(Language::DUTCH, &url, None) };
    assert!(matches!(print(&full), Err(Unprintable::Full)));
    let word = "x".repeat(300);
    let wide = Sheet { fingerprint: &word, ..sheet(Language::DUTCH, &url, None) };
    assert!(matches!(print(&wide), Err(Unprintable::Full)));
    let odd = Sheet { fingerprint: "\u{4e00}", ..sheet(Language::DUTCH, &url, None) };
    assert!(matches!(print(&odd), Err(Unprintable::Character('\u{4e00}'))));
}

#[test]
fn the_typefaces_have_what_the_seven_languages_write() {
    use skrifa::MetadataProvider;
    let written = "ëïéèêáíóúüöçñ¿¡ ăâîșțĂÂÎȘȚ őűŐŰ ąćęłńóśźżĄĆĘŁŃÓŚŹŻ „”“’«»–—…·№€ \
        абвгдежзийклмнопрстуфхцчшщъьюя АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЬЮЯ";
    for name in ["NotoSans-Regular.ttf", "NotoSans-Bold.ttf"] {
        let path = Path::new(crate::support::programs::ROOT).join("src/desk/paper").join(name);
        let bytes = std::fs::read(path).unwrap();
        let characters = skrifa::FontRef::new(&bytes).unwrap().charmap();
        assert_eq!(written.chars().find(|c| characters.map(*c).is_none()), None, "{name}");
    }
}
