//! Each renewed certificate is shown, in the program, by nginx and by Caddy, and that one cannot be had is
//! said.
//!
//! Certificates by certbot, as the papers say it, from a real authority: the first one, and two renewals, each of
//! which the next visitor is shown.

use std::process::Child;

use crate::support::acme::{AcmeMachine, HOST};
use crate::support::deployed::deployed;
use crate::support::programs::zegeld_path;
use crate::support::server_process::{ALWAYS, ServerProcess};
use crate::support::site::said;
use crate::support::until::until;

/// The configuration of the package, with TLS in the program.
const TLS: &str = "listen = \"systemd:page\"\ndesk.listen = \"systemd:desk\"\n\
    organisation.page = \"https://formulier.ngo.example/\"\n\
    [tls]\ncertificate = \"tls/fullchain.pem\"\nkey = \"tls/privkey.pem\"\nhttp = \"systemd:http\"\n";

/// Where pebble is asked.
pub const AUTHORITY: &str = "https://127.0.0.1:14000/dir";

/// The lines of a paper that are typed, each begins so, with our host name.
fn typed(paper: &str, begin: &str) -> Vec<String> {
    let text = deployed(paper, &[]);
    let lines = text.lines().filter_map(|line| line.strip_prefix(begin));
    lines.map(|line| line.replace("HOST", HOST)).collect()
}

/// zegeld with the sockets of its units.
fn serve(machine: &AcmeMachine) -> ServerProcess {
    let mut command = machine.command("systemd-socket-activate");
    command.args(["-l", "443", "-l", "127.0.0.1:8601", "-l", "80", "--fdname=page:desk:http"]);
    command.args([zegeld_path(), "serve", "--config", "/etc/zegel/zegeld.toml"]);
    let server = ServerProcess::start(command);
    server.waits_for("as 5");
    server
}

/// Renews twice what a visitor is shown.
fn renew_twice(machine: &AcmeMachine, is_shown: impl Fn()) {
    for _ in 0..2 {
        let before = machine.newest();
        assert_eq!(machine.shown(), before);
        machine.run("certbot renew --force-renewal");
        assert_ne!(machine.newest(), before);
        is_shown();
    }
}

#[test]
fn with_tls_in_the_program_the_first_certificate_opens_the_page_and_renewed_ones_are_shown() {
    let machine = AcmeMachine::boot();
    let folder = crate::support::server_process::folder("");
    let recipients = std::fs::read_to_string(folder.path().join("recipients.txt")).unwrap();
    machine.write("/etc/zegel/recipients.txt", &recipients);
    machine.write(
        "/etc/zegel/zegeld.toml",
        &format!("{ALWAYS}{TLS}").replace("zegel.db", "/var/lib/zegel/zegel.db"),
    );
    machine.run(
        "mkdir /etc/zegel/tls /var/lib/zegel /usr/lib/zegeld; cp deploy/certbot/certbot-hook /usr/lib/zegeld",
    );
    let server = serve(&machine);
    let closed = machine.visit(&format!("http://{HOST}/nl/"));
    assert!(closed.starts_with("HTTP/1.1 503") && closed.contains("tel:112"), "{closed}");
    let lines = typed("GOING-LIVE.md", "certbot certonly --webroot ");
    assert_eq!(lines.len(), 1);
    machine.run(&format!("certbot certonly --webroot {}", lines[0]));
    assert!(server.ended().1.contains("in order now"), "it is started again, with the certificate");
    let _server = serve(&machine);
    let page = machine.visit(&format!("https://{HOST}/nl/"));
    assert!(page.contains(&said("nl").closed.title), "no key has proved itself: {page}");
    renew_twice(&machine, || assert_eq!(machine.shown(), machine.newest(), "to the next visitor"));
    let led = machine.visit(&format!("http://{HOST}/kwikstaart"));
    assert!(
        led.starts_with("HTTP/1.1 301") && led.contains(&format!("location: https://{HOST}/\r\n")),
        "{led}"
    );
    let kept = machine.run("stat --format='%U:%G %a' /etc/zegel/tls /etc/zegel/tls/privkey.pem");
    assert_eq!(kept, "root:zegel 750\nroot:zegel 640\n");
    assert_eq!(machine.run("ls /etc/zegel/tls"), "fullchain.pem\nprivkey.pem\n");
}

#[test]
fn with_nginx_the_steps_at_the_head_of_its_file_end_in_a_page_whose_renewed_certificate_is_shown() {
    let machine = AcmeMachine::boot();
    set_up_nginx(&machine);
    // zegeld is away.
    let page = machine.visit(&format!("https://{HOST}/nl/"));
    assert!(page.starts_with("HTTP/1.1 503") && page.contains("tel:112"), "{page}");
    // It goes on with the old one until its new workers are there.
    renew_twice(&machine, || until("the new certificate", || machine.shown() == machine.newest()));
}

/// As its file's head says it.
pub fn set_up_nginx(machine: &AcmeMachine) {
    // What systemd does by the unit of Debian's nginx.
    let systemctl = "#!/bin/sh\ncase $1 in\n  restart) nginx -s stop 2> /dev/null || :; nginx ;;\n\
        reload) nginx -s reload ;;\nesac\n";
    machine.write("/usr/bin/systemctl", systemctl);
    machine.run("chmod 755 /usr/bin/systemctl; cp deploy/nginx/nginx.conf /run");
    let steps = typed("nginx/nginx.conf", "#     ");
    assert!(steps.len() > 6 && steps[0].starts_with("apt-get install"), "{steps:?}");
    for step in &steps[1..] {
        machine.run(&format!("cd /run; {step}"));
    }
}

/// Caddy as we set it up, with this authority in the place of Let's Encrypt's, and these blocks behind ours; what it
/// prints goes into a file.
pub fn caddy(machine: &AcmeMachine, authority: &str, printed: &str, more: &str) -> Child {
    let ours = format!("\tadmin off\n\tacme_ca {authority}\n\tacme_ca_root /run/pebble.pem\n");
    let text = deployed("caddy/Caddyfile", &[("\tadmin off\n", &ours)]);
    machine.write("/etc/caddy/Caddyfile", &format!("{text}{more}"));
    let run =
        format!("echo $$ > /run/caddy.pid; exec caddy run --config /etc/caddy/Caddyfile > {printed} 2>&1");
    let data = format!("XDG_DATA_HOME={printed}.data");
    let mut caddy = machine.command("env");
    caddy.args([&data, "HOME=/run", "sh", "-c", &run]).spawn().unwrap()
}

#[test]
fn with_caddy_a_certificate_comes_by_itself_and_one_that_cannot_be_had_is_said_without_a_visitor() {
    let machine = AcmeMachine::boot();
    let mut without = caddy(&machine, "https://127.0.0.1:1/dir", "/run/without", "");
    let printed = || std::fs::read_to_string(machine.path("/run/without")).unwrap_or_default();
    until("port 80", || machine.does(&format!("curl --silent http://{HOST}/kwikstaart")));
    until("it is said", || printed().contains("could not get certificate"));
    assert!(!printed().contains("kwikstaart"), "{}", printed());
    machine.run("kill $(cat /run/caddy.pid)");
    without.wait().unwrap();
    let mut with = caddy(&machine, AUTHORITY, "/run/with", "");
    let page = format!("https://{HOST}/nl/");
    until("the page", || machine.does(&format!("curl --silent --cacert /run/authority.pem {page}")));
    let page = machine.visit(&page);
    assert!(page.starts_with("HTTP/1.1 503") && page.contains("tel:112"), "zegeld is away: {page}");
    machine.run("kill $(cat /run/caddy.pid)");
    with.wait().unwrap();
}
