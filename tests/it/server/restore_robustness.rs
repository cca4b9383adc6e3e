//! Robustness of `zegeld restore`: a file that is no backup of a store becomes no database, and leaves
//! nothing.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use crate::server::backup::{done, failed_with, zegeld};
use crate::server::restore::{Backed, desk, given, lose, restore};

/// An opened backup with one report, after something was done to it.
fn changed(opened: &[u8], folder: &Path, sql: &str) -> Vec<u8> {
    let path = folder.join("changed.db");
    fs::write(&path, opened).unwrap();
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch(sql).unwrap();
    drop(connection);
    fs::read(&path).unwrap()
}

/// What is no whole store becomes no database, and none is restored over another.
#[test]
fn what_was_cut_off_altered_or_is_no_store_is_refused_and_leaves_nothing() {
    let (site, _anna) = desk();
    let backed = Backed::of(&site);
    for number in 0..3 {
        site.report("en", &[("story", &format!("Report {number}."))]);
    }
    backed.make(&site);
    let opened = backed.key.open(&backed.file).stdout;
    let sql = |sql: &str| changed(&opened, backed.elsewhere.path(), sql);
    let twisted = {
        let mut bytes = opened.clone();
        // In the second page: what a page of the tables begins with.
        bytes[4096..4196].iter_mut().for_each(|byte| *byte ^= 0x55);
        bytes
    };
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (Vec::new(), "it is too short"),
        (opened[..50].to_vec(), "it is too short"),
        (opened[..opened.len() - 1].to_vec(), "it ends too early"),
        (opened[..opened.len() / 2].to_vec(), "it ends too early"),
        ([&opened[..], b"x"].concat(), "something follows it"),
        (vec![b'x'; 8192], "it does not begin as one"),
        (fs::read(&backed.file).unwrap(), "is still sealed"),
        (twisted, "not taken"),
        (sql("pragma user_version = 99"), "a later version of zegeld"),
        (sql("pragma user_version = 0"), "no store of zegeld"),
        (sql("create trigger t after insert on thread begin delete from thread; end"), "no store of zegeld"),
        (sql("create view v as select 1"), "no store of zegeld"),
        (sql("drop index entry_body"), "no store of zegeld"),
        (sql("update body set sealed = cast('what somebody wrote, in clear' as blob)"), "not sealed"),
        (sql("update body set sealed = cast('age-encryption.org/v2' as blob)"), "not sealed"),
        (sql("pragma foreign_keys = off; delete from body"), "damaged"),
        (sql("delete from meta where key = 'instance'"), "of which installation"),
    ];
    drop(site.after(|folder| {
        lose(folder);
        let before = listing(folder);
        for (bytes, why) in &cases {
            failed_with(&restore(folder, bytes), why);
            assert_eq!(listing(folder), before, "{why}");
            failed_with(&try_out(folder, bytes), "");
        }
        done(&try_out(folder, &opened));
        assert_eq!(listing(folder), before, "a trial writes nothing");
        done(&restore(folder, &opened));
    }));
}

fn listing(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = crate::support::program::files(folder)
        .into_iter()
        .map(|(path, bytes)| (path.display().to_string(), bytes))
        .collect();
    files.sort();
    files
}

/// `zegeld restore --try -`
fn try_out(folder: &Path, opened: &[u8]) -> std::process::Output {
    let mut command = zegeld(folder, &["restore", "--try", "-"]);
    command.current_dir(folder);
    given(command, opened)
}

#[test]
fn a_backup_that_is_larger_than_the_store_may_be_is_refused_before_it_is_written() {
    let (site, _anna) = desk();
    let backed = Backed::of(&site);
    for number in 0..70 {
        site.report("en", &[("story", &format!("Report {number}. {}", "x".repeat(9_000)))]);
    }
    backed.make(&site);
    drop(site.after(|folder| {
        lose(folder);
        let config = folder.join("zegeld.toml");
        let text = fs::read_to_string(&config).unwrap();
        fs::write(&config, format!("{text}\n[store]\nmax_bytes = 1048576\n")).unwrap();
        let before = listing(folder);
        let bytes = backed.key.open(&backed.file).stdout.len();
        assert!(bytes > 1_048_576, "{bytes}");
        failed_with(&backed.restore(folder), "store.max_bytes is less");
        assert_eq!(listing(folder), before);
        fs::write(&config, &text).unwrap();
        done(&backed.restore(folder));
    }));
}
