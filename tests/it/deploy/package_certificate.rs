//! TLS in the program, set up on an installed server with the commands of GOING-LIVE: each certificate, port 80, and
//! the daily look at the site.

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::server::tls::{EC, GET, asked, certify, chain, hybrid, trusting};
use crate::support::computer::Computer;
use crate::support::deployed::deployed;
use crate::support::installed::{INBOX, installed};

/// The first command of GOING-LIVE for a certificate, without a port for caseworkers. The second one fetches it.
fn step_to_a_certificate() -> String {
    let paper = deployed("GOING-LIVE.md", &[(" zegeld-desk-tls.socket zegeld\n", " zegeld\n")]);
    let part = paper.split("### The certificate\n").nth(1).unwrap();
    let block = part.split("```\n").nth(1).unwrap();
    let (start, certbot) = block.split_once('\n').unwrap();
    assert!(certbot.starts_with("certbot "), "{block}");
    start.to_owned()
}

/// What certbot does after it was given a certificate, with this hook; gives the certificate.
fn renew(computer: &Computer, hook: &str) -> CertificateDer<'static> {
    let live = tempfile::tempdir().unwrap();
    certify(live.path(), EC);
    std::fs::create_dir_all(computer.path("/root/live")).unwrap();
    for (made, name) in [("key.pem", "privkey.pem"), ("chain.pem", "fullchain.pem")] {
        std::fs::copy(live.path().join(made), computer.path("/root/live").join(name)).unwrap();
    }
    computer.run(&format!("RENEWED_LINEAGE=/root/live {hook}"));
    CertificateDer::from_pem_file(chain(&live)).unwrap()
}

/// Whether the next visitor, who believes this certificate alone, gets the page.
fn is_shown(computer: &Computer, folder: &str, certificate: CertificateDer<'static>) -> bool {
    let mut roots = RootCertStore::empty();
    roots.add(certificate).unwrap();
    let visitor = trusting(&computer.path(folder).join("page.sock"), roots, hybrid());
    asked(visitor, GET.as_bytes()).is_some_and(|(answer, _)| answer.status == 200)
}

fn port_80(computer: &Computer, path: &str) -> String {
    let request = r" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    computer.run(&format!(
        "bash -c 'exec 3<> /dev/tcp/127.0.0.1/80; printf \"GET {path}{request}\" >&3; cat <&3'"
    ))
}

/// The file's own lines, and the address of the page. The file's name comes behind it.
const WITH_TLS: &str = "sed -i -e 's|^# page = .*|page = \"https://127.0.0.1/\"|' -e 's|^# \\[tls]|[tls]|' \
    -e 's|^# \\(certificate = \"tls\\)|\\1|' -e 's|^# \\(key = \"tls\\)|\\1|' -e 's|^# \\(http = \\)|\\1|' ";

const HOOK: &str = "/usr/lib/zegeld/certbot-hook";

#[test]
fn with_tls_in_the_program_the_hook_brings_each_certificate_and_the_site_is_looked_at_every_day() {
    let (computer, _) = installed();
    computer.run("zegel keygen trial --no-passphrase >> /etc/zegel/recipients.txt");
    computer.run(&format!("{WITH_TLS} /etc/zegel/zegeld.toml"));
    computer.run(&step_to_a_certificate());
    let closed = port_80(&computer, "/nl/");
    assert!(closed.starts_with("HTTP/1.1 503") && closed.contains("tel:112"), "{closed}");
    let first = renew(&computer, HOOK);
    computer.wait_until("journalctl --namespace=zegel --output=cat | grep -q 'is in order now'");
    computer.run(INBOX);
    assert!(is_shown(&computer, "/run/zegel", first));
    let second = renew(&computer, HOOK);
    assert!(is_shown(&computer, "/run/zegel", second.clone()));
    let led = port_80(&computer, "/kwikstaart");
    assert!(led.starts_with("HTTP/1.1 301") && led.contains("location: https://127.0.0.1/\r\n"), "{led}");
    assert!(!led.contains("kwikstaart"), "{led}");
    computer.run("systemctl start zegeld-selftest");
    the_daily_look_finds_what_an_administrator_would(&computer);
    a_further_organisation_is_brought_its_own_certificate(&computer);
    assert!(is_shown(&computer, "/run/zegel", second), "and no other");
    computer.run("apt purge -y zegeld");
    assert!(!computer.does("ls -d /etc/zegel"), "the key is nowhere but with certbot");
}

/// Nobody vouches for that certificate, which is found; from within its unit no other fault is seen than by
/// root, and the unit of the administrator's own is told.
fn the_daily_look_finds_what_an_administrator_would(computer: &Computer) {
    computer.run("systemctl is-active zegeld-doctor.timer");
    let own = "[Service]\nType=oneshot\nExecStart=/bin/touch /run/told\n";
    std::fs::write(computer.path("/etc/systemd/system/mail.service"), own).unwrap();
    std::fs::create_dir_all(computer.path("/etc/systemd/system/zegeld-doctor.service.d")).unwrap();
    let told = computer.path("/etc/systemd/system/zegeld-doctor.service.d/told.conf");
    std::fs::write(told, "[Unit]\nOnFailure=mail.service\n").unwrap();
    computer.run("systemctl daemon-reload");
    assert!(!computer.does("systemctl start zegeld-doctor"));
    computer.wait_until("test -e /run/told");
    computer.run("journalctl --namespace=zegel --sync");
    let wrong = "grep '^WRONG'";
    let daily = computer.run(&format!("journalctl --namespace=zegel --output=cat | {wrong}"));
    let by_root =
        computer.run(&format!("zegeld doctor --config /etc/zegel/zegeld.toml --url 2> /dev/null | {wrong}"));
    assert_eq!(daily, by_root);
    assert!(daily.contains("invalid peer certificate"), "{daily}");
    assert!(computer.run("systemctl --failed --plain --no-legend").contains("zegeld-doctor.service"));
}

/// As deploy/README.md says it.
fn a_further_organisation_is_brought_its_own_certificate(computer: &Computer) {
    let paper = deployed("README.md", &[]);
    let folder = "install -d -m 0750 -g zegel-NAME /etc/zegel/NAME/tls";
    let certbot = "certbot certonly --webroot -w /etc/zegel/NAME/tls -d HOST --deploy-hook '/usr/lib/zegeld/certbot-hook NAME'";
    assert!(paper.contains(&format!("{folder}\n")) && paper.contains(&format!("{certbot}\n")), "{paper}");
    computer.run("zegeld init --instance breda");
    computer.run(&folder.replace("NAME", "breda"));
    let config = "/etc/zegel/breda/zegeld.toml";
    computer.run(&format!("{WITH_TLS} {config} && sed -i '/^http = /d' {config}"));
    computer.run("zegel keygen other --no-passphrase --out /root/other >> /etc/zegel/breda/recipients.txt");
    computer.run("systemctl enable --now zegeld@breda");
    let brought = renew(computer, &format!("{HOOK} breda"));
    let kept = computer.run("stat --format='%U:%G %a' /etc/zegel/breda/tls /etc/zegel/breda/tls/privkey.pem");
    assert_eq!(kept, "root:zegel-breda 750\nroot:zegel-breda 640\n");
    computer.wait_until("journalctl --namespace=zegel-breda --output=cat | grep -q 'is in order now'");
    assert!(is_shown(computer, "/run/zegel-breda", brought));
    assert!(!computer.does(&format!("RENEWED_LINEAGE=/root/live {HOOK} nobody 2> /dev/null")));
    computer.run("test ! -e /etc/zegel/nobody");
    computer.run("systemctl disable --now zegeld@breda zegeld@breda.socket && rm -r /etc/zegel/breda");
}
