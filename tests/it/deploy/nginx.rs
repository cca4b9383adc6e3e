//! nginx as `deploy/nginx/nginx.conf` sets it up, before the real server: the whole story and every
//! mistake go through it, and everything that it wrote is searched.

use std::io::Write;
use std::net::TcpStream;
use std::process::Command;
use std::sync::mpsc;

use tempfile::TempDir;

use crate::server::seizure;
use crate::support::caseworker::Caseworker;
use crate::support::deployed::{deployed, free_address, give_to_group, open_folder, serving};
use crate::support::http::{read, try_exchange};
use crate::support::node::run;
use crate::support::program::{files, post};
use crate::support::server_process::ServerProcess;
use crate::support::traced::Traced;
use crate::support::transport::{Tls, Transport};
use crate::support::whole_story::{self, SAID};

pub const HOST: &str = "formulier.ngo.example";

/// A site behind what speaks TLS for it.
pub struct Behind {
    pub proxy: Traced,
    pub transport: Tls,
    pub anna: Caseworker,
    pub http: u16,
    pub server: ServerProcess,
    pub folder: TempDir,
}

impl Behind {
    /// nginx, with something else in its file.
    fn nginx(change: &[(&str, &str)]) -> Self {
        Self::start("x-real-ip", "www-data", |folder, https, http| {
            let own = folder.display();
            let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                .map(|kind| format!("{kind}_temp_path {own}/{kind};"))
                .concat();
            let places = [
                ("pid /run/nginx.pid", format!("pid {own}/pid")),
                ("/etc/letsencrypt/live/formulier.ngo.example/", format!("{own}/")),
                ("/run/zegel/page.sock", folder.with_file_name("page.sock").display().to_string()),
                ("listen [::]:443 ssl default_server;", String::new()),
                ("listen [::]:443 ssl;", String::new()),
                ("listen [::]:80 default_server;", String::new()),
                ("listen [::]:80;", String::new()),
                ("include /etc/nginx/zegel-*.conf;", String::new()),
                ("listen 80;", format!("listen 127.0.0.1:{http};")),
                ("listen 443 ssl", format!("listen 127.0.0.1:{https} ssl")),
                ("listen 80 default_server", format!("listen 127.0.0.1:{http} default_server")),
                ("\nhttp {", format!("\nhttp {{ {temporary}")),
            ];
            let places: Vec<_> = places.iter().map(|(from, to)| (*from, to.as_str())).collect();
            let config = folder.join("nginx.conf");
            let change: Vec<_> =
                change.iter().map(|(from, to)| (*from, to.replace("HERE", &own.to_string()))).collect();
            let change = change.iter().map(|(from, to)| (*from, to.as_str()));
            std::fs::write(
                &config,
                deployed("nginx/nginx.conf", &places.into_iter().chain(change).collect::<Vec<_>>()),
            )
            .unwrap();
            let mut nginx = Command::new("nginx");
            nginx.arg("-p").arg(folder).arg("-c").arg(config).args(["-g", "daemon off;"]);
            nginx
        })
    }

    /// A server on a socket file of this group, and before it a program with a certificate, two
    /// ports and a folder.
    pub fn start(
        client_header: &str,
        group: &str,
        program: impl FnOnce(&std::path::Path, u16, u16) -> Command,
    ) -> Self {
        let (folder, path) = open_folder();
        let (mut anna, recipients) = Caseworker::with_key("anna");
        let desk = free_address();
        let first = format!("listen = \"unix:page.sock\"\nclient_header = \"{client_header}\"");
        let server = serving(&path, &first, &format!("[desk]\nlisten = \"{desk}\""), &recipients);
        give_to_group(&path.join("page.sock"), group);
        anna.at(&format!("http://{desk}"));
        anna.run(&["inbox"]).done();
        let before = path.join("before");
        std::fs::create_dir(&before).unwrap();
        certify(&before);
        let [https, http] = [free_port(), free_port()];
        let mut proxy = Traced::start(&before, &mut program(&before, https, http));
        proxy.listens(https);
        proxy.listens(http);
        let certificate = before.join("fullchain.pem");
        let transport = Tls { from: "127.0.0.9", port: https, host: HOST.to_owned(), certificate };
        Self { proxy, transport, anna, http, server, folder }
    }

    /// Lives as a reporter does and makes every mistake; then gives what the program has written
    /// and of what it tells, and the names of the files it wrote.
    pub fn told(mut self) -> (Vec<String>, Vec<String>) {
        let site = self
            .transport
            .exchange(format!("GET /api/v1/site HTTP/1.1\r\nHost: {HOST}\r\n\r\n").as_bytes())
            .json();
        let (mut codes, _) = seizure::plant(&self.transport);
        codes.extend(whole_story::tell(&self.transport, &self.anna));
        let mut needles = seizure::needles(&codes, site["instance"].as_str().unwrap());
        let ours = [&SAID[..], &[self.transport.from, "/en/"]].concat();
        needles.extend(ours.iter().map(|word| word.as_bytes().to_vec()));
        let held = self.proxy.held();
        // A server that is away is what such programs say most about.
        self.server.stop();
        let lost = post(HOST, &[("act", "send"), ("story", SAID[0])]);
        assert_eq!(self.transport.exchange(&lost).status, 503);
        self.proxy.stop();
        let folder = self.folder.path().join("before");
        let shown = format!("{}/", folder.display());
        let kept: Vec<_> = files(&folder)
            .into_iter()
            .map(|(path, content)| (path.display().to_string(), content))
            .chain([("what it held".to_owned(), held.join("\n").into_bytes())])
            .collect();
        let written = self.proxy.written().into_iter().map(|name| name.replace(&shown, "")).collect();
        (seizure::found(&needles, &kept), written)
    }
}

fn certify(folder: &std::path::Path) {
    let mut openssl = Command::new("openssl");
    openssl.args([
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
    ]);
    openssl.args(["-subj", "/CN=proef", "-addext", &format!("subjectAltName=DNS:{HOST}")]);
    openssl.args(["-keyout", "privkey.pem", "-out", "fullchain.pem"]).current_dir(folder);
    run(&mut openssl, b"").unwrap();
}

fn free_port() -> u16 {
    free_address().rsplit(':').next().unwrap().parse().unwrap()
}

#[test]
fn nginx_writes_nothing_of_a_reporter() {
    let site = Behind::nginx(&[]);
    let (told, written) = site.told();
    assert_eq!(told, Vec::<String>::new());
    let at_the_start = ["client_body", "fastcgi", "pid", "proxy", "scgi", "uwsgi", "/dev/null"];
    let others: Vec<_> = written.iter().filter(|name| !at_the_start.contains(&name.as_str())).collect();
    assert!(others.is_empty(), "{others:?}");
    assert!(written.iter().any(|name| name == "pid"), "{written:?}");
}

#[test]
fn an_ordinary_nginx_is_found_to_write_all_of_it() {
    let site = Behind::nginx(&[
        ("access_log off;", "access_log HERE/access.log;"),
        ("proxy_request_buffering off;", "proxy_request_buffering on;"),
    ]);
    let (told, written) = site.told();
    for part in ["kwikstaart in", "127.0.0.9 in", "/en/ in"] {
        assert!(
            told.iter().any(|found| found.starts_with(part) && found.ends_with("access.log")),
            "{part}: {told:?}"
        );
    }
    assert!(written.iter().any(|name| name.starts_with("client_body/")), "{written:?}");
}

#[test]
fn who_asks_nginx_for_another_host_gets_nothing_and_port_80_leads_to_the_page() {
    let site = Behind::nginx(&[]);
    let get = |host: &str| format!("GET /en/kwikstaart HTTP/1.1\r\nHost: {host}\r\n\r\n").into_bytes();
    assert!(site.transport.try_exchange(&get("other.example")).is_none());
    let other = Tls {
        host: "other.example".to_owned(),
        certificate: site.transport.certificate.clone(),
        ..site.transport
    };
    assert!(other.try_exchange(&get(HOST)).is_none());
    assert!(try_exchange(([127, 0, 0, 1], site.http).into(), &get("x")).is_none());
    let led = try_exchange(([127, 0, 0, 1], site.http).into(), &get(HOST)).unwrap();
    assert_eq!((led.status, led.header("location")), (301, Some("https://formulier.ngo.example/")));
    assert_eq!((led.header("server"), led.header("set-cookie")), (None, None));
}

#[test]
fn behind_nginx_a_visitors_own_address_is_limited_whatever_it_says_it_is() {
    let site = Behind::nginx(&[]);
    slows_one_visitor(site.transport, "X-Real-IP");
}

/// Half of a form, and nothing more.
const HALF_A_BODY: &[u8] = b"POST /en/ HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\
    Content-Type: application/x-www-form-urlencoded\r\n\r\nact=send&story=";

#[test]
fn quiet_connections_of_one_address_keep_no_other_visitor_out() {
    let plain = free_port();
    let listens_too = format!("merge_slashes off; listen 127.0.0.1:{plain};");
    let site = Behind::nginx(&[("merge_slashes off;", &listens_too)]);
    let connect = |port: u16| TcpStream::connect(("127.0.0.1", port)).unwrap();
    let silent: Vec<TcpStream> = (0..2_000).map(|_| connect(site.transport.port)).collect();
    let (answered, answers) = mpsc::channel();
    let slow: Vec<TcpStream> = (0..513).map(|_| connect(plain)).collect();
    for stream in &slow {
        let mut stream = stream.try_clone().unwrap();
        let answered = answered.clone();
        stream.write_all(HALF_A_BODY).unwrap();
        std::thread::spawn(move || answered.send(read(&mut stream).map(|answer| answer.status)));
    }
    // All but the thirty-two that one address may have at once.
    let refused = answers.iter().take(513 - 32);
    assert!(refused.into_iter().all(|status| status == Some(429)));
    let visit = format!("GET /en/ HTTP/1.1\r\nHost: {HOST}\r\n\r\n");
    assert_eq!(site.transport.exchange(visit.as_bytes()).status, 200);
    drop((silent, slow));
}

#[test]
fn nginx_knows_nobody_again_and_speaks_no_old_tls() {
    let site = Behind::nginx(&[]);
    let session = site.folder.path().join("session").display().to_string();
    let visit = |more: &[&str]| {
        let mut client = site.transport.client(more);
        let get = format!("GET /en/ HTTP/1.1\r\nHost: {HOST}\r\n\r\n");
        client.stdin.take().unwrap().write_all(get.as_bytes()).unwrap();
        String::from_utf8_lossy(&client.wait_with_output().unwrap().stdout).into_owned()
    };
    for version in ["-tls1_3", "-tls1_2"] {
        assert!(visit(&["-ign_eof", version, "-sess_out", &session]).contains("\nNew, TLSv1."));
        let again = visit(&["-ign_eof", version, "-sess_in", &session]);
        assert!(again.contains("\nNew, TLSv1.") && !again.contains("\nReused"), "{again}");
    }
    for old in [&["-tls1_1"][..], &["-tls1_2", "-cipher", "AES128-SHA"]] {
        assert!(visit(&[old, &["-ign_eof"]].concat()).contains("\nNew, (NONE)"));
    }
}

/// Each request claims another address in this header; all of them come from one.
pub fn slows_one_visitor(transport: Tls, header: &str) {
    let page = transport.exchange(format!("GET /en/ HTTP/1.1\r\nHost: {HOST}\r\n\r\n").as_bytes());
    assert_eq!(page.header("server"), None);
    let token = page.hidden("token").unwrap();
    let form = page.hidden("form").unwrap();
    let send = |transport: &Tls, number: usize| {
        let request = post(HOST, &[("token", &token), ("form", &form), ("story", "Flood."), ("act", "send")]);
        let request = String::from_utf8(request).unwrap();
        let lie = format!("\r\n{header}: 10.{number}.0.1\r\nContent-Length");
        transport.exchange(request.replacen("\r\nContent-Length", &lie, 1).as_bytes()).status
    };
    let taken = (0..400).take_while(|number| send(&transport, *number) != 429).count();
    assert!((60..400).contains(&taken), "{taken} were taken");
    let neighbour = Tls { from: "127.0.1.9", ..transport };
    assert_eq!(send(&neighbour, 0), 200);
}

#[test]
fn when_the_server_is_away_nginx_says_the_number() {
    let site = Behind::nginx(&[]);
    site.server.stop();
    let answer = site.transport.exchange(format!("GET /en/ HTTP/1.1\r\nHost: {HOST}\r\n\r\n").as_bytes());
    assert_eq!(answer.status, 503);
    assert!(answer.text().contains("tel:112"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}
