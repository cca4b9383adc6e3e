//! When the public page is open, as caseworkers and their keys come and go: through the running
//! server, which reads its recipients again, and the caseworkers' own program.

use serde_json::json;
use zegel::identity::Identity;
use zegel_core::seal::Recipients;
use zegel_core::signature::DeskKey;
use zegel_core::thread::SealedEntry;
use zegeld::store::Proofs;

use crate::support::caseworker::Caseworker;
use crate::support::desk_client::Desk;
use crate::support::practice::Practice;
use crate::support::site::Site;

const CLOSED: &str = "You cannot report here right now.";
const PROVED: &str = "opens what is sealed here";

/// A real site of two, of whom nobody has connected yet.
struct Line {
    site: Practice,
    anna: Caseworker,
    bea: Caseworker,
    /// What `zegel keygen` printed for each.
    annas: String,
    beas: String,
}

impl Line {
    fn new() -> Self {
        let (mut anna, annas) = Caseworker::with_key("anna");
        let (mut bea, beas) = Caseworker::with_key("bea");
        let site = Practice::for_real(&format!("{annas}{beas}"));
        anna.at(&site.desk);
        bea.at(&site.desk);
        Self { site, anna, bea, annas, beas }
    }

    /// Both have connected.
    fn proved() -> Self {
        let line = Self::new();
        line.anna.run(&["inbox"]).done();
        line.bea.run(&["inbox"]).done();
        line
    }

    fn is_open(&self) -> bool {
        !self.site.first_page().contains(CLOSED)
    }
}

/// Compares and trusts the set that the server has now, and connects.
fn accepts(caseworker: &Caseworker, lines: &str) {
    let set: Recipients = lines.parse().unwrap();
    caseworker.run(&["recipients", "accept", &set.fingerprint().to_string()]).done();
    caseworker.run(&["inbox"]).done();
}

/// Her line as it stands in the file once she has left.
fn former(lines: &str) -> String {
    format!("{}\n", lines.lines().next().unwrap().replacen("# desk", "# former", 1))
}

fn identity(caseworker: &Caseworker) -> Identity {
    Identity::from_file(&std::fs::read(caseworker.identity()).unwrap(), None).unwrap()
}

/// What the reporters wrote.
fn reports(site: &Practice) -> Vec<zegel_core::seal::ForDesk> {
    let report = |entry| match entry {
        SealedEntry::FromReporter(sealed) => Some(sealed),
        _ => None,
    };
    site.stored().into_iter().filter_map(report).collect()
}

/// Taking out a key leaves it open while another has proved itself, and new reports are sealed for the others
/// alone; adding or exchanging one closes it.
#[test]
fn a_stolen_laptop_is_taken_out_and_the_page_stays_open_for_those_who_remain() {
    let line = Line::proved();
    line.site.reload_with(&format!("{}{}", line.annas, former(&line.beas)));
    assert!(line.is_open(), "{}", line.site.said());
    let said = line.site.said();
    let (_, after) = said.split_once("recipients read again; all sessions have ended").unwrap();
    assert!(after.contains("open for reports") && !after.contains("closed"), "{said}");
    line.site.report("nl", &[("story", "vrijdagavond")]);
    let [report] = &reports(&line.site)[..] else { panic!("one report") };
    assert_eq!(report.outside().unwrap().1, 1, "sealed for one key");
    assert!(identity(&line.anna).open(report).is_ok());
    assert!(identity(&line.bea).open(report).is_err(), "the stolen key opens nothing new");
    line.bea.run(&["inbox"]).failed_with("The server does not know this key");
}

#[test]
fn a_key_of_nobody_is_named_with_its_line_at_the_start_and_when_the_file_is_read_again() {
    let (_, annas) = Caseworker::with_key("anna");
    let (_, beas) = Caseworker::with_key("bea");
    let site = Practice::for_real(&format!("{annas}{beas}"));
    assert!(!site.said().contains("nobody's"), "{}", site.said());
    // A blank line that an editor left between the name and the key: bea would only be told that the
    // server does not know her.
    let apart = format!("{annas}{}", beas.replacen('\n', "\n\n", 1));
    let line = "recipients, line 5: this key is nobody's";
    site.reload_with(&apart);
    assert_eq!(site.said().matches(line).count(), 1, "{}", site.said());
    let site = site.after_for_real(|_| ());
    // It answers after it has said so.
    site.first_page();
    assert_eq!(site.said().matches(line).count(), 1, "{}", site.said());
}

#[test]
fn the_page_stays_open_after_a_restart_too() {
    let line = Line::proved();
    let left = format!("{}{}", line.annas, former(&line.beas));
    let site =
        line.site.after_for_real(|folder| std::fs::write(folder.join("recipients.txt"), left).unwrap());
    assert!(!site.first_page().contains(CLOSED));
}

#[test]
fn taking_out_the_only_key_that_proved_itself_closes_the_page() {
    let line = Line::new();
    line.bea.run(&["inbox"]).done();
    assert!(line.is_open());
    line.site.reload_with(&line.annas);
    assert!(!line.is_open(), "nobody knows whether anna opens anything");
    assert!(line.site.said().contains("closed: "), "{}", line.site.said());
    line.anna.run(&["inbox"]).done();
    assert!(line.is_open());
}

#[test]
fn another_key_closes_the_page_until_somebody_of_the_new_set_has_accepted_it() {
    let line = Line::proved();
    let (_, cems) = Caseworker::with_key("cem");
    let more = format!("{}{}{cems}", line.annas, line.beas);
    line.site.reload_with(&more);
    assert!(!line.is_open());
    line.anna.run(&["inbox"]).failed_with("other keys than those pinned");
    assert!(!line.is_open(), "it was not accepted");
    accepts(&line.anna, &more);
    assert!(line.is_open());
}

#[test]
fn one_key_in_the_place_of_another_closes_the_page() {
    let line = Line::proved();
    let (_, cems) = Caseworker::with_key("cem");
    line.site.reload_with(&format!("{}{cems}", line.annas));
    assert!(!line.is_open());
}

#[test]
fn a_mistake_that_is_taken_back_leaves_the_page_as_it_was() {
    let line = Line::proved();
    let (_, cems) = Caseworker::with_key("cem");
    let both = format!("{}{}", line.annas, line.beas);
    for mistake in [format!("{both}{cems}"), line.annas.clone(), format!("{}{cems}", line.annas)] {
        line.site.reload_with(&mistake);
        line.site.reload_with(&both);
        assert!(line.is_open());
    }
}

#[test]
fn a_key_that_was_taken_out_comes_back_like_any_other() {
    let line = Line::proved();
    line.site.reload_with(&line.annas);
    accepts(&line.anna, &line.annas);
    line.site.reload_with(&format!("{}{}", line.annas, line.beas));
    assert!(!line.is_open(), "what both proved before anna accepted the set without bea counts no more");
}

#[test]
fn what_the_key_of_a_former_colleague_proved_is_not_kept() {
    let [anna, bea] = [1, 2].map(|seed| crate::support::fixture::hybrid_pair(seed).1.to_string());
    let both: Recipients = format!("{anna}\n{bea}\n").parse().unwrap();
    let alone: Recipients = anna.parse().unwrap();
    let digests: Vec<_> = both.recipients().map(|recipient| recipient.digest()).collect();
    let mut proofs = Proofs::default();
    let mut only = Proofs::default();
    proofs.record(digests[0].clone(), both.digests());
    proofs.record(digests[1].clone(), both.digests());
    proofs.record(digests[0].clone(), alone.digests());
    only.record(digests[0].clone(), alone.digests());
    assert_eq!(proofs, only);
}

#[test]
fn each_caseworker_who_opens_proves_it_once_for_each_set() {
    let line = Line::new();
    for caseworker in [&line.anna, &line.bea] {
        assert!(caseworker.run(&["inbox"]).done().said().contains(PROVED));
        assert!(!caseworker.run(&["inbox"]).done().said().contains(PROVED));
    }
    line.site.reload_with(&line.annas);
    let set: Recipients = line.annas.parse().unwrap();
    line.anna.run(&["recipients", "accept", &set.fingerprint().to_string()]).done();
    assert!(line.anna.run(&["inbox"]).done().said().contains(PROVED));
    assert!(!line.anna.run(&["inbox"]).done().said().contains(PROVED));
}

#[test]
fn a_key_proves_itself_and_no_other() {
    // Somebody put bea's recipient below anna's name, and anna's own stands there as nobody's.
    let line = Line::new();
    let annas = line.annas.lines().collect::<Vec<_>>();
    let beas = line.beas.lines().collect::<Vec<_>>();
    let swapped = format!("{}\n{}\n\n{}\n", annas[0], beas[1], annas[1]);
    let site =
        line.site.after_for_real(|folder| std::fs::write(folder.join("recipients.txt"), swapped).unwrap());
    assert!(!line.anna.run(&["inbox"]).done().said().contains(PROVED));
    assert!(site.first_page().contains(CLOSED), "nobody has shown that they open what is bea's");
}

/// A closed site with another line in its recipients file, for a key of this seed.
fn site_with(word: &str, seed: u8) -> Site {
    Site::with(|setup| {
        let key = DeskKey::from_seed(&[seed; 32]).public();
        let file = std::fs::read_to_string(&setup.config.recipients).unwrap();
        let file = format!("{file}# {word} koerier ed25519:{key}\n");
        std::fs::write(&setup.config.recipients, file).unwrap();
        setup.open = false;
    })
}

#[test]
fn a_key_that_opens_nothing_proves_nothing() {
    let site = site_with("desk", 5);
    let proof = json!({ "fingerprint": site.app.fingerprint() }).to_string();
    let mut courier = Desk::login_with(&site, DeskKey::from_seed(&[5; 32]));
    assert!(!courier.is_proof_wanted());
    assert_eq!(courier.request("POST", "/desk/v1/proof", proof.as_bytes()).status, 403);
    assert_eq!(site.get("/en/").status, 503);
    let mut anna = Desk::login(&site);
    assert!(anna.is_proof_wanted());
    let other = json!({ "fingerprint": "0000 0000" }).to_string();
    assert_eq!(anna.request("POST", "/desk/v1/proof", other.as_bytes()).status, 409);
    assert_eq!(site.get("/en/").status, 503);
    assert_eq!(anna.request("POST", "/desk/v1/proof", proof.as_bytes()).status, 200);
    assert_eq!(site.get("/en/").status, 200);
}

#[test]
fn a_former_colleague_is_let_in_no_further_than_a_stranger() {
    let site = site_with("former", 5);
    let [former, stranger] = [5, 6].map(|seed| {
        let answer = Desk::try_login(&site, &DeskKey::from_seed(&[seed; 32]));
        (answer.status, answer.text().to_owned())
    });
    assert_eq!(former.0, 403);
    assert_eq!(former, stranger);
}

#[test]
fn no_verb_of_a_former_colleague_does_anything() {
    let line = Line::proved();
    let reporter = line.site.report("nl", &[("story", "kamer 12")]);
    let id = crate::support::practice::only(&line.bea);
    line.site.reload_with(&format!("{}{}", line.annas, former(&line.beas)));
    for verb in [
        ["note", &id, "--text", "Not mine."].as_slice(),
        &["reply", &id, "--text", "Not mine.", "--yes"],
        &["delete", &id, "--yes"],
        &["reseal"],
        &["recipients", "accept"],
    ] {
        line.bea.run(verb).failed_with("The server does not know this key");
    }
    assert_eq!(line.site.stored().len(), 1);
    assert!(!reporter.looks().contains("Not mine."));
}
