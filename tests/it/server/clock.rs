//! Wrong clocks: a clock that leapt erases nothing.

use std::process::{Command, Output};

use rusqlite::Connection;
use zegel_core::calendar::{Clock, Week};
use zegeld::store::StoreError;

use crate::support::on_disk::DiskServer;
use crate::support::program::Program;
use crate::support::programs::zegeld_path;
use crate::support::site::Site;

fn purge(site: &Site) -> Result<usize, StoreError> {
    site.runtime.block_on(site.app.purge())
}

fn kept_for_four_weeks() -> Site {
    Site::with(|setup| setup.config.retention.weeks = 4)
}

/// A clock that leapt erases nothing.
#[test]
fn after_a_leap_of_the_clock_nothing_goes_until_somebody_has_looked_at_it() {
    let site = kept_for_four_weeks();
    let token = site.report("en", "Kept.");
    assert_eq!(purge(&site), Ok(0));
    site.weeks_later(52);
    for _ in 0..2 {
        assert_eq!(purge(&site), Err(StoreError::Clock));
    }
    assert_eq!(site.rows(), [1, 1, 1, 0]);
    // It was wrong.
    site.weeks_later(-52);
    assert_eq!(purge(&site), Ok(0));
    assert_eq!(site.look("en", &token).status, 200);
    // It is right: a year without a server.
    site.weeks_later(52);
    let now = "2027-W47".parse().unwrap();
    site.runtime.block_on(site.store.accept_clock(now)).unwrap();
    assert_eq!(purge(&site), Ok(1));
}

#[test]
fn four_weeks_without_a_server_are_no_leap() {
    let site = kept_for_four_weeks();
    site.report("en", "A report.");
    assert_eq!(purge(&site), Ok(0));
    site.weeks_later(4);
    assert_eq!(purge(&site), Ok(0));
    site.weeks_later(4);
    assert_eq!(purge(&site), Ok(1));
}

#[test]
fn what_is_written_under_a_clock_that_was_set_back_is_kept_as_long_as_everything() {
    let site = kept_for_four_weeks();
    site.report("en", "Before.");
    assert_eq!(purge(&site), Ok(0));
    site.weeks_later(-200);
    site.report("en", "Under a wrong clock.");
    assert_eq!(purge(&site), Ok(0));
    site.weeks_later(200);
    assert_eq!(purge(&site), Ok(0));
    assert_eq!(site.rows(), [2, 2, 2, 0]);
    site.weeks_later(4);
    assert_eq!(purge(&site), Ok(0));
    site.weeks_later(1);
    assert_eq!(purge(&site), Ok(2));
}

#[test]
fn what_is_written_under_a_clock_that_was_ahead_is_counted_from_then() {
    let site = kept_for_four_weeks();
    assert_eq!(purge(&site), Ok(0));
    site.weeks_later(30);
    site.report("en", "Under a wrong clock.");
    assert_eq!(purge(&site), Err(StoreError::Clock));
    site.weeks_later(-30);
    assert_eq!(purge(&site), Ok(0));
    assert_eq!(site.rows(), [1, 1, 1, 0]);
}

#[test]
fn the_program_says_that_the_clock_leapt_and_purges_when_it_is_told_that_it_is_right() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::demo(folder.path());
    assert!(program.report("A report.").is_some());
    assert!(program.stop().0.success());
    let last = Week::from_number(Clock::system().week().to_number() - 5).to_number().to_be_bytes();
    let connection = Connection::open(folder.path().join("zegel.db")).unwrap();
    assert_eq!(connection.execute("update meta set value = ?1 where key = 'purged'", [last]).unwrap(), 1);
    drop(connection);

    let purge = |more: &[&str]| -> Output {
        let config = folder.path().join("zegeld.toml");
        Command::new(zegeld_path()).args(["purge", "--config"]).arg(config).args(more).output().unwrap()
    };
    let server = DiskServer::on(folder.path());
    server.until_said("NOTHING PURGED: the clock is weeks ahead");
    assert!(server.report("Goes on.").is_some());
    let refused = purge(&[]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && said.contains("--accept-clock"), "{said}");
    assert!(purge(&["--accept-clock"]).status.success());
    assert!(purge(&[]).status.success());
}
