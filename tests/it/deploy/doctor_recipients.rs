//! `zegeld doctor` says who may do what by the recipients file, and whose keys keep the page open.

use zegeld::store::{Options, Store};

use crate::support::machine::{Found, Machine, key};

/// The name and the first characters of the key in a caseworker's first line.
fn key_of(lines: &str) -> &str {
    &lines.lines().next().unwrap().split_once(" ed25519:").unwrap().1[..12]
}

#[test]
fn it_says_of_each_line_in_the_file_who_may_do_what() {
    let machine = Machine::new();
    let [anna, courier, bea, recovery] = ["anna", "koerier", "bea", "recovery"].map(key);
    let signs = courier.lines().next().unwrap();
    let left = bea.lines().next().unwrap().replace("# desk", "# former");
    let opens = recovery.lines().nth(1).unwrap();
    machine.write("recipients.txt", &format!("{left}\n{signs}\n\n# the recovery key\n{opens}\n{anna}"));
    let found = machine.doctor();
    let start: String = opens.chars().take(20).collect();
    assert_eq!(
        found.all("caseworker").into_iter().map(|(_, text)| text).collect::<Vec<_>>(),
        [
            format!(
                "Line 1: bea (key {}…) is a former caseworker, whom this key does not let in.",
                key_of(&bea)
            ),
            format!(
                "Line 2: koerier (key {}…) only fetches and sends. Is a recipient of this file koerier's? Then \
                 put it on line 3, directly below.",
                key_of(&courier)
            ),
            format!("Line 5: {start}… is nobody's. Whoever has it opens reports, and is not let in by it."),
            format!("Line 6: anna (key {}…) opens, answers and deletes.", key_of(&anna)),
        ]
    );
    let courier = |found: &Found| {
        let mut lines = found.all("caseworker").into_iter();
        lines.find(|(_, text)| text.contains("koerier")).map(|(state, _)| state.to_owned())
    };
    assert_eq!(courier(&found).unwrap(), "look");
    machine.write("recipients.txt", &format!("{signs}\n{anna}"));
    assert_eq!(courier(&machine.doctor()).unwrap(), "ok", "no recipient is left that could be meant");
}

#[test]
fn a_recipients_file_that_is_refused_is_named_with_its_line() {
    let machine = Machine::new();
    let [anna, bea] = ["anna", "bea"].map(key);
    machine.write("recipients.txt", &format!("{anna}{}", bea.replace("# desk", "# former")));
    let found = machine.doctor();
    found.says("recipients", "wrong", "line 4: a recipient directly below a former caseworker");
    assert!(found.all("proof").is_empty(), "there is no set of which it could be said");
}

#[test]
fn it_says_whose_keys_keep_the_page_open_and_what_happens_when_the_only_one_goes() {
    let machine = Machine::new();
    let anna = key("anna");
    let bea = key("bea");
    machine.write("recipients.txt", &format!("{anna}{bea}"));
    machine.doctor().says("proof", "look", "the page is closed");
    proves(&machine, "bea");
    machine.doctor().says("proof", "look", "Only the key of bea").says("proof", "look", "zegel inbox");
    proves(&machine, "anna");
    machine.doctor().says("proof", "ok", "anna, bea.");
    machine.write("recipients.txt", &anna);
    machine.doctor().says("proof", "ok", "opens what is sealed: anna.");
    machine.write("recipients.txt", &format!("{anna}{}", key("cem")));
    machine.doctor().says("proof", "look", "the page is closed");
}

/// As if a caseworker of the machine's recipients file had connected.
fn proves(machine: &Machine, name: &str) {
    let file = std::fs::read_to_string(machine.path("recipients.txt")).unwrap();
    let set: zegel_core::seal::Recipients = file.parse().unwrap();
    let caseworker = set.caseworkers().iter().find(|caseworker| caseworker.name == name).unwrap();
    let prover = caseworker.recipient.as_ref().unwrap().digest();
    let store = Store::open(&machine.path("store/zegel.db"), Options::default()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        store.record_proof(prover, set.digests().clone()).await.unwrap();
        store.close().await;
    });
}
