//! Several organisations on one machine, each with a host name of its own, behind nginx and behind Caddy: each name
//! shows its own organisation, and a name that is nobody's shows none.

use std::process::{Child, Stdio};

use crate::deploy::certificates::{AUTHORITY, caddy, set_up_nginx};
use crate::support::acme::{AcmeMachine, HOST};
use crate::support::deployed::deployed;
use crate::support::programs::{zegel_path, zegeld_path};
use crate::support::server_process::ServerProcess;
use crate::support::until::until;

/// The host name of the further organisation, and that of nobody.
const FURTHER: &str = "melden.breda.example";
const NOBODY: &str = "niemand.example";

/// A machine with two organisations, Stichting Alkmaar and Stichting Breda, both open for reports.
struct TwoOrganisations {
    machine: AcmeMachine,
    _servers: [ServerProcess; 2],
}

impl TwoOrganisations {
    fn boot(client_header: &str) -> Self {
        let machine = AcmeMachine::boot();
        machine.run(&format!("echo '127.0.0.1 {FURTHER} {NOBODY}' >> /etc/hosts"));
        let alkmaar = serve(&machine, "Alkmaar", ["/etc/zegel", "/run/zegel", "8601"], client_header);
        let breda = serve(&machine, "Breda", ["/etc/zegel/breda", "/run/zegel-breda", "8602"], client_header);
        Self { machine, _servers: [alkmaar, breda] }
    }

    /// What the names show, and that nothing of a visit is kept.
    fn each_name_shows_its_own_organisation(&self) {
        for (host, own, other) in [(HOST, "Alkmaar", "Breda"), (FURTHER, "Breda", "Alkmaar")] {
            let page = self.machine.visit(&format!("https://{host}/nl/"));
            assert!(page.starts_with("HTTP/1.1 200") && page.contains(&format!("Stichting {own}")), "{page}");
            assert!(!page.contains(other), "{page}");
            let led = self.machine.visit(&format!("http://{host}/kwikstaart"));
            assert!(led.contains(&format!("ocation: https://{host}/\r\n")), "{led}");
            self.machine.visit(&format!("https://{host}/nl/kwikstaart"));
        }
        let asked = "curl --silent --insecure --include";
        for line in [
            format!("{asked} https://{NOBODY}/"),
            format!("{asked} http://{NOBODY}/"),
            format!("{asked} https://127.0.0.1/"),
            format!("{asked} http://127.0.0.1/"),
            format!("{asked} --header 'Host: {NOBODY}' https://{HOST}/"),
        ] {
            let answer = self.machine.run(&format!("{line} || :"));
            assert!(
                !["Stichting", HOST, FURTHER].iter().any(|word| answer.contains(word)),
                "{line}: {answer}"
            );
        }
        let written = self.machine.run("grep -rls kwikstaart /var/log /var/lib /run || :");
        assert_eq!(written, "", "nothing of a visit is kept");
    }
}

/// Serves an organisation on a socket file, and lets a key prove itself.
fn serve(machine: &AcmeMachine, name: &str, places: [&str; 3], client_header: &str) -> ServerProcess {
    let [folder, run, port] = places;
    let config = format!(
        "organisation.name = \"Stichting {name}\"\nrecipients = \"recipients.txt\"\ndatabase = \"zegel.db\"\n\
         exit_url = \"https://www.example.org/\"\nlisten = \"unix:{run}/page.sock\"\n\
         client_header = \"{client_header}\"\ndesk.listen = \"127.0.0.1:{port}\"\n"
    );
    machine.write(&format!("{folder}/zegeld.toml"), &config);
    let key = format!("--identity /run/{name}.key");
    machine.run(&format!(
        "mkdir {run}; {} keygen trial --no-passphrase --out /run/{name}.key > {folder}/recipients.txt",
        zegel_path()
    ));
    let mut command = machine.command(zegeld_path());
    command.args(["serve", "--config", &format!("{folder}/zegeld.toml")]);
    let server = ServerProcess::start(command);
    server.waits_for("zegeld: started");
    machine.run(&format!("chgrp www-data {run}/page.sock"));
    machine
        .run(&format!("HOME=/run/home-{name} {} --server http://127.0.0.1:{port} {key} inbox", zegel_path()));
    server
}

/// The commands of the paper for a further organisation behind this proxy.
fn commands(proxy: &str) -> Vec<String> {
    let paper = deployed("README.md", &[]);
    let part = paper.split(&format!("- **{proxy}**: beside ")).nth(1).unwrap();
    let block = part.split("```\n").nth(1).unwrap();
    block
        .trim_end()
        .lines()
        .map(|line| line.trim().replace("HOST", FURTHER).replace("NAME", "breda"))
        .collect()
}

fn behind_nginx() -> TwoOrganisations {
    let two = TwoOrganisations::boot("x-real-ip");
    set_up_nginx(&two.machine);
    for command in commands("nginx") {
        two.machine.run(&format!("cd /run; {command}"));
    }
    let further =
        || two.machine.does(&format!("curl --silent --cacert /run/authority.pem https://{FURTHER}/"));
    until("its new workers", further);
    two
}

#[test]
fn behind_nginx_each_name_shows_its_own_organisation_and_no_other_name_shows_one() {
    behind_nginx().each_name_shows_its_own_organisation();
}

#[test]
fn behind_caddy_each_name_shows_its_own_organisation_and_no_other_name_shows_one() {
    let two = TwoOrganisations::boot("x-forwarded-for");
    let commands = commands("Caddy");
    let [further, restart] = &commands[..] else { panic!("{commands:?}") };
    assert_eq!(restart, "systemctl restart caddy");
    let (made, target) = further.split_once(" >> ").unwrap();
    assert_eq!(target, "/etc/caddy/Caddyfile");
    let more = two.machine.run(&format!("cd deploy/caddy; {made}"));
    let mut caddy = caddy(&two.machine, AUTHORITY, "/run/caddy.log", &more);
    for host in [HOST, FURTHER] {
        let page = format!("curl --silent --cacert /run/authority.pem https://{host}/");
        until("the certificates", || two.machine.does(&page));
    }
    two.each_name_shows_its_own_organisation();
    two.machine.run("kill $(cat /run/caddy.pid)");
    caddy.wait().unwrap();
}

/// A visitor from this address begins a form, and sends no word of it. Or gets an answer, and ends.
fn begins_a_form(machine: &AcmeMachine, from: &str) -> Child {
    let mut command = machine.command("curl");
    command.args(["--silent", "--cacert", "/run/authority.pem", "--interface", from, "--request", "POST"]);
    command.args([
        "--resolve",
        &format!("{HOST}:443:[fd00:0:0:9::1]"),
        "--upload-file",
        "-",
        "--header",
        "Expect:",
    ]);
    command.args([
        "--header",
        "Content-Type: application/x-www-form-urlencoded",
        &format!("https://{HOST}/nl/"),
    ]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap()
}

#[test]
fn nginx_counts_the_visitors_of_a_slash_64_as_one_and_those_of_another_apart() {
    let TwoOrganisations { machine, _servers } = behind_nginx();
    let one = (1..=48).map(|number| format!("fd00:0:0:1::{number:x}")).collect::<Vec<_>>();
    for address in one.iter().map(String::as_str).chain(["fd00:0:0:2::1", "fd00:0:0:9::1"]) {
        machine.run(&format!("ip address add {address}/64 dev lo nodad"));
    }
    let status = |from: &str| {
        machine.run(&format!(
            "curl --silent --output /dev/null --write-out '%{{http_code}}' --cacert /run/authority.pem \
             --interface {from} --resolve '{HOST}:443:[fd00:0:0:9::1]' https://{HOST}/nl/"
        ))
    };
    assert_eq!([status(&one[0]), status("fd00:0:0:2::1")], ["200", "200"]);
    let mut slow: Vec<Child> = one[1..].iter().map(|from| begins_a_form(&machine, from)).collect();
    until("they are thirty-two", || status(&one[0]) == "429");
    assert_eq!(status("fd00:0:0:2::1"), "200");
    for child in &mut slow {
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
