//! Attack on the pins: which installation is believed, and what two programs on one computer learn at once.

use serde_json::json;

use crate::support::attack::{report_of, serve};
use crate::support::caseworker::Caseworker;
use crate::support::fixture::keys;
use crate::support::hostile::{list, ok, session};
use crate::support::lying_server::{LyingServer, THREAD, entry, id};

const PRACTICE: &str = "1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d";

#[test]
fn a_server_cannot_say_that_it_is_the_practice_site_that_this_computer_also_knows() {
    let mut liar = LyingServer::new();
    let honest = serve(&mut liar, &[]);
    liar.anna.run(&["inbox"]).done();
    drop(honest);
    // A practice site, once, whose key stands on the server.
    let (_, mallory) = Caseworker::with_key("mallory");
    let lines = format!("{}{mallory}", liar.lines);
    let mut practice = session(&lines);
    practice["instance"] = json!(PRACTICE);
    let practice = practice.to_string();
    let server = liar.any(move |line| match line {
        "POST /desk/v1/session" => ok(&practice),
        "GET /desk/v1/threads" => list(THREAD, &[]),
        _ => ok("{}"),
    });
    let set: zegel_core::seal::Recipients = lines.parse().unwrap();
    liar.anna.run(&["inbox", "--fingerprint", &set.fingerprint().to_string()]).done();
    liar.anna.run(&["inbox"]).done();
    // This computer was set up for the real one, at the address where the other now answers.
    let config =
        format!("server = \"{}\"\ninstance = \"{}\"\n", server.url, crate::support::fixture::instance());
    liar.anna.file("config/zegel/config.toml", config);
    liar.anna.at_the_configured_server();
    liar.anna.run(&["inbox"]).ended_with(4).failed_with("another installation");
    liar.anna.run(&["reseal"]).ended_with(4).failed_with("another installation");
}

#[test]
fn of_two_programs_that_meet_an_entry_at_once_the_first_one_decides_what_was_read_first() {
    let mut liar = LyingServer::new();
    let place = id();
    let report = entry(&place, "from-reporter", liar.sealed(liar.report("HE LOCKS THEM IN")).as_bytes());
    let fake = entry(&place, "from-reporter", report_of(&liar, "I made it up", &keys()).as_bytes());
    let first = serve(&mut liar, &[]);
    liar.anna.run(&["inbox"]).done();
    drop(first);
    // While the second is being answered, the first has read and saved.
    let meanwhile = serve(&mut liar, &[(&report, 1)]);
    let mut other = Caseworker::new();
    let home = liar.anna.home().to_owned();
    other.at(&meanwhile.url);
    other.lives_in(&home);
    let session = session(&liar.lines).to_string();
    let fake_line = fake.to_string();
    let list = list(THREAD, &[&place.to_string()]);
    let server = liar.any(move |line| match line {
        "POST /desk/v1/session" => ok(&session),
        "GET /desk/v1/threads" => list.clone(),
        line if line.starts_with("GET /desk/v1/entries") => {
            other.run(&["inbox"]).done();
            ok(&fake_line)
        }
        _ => ok("{}"),
    });
    liar.anna.run(&["inbox"]).done();
    drop(server);
    let _server = serve(&mut liar, &[(&fake, 5)]);
    assert!(liar.anna.run(&["inbox"]).done().said().contains("is not the document that was read first"));
}

#[test]
fn another_key_under_a_colleagues_name_is_shown_also_where_the_fingerprint_was_given() {
    let mut liar = LyingServer::new();
    let (_, bea) = Caseworker::with_key("bea");
    liar.lines.push_str(&bea);
    let honest = serve(&mut liar, &[]);
    liar.anna.run(&["inbox"]).done();
    drop(honest);
    let own = zegel_core::signature::DeskKey::from_seed(&[6; 32]).public();
    let key = bea.lines().next().unwrap().rsplit(':').next().unwrap();
    liar.lines = liar.lines.replace(key, &own.to_string());
    let set: zegel_core::seal::Recipients = liar.lines.parse().unwrap();
    let _server = serve(&mut liar, &[]);
    liar.anna.run(&["inbox"]).failed_with("other caseworkers");
    let accepted = liar.anna.run(&["recipients", "accept", &set.fingerprint().to_string()]).done();
    let start: String = own.to_string().chars().take(12).collect();
    let said = |begins: &str, holds: &str| {
        accepted
            .out
            .lines()
            .any(|line| line.starts_with(begins) && line.contains("bea") && line.contains(holds))
    };
    assert!(said("No longer: ", &key[..12]) && said("New: ", &start), "{}", accepted.out);
}
