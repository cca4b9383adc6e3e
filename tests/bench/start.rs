//! From the start of the program to its first answer, the page's size, and memory at rest.

use std::time::Instant;

use super::client::{Connection, get};
use super::measure::{Figures, median, memory, part};
use super::server::Site;
use super::support::programs::{zegel_path, zegeld_path};
use zegel_core::i18n::Language;

const STARTS: usize = 9;
/// What every page weighs.
const PAGE: usize = 24 * 1024;

pub fn measure(figures: &mut Figures) {
    let site = Site::new();
    // The first start makes the database.
    drop(site.serve());
    let mut starts = Vec::new();
    let mut rests = Vec::new();
    let mut privates = Vec::new();
    for _ in 0..part(STARTS) {
        let began = Instant::now();
        let server = site.serve();
        assert_eq!(Connection::new(server.address).ask(&get("/nl/")).status, 200);
        starts.push(began.elapsed().as_secs_f64() * 1000.0);
        rests.push(memory(server.process(), "VmRSS").unwrap());
        privates.push(memory(server.process(), "RssAnon").unwrap());
    }
    figures.at_most("start: until the first answer", median(starts), 12.0, "ms");
    figures.at_most("memory: resident after the first page", median(rests), 9.0, "MiB");
    figures.at_most("memory: its own, without pages of the program's file", median(privates), 3.0, "MiB");
    size(figures, "zegeld", zegeld_path(), 11.0);
    size(figures, "zegel", zegel_path(), 12.0);

    let server = site.serve();
    for language in Language::ALL {
        let code = language.code();
        let mut connection = Connection::new(server.address);
        let page = connection.ask(&get(&format!("/{code}/")));
        assert_eq!(page.body.len() % PAGE, 0, "every page weighs the same, or twice that");
        let bytes = if wants_nothing(page.body) { page.body.len() } else { usize::MAX };
        let kib = f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1024.0;
        let most = f64::from(u32::try_from(PAGE).unwrap()) / 1024.0;
        figures.at_most(&format!("page: one request, /{code}/"), kib, most, "KiB");
    }
}

/// The size of a program on the disk, as it is given out.
fn size(figures: &mut Figures, name: &str, path: &str, most: f64) {
    let bytes = std::fs::metadata(path).unwrap().len();
    let megabytes = f64::from(u32::try_from(bytes).unwrap()) / 1e6;
    figures.at_most(&format!("size: {name} on the disk"), megabytes, most, "MB");
}

/// Whether a browser that has the page asks for nothing more, but for the script, without which
/// the page does all it does.
fn wants_nothing(page: &[u8]) -> bool {
    let script = format!("src=\"{}\"", zegel_browser::assets::script().path);
    let page = std::str::from_utf8(page).unwrap().replacen(&script, "", 1);
    let fetching = [" src=", "srcset=", "rel=\"stylesheet\"", "url(", "@import", "<iframe", "<object"];
    !fetching.iter().any(|word| page.contains(word))
}
