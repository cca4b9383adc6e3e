//! `zegeld demo`: serves a practice site on this machine with throw-away keys.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;

use super::init::write_new;
use super::serve::{Site, protect, runtime};
use super::{AdminError, print, startup};
use crate::config::Address;
use crate::listen::Passed;
use zegel_core::document::{NoteContent, SignedNote};
use zegel_core::id::{EntryId, Instance, ThreadId, random};
use zegel_core::seal::{Recipient, Recipients, ThrowawayKey};
use zegel_core::signature::DeskKey;

/// The pseudonym of the caseworker in the practice site.
const NAME: &str = "demo";

#[derive(Args)]
pub(super) struct Arguments {
    /// Where keys and database are kept, or made; without it a folder that goes at the end
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Where the page listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8600")]
    listen: SocketAddr,
    /// Where the desk listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8601")]
    desk_listen: SocketAddr,
    /// Allow addresses that others can reach; the page still says that it is practice
    #[arg(long)]
    beyond_loopback: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), AdminError> {
    protect()?;
    for address in [arguments.listen, arguments.desk_listen] {
        if !address.ip().is_loopback() && !arguments.beyond_loopback {
            return Err(AdminError::BeyondLoopback(address));
        }
    }
    let folder = DemoFolder::create(arguments.dir.as_deref())?;
    folder.fill(arguments)?;
    let result = serve(arguments, &folder);
    folder.remove();
    result
}

fn serve(arguments: &Arguments, folder: &DemoFolder) -> Result<(), AdminError> {
    let mut config = startup::read_config(&folder.file("zegeld.toml"))?;
    config.listen = Address::Network(arguments.listen);
    config.desk.listen = Address::Network(arguments.desk_listen);
    config.practice = true;
    let prover = prove(&config.read_recipients()?, &folder.file("identity.txt"))?;
    let site = Site::open(&folder.file("zegeld.toml"), config)?;
    runtime(async {
        let ready = site.start(Passed::nothing()).await?;
        ready.app.record_proof(&prover).await?;
        let page = ready.public.unwrap_or(arguments.listen);
        let desk = ready.desk.unwrap_or(arguments.desk_listen);
        print(&welcome(page, desk, &folder.file("identity.txt")));
        ready.serve().await
    })
}

/// Proves the demo's key as a desk does at its first login, by sealing a note and opening it. Returns
/// the recipient that was proved.
fn prove(recipients: &Recipients, identity: &Path) -> Result<Recipient, AdminError> {
    let other_key = || AdminError::OtherKey(identity.to_owned());
    let file =
        std::fs::read_to_string(identity).map_err(|error| AdminError::File(identity.to_owned(), error))?;
    let key = ThrowawayKey::from_file(&file).ok_or_else(other_key)?;
    let content = NoteContent::Text { text: "trial".to_owned() };
    let author = key.name().to_owned();
    let day = zegel_core::calendar::Clock::system().day();
    let sealed_for = recipients.fingerprint().to_string();
    let note = SignedNote { author, day, lamport: 0, sealed_for, content };
    let signing_key = DeskKey::from_seed(key.signing_seed());
    let note = note.sign(&signing_key, Instance::random()?, ThreadId::random()?, EntryId::random()?);
    key.open(&recipients.seal(note)?).map_err(|_| other_key())?;
    let own = key.recipient()?;
    if recipients.digests().contains(&own.digest()) { Ok(own) } else { Err(other_key()) }
}

/// The demo's folder.
struct DemoFolder {
    path: PathBuf,
    /// Nobody named it, so it is removed at the end.
    is_temporary: bool,
}

impl DemoFolder {
    fn create(dir: Option<&Path>) -> Result<Self, AdminError> {
        let folder = match dir {
            Some(dir) => Self { path: dir.to_owned(), is_temporary: false },
            None => {
                let name = data_encoding::HEXLOWER.encode(&random::<6>()?);
                Self { path: std::env::temp_dir().join(format!("zegel-demo-{name}")), is_temporary: true }
            }
        };
        std::fs::create_dir_all(&folder.path)
            .map_err(|error| AdminError::File(folder.path.clone(), error))?;
        Ok(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Writes the files that are not there yet.
    fn fill(&self, arguments: &Arguments) -> Result<(), AdminError> {
        let config = self.file("zegeld.toml");
        let identity = self.file("identity.txt");
        if !config.exists() {
            write_new(&config, configuration(arguments).as_bytes())?;
        }
        if !identity.exists() {
            let key = ThrowawayKey::new(NAME, random()?, random()?);
            write_new(&identity, key.to_file().as_bytes())?;
            write_new(&self.file("recipients.txt"), recipient_lines(&key)?.as_bytes())?;
        }
        Ok(())
    }

    fn remove(&self) {
        if self.is_temporary {
            // Throw-away keys in the temporary folder: if they cannot go, the system removes them.
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

fn configuration(arguments: &Arguments) -> String {
    format!(
        "# A practice site, made by `zegeld demo`.\n\
         organisation.name = \"Stichting Oefening\"\n\
         practice = true\n\
         listen = \"{}\"\n\
         recipients = \"recipients.txt\"\n\
         database = \"zegel.db\"\n\
         exit_url = \"https://www.buienradar.nl/\"\n\n\
         [desk]\nlisten = \"{}\"\n\n\
         [retention]\nweeks = 26\n",
        arguments.listen, arguments.desk_listen
    )
}

/// The two lines of a recipients file for a key.
pub(super) fn recipient_lines(key: &ThrowawayKey) -> Result<String, AdminError> {
    let signing = DeskKey::from_seed(key.signing_seed()).public();
    Ok(format!("# desk {} ed25519:{signing}\n{}\n", key.name(), key.recipient()?))
}

fn welcome(public: SocketAddr, desk: SocketAddr, identity: &Path) -> String {
    let built = std::env::current_exe().ok().map(|path| path.with_file_name("zegel"));
    let zegel = match built.filter(|path| path.exists()) {
        Some(path) => path.display().to_string(),
        None => "cargo run --quiet --bin zegel --".to_owned(),
    };
    format!(
        "Practice. Nobody reads what is written here.\n\n\
         The page:         http://{public}/\n\
         Read the inbox:   {zegel} --server http://{desk} --identity {} inbox\n\n\
         Stop with Ctrl-C.",
        identity.display()
    )
}
