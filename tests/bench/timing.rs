//! What a watcher of the line could tell by the time that an answer takes: a code of nothing beside one of
//! a report, of a report with an answer, and of a withdrawn one.

use std::time::Instant;

use super::client::{Connection, post, post_form};
use super::measure::{Figures, part};
use super::reports::report;
use super::server::{Server, Site};
use zegel_core::calendar::Clock;
use zegel_core::document::Reply;
use zegel_core::id::{EntryId, Instance};
use zegel_core::thread::{Entry, SealedEntry};
use zegel_core::token::Token;
use zegeld::store::Store;

const ROUNDS: usize = 1_000;
const KINDS: [&str; 4] = ["none again", "a report", "an answer", "withdrawn"];
/// Of one run in a hundred chance makes less, of all comparisons together (Bonferroni).
const LEAST: f64 = 0.01;
const COMPARISONS: f64 = 8.0;

type Request = fn(&Token, Instance) -> Vec<u8>;

pub fn measure(figures: &mut Figures) {
    let site = Site::new();
    let (instance, codes) = tokio::runtime::Runtime::new().unwrap().block_on(seed(&site));
    let server = site.serve();
    for (way, request) in [("form", by_form as Request), ("API", by_api)] {
        let requests = codes.each_ref().map(|code| request(code, instance));
        let [none, others @ ..] = times(&server, &requests, part(ROUNDS));
        for (kind, other) in KINDS.into_iter().zip(others) {
            let what = format!("timing: look-up by {way}, nothing or {kind}, p");
            figures.at_least(&what, (same(&none, &other) * COMPARISONS).min(1.0), LEAST, "");
        }
    }
}

/// Codes of nothing twice, of a report, of a report with an answer, and of a withdrawn one.
async fn seed(site: &Site) -> (Instance, [Token; 5]) {
    let store = site.store();
    let instance = store.instance().await.unwrap();
    let codes = [(); 5].map(|()| Token::random().unwrap());
    let week = Clock::system().week();
    let [_, _, waiting, answered, withdrawn] = &codes;
    put(&store, site, answered, instance).await;
    let (thread, _) = store.threads().await.unwrap().pop().unwrap();
    let reply = Reply::new(EntryId::random().unwrap(), 1, "Thank you. We read on.").unwrap();
    let sealed = answered.keys(instance).reply_to().unwrap().seal(reply).unwrap();
    let entry = Entry { id: EntryId::random().unwrap(), sealed: SealedEntry::ToReporter(sealed) };
    store.add(thread.id, vec![entry], week).await.unwrap();
    put(&store, site, waiting, instance).await;
    put(&store, site, withdrawn, instance).await;
    let keys = withdrawn.keys(instance);
    store.withdraw(keys.mailbox_key().mailbox(), keys.withdrawal().clone(), week).await.unwrap();
    store.close().await;
    (instance, codes)
}

async fn put(store: &Store, site: &Site, code: &Token, instance: Instance) {
    let recipients = site.recipients();
    let sealed = recipients.seal(report(&recipients, "Something I saw.")).unwrap();
    let entry = Entry { id: EntryId::random().unwrap(), sealed: SealedEntry::FromReporter(sealed) };
    let mailbox = code.keys(instance).mailbox_key().mailbox();
    store.put(mailbox, entry, Clock::system().week()).await.unwrap();
}

fn by_form(code: &Token, _: Instance) -> Vec<u8> {
    post_form("/nl/", &format!("act=look&code={}", code.to_field().as_str()))
}

fn by_api(code: &Token, instance: Instance) -> Vec<u8> {
    let mailbox = code.keys(instance).mailbox_key().to_text();
    post("/api/v1/mailbox", "application/json", &format!("{{\"mailbox\":\"{}\"}}", *mailbox))
}

/// The seconds that each answer takes, in rounds in which each is first in its turn.
fn times(server: &Server, requests: &[Vec<u8>; 5], rounds: usize) -> [Vec<f64>; 5] {
    let mut times = [const { Vec::new() }; 5];
    for round in 0..rounds {
        for place in 0..requests.len() {
            let kind = (round + place) % requests.len();
            let mut connection = Connection::new(server.address);
            let began = Instant::now();
            assert_eq!(connection.ask(&requests[kind]).status, 200);
            times[kind].push(began.elapsed().as_secs_f64());
        }
    }
    times
}

/// How likely two samples of the same times differ as much as these: the test of Kolmogorov and Smirnov,
/// by its asymptotic distribution.
fn same(one: &[f64], other: &[f64]) -> f64 {
    let [one, other] = [one, other].map(|sample| {
        let mut sorted = sample.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted
    });
    let below = |sample: &[f64], value: f64| {
        let count = sample.partition_point(|time| *time <= value);
        ratio(count, sample.len())
    };
    let differences = one.iter().chain(&other).map(|time| (below(&one, *time) - below(&other, *time)).abs());
    let largest = differences.fold(0.0, f64::max);
    let size = ratio(one.len() * other.len(), one.len() + other.len()).sqrt();
    let lambda = (size + 0.12 + 0.11 / size) * largest;
    let terms = (1..=100).map(|term: i32| {
        let sign = if term % 2 == 1 { 2.0 } else { -2.0 };
        sign * (-2.0 * f64::from(term * term) * lambda * lambda).exp()
    });
    terms.sum::<f64>().clamp(0.0, 1.0)
}

fn ratio(part: usize, whole: usize) -> f64 {
    f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(whole).unwrap())
}
