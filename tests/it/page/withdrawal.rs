//! Proof of a withdrawal: only who wrote the report can have revealed what the server shows.

use serde_json::{Value, json};
use zegel_core::document::{Answers, DeskDocument, Message, Position};
use zegel_core::i18n::{Unit, interpolate};
use zegel_core::id::EntryId;
use zegel_core::seal::{Document, Plain};
use zegel_core::token::Token;
use zegel_core::wire::{ThreadHead, Threads};
use zegel_core::withdrawal::{WithdrawalDigest, WithdrawalSecret};

use crate::support::desk_client::Desk;
use crate::support::fixture::{keys, received, report, writing};
use crate::support::site::{Site, languages, phrase, said};

const WITHDRAW: &str = "/api/v1/mailbox/withdraw";

/// All threads as a desk gets them.
pub fn listed(site: &Site) -> Vec<ThreadHead> {
    let answer = Desk::login(site).request("GET", "/desk/v1/threads", b"");
    assert_eq!(answer.status, 200);
    serde_json::from_slice::<Threads>(&answer.body).unwrap().threads
}

/// The digest in the only report there is, as a desk opens it.
fn digest(site: &Site) -> WithdrawalDigest {
    site.opened().0[0].writing.withdrawal.unwrap()
}

fn body(site: &Site, token: &Token, withdrawal: &str) -> Value {
    json!({ "mailbox": *site.keys(token).mailbox_key().to_text(), "withdrawal": withdrawal })
}

/// A withdrawal is proved to the desk by what only the code gives; the store keeps no withdrawn thread
/// without it.
#[test]
fn a_withdrawal_by_the_form_shows_the_desk_what_only_its_reporter_could_reveal() {
    let site = Site::start();
    let token = site.report("en", "Taken back.");
    let digest = digest(&site);
    assert!(listed(&site)[0].withdrawal.is_none());
    site.post("/en/", &[("act", "withdraw-yes"), ("token", &token.to_field())]);
    let shown = listed(&site).pop().unwrap();
    assert!(shown.is_withdrawn() && shown.entries.is_empty());
    assert!(digest.is_proved_by(&shown.withdrawal.unwrap()));
}

#[test]
fn a_report_and_its_messages_carry_the_same_digest_and_another_code_has_another() {
    let site = Site::start();
    let token = site.report("en", "One.");
    let form = crate::support::site::Form::of(&site.look("en", &token), "en");
    form.press(&site, "message", &[("message", "More.")]);
    let (reports, messages) = site.opened();
    let digest = site.keys(&token).withdrawal().digest();
    assert!([reports[0].writing.withdrawal, messages[0].writing.withdrawal] == [Some(digest); 2]);
    let other = site.keys(&Token::random().unwrap());
    assert!(!digest.is_proved_by(other.withdrawal()));
    assert!(
        digest != token.keys(crate::support::fixture::instance()).withdrawal().digest(),
        "another installation"
    );
}

#[test]
fn a_server_that_invents_a_withdrawal_cannot_prove_it() {
    let site = Site::start();
    let token = site.report("en", "Still here.");
    let digest = digest(&site);
    // Whoever knows the mailbox and not the code erases, and proves nothing.
    let invented = WithdrawalSecret::from_bytes([7; 32]);
    assert_eq!(site.api(WITHDRAW, &body(&site, &token, &invented.to_text())).status, 200);
    let shown = listed(&site).pop().unwrap().withdrawal.unwrap();
    assert!(shown == invented && !digest.is_proved_by(&shown));
}

#[test]
fn a_withdrawal_without_its_secret_withdraws_nothing() {
    let site = Site::start();
    let token = site.report("en", "Still here.");
    let right = site.keys(&token).withdrawal().to_text();
    for wrong in ["", "x", &right[1..], &format!("{right}="), &format!("{right}A"), &right.replace('A', "+")]
    {
        if *wrong != right {
            assert_eq!(site.api(WITHDRAW, &body(&site, &token, wrong)).status, 400, "{wrong}");
        }
    }
    let mailbox = body(&site, &token, &right)["mailbox"].clone();
    assert_eq!(site.api(WITHDRAW, &json!({ "mailbox": mailbox })).status, 400);
    assert_eq!(site.api(WITHDRAW, &json!({ "mailbox": mailbox, "withdrawal": null })).status, 400);
    assert!(!listed(&site)[0].is_withdrawn());
    assert_eq!(site.rows(), [1, 1, 1, 0]);
}

#[test]
fn the_answer_to_a_withdrawal_does_not_tell_what_was_there() {
    let site = Site::start();
    let token = site.report("en", "Taken back.");
    let withdraw = |token: &Token| {
        let secret = site.keys(token).withdrawal().to_text();
        let answer = site.api(WITHDRAW, &body(&site, token, &secret));
        (answer.status, answer.body)
    };
    let first = withdraw(&token);
    assert_eq!(first, withdraw(&token), "once more");
    assert_eq!(first, withdraw(&Token::random().unwrap()), "a code of nobody");
    assert!(listed(&site)[0].is_withdrawn());
}

#[test]
fn no_thread_can_be_stored_as_withdrawn_without_the_bytes_or_as_both() {
    let site = Site::start();
    site.report("en", "Still here.");
    let refused = |sql: &str| {
        let sql = sql.to_owned();
        let work = site.store.on_sqlite(move |connection| Ok(connection.execute(&sql, []).is_err()));
        site.runtime.block_on(work).unwrap()
    };
    assert!(refused("update thread set mailbox = null"));
    assert!(refused("update thread set withdrawal = zeroblob(32)"));
    for bytes in ["zeroblob(31)", "zeroblob(33)", "zeroblob(0)", "'00000000000000000000000000000000'"] {
        let sql = format!("update thread set mailbox = null, withdrawal = {bytes}");
        assert!(refused(&sql), "{bytes}");
    }
    assert!(!refused("update thread set mailbox = null, withdrawal = zeroblob(32)"));
}

#[test]
fn the_proof_of_a_withdrawal_goes_with_the_retention() {
    let site = Site::start();
    let token = site.report("en", "Taken back.");
    site.post("/en/", &[("act", "withdraw-yes"), ("token", &token.to_field())]);
    let secret = *site.keys(&token).withdrawal().as_bytes();
    let stored = || {
        let rows = site.runtime.block_on(site.store.rows()).unwrap();
        let hex = data_encoding::HEXLOWER.encode(&secret);
        rows.iter().flat_map(|row| &row.columns).any(|(_, value)| *value == hex)
    };
    assert!(stored());
    site.weeks_later(26);
    site.runtime.block_on(site.app.purge()).unwrap();
    assert!(stored());
    site.weeks_later(1);
    site.runtime.block_on(site.app.purge()).unwrap();
    assert!(!stored());
}

#[test]
fn the_privacy_page_says_what_the_medium_below_the_files_keeps() {
    let site = Site::start();
    for language in languages() {
        let page = site.get(&format!("/{language}/privacy"));
        assert!(page.says(&said(language).privacy.field_medium), "{language}");
    }
}

#[test]
fn the_privacy_page_tells_what_a_withdrawal_leaves_on_the_disk() {
    let site = Site::start();
    for language in languages() {
        let privacy = &said(language).privacy;
        let page = site.get(&format!("/{language}/privacy"));
        let marks = interpolate(&privacy.erase_marks, &[("weeks", &phrase(language, Unit::Weeks, 26))]);
        for sentence in [&privacy.field_withdrawal, &privacy.field_week, &privacy.locked_withdrawal, &marks] {
            assert!(page.says(sentence), "{language}: {sentence}");
        }
        let columns = ["thread.id", "thread.mailbox", "thread.withdrawal", "thread.week"];
        for column in columns {
            assert!(
                page.text().contains(&format!("<td class=\"mono\">{column}</td>")),
                "{language}: {column}"
            );
            assert!(page.text().contains(&format!("scope=\"row\">{column}</th>")), "{language}: {column}");
        }
    }
}

#[test]
fn a_message_whose_digest_was_exchanged_is_not_its_writers() {
    let keys = keys();
    let entry = EntryId::random().unwrap();
    let words = || writing(Answers::from_message("More.").unwrap(), &keys);
    let message = Message::new(words(), Position::default(), entry, &keys.author_key()).into_json();
    let mut json: Value = serde_json::from_slice(message.as_bytes()).unwrap();
    let wrote = |json: &Value| match DeskDocument::parse(&Plain::new(json.to_string().into_bytes())) {
        Ok(DeskDocument::Message(message)) => received(report("First.", &keys)).wrote(entry, &message),
        _ => panic!("no message"),
    };
    assert!(wrote(&json));
    json["withdrawal"] = WithdrawalSecret::from_bytes([7; 32]).digest().to_string().into();
    assert!(!wrote(&json));
}
