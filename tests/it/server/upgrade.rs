//! Files of other versions: an older one is taken along, a newer one is left alone, and a change
//! that ends half way has not begun.

use std::path::Path;

use rusqlite::Connection;
use zegeld::store::{OpenError, Options, Store};

use crate::support::on_disk::DiskServer;
use crate::support::program::{Program, opened, story};
use crate::support::until::until;

/// What `zegeld demo` of the first version left behind, with one report and its answer.
const FIRST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/it/server/store-001");

fn copied() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(FIRST).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
    }
    folder
}

fn version(database: &Path) -> i64 {
    Connection::open(database).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

#[test]
fn a_store_of_the_first_version_is_served_with_its_report_and_its_answer() {
    let folder = copied();
    assert_eq!(version(&folder.path().join("zegel.db")), 1);
    let token = std::fs::read_to_string(folder.path().join("token.txt")).unwrap();
    let program = Program::demo(folder.path());
    let looked = crate::support::program::posted(program.public, &[("act", "look"), ("code", token.trim())]);
    assert!(looked.says("We read this."));
    assert!(program.report("By this version.").is_some());
    assert!(program.stop().0.success());
    assert_eq!(version(&folder.path().join("zegel.db")), 2);
    let stories: Vec<String> = opened(folder.path()).0.iter().map(story).collect();
    assert_eq!(stories.len(), 2);
    assert!(stories.contains(&"By the first version.".to_owned()));
}

/// The first change of a file makes `meta`, `thread`, `entry`, and then `body`, which is there.
#[test]
fn a_change_that_fails_half_way_leaves_the_file_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("zegel.db");
    let tables = || {
        let connection = Connection::open(&file).unwrap();
        let sql = "select group_concat(name) from sqlite_schema where type = 'table' order by name";
        connection.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap()
    };
    Connection::open(&file).unwrap().execute_batch("create table body (key, sealed)").unwrap();
    assert!(matches!(Store::open(&file, Options::default()), Err(OpenError::Sqlite(_))));
    assert_eq!((tables(), version(&file)), ("body".to_owned(), 0));

    Connection::open(&file).unwrap().execute_batch("drop table body").unwrap();
    drop(Store::open(&file, Options::default()).unwrap());
    assert_eq!(version(&file), 2);
}

#[test]
fn a_file_of_a_later_version_keeps_every_byte() {
    let folder = copied();
    let file = folder.path().join("zegel.db");
    let later = |pragma: &str| Connection::open(&file).unwrap().execute_batch(pragma).unwrap();
    // As a version might keep it that knows no log.
    later("pragma journal_mode = delete; pragma user_version = 99");
    let before = std::fs::read(&file).unwrap();
    assert!(matches!(Store::open(&file, Options::default()), Err(OpenError::Later)));
    let server = DiskServer::on(folder.path());
    server.until_said("NO REPORT CAN BE TAKEN: a later version of zegeld wrote the database");
    assert_eq!(server.page().status, 503);
    assert!(server.stop());
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

/// Killed at whatever moment of its making, the file is whole or not there.
#[test]
fn a_start_that_is_killed_can_be_made_again() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Program::demo(folder.path()).stop().0.success());
    for round in 0..12_u64 {
        for name in ["zegel.db", "zegel.db.lock"] {
            drop(std::fs::remove_file(folder.path().join(name)));
        }
        let mut child = std::process::Command::new(crate::support::programs::zegeld_path())
            .args(["demo", "--listen", "127.0.0.1:0", "--desk-listen", "127.0.0.1:0", "--dir"])
            .arg(folder.path())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // From the moment that there is a file, a little later each time.
        until("a file", || folder.path().join("zegel.db").exists());
        for _ in 0..round * 400 {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let program = Program::demo(folder.path());
        assert!(program.report("After a killed start.").is_some());
        assert!(program.stop().0.success());
    }
}
