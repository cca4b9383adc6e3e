//! `tests/interop/reader.py`, which was written from `schema/protocol.md` alone, computes the vectors, makes a report
//! that is taken here, opens what is sealed here, and seals what is opened here.

use data_encoding::BASE64;
use serde_json::{Value, json};
use zegel::identity::Identity;
use zegel_core::document::DeskDocument;
use zegel_core::seal::{ForReporter, Recipients};
use zegel_core::token::Token;

use crate::core::vectors;
use crate::support::fixture::{ForReporterRaw, instance};
use crate::support::node::run;
use crate::support::peer::{
    Kind, Peer, Script, TEXT, opens_what_is_sealed_here, padded, seals_what_is_opened_here,
};
use crate::support::python::script;

const READER: Script = Script(|| script("reader.py"));

fn vector(group: &str) -> Value {
    vectors::file()[group]["vectors"][0].clone()
}

#[test]
fn it_computes_every_vector() {
    vectors::are_computed_by(|file| run(script("reader.py").arg("vectors").arg(file), b""));
}

#[test]
fn it_opens_what_is_sealed_here() {
    opens_what_is_sealed_here(&READER, Kind::Hybrid);
    opens_what_is_sealed_here(&READER, Kind::X25519);
}

#[test]
fn what_it_seals_is_opened_here() {
    seals_what_is_opened_here(&READER, Kind::Hybrid);
    seals_what_is_opened_here(&READER, Kind::X25519);
}

#[test]
fn what_it_seals_is_padded_and_has_the_outside_that_the_server_takes() {
    for kind in [Kind::Hybrid, Kind::X25519] {
        let (identity, recipients) = kind.desk();
        let sealed = recipients.accept(READER.seal(recipients.text(), TEXT.as_bytes())).unwrap();
        assert_eq!(sealed.outside().unwrap().0.size(), padded(TEXT).len());
        assert_eq!(identity.open(&sealed).unwrap().as_bytes(), TEXT.as_bytes());
    }
}

#[test]
fn a_reply_travels_both_ways_between_token_and_reader() {
    let token = vector("tokens");
    let keys = Token::parse(token["token"].as_str().unwrap()).unwrap().keys(instance());
    let reply_to = keys.reply_to().unwrap();
    let sealed = reply_to.seal(ForReporterRaw(TEXT.into())).unwrap();
    let secret = token["reply_secret"].as_str().unwrap();
    assert_eq!(READER.open(secret, sealed.as_bytes()).unwrap(), padded(TEXT));

    let sealed = READER.seal(&reply_to.to_string(), TEXT.as_bytes());
    let opened = keys.open(&ForReporter::from_bytes(sealed).unwrap()).unwrap();
    assert_eq!(opened.as_bytes(), TEXT.as_bytes());
}

#[test]
fn it_opens_the_fixed_hybrid_file() {
    let identity = include_str!("../../../schema/hybrid.identity").lines().last().unwrap();
    let opened = READER.open(identity, include_bytes!("../../../schema/hybrid.age")).unwrap();
    assert_eq!(opened, padded("zegel opens this at every start"));
}

/// From its token to its digest, as section 11 of the page has it.
#[test]
fn the_report_that_it_makes_is_the_one_of_the_page() {
    let [token, form, set] = ["tokens", "entry_ids", "fingerprints"].map(vector);
    let made_of = json!({
        "token": token["token"], "instance": token["instance"], "form": form["form_hex"],
        "answers": form["answers"], "day": "2026-11-24", "language": "nl", "recipients": set["recipients"],
    });
    let made = run(script("reader.py").arg("report"), made_of.to_string().as_bytes()).unwrap();
    let made: Value = serde_json::from_slice(&made).unwrap();
    let text = |field: &str| made[field].as_str().unwrap().to_owned();
    for known_by in [text("mailbox"), text("digest"), text("entry").replace('-', "")] {
        assert!(super::protocol::PAGE.contains(&format!("`{known_by}`")), "{known_by}");
    }

    let recipients: Recipients = set["recipients"][0].as_str().unwrap().parse().unwrap();
    let sealed = recipients.accept(BASE64.decode(text("sealed").as_bytes()).unwrap()).unwrap();
    let identity: Identity = token["reply_secret"].as_str().unwrap().parse().unwrap();
    let opened = identity.open_document(&sealed).unwrap();
    assert_eq!(opened.digest, text("digest"));
    let Ok(DeskDocument::Report(report)) = DeskDocument::parse(&opened.plain) else { panic!("no report") };
    assert!(report.writing.odd.is_empty());
}
