//! Reports that the client sealed: the API against commits without anything around them. What is
//! judged is reports a second, although the clients' own work is on the server's side of it.

use data_encoding::BASE64;
use tokio::runtime::Runtime;

use super::CLIENTS;
use super::client::{Connection, crowd, post, rate};
use super::measure::{Figures, Pace, median, part, processor, processor_of};
use super::reports::report;
use super::server::Site;
use zegel_core::calendar::Clock;
use zegel_core::id::{EntryId, random};
use zegel_core::seal::ForDesk;
use zegel_core::thread::{Entry, Mailbox, SealedEntry};
use zegeld::store::{Options, Put, Store};

const ROUNDS: usize = 15;
const REPORTS: usize = 600;
/// Below the budget that everybody shares.
const RATE: u32 = 400;

/// A store with nothing around it.
pub struct Bare {
    runtime: Runtime,
    store: Store,
    sealed: ForDesk,
}

impl Bare {
    /// Beside the server's own, on the same disk.
    pub fn new(site: &Site) -> Self {
        let store = Store::open(&site.dir().join("bare.db"), Options::default()).unwrap();
        let recipients = site.recipients();
        let sealed = recipients.seal(report(&recipients, "Something I saw.")).unwrap();
        Self { runtime: Runtime::new().unwrap(), store, sealed }
    }

    /// Stores so many reports from as many tasks as there are clients. Gives reports per second.
    pub fn commits(&self, clients: usize, count: usize) -> f64 {
        let began = std::time::Instant::now();
        self.runtime.block_on(async {
            let tasks: Vec<_> = (0..clients)
                .map(|task| {
                    let store = self.store.clone();
                    let sealed = self.sealed.clone();
                    tokio::spawn(async move {
                        for _ in (task..count).step_by(clients) {
                            put(&store, &sealed).await;
                        }
                    })
                })
                .collect();
            for task in tasks {
                task.await.unwrap();
            }
        });
        rate(count, began)
    }
}

async fn put(store: &Store, sealed: &ForDesk) {
    let mailbox = Mailbox::from_credential(&random().unwrap());
    let entry = Entry { id: EntryId::random().unwrap(), sealed: SealedEntry::FromReporter(sealed.clone()) };
    assert_eq!(store.put(mailbox, entry, Clock::system().week()).await, Ok(Put::Stored));
}

pub fn measure(figures: &mut Figures) {
    for clients in [CLIENTS, 8 * CLIENTS] {
        with_clients(figures, clients);
    }
}

fn with_clients(figures: &mut Figures, clients: usize) {
    let site = Site::new();
    let server = site.serve();
    let bare = Bare::new(&site);
    let mut rows = [const { Vec::new() }; 6];
    let mut pace = Pace::new(RATE);
    let count = part(REPORTS);
    for round in 0..=part(ROUNDS) {
        let mut commits = 0.0;
        let bare_processor = processor_of(|| commits = bare.commits(clients, count));
        let requests: Vec<_> = (0..count).map(|_| request(&bare.sealed)).collect();
        pace.wait(count);
        let before = processor(server.process());
        let reports = crowd(clients, &requests, |mine| {
            for request in mine {
                let mut connection = Connection::new(server.address);
                assert_eq!(connection.ask(request).status, 200, "a sealed report failed");
            }
        });
        let spent = processor(server.process()) - before;
        let each = |seconds: f64| seconds * 1e6 / f64::from(u32::try_from(count).unwrap());
        let values =
            [reports / commits, reports, commits, each(spent), each(bare_processor), spent / bare_processor];
        // The first round finds cold caches.
        if round > 0 {
            rows.iter_mut().zip(values).for_each(|(row, value)| row.push(value));
        }
    }
    let [ratio, rest @ ..] = rows.map(median);
    let what = format!("sealed: reports by the API over bare commits, a second, {clients} clients");
    figures.at_least(&what, ratio, 0.9, "");
    let names =
        ["reports a second", "bare commits a second", "server's processor, each", "bare processor, each"];
    let names = names.into_iter().zip(["/s", "/s", "µs", "µs"]);
    for ((name, unit), value) in names.zip(rest) {
        figures.beside(name, value, unit);
    }
    figures.beside("server's processor over bare processor, not judged", rest[4], "");
}

/// The request by which a browser sends a report that it has sealed, each time another.
pub fn request(sealed: &ForDesk) -> Vec<u8> {
    let mailbox = data_encoding::BASE64URL_NOPAD.encode(&random::<32>().unwrap());
    let id = EntryId::random().unwrap();
    let sealed = BASE64.encode(sealed.as_bytes());
    let body = format!("{{\"mailbox\":\"{mailbox}\",\"id\":\"{id}\",\"sealed\":\"{sealed}\"}}");
    post("/api/v1/reports", "application/json", &body)
}
