//! The real server on this machine, `zegeld demo`, and a reporter who fills in its page.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

use tempfile::TempDir;
use zegel_core::thread::SealedEntry;
use zegeld::store::{Options, Store};

use crate::support::caseworker::Caseworker;

/// A practice site. It ends when dropped.
pub struct Practice {
    pub page: String,
    pub desk: String,
    folder: TempDir,
    child: Child,
    /// The command that serves what is in a folder.
    serves: Serves,
    // Kept open: the server must not find its standard output closed.
    _out: BufReader<ChildStdout>,
}

/// The way in which an administrator starts the server on a folder.
pub type Serves = fn(&Path) -> Command;

/// A site with two desks.
pub fn two_desks() -> (Practice, Caseworker, Caseworker) {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let (mut bea, more) = Caseworker::with_key("bea");
    let site = Practice::of(&anna.identity(), &format!("{lines}{more}"));
    anna.at(&site.desk);
    bea.at(&site.desk);
    (site, anna, bea)
}

/// The id of the only report.
pub fn only(desk: &Caseworker) -> String {
    let list = desk.json(&["inbox"]);
    assert_eq!(list.as_array().unwrap().len(), 1);
    list[0]["id"].as_str().unwrap().to_owned()
}

/// One tab of a reporter's browser, which goes from page to page by pressing buttons.
#[derive(Clone)]
pub struct Tab<'a> {
    site: &'a Practice,
    page: String,
}

/// Somebody with a code.
pub struct Reporter<'a> {
    site: &'a Practice,
    language: &'static str,
    token: String,
}

impl Practice {
    /// With the keys of these lines; `identity` must belong to one of them.
    pub fn of(identity: &Path, recipients: &str) -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::copy(identity, folder.path().join("identity.txt")).unwrap();
        std::fs::write(folder.path().join("recipients.txt"), recipients).unwrap();
        Self::in_folder(folder)
    }

    /// With the key that the demo makes itself.
    pub fn with_own_key() -> Self {
        Self::in_folder(TempDir::new().unwrap())
    }

    fn in_folder(folder: TempDir) -> Self {
        let mut child = Command::new(crate::support::programs::zegeld_path())
            .args(["demo", "--listen", "127.0.0.1:0", "--desk-listen", "127.0.0.1:0", "--dir"])
            .arg(folder.path())
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(folder.path().join("said.txt")).unwrap())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while !said.contains("Ctrl-C") {
            assert_ne!(out.read_line(&mut said).unwrap(), 0, "the server did not start: {said}");
        }
        let addresses: Vec<&str> =
            said.split_whitespace().filter(|word| word.starts_with("http://")).collect();
        let [page, desk] = addresses[..] else { panic!("{said}") };
        let serves = by_absolute_path;
        Self { page: page.to_owned(), desk: desk.to_owned(), folder, child, serves, _out: out }
    }

    /// A real site, which takes nothing before a desk has proved that it opens what is sealed.
    pub fn for_real(recipients: &str) -> Self {
        Self::for_real_with(recipients, "", "")
    }

    /// The same, with its store at the servers of PostgreSQL that have these sockets.
    pub fn on_postgres(recipients: &str, sockets: &[PathBuf]) -> Self {
        Self::for_real_with(recipients, "", &format!("[store]\npostgres = {sockets:?}\n"))
    }

    /// The same, whose desk's listener speaks TLS.
    pub fn by_tls(recipients: &str) -> Self {
        let mut site = Self::for_real_with(recipients, "key = \"desk.key\"\n", "");
        site.desk = site.desk.replace("http://", "https://");
        site
    }

    fn for_real_with(recipients: &str, of_desk: &str, more: &str) -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
        std::fs::write(folder.path().join("recipients.txt"), recipients).unwrap();
        let page = free_address();
        let desk = free_address();
        let config = format!(
            "organisation.name = \"Stichting Proef\"\npractice = false\nlisten = \"{page}\"\n\
             recipients = \"recipients.txt\"\ndatabase = \"zegel.db\"\n\
             exit_url = \"https://www.example.org/\"\n\n[desk]\nlisten = \"{desk}\"\n{of_desk}\n[retention]\nweeks = 26\n{more}"
        );
        std::fs::write(folder.path().join("zegeld.toml"), config).unwrap();
        Self::serve(folder, by_absolute_path, &page, &desk)
    }

    /// `zegeld serve` with the configuration in a folder, which names these addresses.
    pub fn serve(folder: TempDir, serves: Serves, page: &str, desk: &str) -> Self {
        let mut child = serves(folder.path())
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(folder.path().join("said.txt")).unwrap())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        for address in [page, desk] {
            let tries = (0..200).find(|_| {
                std::thread::sleep(std::time::Duration::from_millis(50));
                std::net::TcpStream::connect(address).is_ok()
            });
            assert!(tries.is_some(), "the server did not start");
        }
        let page = format!("http://{page}/");
        let desk = format!("http://{desk}");
        Self { page, desk, folder, child, serves, _out: out }
    }

    /// Its configuration.
    pub fn config(&self) -> std::path::PathBuf {
        self.folder.path().join("zegeld.toml")
    }

    /// The first page as anybody sees it.
    pub fn first_page(&self) -> String {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).proxy(None).build().into();
        agent.get(self.at("en")).call().unwrap().body_mut().read_to_string().unwrap()
    }

    /// The same site with other recipients.
    pub fn again_with(self, recipients: &str) -> Self {
        self.after(|folder| std::fs::write(folder.join("recipients.txt"), recipients).unwrap())
    }

    /// Where its configuration and its database are.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The same site after something was done to its folder while no server ran.
    pub fn after(mut self, done: impl FnOnce(&Path)) -> Self {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let folder = std::mem::replace(&mut self.folder, TempDir::new().unwrap());
        done(folder.path());
        Self::in_folder(folder)
    }

    /// The same real site after something was done to its folder while no server ran.
    pub fn after_for_real(mut self, done: impl FnOnce(&Path)) -> Self {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let folder = std::mem::replace(&mut self.folder, TempDir::new().unwrap());
        done(folder.path());
        let address = |url: &str| url.split("//").last().unwrap().trim_end_matches('/').to_owned();
        let mut site = Self::serve(folder, self.serves, &address(&self.page), &address(&self.desk));
        site.desk.clone_from(&self.desk);
        site
    }

    /// Somebody who comes back with a code.
    pub fn reporter(&self, language: &'static str, token: &str) -> Reporter<'_> {
        Reporter { site: self, language, token: token.to_owned() }
    }

    /// Other recipients for the running server, which is told so as `systemctl reload` does it.
    pub fn reload_with(&self, recipients: &str) {
        std::fs::write(self.folder.path().join("recipients.txt"), recipients).unwrap();
        self.reload();
    }

    /// Sends the server a signal.
    pub fn signal(&self, signal: rustix::process::Signal) {
        rustix::process::kill_process(rustix::process::Pid::from_child(&self.child), signal).unwrap();
    }

    /// Has the running server read its recipients again.
    pub fn reload(&self) {
        let count = |said: &str| said.matches("recipients re").count();
        let before = count(&self.said());
        self.signal(rustix::process::Signal::HUP);
        let taken = (0..400).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(25));
            count(&self.said()) > before
        });
        assert!(taken, "the server did not read its recipients again");
    }

    /// All that the server has said of itself.
    pub fn said(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("said.txt")).unwrap()
    }

    /// Every sealed entry as it stands in the store now, and what it is.
    pub fn stored(&self) -> Vec<SealedEntry> {
        let store = Store::open(&self.folder.path().join("zegel.db"), Options::default()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut stored = Vec::new();
            for (thread, _) in store.threads().await.unwrap() {
                let entries = store.entries(thread.id).await.unwrap();
                stored.extend(entries.into_iter().map(|(entry, _)| entry.sealed));
            }
            store.close().await;
            stored
        })
    }

    /// Fills in the form and sends it.
    pub fn report(&self, language: &'static str, fields: &[(&str, &str)]) -> Reporter<'_> {
        let page = ask(&self.at(language), None);
        let token = hidden(&page, "token");
        let form = hidden(&page, "form");
        let mut all = vec![("token", token.as_str()), ("form", &form), ("act", "send")];
        all.extend(fields);
        ask(&self.at(language), Some(&all));
        Reporter { site: self, language, token }
    }

    /// A tab with the first page in Dutch.
    pub fn tab(&self) -> Tab<'_> {
        Tab { site: self, page: ask(&self.at("nl"), None) }
    }

    fn at(&self, language: &str) -> String {
        format!("{}{language}/", self.page)
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Tab<'_> {
    /// Presses a button, once these fields of its form are filled in.
    pub fn press(&mut self, act: &str, filled: &[(&str, &str)]) {
        let button = format!("value=\"{act}\"");
        let form = self.page.split("<form").skip(1).find(|form| form.contains(&button)).unwrap();
        let hidden = form.split("type=\"hidden\" name=\"").skip(1);
        let hidden: Vec<_> = hidden.map(|field| field.split('"').collect::<Vec<_>>()).collect();
        let mut fields: Vec<_> = hidden.iter().map(|field| (field[0], field[2])).collect();
        fields.extend(filled.iter().chain([&("act", act)]));
        let request = agent().post(self.site.at("nl")).header("sec-fetch-site", "same-origin");
        self.page = read(request.send_form(fields));
    }

    /// Sends a message, and goes on to the page from which the next one is written.
    pub fn writes(&mut self, text: &str) {
        self.press("message", &[("message", text)]);
        self.press("look", &[]);
    }
}

impl Reporter<'_> {
    /// The code.
    pub fn token(&self) -> &str {
        &self.token
    }

    fn acts(&self, act: &str, fields: &[(&str, &str)]) -> String {
        let mut all = vec![("act", act), ("token", self.token.as_str())];
        all.extend(fields);
        ask(&self.site.at(self.language), Some(&all))
    }

    /// The page behind the code.
    pub fn looks(&self) -> String {
        self.acts("look", &[])
    }

    /// Writes again, after what the page shows now.
    pub fn writes(&self, text: &str) {
        let page = self.looks();
        let form = hidden(&page, "form");
        let after = hidden(&page, "after");
        self.acts("message", &[("form", &form), ("after", &after), ("message", text)]);
    }

    /// Takes everything back.
    pub fn withdraws(&self) {
        self.acts("withdraw-yes", &[]);
    }
}

/// `zegeld serve` with the whole path of the configuration.
fn by_absolute_path(folder: &Path) -> Command {
    let mut command = Command::new(crate::support::programs::zegeld_path());
    command.args(["serve", "--config"]).arg(folder.join("zegeld.toml"));
    command
}

/// Where nobody listens, and where no system lets anybody listen who asks for any port: those are taken by
/// other tests meanwhile. Each caller gets another one.
pub fn free_address() -> String {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = u16::try_from(std::process::id() % 10_000).unwrap();
    loop {
        let port = 20_000 + (first + NEXT.fetch_add(1, Ordering::Relaxed)) % 10_000;
        if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return format!("127.0.0.1:{port}");
        }
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).proxy(None).build().into()
}

fn ask(url: &str, fields: Option<&[(&str, &str)]>) -> String {
    read(match fields {
        Some(fields) => agent().post(url).send_form(fields.iter().copied()),
        None => agent().get(url).call(),
    })
}

fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> String {
    let mut answer = answer.unwrap();
    let mut page = String::new();
    answer.body_mut().as_reader().read_to_string(&mut page).unwrap();
    assert_eq!(answer.status(), 200, "{page}");
    page
}

fn hidden(page: &str, name: &str) -> String {
    let field =
        page.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{name}: {page}"));
    field.1.split_once('"').unwrap().0.to_owned()
}
