//! The verbs that meet the public site, before one that says it is another, or has other keys.

use zegel_core::seal::Recipients;

use super::lies::{Lie, STRANGE_INSTALLATION};
use crate::desk::poster::ONION;
use crate::desk::verify::before;
use crate::support::caseworker::{Caseworker, Ended};
use crate::support::hostile::Hostile;
use crate::support::site::Site;
use crate::support::socks::Socks;

const VERBS: [&str; 2] = ["verify", "poster"];
const LIES: [Lie; 4] = [Lie::None, Lie::OtherInstallation, Lie::OtherInstallationAndKeys, Lie::OtherKeys];

/// A caseworker who has pinned the site's keys.
fn pinned(site: &Site) -> Caseworker {
    let mut anna = Caseworker::new();
    anna.file("config/zegel/identity.txt", site.identity.to_file().as_bytes());
    anna.at(&format!("http://{}", site.desk));
    anna.run(&["inbox"]).done();
    anna
}

/// The site, which tells this lie wherever it says who it is.
fn lying(site: &Site, anna: &Caseworker, mallory: &Recipients, lie: Lie) -> Hostile {
    let own = anna.pinned_installation();
    let key = |set: &Recipients| set.recipients().next().unwrap().to_string();
    let keys = [
        (key(&site.recipients), key(mallory)),
        (site.recipients.fingerprint().to_string(), mallory.fingerprint().to_string()),
    ];
    before(site.public, move |_, answer| {
        let mut text = answer.text().to_owned();
        if matches!(lie, Lie::OtherInstallation | Lie::OtherInstallationAndKeys) {
            text = text.replace(&own, STRANGE_INSTALLATION);
        }
        if matches!(lie, Lie::OtherKeys | Lie::OtherInstallationAndKeys) {
            for (from, to) in &keys {
                text = text.replace(from, to);
            }
        }
        answer.body = text.into_bytes();
    })
}

fn meets(anna: &Caseworker, verb: &str, server: &Hostile) -> Ended {
    let socks = Socks::to(server.url.trim_start_matches("http://").parse().unwrap());
    let poster = ["poster", "--lang", "nl", "--url", ONION, "--out", "a.html", "--proxy", &socks.url];
    let verify = ["verify", ONION, "--proxy", &socks.url];
    anna.run(if verb == "verify" { &verify } else { &poster })
}

#[test]
fn another_site_than_the_pinned_one_is_named_and_gets_no_poster() {
    let site = Site::start();
    let anna = pinned(&site);
    let mallory: Recipients = Caseworker::with_key("mallory").1.parse().unwrap();
    for verb in VERBS {
        for lie in LIES {
            let anna = anna.copied();
            let before = anna.files();
            let server = lying(&site, &anna, &mallory, lie);
            let ended = meets(&anna, verb, &server);
            let what = format!("{verb} at {lie:?}: {}{}", ended.out, ended.err);
            let differs = |of: &str| ended.out.contains(&format!("DIFFERS: {of}"));
            let is_other = matches!(lie, Lie::OtherInstallation | Lie::OtherInstallationAndKeys);
            let has_other_keys = matches!(lie, Lie::OtherKeys | Lie::OtherInstallationAndKeys);
            assert_eq!(ended.code, Some(if lie == Lie::None { 0 } else { 4 }), "{what}");
            assert_eq!(differs("the number of the installation"), is_other, "{what}");
            assert_eq!(differs("the keys, with those pinned or given"), has_other_keys, "{what}");
            assert!(!ended.out.contains("NOT COMPARED"), "{what}");
            let made = anna.files().len() - before.len();
            assert_eq!(made, usize::from(lie == Lie::None && verb == "poster"), "{what}");
        }
    }
}
