//! The first start: it is easy, and the loss of a database is never taken for one.

use std::path::Path;
use std::process::{Command, Output};

use zegeld::config::Config;
use zegeld::store::{Options, Store};

use crate::support::on_disk::DiskServer;
use crate::support::program::Program;
use crate::support::programs::zegeld_path;
use crate::support::site::{Site, said};

fn zegeld(arguments: &[&str], folder: &Path) -> Output {
    Command::new(zegeld_path()).args(arguments).current_dir(folder).output().unwrap()
}

#[test]
fn init_makes_the_database_and_names_it_in_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    assert!(zegeld(&["init"], folder.path()).status.success());
    let config = Config::read(&folder.path().join("zegeld.toml")).unwrap();
    let store = Store::open(&config.database, Options::default()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let instance = runtime.block_on(store.instance()).unwrap().to_string();
    assert_eq!(config.instance, Some(instance));

    // It writes over nothing, of whatever is there.
    std::fs::remove_file(folder.path().join("zegeld.toml")).unwrap();
    let again = zegeld(&["init"], folder.path());
    assert!(!again.status.success() && !folder.path().join("zegeld.toml").exists());
}

#[test]
fn a_database_is_made_where_there_was_none_and_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let (_, printed) = Program::demo(folder.path()).stop();
    assert!(printed.contains("a new database was made"));
    let (_, printed) = Program::demo(folder.path()).stop();
    assert!(!printed.contains("a new database was made"));
}

#[test]
fn a_database_that_was_served_is_not_made_again_and_not_by_purge_either() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Program::demo(folder.path()).stop().0.success());
    let database = folder.path().join("zegel.db");
    std::fs::remove_file(&database).unwrap();
    let server = DiskServer::on(folder.path());
    server.until_said("the database is gone; no new one is made");
    assert_eq!(server.page().h1(), said("en").closed.title);
    let purged = zegeld(&["purge"], folder.path());
    assert!(!purged.status.success());
    assert!(String::from_utf8(purged.stderr).unwrap().contains("there is no database"));
    assert!(!database.exists());
}

/// SQLite takes the log away when the last program closes the database. Whoever sets the files'
/// times by opening them is not counted any more, and would go on writing into nothing.
#[test]
fn a_purge_beside_the_server_takes_nothing_away_from_it() {
    let site = Site::start();
    site.report("en", "Before.");
    assert!(site.runtime.block_on(site.store.compact()));
    let config = site.file("zegeld.toml");
    let purged = zegeld(&["purge", "--config", config.to_str().unwrap()], Path::new("/"));
    assert_eq!(String::from_utf8(purged.stdout).unwrap(), "threads removed: 0\n");
    assert!(site.file("zegel.db-wal").exists());
    site.report("en", "After.");
    assert_eq!(site.rows(), [2, 2, 2, 0]);
}
