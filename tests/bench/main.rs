//! The figures this program must reach, each beside its bound: `cargo bench -p zegel-tests --bench figures`.
//!
//! Every figure is a ratio of two sides that take turns in short rounds on the same machine, or a
//! bound on one process, so that a slow or a busy machine changes both. The server is the real
//! program in a process of its own; the clients are plain sockets. A word after `--` picks the
//! figures whose name begins with it: `cargo bench -p zegel-tests --bench figures -- lookups`.
//! With `--trial` each does a hundredth of its work, so that `tests/run` can show that it still ends.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::unused_self,
    reason = "a bench says what it found and may fail"
)]

mod browser;
mod client;
mod constant;
mod desk;
mod growth;
mod inbox;
mod lookups;
mod measure;
mod page;
mod postgres;
mod reports;
mod sealed;
mod server;
mod start;
mod support;
mod timing;
mod unlock;

use std::process::ExitCode;

use measure::Figures;

/// Takes a figure, or several.
type Measure = fn(&mut Figures);

/// So many at once, everywhere.
const CLIENTS: usize = 8;

fn main() -> ExitCode {
    if std::env::args().any(|argument| argument == "--trial") {
        measure::try_out();
    }
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
    let wanted = arguments.next().unwrap_or_default();
    if wanted == constant::NAME {
        constant::serve();
        return ExitCode::SUCCESS;
    }
    let all: [(&str, Measure); 11] = [
        ("start", start::measure),
        ("reports", reports::measure),
        ("sealed", sealed::measure),
        ("page", page::measure),
        ("lookups", lookups::measure),
        ("timing", timing::measure),
        ("inbox", inbox::measure),
        ("unlock", unlock::measure),
        ("growth", growth::measure),
        ("postgres", postgres::measure),
        ("browser", browser::measure),
    ];
    let mut figures = Figures::default();
    for (name, measure) in all {
        if name.starts_with(&wanted) {
            let before = figures.judged();
            measure(&mut figures);
            assert!(figures.judged() > before, "{name} printed no figure");
        }
    }
    let missed = figures.missed();
    if missed.is_empty() {
        return ExitCode::SUCCESS;
    }
    println!("\nmissed, of {} figures:", figures.judged());
    for figure in missed {
        println!("  {figure}");
    }
    ExitCode::FAILURE
}
