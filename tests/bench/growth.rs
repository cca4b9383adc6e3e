//! Growth: the processor of one report, one look-up and one report in an inbox, in stores of a hundred
//! threads and more.

use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::desk::zegel;
use super::inbox;
use super::lookups::Seeded;
use super::measure::{Figures, Pace, median, part, processor_of_children};
use super::server::Site;

const SIZES: [usize; 4] = [100, 1_000, 10_000, 100_000];
const ROUNDS: usize = 9;
/// Of reports, below the budget that everybody shares.
const RATE: u32 = 400;
/// The dearest may cost so much more than the cheapest.
const FLAT: f64 = 1.1;
/// An inbox is fetched again until it has shown so many reports, because the kernel counts coarsely.
const SHOWN: usize = 2_000;
/// How often an empty inbox is fetched, to know what is no report's.
const EMPTY: u32 = 9;

pub fn measure(figures: &mut Figures) {
    of_the_server(figures);
    let inboxes = SIZES.map(|size| inbox_of(part(size)) * 1e6);
    row(figures, "growth: a report in an inbox", inboxes);
}

fn of_the_server(figures: &mut Figures) {
    let stores = SIZES.map(|size| Seeded::new(part(size)));
    let mut pace = Pace::new(RATE);
    let mut looks = [const { Vec::new() }; SIZES.len()];
    let mut reports = [const { Vec::new() }; SIZES.len()];
    for round in 0..=part(ROUNDS) {
        for (place, store) in stores.iter().enumerate() {
            let look = store.looks(&store.server, round, &mut pace);
            let report = store.reports(&mut pace);
            // The first round finds cold caches.
            if round > 0 {
                looks[place].push(look);
                reports[place].push(report);
            }
        }
    }
    row(figures, "growth: a look-up", looks.map(median));
    row(figures, "growth: a report", reports.map(median));
}

/// The processor of `zegel` for each report that it fetches and opens, beyond that of an empty inbox, in
/// seconds.
fn inbox_of(reports: usize) -> f64 {
    let site = Site::new();
    let empty = fetched(&site, EMPTY) / f64::from(EMPTY);
    Runtime::new().unwrap().block_on(inbox::seed(&site, reports));
    let times = u32::try_from(part(SHOWN).div_ceil(reports)).unwrap();
    let each = fetched(&site, times) / f64::from(times) - empty;
    each / f64::from(u32::try_from(reports).unwrap())
}

fn fetched(site: &Site, times: u32) -> f64 {
    let mut server = site.serve();
    let desk = server.desk();
    processor_of_children(|| {
        for _ in 0..times {
            let home = TempDir::new_in(site.dir()).unwrap();
            zegel(&["inbox"], &desk, site, &home);
        }
    })
}

/// Prints what one costs at each size, and how much the dearest costs of the cheapest.
fn row(figures: &mut Figures, what: &str, costs: [f64; SIZES.len()]) {
    let dearest = costs.into_iter().fold(f64::MIN, f64::max);
    let cheapest = costs.into_iter().fold(f64::MAX, f64::min);
    figures.at_most(&format!("{what}, the dearest store over the cheapest"), dearest / cheapest, FLAT, "");
    for (size, cost) in SIZES.into_iter().zip(costs) {
        figures.beside(&format!("of {size} threads"), cost, "µs");
    }
}
