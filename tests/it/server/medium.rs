//! The medium below the files: what the file system and the disk keep of what was written.

use std::collections::HashSet;
use std::time::{Duration, UNIX_EPOCH};

use rustix::process::Signal;
use zegel_core::token::Token;

use crate::server::seizure::{found, needles, plant};
use crate::support::http::exchange;
use crate::support::on_disk::{Disk, DiskServer};
use crate::support::until::until;

#[test]
fn neither_a_word_nor_a_code_is_on_the_medium_below_the_files() {
    let disk = Disk::on_a_medium();
    let server = disk.serve();
    let site = exchange(server.public, b"GET /api/v1/site HTTP/1.1\r\nHost: x\r\n\r\n").json();
    let (codes, _) = plant(&server.public);
    assert!(server.stop());
    let medium = [("the medium".to_owned(), disk.medium())];
    let needles = needles(&codes, site["instance"].as_str().unwrap());
    assert_eq!(found(&needles, &medium), Vec::<String>::new());
    // What is kept is found by the same search.
    assert!(!found(&[b"age-encryption.org/v1\n-> mlkem768x25519 ".to_vec()], &medium).is_empty());
}

#[test]
fn the_log_stays_in_its_blocks_whatever_is_written_and_wiped() {
    let disk = Disk::on_a_medium();
    let server = disk.serve();
    let size = 8 << 20;
    until("the log has its size", || std::fs::metadata(disk.file("zegel.db-wal")).unwrap().len() == size);
    // It is whole on the medium before anything else is written.
    assert!(server.report("The second.").is_some());
    let blocks = disk.blocks("zegel.db-wal");
    assert_eq!(blocks.len() as u64, size / Disk::BLOCK);
    for round in 0..3 {
        for number in 0..8 {
            assert!(server.report(&format!("Report {number} of round {round}.")).is_some());
        }
        // It shuffles the database and wipes the log, which the server has open.
        disk.purge(&server);
        assert_eq!(disk.blocks("zegel.db-wal"), blocks);
    }
    assert!(server.stop());
}

/// How often the medium has the mailbox of each report, in the order in which they came.
fn copies(disk: &Disk, server: DiskServer, end: impl FnOnce(DiskServer)) -> Vec<usize> {
    let site = exchange(server.public, b"GET /api/v1/site HTTP/1.1\r\nHost: x\r\n\r\n").json();
    let instance = site["instance"].as_str().unwrap().parse().unwrap();
    let reports = (0..8).map(|number| server.report(&format!("Report {number}.")).unwrap());
    let mailboxes = reports
        .map(|code| Token::parse(&code).unwrap().keys(instance).mailbox_key().mailbox())
        .collect::<Vec<_>>();
    end(server);
    let medium = disk.medium();
    let count = |mailbox: &[u8]| medium.windows(mailbox.len()).filter(|window| *window == mailbox).count();
    mailboxes.iter().map(|mailbox| count(mailbox.as_bytes())).collect()
}

/// Each commit writes the page anew on which mailboxes stand, so that the log has the earlier of two once more.
#[test]
fn once_the_log_is_wiped_the_medium_has_no_two_reports_in_their_order() {
    let disk = Disk::on_a_medium();
    let server = disk.serve();
    let wiped = copies(&disk, server, |server| assert!(server.stop()));
    assert!(wiped.iter().all(|copies| *copies == wiped[0] && *copies > 0), "{wiped:?}");

    // The same search sees the order where the log is left.
    let server = disk.serve();
    let left = copies(&disk, server, |mut server| {
        server.signal(Signal::KILL);
        server.ended();
    });
    assert!(left.is_sorted_by(|one, next| one > next), "{left:?}");
}

/// Of how many of seven reports the medium has the time of the write into the log, in ext4's table of inodes or in
/// its journal: <https://docs.kernel.org/filesystems/ext4/inodes.html>.
fn times_of_reports(disk: &Disk, server: DiskServer, then: impl FnOnce(&DiskServer)) -> usize {
    let log = disk.file("zegel.db-wal");
    let reports = (0..8).map(|number| {
        assert!(server.report(&format!("Report {number}.")).is_some());
        std::fs::metadata(&log).unwrap().modified().unwrap().duration_since(UNIX_EPOCH).unwrap()
    });
    // With the first one the log begins, and its folder is written. Full minutes are those that the program sets.
    let reports: Vec<Duration> = reports.skip(1).filter(|time| time.subsec_nanos() > 0).collect();
    then(&server);
    assert!(server.stop());

    let medium = disk.medium();
    let number = |inode: &[u8], at: usize| u32::from_le_bytes(inode[at..at + 4].try_into().unwrap());
    let is_the_log = |inode: &&[u8]| number(inode, 0) & 0xffff == 0o100_600 && number(inode, 4) == 8 << 20;
    let time = |inode: &[u8]| Duration::new(number(inode, 16).into(), number(inode, 0x88) >> 2);
    let times: HashSet<Duration> = medium.chunks(256).filter(is_the_log).map(time).collect();
    assert!(!times.is_empty());
    reports.iter().filter(|time| times.contains(time)).count()
}

#[test]
fn where_the_journal_is_written_seldom_the_medium_has_the_time_of_no_report() {
    let disk = Disk::on_a_medium_with("loop,commit=600");
    // What comes next on a server: the database is shuffled, and grows, and the journal is written.
    let found = times_of_reports(&disk, disk.serve(), |server| drop(disk.purge(server)));
    assert_eq!(found, 0);

    // The same search finds a time where something has the journal written meanwhile.
    let found = times_of_reports(&disk, disk.serve(), |_| disk.shell("sync -f \"$PWD/disk\""));
    assert!(found > 0);
}
