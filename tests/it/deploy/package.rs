//! The Debian packages, as an administrator meets them: installed, started by systemd, used,
//! upgraded, removed and purged, on a computer of their own.

use std::io::Write;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::support::computer::Computer;
use crate::support::http::{self, Answer};
use crate::support::installed::{INBOX, installed, started};
use crate::support::program::post;
use crate::support::site::said;

/// What must be found nowhere but with the caseworker.
pub const STORY: &str = "Kamer zeventien, elke avond een andere man, marsepein";

/// One request through the page's socket, where the proxy stands.
pub fn asked(computer: &Computer, request: &[u8]) -> Option<Answer> {
    asked_at(computer, "/run/zegel/page.sock", request)
}

fn asked_at(computer: &Computer, socket: &str, request: &[u8]) -> Option<Answer> {
    let mut stream = UnixStream::connect(computer.path(socket)).ok()?;
    stream.write_all(request).ok()?;
    http::read(&mut stream)
}

pub fn first_page(computer: &Computer) -> Option<Answer> {
    asked(computer, b"GET /en/ HTTP/1.1\r\nHost: form.example\r\nConnection: close\r\n\r\n")
}

/// A report as a browser posts it.
pub fn filled_in(computer: &Computer, story: &str) -> Vec<u8> {
    let page = first_page(computer).unwrap();
    let token = page.hidden("token").unwrap();
    let form = page.hidden("form").unwrap();
    let fields = [("token", token.as_str()), ("form", &form), ("story", story), ("act", "send")];
    post("127.0.0.1:80", &fields)
}

pub fn is_stored(answer: &Answer) -> bool {
    answer.status == 200 && answer.h1() == said("en").token.sent_title
}

pub fn reports(computer: &Computer) -> usize {
    let list = computer.run(&format!("{INBOX} --json 2>/dev/null"));
    serde_json::from_str::<serde_json::Value>(&list).unwrap().as_array().unwrap().len()
}

fn main_process(computer: &Computer) -> String {
    computer.run("systemctl show --property=MainPID --value zegeld").trim().to_owned()
}

/// Its journal is in memory only and names nobody.
#[test]
fn a_new_server_takes_its_first_report_after_three_commands() {
    // One.
    let (computer, said) = installed();
    assert!(said.contains("systemctl enable --now zegeld"), "the next step is said: {said}");
    assert!(!computer.does("systemctl is-active zegeld zegeld.socket"), "nothing starts by itself");
    // Two and three.
    computer.run("zegel keygen trial --no-passphrase >> /etc/zegel/recipients.txt");
    computer.run("systemctl enable --now zegeld");
    let closed = first_page(&computer).unwrap();
    assert!(closed.text().contains("112") && closed.hidden("form").is_none(), "closed, with the numbers");
    // The key proves itself, and the page is open.
    computer.run(INBOX);
    assert!(is_stored(&asked(&computer, &filled_in(&computer, STORY)).unwrap()));
    let list = computer.run(&format!("{INBOX} --json 2>/dev/null"));
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    let id = list[0]["id"].as_str().unwrap();
    let read = computer.run(&format!("zegel --server http://127.0.0.1:8601 read {id}"));
    assert!(read.split_whitespace().collect::<Vec<_>>().join(" ").contains("marsepein"), "{read}");
    nothing_is_in_a_log(&computer);
}

/// What the server said is in a journal of its own, in memory, and names nobody; a disk has none of it.
fn nothing_is_in_a_log(computer: &Computer) {
    computer.run("journalctl --sync; journalctl --namespace=zegel --sync");
    let own = computer.run("journalctl --namespace=zegel --output=cat");
    assert!(own.contains("zegeld: started") && own.contains("zegeld: open for reports"), "{own}");
    assert!(computer.run("systemctl status zegeld").contains("zegeld: open for reports"));
    let all = computer.run("journalctl --namespace='*' --output=export");
    for word in ["marsepein", "POST", "/en/", "form.example"] {
        assert!(!all.contains(word), "{word} is in a journal");
    }
    computer.run("ls /run/log/journal/*.zegel/system.journal");
    assert!(!computer.does("grep -r 'open for reports' /var/log"), "what it said is on the disk");
}

/// A path, its owner and group, and its mode.
const PLACES: [(&str, &str, u32); 10] = [
    ("/etc/zegel", "root:zegel", 0o750),
    ("/etc/zegel/zegeld.toml", "root:zegel", 0o640),
    ("/etc/zegel/recipients.txt", "root:zegel", 0o640),
    ("/var/lib/zegel", "zegel:zegel", 0o700),
    ("/var/lib/zegel/zegel.db", "zegel:zegel", 0o600),
    ("/var/backups/zegel", "zegel:zegel", 0o700),
    ("/run/zegel/page.sock", "zegel:www-data", 0o660),
    ("/run/zegel/desk.sock", "zegel:zegel", 0o660),
    ("/usr/bin/zegeld", "root:root", 0o755),
    ("/usr/bin/zegel", "root:root", 0o755),
];

const PAGES: &str = "/usr/share/man/man8/zegeld.8.gz /usr/share/man/man8/zegeld-serve.8.gz \
    /usr/share/man/man5/zegeld.toml.5.gz /usr/share/doc/zegeld/changelog.gz \
    /usr/share/man/man1/zegel.1.gz /usr/share/man/man1/zegel-inbox.1.gz \
    /usr/share/bash-completion/completions/zegeld /usr/share/zsh/vendor-completions/_zegel \
    /usr/share/fish/vendor_completions.d/zegeld.fish /usr/share/doc/zegeld/copyright \
    /usr/share/doc/zegel/copyright /usr/share/doc/zegeld/examples/words/nl.toml";

#[test]
fn what_is_installed_stands_where_it_belongs_and_others_cannot_read_it() {
    let computer = started();
    for (path, owner, mode) in PLACES {
        let found = computer.run(&format!("stat --format='%U:%G %a' {path}"));
        assert_eq!(found.trim(), format!("{owner} {mode:o}"), "{path}");
    }
    computer.run(&format!("ls {PAGES}"));
    computer.run("zcat /usr/share/man/man8/zegeld-serve.8.gz | grep -q TH && id zegel");
    computer.run("bash -c '. /usr/share/bash-completion/completions/zegeld && complete -p zegeld'");
    computer.run("grep '^instance = .[0-9a-f]' /etc/zegel/zegeld.toml");
    assert_eq!(computer.run("systemctl --failed --plain --no-legend"), "");
    assert!(!computer.does("runuser -u nobody -- cat /etc/zegel/recipients.txt"));
    commands_find_the_configuration(&computer);
    what_was_changed_is_found(&computer);
}

/// As the papers and the server's own messages print them.
fn commands_find_the_configuration(computer: &Computer) {
    computer.run("zegeld check && zegeld off && zegeld on && zegeld purge --accept-clock");
    let found = computer.run("zegeld doctor || true");
    assert!(!found.contains("no zegeld.toml") && found.contains("The keys have the fingerprint"), "{found}");
    let refused = computer.run("runuser -u nobody -- zegeld check 2>&1 || true");
    assert!(refused.contains("/etc/zegel/zegeld.toml cannot be read"), "{refused}");
}

/// By the sums that came with the packages.
fn what_was_changed_is_found(computer: &Computer) {
    assert_eq!(computer.run("dpkg --verify zegeld zegel"), "");
    computer.run("printf x >> /usr/bin/zegel");
    let found = computer.run("dpkg --verify zegeld zegel || true");
    assert!(found.contains("/usr/bin/zegel") && found.lines().count() == 1, "{found}");
}

/// As a unit it has no network of its own, no rights, and writes only its data; systemd calls its exposure
/// 0.2 of 10. Only the daily look at the site has the network (1.1).
#[test]
fn the_running_server_has_no_network_no_rights_and_no_file_to_write_but_its_own() {
    let computer = started();
    let process = main_process(&computer);
    let of = |file: &str| computer.run(&format!("cat /proc/{process}/{file}"));
    assert_eq!(computer.run(&format!("stat --format=%U /proc/{process}/maps")).trim(), "root", "dumpable");
    let status = of("status");
    for line in ["CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2"] {
        assert!(status.contains(line), "{line}: {status}");
    }
    // The first line of three is a header; what is left is a loopback that nobody shares.
    let devices = of("net/dev");
    assert!(devices.lines().count() == 3 && devices.contains("lo:"), "{devices}");
    let own = computer.run(&format!("readlink /proc/{process}/ns/net"));
    assert_ne!(own, computer.run("readlink /proc/1/ns/net"));
    let mounts = of("mounts");
    let mounts = mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let writable = mounts.filter(|words| words[3].starts_with("rw")).map(|words| words[1]);
    let mut writable: Vec<_> =
        writable.filter(|path| !["/dev", "/proc"].iter().any(|api| path.starts_with(api))).collect();
    writable.sort_unstable();
    // What may be executed is root's, and the user has no rights.
    assert_eq!(writable, ["/tmp", "/usr/bin/zegeld", "/usr/lib", "/usr/lib64", "/var/lib/zegel", "/var/tmp"]);
    let limits = of("limits");
    assert!(limits.lines().any(|line| line.starts_with("Max core file size        0")), "{limits}");
    computer.run("systemctl reload zegeld");
    computer.wait_until("journalctl --namespace=zegel --output=cat | grep -q 'recipients read again'");
}

#[test]
fn a_killed_server_comes_back_by_itself_and_one_that_hangs_is_ended_for_it() {
    let computer = started();
    comes_back_after(&computer, "KILL");
    // As the unit has it, but sooner.
    let sooner = "[Service]\\nWatchdogSec=4\\nTimeoutAbortSec=1\\n";
    computer.run("mkdir -p /etc/systemd/system/zegeld.service.d");
    computer.run(&format!("printf '{sooner}' > /etc/systemd/system/zegeld.service.d/sooner.conf"));
    computer.run("systemctl daemon-reload && systemctl restart zegeld");
    comes_back_after(&computer, "STOP");
}

fn comes_back_after(computer: &Computer, signal: &str) {
    let before = main_process(computer);
    computer.run(&format!("kill -{signal} {before}"));
    computer.wait_until(&format!(
        "systemctl is-active zegeld && test $(systemctl show -P MainPID zegeld) != {before}"
    ));
    assert_eq!(first_page(computer).map(|answer| answer.status), Some(503), "closed, and there");
}

#[test]
fn the_onion_listener_comes_with_its_socket_and_only_then() {
    let computer = started();
    computer.run("groupadd --system debian-tor");
    let onion =
        format!("[onion]\naddress = \"http://{}.onion/\"\nlisten = \"systemd:onion\"\n", "a".repeat(56));
    std::fs::write(computer.path("/root/onion"), onion).unwrap();
    computer.run("cat /root/onion >> /etc/zegel/zegeld.toml");
    computer.run("systemctl enable zegeld-onion.socket && systemctl restart zegeld");
    let line = "PROXY TCP6 fc00:dead:beef:4dad::1:2 ::1 65535 42\r\n";
    let request = "GET /en/ HTTP/1.1\r\nHost: a.onion\r\nConnection: close\r\n\r\n";
    let at = |bytes: &str| asked_at(&computer, "/run/zegel/onion.sock", bytes.as_bytes());
    assert!(at(&format!("{line}{request}")).is_some());
    assert!(at(request).is_none(), "it speaks PROXY protocol only");
    assert!(first_page(&computer).is_some(), "the page's socket goes on");
}

#[test]
fn the_self_test_and_the_backup_do_their_work_as_units_and_a_failure_is_seen() {
    let computer = started();
    computer.run(INBOX);
    computer.run("systemctl is-active zegeld-selftest.timer zegeld-backup.timer");
    computer.run("systemctl start zegeld-selftest");
    computer.run("systemctl start zegeld-backup && test ! -e /var/backups/zegel/zegel.age");
    let key = "zegel keygen --backup --out /root/backup.key --no-passphrase";
    computer.run(&format!(
        "printf '[backup]\\nrecipient = \"%s\"\\nweeks = 4\\n' $({key}) >> /etc/zegel/zegeld.toml"
    ));
    computer.run("systemctl start zegeld-backup");
    let found = computer.run("stat --format='%U %a' /var/backups/zegel/zegel.age");
    assert_eq!(found.trim(), "zegel 600");
    assert_eq!(computer.run("systemctl --failed --plain --no-legend"), "");
    computer.run("systemctl stop zegeld.socket zegeld-desk.socket");
    assert!(!computer.does("systemctl start zegeld-selftest"));
    assert!(computer.run("systemctl --failed --plain --no-legend").contains("zegeld-selftest.service"));
}

/// An upgrade keeps everything and drops no connection; removal and purge delete no report.
#[test]
fn an_upgrade_keeps_everything_and_drops_no_connection() {
    let computer = started();
    computer.run(INBOX);
    computer.run("sed -i 's/^name = .*/name = \"Stichting Proef\"/' /etc/zegel/zegeld.toml");
    computer.run("systemctl restart zegeld");
    assert!(first_page(&computer).unwrap().text().contains("Stichting Proef"));
    let before = main_process(&computer);
    let half = filled_in(&computer, STORY);
    let ended = AtomicBool::new(false);
    let visits = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let visitor = scope.spawn(|| {
            while !ended.load(Ordering::Relaxed) {
                first_page(&computer).expect("a visitor was sent away");
                visits.fetch_add(1, Ordering::Relaxed);
            }
        });
        let reporter = scope.spawn(|| {
            let mut stream = UnixStream::connect(computer.path("/run/zegel/page.sock")).unwrap();
            stream.write_all(&half[..half.len() / 2]).unwrap();
            computer.wait_until("test $(journalctl --namespace=zegel --output=cat | grep -c stopping) = 2");
            stream.write_all(&half[half.len() / 2..]).unwrap();
            http::read(&mut stream).unwrap()
        });
        computer.run("dpkg --install /root/zegeld_9*.deb");
        let answer = reporter.join().unwrap();
        ended.store(true, Ordering::Relaxed);
        visitor.join().unwrap();
        assert!(is_stored(&answer), "{}", answer.text());
    });
    assert!(visits.load(Ordering::Relaxed) > 10);
    assert_ne!(before, main_process(&computer), "the new program runs");
    assert!(computer.run("dpkg-query --show zegeld").contains("9.0-1"));
    assert!(first_page(&computer).unwrap().text().contains("Stichting Proef"));
    assert_eq!(reports(&computer), 1);
}

#[test]
fn removal_keeps_every_report_and_purge_says_where_they_are() {
    let computer = started();
    computer.run(INBOX);
    asked(&computer, &filled_in(&computer, STORY)).unwrap();
    let process = main_process(&computer);
    computer.run("apt remove -y zegeld");
    assert!(!computer.does(&format!("test -d /proc/{process}")), "it is stopped");
    assert!(first_page(&computer).is_none());
    computer.run("test -s /var/lib/zegel/zegel.db && test -s /etc/zegel/recipients.txt");
    computer.run("apt install -y /root/zegeld_0*.deb && systemctl start zegeld");
    assert_eq!(reports(&computer), 1);
    let said = computer.run("apt purge -y zegeld");
    assert!(said.contains("sealed reports are still in /var/lib/zegel"), "{said}");
    computer.run("test -s /var/lib/zegel/zegel.db");
    assert!(!computer.does("ls -d /etc/zegel || ls -d /var/backups/zegel"), "nothing else stays");
}

#[test]
fn a_backup_is_restored_into_a_new_installation_as_the_papers_say_it() {
    let computer = started();
    computer.run(INBOX);
    asked(&computer, &filled_in(&computer, STORY)).unwrap();
    let key = "zegel keygen --backup --out /root/backup.key --no-passphrase";
    computer.run(&format!(
        "printf '[backup]\\nrecipient = \"%s\"\\nweeks = 4\\n' $({key}) >> /etc/zegel/zegeld.toml"
    ));
    computer.run("systemctl start zegeld-backup && cp /var/backups/zegel/* /etc/zegel/recipients.txt /root");
    // The machine is gone, and another stands in its place, with the same keys.
    computer.run("apt purge -y zegeld && rm -r /var/lib/zegel /var/backups/zegel");
    computer.run("apt install -y /root/zegeld_0*.deb && cp /root/recipients.txt /etc/zegel/");
    let restored = computer.run(
        "zegel backup-check /root/zegel.age --identity /root/backup.key --open | \
         runuser -u zegel -- zegeld restore -",
    );
    assert!(restored.contains("threads 1"), "{restored}");
    let named = restored.split_once("becomes: ").unwrap().1.lines().next().unwrap();
    computer.run(&format!("sed -i 's/^instance = .*/{named}/' /etc/zegel/zegeld.toml"));
    computer.run("systemctl enable --now zegeld");
    assert_eq!(reports(&computer), 1);
    assert!(first_page(&computer).unwrap().hidden("form").is_some(), "it is open again");
}
