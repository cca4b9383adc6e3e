//! Reports without script: what the server spends beyond sealing and storing, and its memory.

use std::borrow::Cow;

use super::CLIENTS;
use super::client::{Connection, crowd, get, post_form};
use super::measure::{Figures, Pace, median, memory, part, processor, processor_of};
use super::sealed::Bare;
use super::server::{Server, Site};
use zegel_core::calendar::Clock;
use zegel_core::document::{Answers, Report, Writing};
use zegel_core::id::Instance;
use zegel_core::seal::Recipients;
use zegel_core::token::Token;

const ROUNDS: usize = 10;
/// In all rounds together ten thousand.
const REPORTS: usize = 1_000;
/// Below the budget that everybody shares.
const RATE: u32 = 400;

pub fn measure(figures: &mut Figures) {
    let site = Site::new();
    let server = site.serve();
    let recipients = site.recipients();
    let bare = Bare::new(&site);
    let story = story();
    let mut ratios = Vec::new();
    let mut rows = [const { Vec::new() }; 4];
    let mut pace = Pace::new(RATE);
    let reports = part(REPORTS);
    warm_up(&server, &story);
    for _ in 0..part(ROUNDS) {
        let sealing = each(reports, processor_of_sealing(&recipients, &story, reports));
        let commit = each(
            reports,
            processor_of(|| {
                bare.commits(CLIENTS, reports);
            }),
        );
        pace.wait(reports);
        let report = each(reports, processor_of_server(&server, || send(&server, &story, reports)));
        let page = each(reports, processor_of_server(&server, || look(&server, reports)));
        ratios.push(report / (sealing + commit));
        for (row, value) in rows.iter_mut().zip([sealing, commit, report, page]) {
            row.push(value * 1e6);
        }
    }
    let what = "reports: server's processor over bare sealing and commit";
    figures.at_most(what, median(ratios), 1.15, "");
    let names = [
        "bare derivation and sealing",
        "bare shared commit",
        "server, form page and report",
        "server, form page alone",
    ];
    for (name, row) in names.into_iter().zip(rows) {
        figures.beside(name, median(row), "µs");
    }
    figures.at_most(
        "memory: resident after 10,000 reports",
        memory(server.process(), "VmRSS").unwrap(),
        14.0,
        "MiB",
    );
    figures.beside("its highest", memory(server.process(), "VmHWM").unwrap(), "MiB");
}

fn each(count: usize, seconds: f64) -> f64 {
    seconds / f64::from(u32::try_from(count).unwrap())
}

/// Two thousand bytes.
fn story() -> String {
    let sentence =
        "On the second floor the curtains stay shut and another car waits at the back each night. ";
    sentence.chars().cycle().take(2_000).collect()
}

fn processor_of_server(server: &Server, work: impl FnOnce()) -> f64 {
    let before = processor(server.process());
    work();
    processor(server.process()) - before
}

/// Only what has to be done for each report counts: the keys that follow from its token, the recipient of
/// its replies, the document and its sealing, by as many hands as in the server, which share the
/// processor's caches there too.
fn processor_of_sealing(recipients: &Recipients, story: &str, count: usize) -> f64 {
    processor_of(|| {
        crowd(CLIENTS, &vec![(); count], |mine| {
            for () in mine {
                recipients.seal(report(recipients, story)).unwrap();
            }
        });
    })
}

/// What the form of [`send`] becomes.
pub fn report(recipients: &Recipients, story: &str) -> Report {
    let keys = Token::random().unwrap().keys(Instance::random().unwrap());
    let fields = [("story", story)].into_iter();
    let fields = fields.map(|(id, value)| (Cow::from(id), Cow::from(value)));
    let writing = Writing {
        answers: Answers::from_report(fields).unwrap(),
        language: "nl".to_owned(),
        day: Clock::system().day(),
        reply_to: keys.reply_to().unwrap(),
        marks: Vec::new(),
        sealed_for: recipients.fingerprint().to_string(),
        withdrawal: keys.withdrawal().digest(),
    };
    Report::new(writing, keys.author_key())
}

fn send_one(server: &Server, story: &str) {
    let mut connection = Connection::new(server.address);
    let page = connection.ask(&get("/nl/"));
    let form = format!("token={}&form={}", page.hidden("token"), page.hidden("form"));
    drop(connection);
    let form = format!("{form}&story={}&act=send", story.replace(' ', "+"));
    let mut connection = Connection::new(server.address);
    let answer = connection.ask(&post_form("/nl/", &form));
    assert_eq!(answer.status, 200, "a report failed");
    assert!(answer.has("class=\"code\""), "a report was answered without its code");
}

/// A person needs minutes for the form, so the report comes over a connection of its own.
fn send(server: &Server, story: &str, count: usize) {
    crowd(CLIENTS, &vec![(); count], |mine| mine.for_each(|()| send_one(server, story)));
}

fn look(server: &Server, count: usize) {
    crowd(CLIENTS, &vec![(); count], |mine| {
        mine.for_each(|()| {
            let mut connection = Connection::new(server.address);
            assert_eq!(connection.ask(&get("/nl/")).status, 200);
        });
    });
}

fn warm_up(server: &Server, story: &str) {
    crowd(CLIENTS, &[(); 40], |mine| mine.for_each(|()| send_one(server, story)));
}
