//! A rented server, and around it the world: who gives out certificates, visitors, and a caseworker's computer. A
//! network is between them.

use std::fs;
use std::num::NonZeroI32;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use super::volume;
use crate::support::acme::{AcmeMachine, HOST};
use crate::support::caseworker::Caseworker;
use crate::support::computer::Computer;
use crate::support::debian;
use crate::support::http::{self, Answer};
use crate::support::installed::packages;
use crate::support::programs::zegel_path;
use crate::support::site::said;
use crate::support::terminal::Terminal;

/// The server's address, and the network of the desk.
pub const SERVER: &str = "192.0.2.1";
pub const NETWORK: &str = "192.0.2.0/24";

/// The world's address in that network, and one in another, from which nobody of the desk comes.
pub const WORLD: &str = "192.0.2.2";
pub const FOREIGN: &str = "198.51.100.2";

/// How the world's ssh knows whom to be.
const SSH: &str = "IdentitiesOnly yes\nIdentityFile /run/fetches\nIdentityFile /run/tunnel\nUserKnownHostsFile /run/known_hosts\n\
    StrictHostKeyChecking accept-new\nLogLevel ERROR\n";

/// What certbot would ask a person, and where it finds who gives out certificates here.
const CERTBOT: &str = "server = https://192.0.2.2:14000/dir\nno-verify-ssl = True\nagree-tos = True\n\
    register-unsafely-without-email = True\nnon-interactive = True\n";

pub struct Town {
    pub server: Computer,
    pub world: AcmeMachine,
}

impl Town {
    /// The server has what its provider gives: a name, a network, and the administrator's key for ssh.
    pub fn new() -> Self {
        let world = AcmeMachine::around(SERVER);
        let server = Computer::boot_from(debian::rented());
        let town = Self { server, world };
        town.connect();
        town.world.write("/etc/ssh/ssh_config.d/world.conf", SSH);
        for key in ["administrator", "fetches", "tunnel"] {
            town.world.run(&format!("ssh-keygen -q -t ed25519 -N '' -C {key} -f /run/{key}"));
        }
        town.let_in(&town.public_key("administrator"));
        town.server.run(&format!("echo '{SERVER} {HOST}' >> /etc/hosts"));
        let package = fs::read_dir(packages()).unwrap().map(|entry| entry.unwrap().path());
        for file in package.filter(|file| file.to_str().unwrap().contains("/zegeld_0")) {
            fs::copy(&file, town.server.path("/root").join(file.file_name().unwrap())).unwrap();
        }
        town
    }

    /// Gives both an end of a cable; the server's goes when it ends.
    fn connect(&self) {
        let server = self.server.process().as_raw_nonzero();
        let world = self.world.process().as_raw_nonzero();
        let on = |of: NonZeroI32, line: &str| {
            let words = line.split(' ');
            let done = Command::new("nsenter")
                .args(["--net", "--target", &of.to_string(), "ip"])
                .args(words)
                .status();
            assert!(done.unwrap().success(), "ip {line}");
        };
        on(world, &format!("link add town type veth peer name eth0 netns {server}"));
        on(world, &format!("address add {WORLD}/24 dev town"));
        on(world, &format!("address replace {FOREIGN}/32 dev lo"));
        on(world, "link set town up");
        on(server, &format!("address add {SERVER}/24 dev eth0"));
        on(server, "link set eth0 up");
        on(server, &format!("route add default via {WORLD}"));
    }

    /// Restarts the server by a command.
    pub fn restart(&mut self, command: &str) {
        self.server.restart(command);
        self.connect();
    }

    /// What certbot would ask. Its package brings a file of its own, which this takes the place of.
    pub fn answer_certbot(&self) {
        fs::write(self.server.path("/etc/letsencrypt/cli.ini"), CERTBOT).unwrap();
    }

    pub fn public_key(&self, of: &str) -> String {
        self.world.run(&format!("cat /run/{of}.pub")).trim().to_owned()
    }

    /// Adds a line to those whom the server's sshd lets in.
    pub fn let_in(&self, line: &str) {
        fs::create_dir_all(self.server.path("/root/.ssh")).unwrap();
        self.server.run("chmod 700 /root/.ssh");
        let keys = self.server.path("/root/.ssh/authorized_keys");
        let before = fs::read_to_string(&keys).unwrap_or_default();
        fs::write(&keys, format!("{before}{}\n", line.trim_end())).unwrap();
    }

    /// Whether the administrator gets in by ssh from this address.
    pub fn administrator_gets_in(&self, from: &str) -> bool {
        let options = "-o BatchMode=yes -o ConnectTimeout=3";
        self.world.does(&format!("ssh {options} -b {from} -i /run/administrator root@{SERVER} true"))
    }

    /// Whether a port of the server answers.
    pub fn reaches(&self, port: u16) -> bool {
        self.world.does(&format!("timeout 3 bash -c '< /dev/tcp/{SERVER}/{port}'"))
    }

    /// A line of shell on the server, at a terminal.
    pub fn at_terminal(&self, line: &str) -> Terminal {
        let inner = self.server.command(line);
        let mut command = Command::new("setsid");
        command.args(["--ctty", "--wait"]).arg(inner.get_program()).args(inner.get_args());
        Terminal::on(command, |_| {})
    }

    /// A caseworker in the world, with nothing but the program.
    pub fn caseworker(&self) -> Caseworker {
        let mut caseworker = Caseworker::new();
        let script = format!(
            "#!/bin/sh\nexec /usr/bin/nsenter --mount --pid --net --target {} -- \
             /usr/bin/env --chdir=\"$PWD\" {} \"$@\"\n",
            self.world.process().as_raw_nonzero(),
            zegel_path()
        );
        let program = caseworker.file("zegel", script);
        fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
        caseworker.uses(&program);
        caseworker
    }

    /// A line of shell in a folder of the world.
    pub fn in_folder(&self, folder: &Path, line: &str) -> String {
        self.world.run(&format!("cd '{}' && {line}", folder.display()))
    }

    /// What a visitor sees who believes the authority.
    pub fn page(&self) -> Answer {
        answer(&self.world.visit(&format!("https://{HOST}/en/")))
    }

    pub fn is_open(&self) -> bool {
        self.world.does(&format!("curl --silent --fail --cacert /run/authority.pem https://{HOST}/en/"))
            && self.page().hidden("form").is_some()
    }

    /// Sends a report as a browser does.
    pub fn report(&self, story: &str) {
        let page = self.page();
        let fields = [
            ("token", page.hidden("token").unwrap()),
            ("form", page.hidden("form").unwrap()),
            ("story", story.to_owned()),
            ("act", "send".to_owned()),
        ];
        let fields: String =
            fields.iter().map(|(name, value)| format!("--data-urlencode '{name}={value}' ")).collect();
        let line = format!(
            "curl --silent --show-error --include --cacert /run/authority.pem --header 'Sec-Fetch-Site: same-origin' \
             {fields} https://{HOST}/en/"
        );
        assert_eq!(answer(&self.world.run(&line)).h1(), said("en").token.sent_title);
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        self.server.end();
        volume::close();
    }
}

fn answer(text: &str) -> Answer {
    http::read(&mut text.as_bytes()).unwrap_or_else(|| panic!("no answer: {text}"))
}
