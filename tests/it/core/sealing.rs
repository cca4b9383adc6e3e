//! The script of the page, run by Node in place of a browser. It must derive, write, seal and open
//! as this program does, so that nothing that is stored tells which of the two sealed it.

mod bodies;
mod documents;
mod outside;
mod replies;
mod texts;
mod vectors;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use data_encoding::BASE64;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use zegel_core::document::MOST_CHARACTERS;
use zegel_core::seal::{CLASSES, Recipients};
use zegel_core::token::{Keys, Token};

use crate::support::fixture::instance;
use crate::support::node::{copy, run};

/// For Node's own modules and else as for the page, so that it is the same code that runs.
const PEER: [&str; 7] = [
    "peer.mjs",
    "--bundle",
    "--format=esm",
    "--target=es2020",
    "--charset=utf8",
    "--external:node:*",
    "--outfile=bundled/peer.js",
];

/// A folder with the script's sources, its packages and the peer.
fn project() -> PathBuf {
    copy("sealing", "src/browser/script", &["tests/sealing/peer.mjs"])
}

fn installed(program: &str, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let project = project();
    let program = project.join("node_modules/.bin").join(program);
    run(Command::new(program).args(arguments).current_dir(&project), b"")
}

/// What the script answers, or what it threw.
fn asked<T: DeserializeOwned>(command: &str, input: &Value) -> Result<T, String> {
    static PEER_FILE: LazyLock<PathBuf> = LazyLock::new(|| {
        installed("esbuild", &PEER).unwrap();
        project().join("bundled/peer.js")
    });
    let answer = run(Command::new("node").arg(&*PEER_FILE).arg(command), input.to_string().as_bytes())?;
    serde_json::from_slice(&answer).map_err(|error| error.to_string())
}

/// What the script answers.
pub fn script<T: DeserializeOwned>(command: &str, input: &Value) -> T {
    asked(command, input).unwrap_or_else(|error| panic!("{command}: {error}"))
}

/// What the server says of itself, for a set of recipients.
fn site(recipients: &Recipients) -> Value {
    json!({
        "instance": instance(),
        "open": true,
        "recipients": recipients.recipients().map(ToString::to_string).collect::<Vec<_>>(),
        "fingerprint": recipients.fingerprint().to_string(),
        "classes": CLASSES,
        "most_characters": MOST_CHARACTERS,
    })
}

/// A token as it is typed, and what follows from it.
fn token() -> (String, Keys) {
    let token = Token::random().unwrap();
    (token.to_field().to_string(), token.keys(instance()))
}

fn decoded(file: &str) -> Vec<u8> {
    BASE64.decode(file.as_bytes()).unwrap()
}

#[test]
fn the_compiler_finds_nothing_in_the_script() {
    let listed = installed("tsc", &["--noEmit", "--listFiles"]).unwrap();
    let listed = String::from_utf8(listed).unwrap();
    let read: Vec<&Path> = listed.lines().map(Path::new).collect();
    let sources = Path::new(crate::support::programs::ROOT).join("src/browser/script");
    let sources = sources.read_dir().unwrap().map(|entry| entry.unwrap().path());
    let scripts: Vec<PathBuf> = sources.filter(|path| path.extension() == Some("ts".as_ref())).collect();
    assert!(scripts.len() > 5);
    for script in scripts {
        assert!(read.contains(&project().join(script.file_name().unwrap()).as_path()), "{script:?}");
    }
}

#[test]
fn the_compiler_finds_an_error_where_there_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wrong.ts");
    fs::write(&file, "export const count: number = \"one\";\n").unwrap();
    assert!(installed("tsc", &["--noEmit", "--strict", file.to_str().unwrap()]).is_err());
}

/// The page's script as it is committed is what `src/browser/script/bundle.mjs` makes of the sources,
/// in another folder and from packages that were installed for themselves.
#[test]
fn the_sources_of_the_script_give_the_bytes_that_are_committed() {
    let bundled = project().join("bundled");
    fs::create_dir_all(&bundled).unwrap();
    run(Command::new("node").args(["bundle.mjs", "bundled"]).current_dir(project()), b"").unwrap();
    let script = fs::read(bundled.join("script.js")).unwrap();
    let committed = zegel_browser::assets::script();
    assert!(script == committed.text, "{} and {} bytes", script.len(), committed.text.len());
    assert!(!String::from_utf8_lossy(&script).contains(env!("CARGO_MANIFEST_DIR")));
    let hash = fs::read_to_string(bundled.join("script.sha256")).unwrap();
    assert_eq!(hash, include_str!("../../../src/browser/script.sha256"));

    // Another Node may pack otherwise; what is unpacked must be the same.
    let unpack = "const { gunzipSync } = require('zlib'), { readFileSync, writeSync } = require('fs'); \
        writeSync(1, gunzipSync(readFileSync(0)))";
    assert!(run(Command::new("node").args(["-e", unpack]), committed.gzip).unwrap() == committed.text);
}
