//! Look-ups of a token, in a small store and in a large one.

use std::time::Instant;

use super::client::{Connection, crowd, post_form, rate};
use super::measure::{Figures, Pace, median, part};
use super::reports::report;
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
/// Below the budget that everybody shares.
const RATE: u32 = 2_000;
/// So many share a commit.
const BATCH: usize = 250;

/// A server, and the tokens of all its threads.
struct Seeded {
    server: Server,
    requests: Vec<Vec<u8>>,
    pace: Pace,
    _site: Site,
}

pub fn measure(figures: &mut Figures) {
    let mut few = Seeded::new(part(FEW), figures);
    let mut many = Seeded::new(part(MANY), figures);
    let mut rows = [const { Vec::new() }; 3];
    for round in 0..=part(ROUNDS) {
        let few = few.looks(round);
        let many = many.looks(round);
        // The first round finds cold caches.
        if round > 0 {
            rows.iter_mut().zip([many / few, few, many]).for_each(|(row, value)| row.push(value));
        }
    }
    let [ratio, few, many] = rows.map(median);
    figures.at_least("lookups: a second with 100,000 threads over 1,000", ratio, 0.8, "");
    figures.beside("look-ups a second, 1,000 threads", few, "/s");
    figures.beside("look-ups a second, 100,000 threads", many, "/s");
}

impl Seeded {
    fn new(threads: usize, figures: &mut Figures) -> Self {
        let site = Site::new();
        let began = Instant::now();
        let tokens = tokio::runtime::Runtime::new().unwrap().block_on(seed(&site, threads));
        figures.beside(&format!("threads seeded a second, of {threads}"), rate(threads, began), "/s");
        // As many different ones as there are look-ups, from all over the store.
        let tokens = tokens.iter().step_by((threads / (part(LOOKS) * (part(ROUNDS) + 1))).max(1));
        let form = |token: &Token| format!("act=look&code={}", token.to_field().as_str());
        let requests = tokens.map(|token| post_form("/nl/", &form(token))).collect();
        Self { server: site.serve(), requests, pace: Pace::new(RATE), _site: site }
    }

    fn looks(&mut self, round: usize) -> f64 {
        let tokens = self.requests.iter().cycle().skip(round * part(LOOKS));
        let work: Vec<_> = tokens.take(part(LOOKS)).collect();
        self.pace.wait(part(LOOKS));
        crowd(&work, |mine| {
            for request in mine {
                let mut connection = Connection::new(self.server.address);
                let answer = connection.ask(request);
                assert_eq!((answer.status, answer.body.len()), (200, 24 * 1024), "a look-up failed");
            }
        })
    }
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
