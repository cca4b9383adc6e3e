//! Withdrawals without a proof: only the secret shows that a reporter took something back. What a server,
//! a folder or a colleague merely says hides nothing, destroys nothing and is told to nobody.

use serde_json::{Value, json};
use zegel_core::document::Report;
use zegel_core::id::ThreadId;

use crate::server::backup::done;
use crate::server::restore::Backed;
use crate::support::caseworker::Caseworker;
use crate::support::fixture::{answers, keys, writing};
use crate::support::hostile::{ok, week};
use crate::support::insider::Insider;
use crate::support::lying_server::{LyingServer, THREAD, entry, id};
use crate::support::practice::{only, two_desks};

/// 32 bytes that prove nothing.
const FALSE: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn claimed() -> String {
    json!({ "threads": [{ "id": THREAD, "week": week(), "withdrawal": FALSE, "entries": [] }] }).to_string()
}

fn pins(desk: &Caseworker) -> Value {
    let file = desk.state().join(format!("{}.json", crate::support::fixture::instance()));
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

#[test]
fn what_a_server_merely_says_hides_nothing_and_is_remembered_by_nobody() {
    let mut liar = LyingServer::new();
    let report = entry(&id(), "from-reporter", liar.sealed(liar.report("HE LOCKS THEM IN")).as_bytes());
    let honest = liar.serve(vec![report.clone()]);
    liar.anna.run(&["inbox"]).done();
    drop(honest);
    let server = liar.raw(|line| if line.contains("threads") { ok(claimed()) } else { ok("") });
    for _ in 0..2 {
        let list = liar.anna.run(&["inbox"]).done();
        assert!(list.said().contains("was withdrawn, and does not prove it"), "{}", list.err);
        assert!(list.out.contains("does not prove it") && !list.out.contains("zegel delete"), "{}", list.out);
        let row = &liar.anna.json(&["inbox"])[0];
        let stands = (&row["withdrawn"], &row["said_withdrawn"], &row["unread"]);
        assert_eq!(stands, (&json!(false), &json!(true), &json!(true)));
        let shown = liar.anna.run(&["read", THREAD]).done().out;
        assert!(shown.contains("HE LOCKS THEM IN"), "{shown}");
    }
    liar.anna.run(&["keep", THREAD, "--reason", "x"]).failed_with("There is nothing to keep");
    assert_eq!(pins(&liar.anna)["tombstones"], json!({}));
    assert!(server.heard().iter().all(|heard| !heard.line.contains("tombstones")));
    drop(server);
    let _honest = liar.serve(vec![report]);
    let list = liar.anna.run(&["inbox"]).done();
    assert!(!list.err.contains("Please note") && !list.out.contains("withdrawn"), "{}{}", list.out, list.err);
}

#[test]
fn a_computer_that_never_opened_it_says_only_what_the_server_says() {
    let mut liar = LyingServer::new();
    let _server = liar.raw(|line| if line.contains("threads") { ok(claimed()) } else { ok("") });
    let list = liar.anna.run(&["inbox"]).done();
    assert!(list.out.contains("The server says the reporter withdrew this"), "{}", list.out);
    liar.anna.run(&["read", THREAD]).ended_with(1).failed_with("does not prove it to this computer");
    assert_eq!(pins(&liar.anna)["tombstones"], json!({}));
}

#[test]
fn a_report_that_comes_with_its_own_withdrawal_proves_nothing_on_a_computer_that_never_opened_it() {
    let mut liar = LyingServer::new();
    let keys = keys();
    let mut words = writing(answers(&[("story", "of the server")]), &keys);
    words.sealed_for = liar.set.fingerprint().to_string();
    let report = liar.sealed(Report::new(words, keys.author_key()));
    let line = entry(&id(), "from-reporter", report.as_bytes());
    let entries = json!([{ "id": line["id"], "version": line["version"] }]);
    let secret = keys.withdrawal().to_text();
    let head = json!({ "id": THREAD, "week": week(), "withdrawal": secret, "entries": entries });
    let list = json!({ "threads": [head] }).to_string();
    let line = format!("{line}\n");
    let _server =
        liar.raw(move |asked| ok(if asked.contains("threads") { list.as_str() } else { line.as_str() }));
    let shown = liar.anna.run(&["inbox"]).done();
    assert!(shown.said().contains("and does not prove it"), "{}{}", shown.out, shown.err);
    assert_eq!(pins(&liar.anna)["tombstones"], json!({}));
}

#[test]
fn a_reporter_who_withdraws_proves_it_to_every_desk_that_opened_the_report() {
    let (site, anna, bea) = two_desks();
    let reporter = site.report("en", &[("story", "Taken back.")]);
    let id = only(&anna);
    bea.run(&["inbox"]).done();
    reporter.withdraws();
    for desk in [&anna, &bea] {
        let list = desk.run(&["inbox"]).done();
        assert!(list.out.contains("zegel delete") && !list.said().contains("Please note"), "{}", list.err);
        desk.run(&["read", &id]).failed_with("The reporter has withdrawn report");
    }
}

#[test]
fn no_colleague_can_say_that_a_reporter_withdrew() {
    let (site, mut anna, mut bea) = two_desks();
    let backed = Backed::of(&site);
    site.report("en", &[("story", "HE LOCKS THEM IN")]);
    let id = only(&anna);
    let thread: ThreadId = id.parse().unwrap();
    let body = json!({ "withdrawn": [{ "thread": thread, "withdrawal": FALSE }], "deleted": [] }).to_string();
    let tell = |site: &crate::support::practice::Practice, bea: &Caseworker| {
        Insider::of(&site.desk, bea).request("POST", "/desk/v1/tombstones", body.as_bytes()).0
    };
    assert_eq!(tell(&site, &bea), 409, "nothing was put back from a backup");
    assert_eq!(site.stored().len(), 1);
    backed.make(&site);
    let site = backed.put_back(site);
    anna.at(&site.desk);
    bea.at(&site.desk);
    assert_eq!(tell(&site, &bea), 200);
    assert!(site.stored().is_empty(), "so may whoever may delete");
    let list = anna.run(&["inbox"]).done();
    assert!(list.said().contains("was withdrawn, and does not prove it"), "{}", list.err);
    assert!(anna.run(&["read", &id]).done().out.contains("HE LOCKS THEM IN"));
}

#[test]
fn a_carried_folder_that_says_so_is_believed_no_more_than_a_server() {
    let desks = crate::desk::offline::Desks::new();
    desks.report("HE LOCKS THEM IN");
    desks.fetch().done();
    let id = desks.only();
    let honest = desks.medium.path().join("honest");
    done(&std::process::Command::new("cp").arg("-r").arg(desks.folder()).arg(&honest).output().unwrap());
    let facts = desks.folder().join("desk.json");
    let mut says: Value = serde_json::from_slice(&std::fs::read(&facts).unwrap()).unwrap();
    says["threads"][0]["withdrawal"] = json!(FALSE);
    std::fs::write(&facts, says.to_string()).unwrap();
    assert!(desks.offline(&["inbox"]).done().said().contains("does not prove it"));
    let list = desks.bea.run(&["--folder", honest.to_str().unwrap(), "inbox"]).done();
    assert!(!list.err.contains("Please note"), "{}", list.err);
    let read = desks.bea.run(&["--folder", honest.to_str().unwrap(), "read", &id]).done();
    assert!(read.out.contains("HE LOCKS THEM IN"), "{}", read.out);
}
