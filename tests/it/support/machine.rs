//! A server's machine as the doctor finds it: real folders and files, nobody serving, and mounts
//! that only the looking process sees.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;
use zegel::identity::Identity;

use crate::support::programs::zegeld_path;
use crate::support::site::recipients_file;

const CONFIG: &str = r#"organisation.name = "Stichting Proef"
listen = "127.0.0.1:8600"
recipients = "recipients.txt"
database = "store/zegel.db"
exit_url = "https://www.buienradar.nl/"
[desk]
listen = "127.0.0.1:8601"
"#;

/// Its folder.
pub struct Machine {
    folder: TempDir,
}

/// All that the doctor found, and how it ended.
pub struct Found {
    all: Vec<Value>,
    pub code: Option<i32>,
    pub text: String,
}

impl Machine {
    /// With two keys, and a store that no program has open.
    pub fn new() -> Self {
        let machine = Self { folder: TempDir::new().unwrap() };
        let keys = [key("anna"), key("bea")];
        machine.write("recipients.txt", &keys.concat());
        machine.write("zegeld.toml", CONFIG);
        fs::create_dir(machine.path("store")).unwrap();
        machine.mode("store", 0o700);
        machine.in_store("");
        machine.mode("store/zegel.db", 0o600);
        machine
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
        self.mode(name, 0o600);
    }

    pub fn mode(&self, name: &str, mode: u32) {
        fs::set_permissions(self.path(name), Permissions::from_mode(mode)).unwrap();
    }

    /// Writes something else into the configuration.
    pub fn configure(&self, from: &str, to: &str) {
        let text = fs::read_to_string(self.path("zegeld.toml")).unwrap();
        assert!(text.contains(from), "{from}");
        self.write("zegeld.toml", &text.replace(from, to));
    }

    /// Works on the store as the server does.
    pub fn in_store(&self, sql: &'static str) {
        let store = zegeld::store::Store::open(&self.path("store/zegel.db"), Default::default()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            store.on_sqlite(move |connection| Ok(connection.execute_batch(sql)?)).await.unwrap();
            store.close().await;
        });
    }

    /// What the doctor finds.
    pub fn doctor(&self) -> Found {
        self.doctor_after("")
    }

    /// The same after this script, which may mount what nobody else sees; `$F` is the folder.
    pub fn doctor_after(&self, script: &str) -> Found {
        let program =
            format!("set -e\n{script}\nexec {} doctor --json --config \"$F/zegeld.toml\"", zegeld_path());
        let mut command = Command::new("unshare");
        command.args(["-m", "sh", "-c", &program]).env("F", self.folder.path());
        Found::of(command.output().unwrap())
    }

    /// A file for a script to mount over another.
    pub fn fake(&self, name: &str, text: &str) -> String {
        self.write(name, text);
        self.path(name).display().to_string()
    }

    /// The names of all files beside the store.
    pub fn beside_store(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("store")).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// The lines of a caseworker's key.
pub fn key(name: &str) -> String {
    recipients_file(&Identity::generate(
        name,
        zegel_core::id::random().unwrap(),
        zegel_core::id::random().unwrap(),
    ))
}

/// The doctor at a configuration.
pub fn doctor_at(config: &Path, further: &[&str]) -> Found {
    let mut command = Command::new(zegeld_path());
    Found::of(command.args(["doctor", "--json", "--config"]).arg(config).args(further).output().unwrap())
}

impl Found {
    pub fn of(output: Output) -> Self {
        let text = String::from_utf8(output.stdout).unwrap();
        let all: Vec<Value> = serde_json::from_str(&text)
            .unwrap_or_else(|_| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)));
        let found = Self { all, code: output.status.code(), text };
        let wrong = found.all.iter().any(|finding| finding["state"] == "wrong");
        assert_eq!(found.code, Some(i32::from(wrong)), "{}", found.text);
        found
    }

    /// How something is, and what is said of it. The worst of several.
    pub fn about(&self, about: &str) -> (&str, &str) {
        let field = |finding: &'_ Value, name| finding[name].as_str().unwrap().to_owned();
        let of = self.all.iter().filter(|finding| finding["about"] == about);
        let worst = of.max_by_key(|finding| field(finding, "state"));
        match worst {
            Some(finding) => (finding["state"].as_str().unwrap(), finding["text"].as_str().unwrap()),
            None => ("", ""),
        }
    }

    /// That something is so, and why.
    pub fn says(&self, about: &str, state: &str, part: &str) -> &Self {
        let (found, text) = self.about(about);
        assert!(found == state && text.contains(part), "{about}: {found}: {text}\nexpected {state}: {part}");
        self
    }

    /// All that is said of something, in its order: how it is, and why.
    pub fn all(&self, about: &str) -> Vec<(&str, &str)> {
        let of = self.all.iter().filter(|finding| finding["about"] == about);
        of.map(|finding| (finding["state"].as_str().unwrap(), finding["text"].as_str().unwrap())).collect()
    }

    /// All that is wrong.
    pub fn wrong(&self) -> Vec<&str> {
        let wrong = self.all.iter().filter(|finding| finding["state"] == "wrong");
        wrong.map(|finding| finding["about"].as_str().unwrap()).collect()
    }
}
