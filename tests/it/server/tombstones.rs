//! What desks remember as withdrawn or deleted is erased again, in a store that came out of a backup
//! and in no other.

use serde_json::{Value, json};
use zegel_core::id::ThreadId;
use zegel_core::withdrawal::WithdrawalSecret;

use crate::page::withdrawal::listed;
use crate::support::desk_client::Desk;
use crate::support::http::Answer;
use crate::support::site::Site;

const PATH: &str = "/desk/v1/tombstones";

/// The store came out of a backup, this week.
fn restored(site: &Site) {
    let week = site.today().week();
    site.runtime.block_on(site.store.begin_generation(week)).unwrap();
}

fn say(site: &Site, tombstones: &Value) -> Answer {
    Desk::login(site).request("POST", PATH, tombstones.to_string().as_bytes())
}

fn withdrawn(thread: ThreadId, secret: &WithdrawalSecret) -> Value {
    json!({ "withdrawn": [{ "thread": thread, "withdrawal": secret.to_text() }], "deleted": [] })
}

fn deleted(threads: &[ThreadId]) -> Value {
    json!({ "withdrawn": [], "deleted": threads })
}

#[test]
fn after_a_restore_what_was_withdrawn_is_withdrawn_again_with_the_same_proof() {
    let site = Site::start();
    let token = site.report("en", "Taken back.");
    let digest = site.opened().0[0].writing.withdrawal.unwrap();
    restored(&site);
    let secret = site.keys(&token).withdrawal().clone();
    let thread = site.threads()[0].id;
    let answer = say(&site, &withdrawn(thread, &secret));
    assert_eq!((answer.status, answer.json()), (200, json!({ "count": 1 })));
    let shown = listed(&site).pop().unwrap();
    assert!(shown.entries.is_empty() && digest.is_proved_by(&shown.withdrawal.unwrap()));
    assert_eq!(site.rows(), [1, 0, 0, 1]);
    // Said once more, nothing has come back.
    assert_eq!(say(&site, &withdrawn(thread, &secret)).json(), json!({ "count": 0 }));
}

#[test]
fn after_a_restore_what_was_deleted_is_deleted_again() {
    let site = Site::start();
    site.report("en", "Deleted.");
    site.report("en", "Stays.");
    restored(&site);
    let thread = site.threads()[0].id;
    let twice = [thread, thread, ThreadId::random().unwrap()];
    assert_eq!(say(&site, &deleted(&twice)).json(), json!({ "count": 1 }));
    assert_eq!(site.threads().len(), 1);
    assert!(site.threads()[0].id != thread);
}

/// Only a store that came out of a backup takes it, until the retention after that.
#[test]
fn a_store_that_came_out_of_no_backup_takes_no_tombstones() {
    let site = Site::start();
    site.report("en", "Here.");
    let thread = site.threads()[0].id;
    for tombstones in [withdrawn(thread, &WithdrawalSecret::from_bytes([7; 32])), deleted(&[thread])] {
        let answer = say(&site, &tombstones);
        assert_eq!((answer.status, &answer.json()["type"]), (409, &json!("/problems/not-restored")));
        assert!(answer.json()["title"].as_str().unwrap().contains("did not come out of a backup"));
    }
    assert!(!listed(&site)[0].is_withdrawn());
    assert_eq!(site.rows(), [1, 1, 1, 0]);
}

#[test]
fn tombstones_are_taken_until_the_retention_after_the_restore_is_over() {
    let site = Site::start();
    restored(&site);
    site.weeks_later(26);
    site.report("en", "Here.");
    site.report("en", "And here.");
    let [first, second] = [0, 1].map(|place| site.threads()[place].id);
    assert_eq!(say(&site, &deleted(&[first])).json(), json!({ "count": 1 }));
    site.weeks_later(1);
    assert_eq!(say(&site, &deleted(&[second])).status, 409);
    assert_eq!(site.threads().len(), 1);
    // Another restore begins another time.
    restored(&site);
    assert_eq!(say(&site, &deleted(&[second])).json(), json!({ "count": 1 }));
}

#[test]
fn a_withdrawal_without_its_secret_is_no_tombstone() {
    let site = Site::start();
    site.report("en", "Here.");
    restored(&site);
    let thread = site.threads()[0].id;
    let right = withdrawn(thread, &WithdrawalSecret::from_bytes([7; 32]));
    for wrong in [json!(null), json!(""), json!("A".repeat(42)), json!("B".repeat(43))] {
        let mut tombstones = right.clone();
        tombstones["withdrawn"][0]["withdrawal"] = wrong.clone();
        assert_eq!(say(&site, &tombstones).status, 400, "{wrong}");
    }
    let old = json!({ "withdrawn": [thread], "deleted": [] });
    assert_eq!(say(&site, &old).status, 400);
    assert!(!listed(&site)[0].is_withdrawn());
}

#[test]
fn the_server_takes_so_many_tombstones_at_once() {
    let site = Site::start();
    restored(&site);
    let ids = |count: usize| (0..count).map(|_| ThreadId::random().unwrap()).collect::<Vec<_>>();
    let answer = say(&site, &deleted(&ids(10_000)));
    assert_eq!((answer.status, answer.json()), (200, json!({ "count": 0 })));
    assert_eq!(say(&site, &deleted(&ids(10_001))).status, 413);
}
