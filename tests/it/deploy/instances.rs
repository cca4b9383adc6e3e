//! Several organisations on one machine, made as `deploy/README.md` says it: each answers with its own name,
//! needs little memory, and reaches nothing of another.

use std::fs;
use std::io::Write;
use std::os::unix::net::UnixStream;

use crate::support::computer::Computer;
use crate::support::http::{self, Answer};
use crate::support::installed::installed;
use crate::support::program::post;
use crate::support::programs::ROOT;
use crate::support::site::said;
use crate::support::until::until;

const NAMES: [&str; 10] =
    ["amsterdam", "breda", "delft", "ede", "gouda", "hoorn", "lent-noord", "meppel", "sneek", "x9"];

/// The first ports of the caseworkers' listeners: that of the package's own, and of the first here.
const FIRST_PORT: &str = "8611";

/// The most memory that a server holds for itself, in bytes.
const MOST_PRIVATE: u64 = 4 << 20;

/// The machine that GOING-LIVE.md names has two processors; with more a server has more threads.
const TWO_PROCESSORS: &str = "mkdir /etc/systemd/system/zegeld@.service.d && \
    printf '[Service]\\nCPUAffinity=0-1\\n' > /etc/systemd/system/zegeld@.service.d/two.conf";

/// A block of commands in the paper, of those that no list has: to make room, to start, and to remove.
fn commands(number: usize, name: &str) -> String {
    let text = fs::read_to_string(format!("{ROOT}/deploy/README.md")).unwrap();
    let section = text.split("\n## ").find(|section| section.starts_with("Several organisations")).unwrap();
    let block = section.split("\n```\n").skip(1).step_by(2).nth(number).unwrap();
    block.replace('\n', " && ").replace("NAME", name)
}

fn config(name: &str) -> String {
    format!("/etc/zegel/{name}/zegeld.toml")
}

/// Makes an organisation with a key for a trial, starts it, and lets the key prove itself.
fn open(computer: &Computer, number: usize, name: &str) {
    let made = computer.run(&commands(0, name));
    assert!(made.contains(&format!("systemctl enable --now zegeld@{name}")), "{made}");
    let port = (FIRST_PORT.parse::<usize>().unwrap() + number).to_string();
    let config = config(name);
    computer.run(&format!("sed -i 's/^name = .*/name = \"Stichting {name}\"/' {config}"));
    computer.run(&format!(
        "mkdir /root/{name} && export HOME=/root/{name} && \
         zegel keygen trial --no-passphrase >> /etc/zegel/{name}/recipients.txt && \
         zegeld check --config {config} && {} && zegel --server http://127.0.0.1:{port} inbox",
        commands(1, name).replace(FIRST_PORT, &port)
    ));
}

fn ask(computer: &Computer, name: &str, request: &[u8]) -> Answer {
    let mut stream = UnixStream::connect(computer.path(&format!("/run/zegel-{name}/page.sock"))).unwrap();
    stream.write_all(request).unwrap();
    http::read(&mut stream).unwrap()
}

fn first_page(computer: &Computer, name: &str) -> Answer {
    ask(computer, name, b"GET /en/ HTTP/1.1\r\nHost: form.example\r\nConnection: close\r\n\r\n")
}

fn is_open(computer: &Computer, name: &str) -> bool {
    first_page(computer, name).hidden("form").is_some()
}

fn report(computer: &Computer, name: &str) {
    let page = first_page(computer, name);
    let token = page.hidden("token").unwrap();
    let form = page.hidden("form").unwrap();
    let fields = [("token", token.as_str()), ("form", &form), ("story", "Elke avond."), ("act", "send")];
    assert_eq!(ask(computer, name, &post("127.0.0.1:80", &fields)).h1(), said("en").token.sent_title);
}

fn process(computer: &Computer, name: &str) -> String {
    computer.run(&format!("systemctl show --property=MainPID --value zegeld@{name}")).trim().to_owned()
}

/// Several organisations on one machine have a user, folders, sockets and a journal each; one reaches nothing
/// of another.
#[test]
fn ten_organisations_on_one_machine_have_nothing_in_common() {
    let (computer, _) = installed();
    // With this folder a journal is kept on the disk, unless its settings say otherwise.
    computer.run("mkdir -p /var/log/journal");
    computer.run(TWO_PROCESSORS);
    for (number, name) in NAMES.iter().enumerate() {
        open(&computer, number, name);
    }
    assert_eq!(computer.run("systemctl --failed --plain --no-legend"), "");
    for name in NAMES {
        let page = first_page(&computer, name).text().to_owned();
        for other in NAMES {
            assert_eq!(page.contains(&format!("Stichting {other}")), other == name, "{name} and {other}");
        }
        speaks_in_a_journal_of_its_own(&computer, name);
    }
    none_needs_much_memory(&computer);
    NAMES.iter().for_each(|name| report(&computer, name));
    begins_as_the_package_does(&computer, "breda");
    nothing_of_another_can_be_read(&computer, "breda");
    one_is_looked_after_by_its_configuration(&computer, "amsterdam", "breda");
    nothing_is_made_twice_or_under_a_bad_name(&computer, "amsterdam");
    one_goes_and_its_reports_stay(&computer, "amsterdam", "breda");
    an_upgrade_and_a_removal_reach_all(&computer);
}

fn speaks_in_a_journal_of_its_own(computer: &Computer, name: &str) {
    computer.run(&format!("journalctl --namespace=zegel-{name} --sync"));
    let own = computer.run(&format!("journalctl --namespace=zegel-{name} --output=cat"));
    assert_eq!(own.matches("zegeld: started").count(), 1, "{own}");
    computer.run(&format!("ls /run/log/journal/*.zegel-{name}/system.journal"));
    assert!(!computer.does(&format!("ls /var/log/journal/*.zegel-{name}/*")), "it is on the disk");
}

/// The pages that a process has to itself and that stand in no file: its heap, its stacks, and what else it asked
/// the kernel for (`Private_Clean` and `Private_Dirty` of `smaps`). Of the program's own file this build has more
/// than one that is installed, because nothing in it is optimised.
fn private_bytes(computer: &Computer, name: &str) -> u64 {
    let smaps = computer.run(&format!("cat /proc/{}/smaps", process(computer, name)));
    let mut is_of_a_file = false;
    let mut bytes = 0;
    for line in smaps.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["Private_Clean:" | "Private_Dirty:", kibibytes, _] if !is_of_a_file => {
                bytes += kibibytes.parse::<u64>().unwrap() << 10;
            }
            [addresses, _, _, _, inode, ..] if addresses.contains('-') => is_of_a_file = inode != "0",
            _ => {}
        }
    }
    bytes
}

/// Each is open, and waits.
fn none_needs_much_memory(computer: &Computer) {
    let private = NAMES.map(|name| private_bytes(computer, name));
    assert!(private.iter().all(|bytes| *bytes <= MOST_PRIVATE), "{private:?}");
}

/// The configuration is that of the package, but for the database and its number.
fn begins_as_the_package_does(computer: &Computer, name: &str) {
    let own = |file: &str| {
        let text = computer.run(&format!("cat {file}"));
        let lines = text.lines().filter(|line| {
            !["name = ", "instance = ", "database = ", "# key = \"/"]
                .iter()
                .any(|start| line.starts_with(start))
        });
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(own(&config(name)), own("/etc/zegel/zegeld.toml"));
    for (path, owner, mode) in [
        (format!("/etc/zegel/{name}"), format!("root:zegel-{name}"), "750"),
        (config(name), format!("root:zegel-{name}"), "640"),
        (format!("/etc/zegel/{name}/recipients.txt"), format!("root:zegel-{name}"), "640"),
        (format!("/var/lib/zegel-{name}"), format!("zegel-{name}:zegel-{name}"), "700"),
        (format!("/var/lib/zegel-{name}/zegel.db"), format!("zegel-{name}:zegel-{name}"), "600"),
        (format!("/var/backups/zegel-{name}"), format!("zegel-{name}:zegel-{name}"), "700"),
        (format!("/run/zegel-{name}/page.sock"), format!("zegel-{name}:www-data"), "660"),
        (format!("/run/zegel-{name}/desk.sock"), format!("zegel-{name}:zegel-{name}"), "660"),
        ("/etc/zegel".to_owned(), "root:zegel".to_owned(), "750"),
    ] {
        let found = computer.run(&format!("stat --format='%U:%G %a' {path}"));
        assert_eq!(found.trim(), format!("{owner} {mode}"), "{path}");
    }
}

/// A line of shell as the user of the first organisation.
fn as_amsterdam(line: &str) -> String {
    format!("runuser -u zegel-amsterdam -- {line} 2>&1")
}

/// That the kernel refuses it, and nothing else does.
fn is_refused(computer: &Computer, line: &str) {
    let said = computer.try_run(&as_amsterdam(line));
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(!said.status.success() && text.contains("Permission denied"), "{line}: {text}");
}

fn nothing_of_another_can_be_read(computer: &Computer, other: &str) {
    let connect = |name: &str, socket: &str| {
        let address = format!("/run/zegel-{name}/{socket}.sock");
        format!(
            "perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0); connect(S, sockaddr_un(\"{address}\")) or die \"$!\"'"
        )
    };
    // What is refused below is allowed with its own.
    computer.run(&as_amsterdam("cat /etc/zegel/amsterdam/zegeld.toml /var/lib/zegel-amsterdam/zegel.db"));
    computer.run(&as_amsterdam(&connect("amsterdam", "desk")));
    let files = [
        config(other),
        format!("/etc/zegel/{other}/recipients.txt"),
        format!("/var/lib/zegel-{other}/zegel.db"),
        "/etc/zegel/zegeld.toml".to_owned(),
        "/var/lib/zegel/zegel.db".to_owned(),
        format!("/proc/{}/environ", process(computer, other)),
        format!("/proc/{}/maps", process(computer, other)),
    ];
    let folders = ["/etc/zegel".to_owned(), "/var/lib/zegel".to_owned(), format!("/etc/zegel/{other}")];
    let further = ["lib", "backups"].map(|kind| format!("/var/{kind}/zegel-{other}"));
    for folder in folders.iter().chain(&further) {
        is_refused(computer, &format!("ls {folder}"));
    }
    for file in files {
        is_refused(computer, &format!("cat {file}"));
    }
    is_refused(computer, &connect(other, "desk"));
    is_refused(computer, &connect(other, "page"));
}

fn one_is_looked_after_by_its_configuration(computer: &Computer, name: &str, other: &str) {
    let config = config(name);
    let doctor = || {
        let found = computer.try_run(&format!("zegeld doctor --config {config}"));
        String::from_utf8(found.stdout).unwrap()
    };
    let found = doctor();
    assert!(found.contains("The server runs, and takes reports."), "{found}");
    computer.run(&format!("systemctl start zegeld-selftest@{name} zegeld-backup@{name}"));
    computer.run(&format!("systemctl is-active zegeld-selftest@{name}.timer zegeld-backup@{name}.timer"));
    computer.run(&format!("systemctl reload zegeld@{name}"));
    let file = format!("/var/lib/zegel-{name}/zegel.db.off");
    computer.run(&format!("ln -s /root/elsewhere {file}"));
    assert!(
        !computer.does(&format!("zegeld off --config {config}")),
        "root writes through no link of a server"
    );
    computer.run(&format!("test ! -e /root/elsewhere && rm {file}"));
    let off = computer.run(&format!("zegeld off --config {config} && systemctl restart zegeld@{name}"));
    assert!(off.contains(&format!("Stichting {name} is off")), "{off}");
    assert!(off.contains(&format!("zegeld on --config {config}")), "{off}");
    assert!(!is_open(computer, name) && is_open(computer, other), "one is closed, and no other");
    its_journal_names(computer, name, &format!("`zegeld on --config {config}` turns it on again"));
    computer.run(&format!("zegeld on --config {config} && systemctl restart zegeld@{name}"));
    assert!(is_open(computer, name));
    computer.run(&format!("echo '# changed' >> {config} && systemctl reload zegeld@{name}"));
    let then = format!("zegeld check --config {config} && systemctl restart zegeld@{name}");
    its_journal_names(computer, name, &then);
    computer.run(&format!("systemctl stop zegeld@{name} zegeld@{name}.socket zegeld-desk@{name}.socket"));
    assert!(doctor().contains(&format!("systemctl status zegeld@{name}")));
    assert!(!computer.does(&format!("systemctl start zegeld-selftest@{name}")), "the server is away");
    its_journal_names(computer, name, &format!("Run zegeld doctor --config {config}, and look"));
    computer.run(&format!("systemctl reset-failed zegeld-selftest@{name}"));
    computer.run(&format!("systemctl start zegeld@{name}"));
}

/// What the server says there can be typed as it stands. It says it in its own time.
fn its_journal_names(computer: &Computer, name: &str, command: &str) {
    let journal = format!("journalctl --namespace=zegel-{name} --output=cat");
    until(command, || computer.run(&journal).contains(command));
}

fn nothing_is_made_twice_or_under_a_bad_name(computer: &Computer, name: &str) {
    let sums = format!("sha256sum {0} /var/lib/zegel-{name}/zegel.db", config(name));
    let before = computer.run(&sums);
    let again = computer.try_run(&format!("zegeld init --instance {name}"));
    let again = String::from_utf8(again.stderr).unwrap();
    assert!(again.contains(&format!("/etc/zegel/{name} is there already")), "{again}");
    assert_eq!(computer.run(&sums), before);
    for bad in ["../up", "Ede", "9x", "a-", "", "abcdefghijklmnopqrstu"] {
        let refused = computer.try_run(&format!("zegeld init --instance '{bad}'"));
        let text = String::from_utf8(refused.stderr).unwrap();
        assert!(!refused.status.success() && text.contains("small letters"), "{bad}: {text}");
    }
    assert!(!computer.does("ls -d /etc/zegel/Ede /etc/up"));
}

fn one_goes_and_its_reports_stay(computer: &Computer, name: &str, other: &str) {
    let gone = process(computer, name);
    computer.run(&commands(2, name));
    assert!(!computer.does(&format!("ls -d /proc/{gone} /etc/zegel/{name} /run/zegel-{name}/page.sock")));
    computer.run(&format!("test -s /var/lib/zegel-{name}/zegel.db && id zegel-{name}"));
    assert!(is_open(computer, other));
    let again = computer.try_run(&format!("zegeld init --instance {name}"));
    let again = String::from_utf8(again.stderr).unwrap();
    assert!(again.contains(&format!("/var/lib/zegel-{name}/zegel.db is there already")), "{again}");
}

fn an_upgrade_and_a_removal_reach_all(computer: &Computer) {
    let before = process(computer, "breda");
    computer.run("dpkg --install /root/zegeld_9*.deb");
    assert_ne!(process(computer, "breda"), before, "the later program runs");
    assert!(is_open(computer, "breda") && is_open(computer, "x9"));
    let running = process(computer, "breda");
    computer.run("apt remove -y zegeld");
    assert!(!computer.does(&format!("test -d /proc/{running}")), "it is stopped");
    let said = computer.run("apt purge -y zegeld");
    assert!(said.contains("/etc/zegel/breda") && said.contains("/var/lib/zegel-breda"), "{said}");
    computer.run("test -s /var/lib/zegel-breda/zegel.db && test -s /etc/zegel/breda/recipients.txt");
}
