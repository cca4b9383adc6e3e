//! Look-ups of a token, in a small store and in a large one, beside a handler that derives the keys
//! and gives a constant answer.
//!
//! Every answer to a code leaves at a fixed time, so look-ups a second say how many wait at once, and
//! no more. What is judged is the server's processor for each.

use super::client::{Connection, crowd, get, post_form};
use super::constant;
use super::measure::{Figures, Pace, median, part, processor};
use super::reports::report;
use super::sealed::request;
use super::server::{Server, Site};
use zegel_core::calendar::Clock;
use zegel_core::id::EntryId;
use zegel_core::seal::ForDesk;
use zegel_core::thread::{Entry, SealedEntry};
use zegel_core::token::Token;
use zegeld::store::Store;

const FEW: usize = 1_000;
const MANY: usize = 100_000;
const ROUNDS: usize = 15;
const LOOKS: usize = 1_600;
const REPORTS: usize = 600;
/// Enough to keep the server busy while each waits for its answer's time.
const CLIENTS: usize = 64;
/// Below the budget that everybody shares.
const RATE: u32 = 2_000;
/// So many share a commit.
const BATCH: usize = 250;

/// A server, and the tokens of all its threads.
pub struct Seeded {
    pub server: Server,
    requests: Vec<Vec<u8>>,
    sealed: ForDesk,
    site: Site,
}

pub fn measure(figures: &mut Figures) {
    let few = Seeded::new(part(FEW));
    let many = Seeded::new(part(MANY));
    let bare = few.bare();
    let mut pace = Pace::new(RATE);
    let mut rows = [const { Vec::new() }; 5];
    for round in 0..=part(ROUNDS) {
        let bare = few.looks(&bare, round, &mut pace);
        let few = few.looks(&few.server, round, &mut pace);
        let many = many.looks(&many.server, round, &mut pace);
        // The first round finds cold caches.
        if round > 0 {
            let values = [few / many, bare / few, bare, few, many];
            rows.iter_mut().zip(values).for_each(|(row, value)| row.push(value));
        }
    }
    let [of_many, of_bare, bare, few, many] = rows.map(median);
    figures.at_least("lookups: processor with 1,000 threads over 100,000", of_many, 0.97, "");
    figures.at_least("lookups: processor of the derivation alone over 1,000 threads", of_bare, 0.85, "");
    figures.beside("the derivation and a constant answer", bare, "µs");
    figures.beside("a look-up, 1,000 threads", few, "µs");
    figures.beside("a look-up, 100,000 threads", many, "µs");
}

impl Seeded {
    pub fn new(threads: usize) -> Self {
        let site = Site::new();
        let tokens = tokio::runtime::Runtime::new().unwrap().block_on(seed(&site, threads));
        // As many different ones as there are look-ups, from all over the store.
        let tokens = tokens.iter().step_by((threads / (part(LOOKS) * (part(ROUNDS) + 1))).max(1));
        let form = |token: &Token| format!("act=look&code={}", token.to_field().as_str());
        let requests = tokens.map(|token| post_form("/nl/", &form(token))).collect();
        let sealed = site.recipients().seal(report(&site.recipients(), "Something I saw.")).unwrap();
        Self { server: site.serve(), requests, sealed, site }
    }

    /// A server that answers as this one does, and looks up nothing.
    fn bare(&self) -> Server {
        let mut connection = Connection::new(self.server.address);
        let answer = connection.ask(&get("/nl/"));
        let file = self.site.dir().join("answer");
        std::fs::write(&file, [answer.head.as_bytes(), answer.body].concat()).unwrap();
        constant::start(&file)
    }

    /// The processor of a server for each look-up, in microseconds.
    pub fn looks(&self, server: &Server, round: usize, pace: &mut Pace) -> f64 {
        let tokens = self.requests.iter().cycle().skip(round * part(LOOKS));
        let work: Vec<_> = tokens.take(part(LOOKS)).collect();
        pace.wait(part(LOOKS));
        let before = processor(server.process());
        crowd(CLIENTS, &work, |mine| {
            for request in mine {
                let mut connection = Connection::new(server.address);
                let answer = connection.ask(request);
                assert_eq!((answer.status, answer.body.len()), (200, 24 * 1024), "a look-up failed");
            }
        });
        each(processor(server.process()) - before, part(LOOKS))
    }

    /// The server's processor for each report that a browser sealed, in microseconds.
    pub fn reports(&self, pace: &mut Pace) -> f64 {
        let requests: Vec<_> = (0..part(REPORTS)).map(|_| request(&self.sealed)).collect();
        pace.wait(part(REPORTS));
        let before = processor(self.server.process());
        crowd(CLIENTS, &requests, |mine| {
            for request in mine {
                let mut connection = Connection::new(self.server.address);
                assert_eq!(connection.ask(request).status, 200, "a sealed report failed");
            }
        });
        each(processor(self.server.process()) - before, part(REPORTS))
    }
}

fn each(seconds: f64, count: usize) -> f64 {
    seconds * 1e6 / f64::from(u32::try_from(count).unwrap())
}

/// Fills a store as reporters would, with one report in each thread.
async fn seed(site: &Site, threads: usize) -> Vec<Token> {
    let store = site.store();
    let recipients = site.recipients();
    let instance = store.instance().await.unwrap();
    let sealed = recipients.seal(report(&recipients, "Something I saw.")).unwrap();
    let tokens: Vec<Token> = (0..threads).map(|_| Token::random().unwrap()).collect();
    for batch in tokens.chunks(BATCH) {
        let puts: Vec<_> = batch
            .iter()
            .map(|token| {
                let mailbox = token.keys(instance).mailbox_key().mailbox();
                tokio::spawn(put(store.clone(), mailbox, sealed.clone()))
            })
            .collect();
        for put in puts {
            put.await.unwrap();
        }
    }
    store.close().await;
    tokens
}

async fn put(store: Store, mailbox: zegel_core::thread::Mailbox, sealed: ForDesk) {
    let entry = Entry { id: EntryId::random().unwrap(), sealed: SealedEntry::FromReporter(sealed) };
    store.put(mailbox, entry, Clock::system().week()).await.unwrap();
}
