//! Failures of the store: nobody loses a word, and nobody is told that all went well.

use rusqlite::Connection;
use zegel_core::token::Token;

use crate::page::bad_input::is_a_clear_page;
use crate::support::http::Answer;
use crate::support::site::{Form, Site, languages, said};

/// Takes the bodies' table away from under the server, through a connection of its own.
fn break_store(site: &Site) {
    connection(site).execute_batch("alter table body rename to hidden").unwrap();
}

fn mend_store(site: &Site) {
    connection(site).execute_batch("alter table hidden rename to body").unwrap();
}

fn connection(site: &Site) -> Connection {
    Connection::open(site.file("zegel.db")).unwrap()
}

const FIELDS: [(&str, &str); 9] = [
    ("story", "First line\n\n<second> & \"third\""),
    ("where", "Utrecht"),
    ("person", "Two of them"),
    ("minor", "maybe"),
    ("place", "place-hotel"),
    ("signs", "any-debt"),
    ("signs", "hotel-many"),
    ("role", "role-work"),
    ("pass", "pass-ask"),
];

/// Everything that was typed and chosen stands there, in rows that are open.
fn gives_everything_back(answer: &Answer) {
    for (name, value) in FIELDS {
        let is_text = ["story", "where", "person"].contains(&name);
        assert!(if is_text { answer.field(name) == value } else { answer.chose(name, value) }, "{name}");
    }
    // The numbers, and the three rows with an answer: person, place, role.
    assert_eq!(answer.text().matches("<details open").count(), 4);
}

#[test]
fn a_report_that_was_not_stored_comes_back_whole_and_can_be_sent_again() {
    let site = Site::start();
    for language in languages() {
        let before = site.rows();
        let form = site.visit(language);
        break_store(&site);
        let failed = form.send(&site, &FIELDS);
        mend_store(&site);
        assert_eq!(failed.status, 503);
        is_a_clear_page(&failed, language);
        assert!(failed.says(&said(language).errors.store));
        gives_everything_back(&failed);
        // Perhaps it was stored and only the answer was lost: the same form comes back.
        let again = Form::of(&failed, language);
        assert_eq!((&again.token, &again.form), (&form.token, &form.form));
        assert_eq!(site.rows(), before);

        assert_eq!(again.send(&site, &FIELDS).h1(), said(language).token.sent_title);
        assert_eq!(form.send(&site, &FIELDS).h1(), said(language).token.sent_title);
        assert_eq!(site.rows(), [before[0] + 1, before[1] + 1, before[2] + 1, 0]);
    }
}

#[test]
fn a_message_that_was_not_stored_comes_back_in_its_form() {
    let site = Site::start();
    let token = site.report("en", "A report.");
    let form = Form::of(&site.look("en", &token), "en");
    break_store(&site);
    let failed = form.press(&site, "message", &[("message", "<My> answer."), ("after", "3")]);
    mend_store(&site);
    assert_eq!(failed.status, 503);
    is_a_clear_page(&failed, "en");
    assert_eq!(failed.field("message"), "<My> answer.");
    assert_eq!(failed.hidden("after").as_deref(), Some("3"));
    let again = Form::of(&failed, "en");
    assert_eq!((&again.token, &again.form), (&form.token, &form.form));
    let sent = again.press(&site, "message", &[("message", "<My> answer."), ("after", "3")]);
    assert_eq!(sent.h1(), said("en").replies.written_title);
    assert_eq!(site.rows(), [1, 2, 2, 0]);
}

#[test]
fn looking_and_withdrawing_say_that_they_failed() {
    let site = Site::start();
    let token = site.report("nl", "Een melding.");
    break_store(&site);
    let looked = site.look("nl", &token);
    let withdrawn = site.post("/nl/", &[("act", "withdraw-yes"), ("token", &token.to_field())]);
    mend_store(&site);
    assert_eq!(looked.status, 503);
    is_a_clear_page(&looked, "nl");
    assert!(looked.says(&said("nl").errors.load));
    assert_eq!(looked.typed_code(), *token.to_field(), "the code is still there");
    assert_ne!(looked.h1(), said("nl").replies.none);
    assert_eq!(withdrawn.status, 503);
    assert!(withdrawn.says(&said("nl").errors.withdraw));
    assert_eq!(withdrawn.hidden("token").unwrap(), *token.to_field());
    assert_eq!(site.rows(), [1, 1, 1, 0]);
    let again = site.post("/nl/", &[("act", "withdraw-yes"), ("token", &token.to_field())]);
    assert_eq!(again.h1(), said("nl").withdrawal.done);
}

#[test]
fn one_report_that_fails_takes_no_other_with_it() {
    let site = Site::start();
    let bad = site.visit("en");
    // Only this one's mailbox is refused, by a trigger that a test can set.
    let mailbox = site.keys(&Token::parse(&bad.token).unwrap()).mailbox_key().mailbox();
    let digest = data_encoding::HEXUPPER.encode(mailbox.as_bytes());
    let trigger = format!(
        "create trigger refuse after insert on thread when hex(new.mailbox) = '{digest}' begin select raise(abort, 'x'); end"
    );
    connection(&site).execute_batch(&trigger).unwrap();
    let good: Vec<Form> = (0..20).map(|_| site.visit("en")).collect();
    std::thread::scope(|scope| {
        for form in good.iter().chain([&bad]) {
            let site = &site;
            let bad = &bad;
            scope.spawn(move || {
                let status = form.send(site, &[("story", "One of many.")]).status;
                assert_eq!(status, if form.token == bad.token { 503 } else { 200 });
            });
        }
    });
    connection(&site).execute_batch("drop trigger refuse").unwrap();
    assert_eq!(site.rows(), [20, 20, 20, 0]);
}

/// A lock held by another program, such as a backup that is badly made. SQLite waits five seconds
/// for it.
#[test]
fn a_store_that_is_locked_is_a_failure_and_no_loss() {
    let site = Site::start();
    let form = site.visit("en");
    let other = connection(&site);
    other.execute_batch("begin immediate").unwrap();
    let failed = form.send(&site, &FIELDS);
    assert_eq!(failed.status, 503);
    gives_everything_back(&failed);
    other.execute_batch("rollback").unwrap();
    assert_eq!(site.rows(), [0; 4]);
    assert_eq!(Form::of(&failed, "en").send(&site, &FIELDS).status, 200);
}

#[test]
fn a_full_store_says_so_and_still_lets_a_report_be_withdrawn() {
    let site = Site::with(|setup| setup.options.max_bytes = 400 * 1024);
    let mut tokens = Vec::new();
    let full = loop {
        let form = site.visit("nl");
        let answer = form.send(&site, &FIELDS);
        if answer.status != 200 {
            let again = Form::of(&answer, "nl");
            assert_eq!((again.token, again.form), (form.token, form.form));
            break answer;
        }
        tokens.push(Token::parse(&form.token).unwrap());
    };
    assert_eq!(full.status, 503);
    is_a_clear_page(&full, "nl");
    assert!(full.says(&said("nl").errors.full));
    gives_everything_back(&full);
    let count = i64::try_from(tokens.len()).unwrap();
    assert!(count > 10);
    assert_eq!(site.rows(), [count, count, count, 0]);

    // Looking goes on, and taking back makes room.
    assert_eq!(site.look("nl", &tokens[0]).status, 200);
    for token in &tokens[..3] {
        let done = site.post("/nl/", &[("act", "withdraw-yes"), ("token", &token.to_field())]);
        assert_eq!(done.h1(), said("nl").withdrawal.done);
    }
    assert_eq!(Form::of(&full, "nl").send(&site, &FIELDS).status, 200);
}

#[test]
fn the_last_tenth_of_the_store_takes_short_reports_only() {
    let most = 2 << 20;
    let site = Site::with(|setup| setup.options.max_bytes = most);
    let long = "x".repeat(20_000);
    let send = |story: &str| site.visit("en").send(&site, &[("story", story)]);
    let mut taken = 0;
    let full = loop {
        let answer = send(&long);
        if answer.status != 200 {
            break answer;
        }
        taken += 1;
    };
    assert_eq!(full.status, 503);
    // Each is padded to 32 KiB. Before the last tenth they have nearly all of the room.
    assert!(taken * (32 << 10) > most / 4 * 3, "{taken} long ones");
    assert!(full.says(&said("en").errors.full));
    assert_eq!(full.field("story"), long);
    for _ in 0..8 {
        assert_eq!(send("A short one.").status, 200);
        assert_eq!(send(&long).status, 503);
    }
}

#[test]
fn a_closed_site_takes_nothing_and_keeps_what_was_typed() {
    let site = Site::with(|setup| setup.open = false);
    for language in languages() {
        let start = site.get(&format!("/{language}/"));
        assert_eq!((start.status, start.h1()), (503, said(language).closed.title.clone()));
        is_a_clear_page(&start, language);
        let token = Token::random().unwrap().to_field();
        let form = format!("{:032x}.0", 1);
        let hidden = [("token", token.as_str()), ("form", &form), ("act", "send")];
        let answer = site.post(&format!("/{language}/"), &[&hidden[..], &FIELDS].concat());
        assert_eq!(answer.status, 503);
        is_a_clear_page(&answer, language);
        gives_everything_back(&answer);
        // Who has a code can still look.
        assert_eq!(site.post(&format!("/{language}/"), &[("act", "look"), ("code", &token)]).status, 200);
    }
    assert_eq!(site.rows(), [0; 4]);
    let prover = site.recipients.recipients().next().unwrap();
    site.runtime.block_on(site.app.record_proof(prover)).unwrap();
    assert_eq!(site.visit("en").send(&site, &FIELDS).status, 200);
}
