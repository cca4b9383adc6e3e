//! GOING-LIVE, walked from an empty server to a page that takes reports, and through a restart: what stands in its
//! blocks is typed as it stands, in its order.

mod editor;
mod paper;
mod town;
mod volume;

use std::fs;

use self::paper::Paper;
use self::town::{FOREIGN, NETWORK, SERVER, Town, WORLD};
use crate::support::acme::HOST;
use crate::support::caseworker::Caseworker;
use crate::support::until::until;
use crate::support::{screen_terminal, terminal};

/// What stands for something of one's own in the paper, and what it is here.
const REPLACED: [(&str, &str); 4] =
    [("HOST", HOST), ("SERVER", SERVER), ("NETWORK", NETWORK), ("DEVICE", volume::DEVICE)];

/// The passphrases of the volume and of the caseworker.
const WORDS: &str = "vliegwiel dat nooit stilstaat";

/// The command that opens the volume.
const OPEN: &str = "cryptsetup open --allow-discards /srv/zegel.luks zegel-volume";

const STORY: &str = "Kamer zeventien, elke avond een andere man, marsepein";

/// From an empty server to the first report that is read.
const MOST_COMMANDS: usize = 12;

/// The paper, and those who go by it.
struct Walk {
    town: Town,
    paper: Paper,
    anna: Caseworker,
}

#[test]
fn whoever_types_what_the_paper_says_gets_to_a_first_report_in_twelve_commands_and_over_a_restart() {
    let town = Town::new();
    let anna = town.caseworker();
    let mut walk = Walk { paper: Paper::from("The volume", &REPLACED), town, anna };
    walk.makes_the_volume();
    let setup = walk.makes_keys();
    walk.installs();
    walk.gets_a_certificate();
    walk.reads_a_first_report(setup);
    walk.opens_a_tunnel();
    walk.closes_the_machine();
    walk.fetches_a_backup();
    walk.restarts();
    walk.has_nothing_wrong();
    // These are gone through by desk::leaving and deploy::package.
    assert_eq!(walk.paper.left(), ["A colleague leaves", "A laptop is stolen", "The server is gone"]);
}

impl Walk {
    /// Types all of the next block on the server.
    fn types(&mut self, heading: &str) {
        for command in self.paper.types(heading) {
            self.town.server.run(&format!("cd /root && {command}"));
        }
    }

    fn makes_the_volume(&mut self) {
        let commands = self.paper.types("The volume");
        let [install, format, open, make, mount] = &commands[..] else { panic!("{commands:?}") };
        self.town.server.run(volume::A_DISK);
        self.town.server.run(install);
        let mut terminal = self.town.at_terminal(format);
        terminal.shows("Are you sure?").types("YES");
        terminal.shows("passphrase").hides_typing().types(WORDS);
        terminal.shows("passphrase").hides_typing().types(WORDS);
        done(terminal);
        self.opens_the_volume(open);
        self.town.server.run(make);
        self.town.server.run(mount);
        volume::gives_back_what_is_freed(&self.town.server);
    }

    fn opens_the_volume(&self, command: &str) {
        assert_eq!(command, OPEN);
        let mut terminal =
            self.town.at_terminal(if volume::has_mapper() { OPEN } else { volume::IN_ITS_PLACE });
        terminal.shows("passphrase").hides_typing().types(WORDS);
        done(terminal);
        if !volume::has_mapper() {
            self.town.server.run(volume::STAND_IN);
        }
    }

    /// On other computers: the ceremony, which deploy::ceremony goes through, and the caseworker's set-up, which waits for
    /// the server. The pages of the key need a printer.
    fn makes_keys(&mut self) -> terminal::Terminal {
        for _ in ["the recovery key", "its pages", "the backup key"] {
            self.paper.passes("5. Key ceremony");
        }
        let commands = self.paper.types_first("5. Key ceremony");
        assert_eq!(commands, "zegel setup");
        let mut setup = terminal::Terminal::of(&self.anna, &["setup"]);
        setup.shows("1. ").types(&format!("{HOST}:8602")).shows("2. ").types("anna");
        setup.shows("Passphrase:").hides_typing().types(WORDS);
        setup.shows("Once more:").hides_typing().types(WORDS);
        setup.shows("anna.zegel-key.txt").shows("does not answer");
        setup
    }

    fn installs(&mut self) {
        let commands = self.paper.types("6. Install");
        let [install, edit] = &commands[..] else { panic!("{commands:?}") };
        self.town.server.run(&format!("cd /root && {install}"));
        assert_eq!(edit, "editor /etc/zegel/zegeld.toml /etc/zegel/recipients.txt");
        let keys = fs::read_to_string(self.anna.home().join("anna.zegel-key.txt")).unwrap();
        let file = self.town.server.path("/etc/zegel/recipients.txt");
        fs::write(&file, fs::read_to_string(&file).unwrap() + &keys).unwrap();
        let backup =
            self.anna.run(&["keygen", "--backup", "--out", "backup-key.txt", "--no-passphrase"]).done().out;
        let recipient = backup.lines().find(|line| line.starts_with("age1")).unwrap();
        let lines = self.paper.shows("6. Install", "toml")[0].replace("BACKUP", recipient);
        let file = self.town.server.path("/etc/zegel/zegeld.toml");
        fs::write(&file, editor::edited(&fs::read_to_string(&file).unwrap(), &lines)).unwrap();
    }

    fn gets_a_certificate(&mut self) {
        self.town.answer_certbot();
        let commands = self.paper.types("The certificate");
        let [start, certbot] = &commands[..] else { panic!("{commands:?}") };
        self.town.server.run(start);
        let closed = self.town.world.visit(&format!("http://{HOST}/nl/"));
        assert!(closed.starts_with("HTTP/1.1 503") && closed.contains("tel:112"), "{closed}");
        self.town.server.run(certbot);
        until("the page by https", || {
            self.town.world.does(&format!("curl --cacert /run/authority.pem https://{HOST}/"))
        });
        assert_eq!(self.town.page().status, 503, "no key has proved itself");
    }

    fn reads_a_first_report(&mut self, mut setup: terminal::Terminal) {
        let heading = "The caseworkers' way in: a port";
        let commands = self.paper.types(heading);
        let checked = self.town.server.run(&commands[0]);
        let fingerprint = |before: &str| {
            let (_, after) = checked.split_once(before).unwrap();
            after.split_once('.').unwrap().0.to_owned()
        };
        // It looks by itself. An Enter that comes while it does would be an empty answer to the next question.
        setup
            .shows("3. ")
            .shows(&fingerprint("The keys have the fingerprint "))
            .shows("Type same")
            .types("same");
        setup
            .shows("own key")
            .shows(&fingerprint("own key has the fingerprint "))
            .shows("Type same")
            .types("same");
        setup.shows("Next: zegel");
        done(setup);
        assert_eq!(self.paper.types(heading), ["zegel"]);
        let mut screen = self.opens_the_screen();
        screen.shows("This key has shown that it opens");
        screen.press("\r").hides("This key has shown");
        until("the page is open", || self.town.is_open());
        self.town.report(STORY);
        screen.press("r").shows("1 of 1");
        reads_the_report(screen);
        assert!(self.paper.typed() <= MOST_COMMANDS, "{} commands", self.paper.typed());
    }

    fn opens_the_screen(&self) -> screen_terminal::Terminal {
        let mut screen = screen_terminal::Terminal::of(&self.anna);
        screen.shows("Passphrase");
        screen.press(&format!("{WORDS}\n")).shows("fetched");
        screen
    }

    /// The other way in. It leads to the listener and nowhere else; what `zegel` does with it is in desk::tunnel_ssh.
    fn opens_a_tunnel(&mut self) {
        let heading = "The caseworkers' way in: a tunnel";
        self.types(heading);
        let [key, settings] = &self.paper.shows(heading, "text")[..] else { panic!("two files") };
        let key = key.replace("ssh-ed25519 AAAA... anna", &self.town.public_key("tunnel"));
        fs::write(self.town.server.path("/home/desk/.ssh/authorized_keys"), key).unwrap();
        self.town.server.run("cd /home/desk/.ssh && chown desk authorized_keys && chmod 600 authorized_keys");
        fs::write(self.town.server.path("/root/settings"), settings).unwrap();
        self.town.server.run("cat /root/settings >> /etc/ssh/sshd_config && systemctl reload ssh");
        until("sshd, which reads its settings again", || self.town.administrator_gets_in(WORLD));
        let tunnel = self.paper.types(heading);
        let begin = format!("{} > /dev/null 2>&1 & echo $! > /run/tunnel.pid", tunnel[0]);
        until("the tunnel", || {
            // sshd, which reads its settings again, refuses for a moment.
            if !self.town.world.does("kill -0 $(cat /run/tunnel.pid)") {
                self.town.world.run(&begin);
            }
            self.town.world.does("bash -c '< /dev/tcp/127.0.0.1/8601'")
        });
        self.town.world.run("kill $(cat /run/tunnel.pid)");
        let leads_to =
            |port| self.town.world.does(&format!("ssh -W 127.0.0.1:{port} desk@{SERVER} < /dev/null"));
        assert!(leads_to(8601) && !leads_to(22));
        assert!(!self.town.world.does(&format!("ssh desk@{SERVER} true")), "no shell");
    }

    fn closes_the_machine(&mut self) {
        let heading = "The machine";
        self.town.server.run("systemd-run --unit other systemd-socket-activate --listen 9999 /bin/true");
        until("another port", || self.town.reaches(9999));
        assert!(self.town.administrator_gets_in(FOREIGN) && self.town.administrator_gets_in(WORLD));
        self.types(heading);
        assert!(!self.town.reaches(9999) && !self.town.administrator_gets_in(FOREIGN));
        assert!(self.town.reaches(8602) && self.town.is_open());
        self.types(heading);
        until("sshd, which reads its settings again", || self.town.administrator_gets_in(WORLD));
        let logins = "journalctl --sync; journalctl | grep 'Accepted publickey'";
        assert_eq!(
            self.town.server.run(logins).lines().count(),
            1,
            "in memory, and those of before are gone"
        );
        assert!(!self.town.server.does("grep -r 'Accepted publickey' /var/log"), "no disk has them");
        assert!(self.town.server.run("sshd -T").contains("\npasswordauthentication no\n"));
        self.has_no_swap(heading);
        self.town.server.run("systemctl is-enabled systemd-timesyncd unattended-upgrades");
        self.types(heading);
        let updates =
            self.town.server.run("apt-config dump APT::Periodic::Unattended-Upgrade Unattended-Upgrade");
        assert!(updates.contains("APT::Periodic::Unattended-Upgrade \"1\""), "{updates}");
        assert!(updates.contains("label=Debian-Security") && updates.contains("origin=Zegel"), "{updates}");
        assert!(!updates.contains("Automatic-Reboot \"true\""), "{updates}");
    }

    /// What is swapped belongs to the kernel, which is not this computer's own: only the line for the next start is
    /// typed.
    fn has_no_swap(&mut self, heading: &str) {
        let table = self.town.server.path("/etc/fstab");
        fs::write(&table, "/dev/vda1 / ext4 defaults 0 1\n/swapfile none swap sw 0 0\n").unwrap();
        let commands = self.paper.types(heading);
        let [off, out] = &commands[..] else { panic!("{commands:?}") };
        assert_eq!(off, "swapoff -a");
        self.town.server.run(out);
        assert_eq!(fs::read_to_string(table).unwrap(), "/dev/vda1 / ext4 defaults 0 1\n");
    }

    fn fetches_a_backup(&mut self) {
        let heading = "The backup";
        self.types(heading);
        let line = &self.paper.shows(heading, "text")[0];
        self.town.let_in(&line.replace("ssh-ed25519 AAAA... fetches", &self.town.public_key("fetches")));
        let fetch = self.paper.types(heading);
        self.town.in_folder(self.anna.home(), &fetch[0]);
        assert!(
            !self.town.world.does(&format!("ssh -i /run/fetches root@{SERVER} id | grep 'uid=0(root)'")),
            "nothing else"
        );
        let check = self.paper.types(heading);
        assert_eq!(check, ["zegel backup-check zegel.age --identity backup-key.txt"]);
        let words: Vec<&str> = check[0].split(' ').skip(1).collect();
        let checked = self.anna.run(&words).done();
        let words = "opens with this key, whole and unchanged: 1 reports";
        assert!(checked.said().contains(words), "{}", checked.err);
    }

    fn restarts(&mut self) {
        let heading = "After each start";
        let restart = self.paper.types(heading);
        self.town.restart(&restart[0]);
        volume::close();
        until("the page", || self.town.reaches(443));
        let closed = self.town.page();
        assert!(closed.status == 503 && closed.text().contains("tel:112"), "{}", closed.text());
        assert!(closed.hidden("form").is_none());
        assert_eq!(
            self.town.server.run("ls -A /var/lib/zegel"),
            "zegel.db.lock\n",
            "neither database nor key"
        );
        let commands = self.paper.types(heading);
        let [open, mount] = &commands[..] else { panic!("{commands:?}") };
        self.opens_the_volume(open);
        self.town.server.run(mount);
        until("the page opens by itself", || self.town.is_open());
        reads_the_report(self.opens_the_screen());
        assert!(
            !self.town.reaches(9999) && self.town.administrator_gets_in(WORLD),
            "the firewall is there again"
        );
    }

    fn has_nothing_wrong(&mut self) {
        let commands = self.paper.types("What is still wrong");
        let found = self.town.server.run(&commands[0]);
        assert!(!found.contains("WRONG") && found.contains("The server runs, and takes reports."), "{found}");
    }
}

/// Where it is the only one.
fn reads_the_report(mut screen: screen_terminal::Terminal) {
    screen.press("\r\r").shows("marsepein");
    screen.press("qq");
    assert_eq!(screen.ends(), Some(0));
}

fn done(terminal: terminal::Terminal) -> String {
    let (code, seen) = terminal.ends();
    assert_eq!(code, Some(0), "{seen}");
    seen
}
