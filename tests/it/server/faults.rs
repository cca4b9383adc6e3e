//! Faults of disk and database: the page stays, with the numbers; nobody is told that all went well, and
//! nothing that was acknowledged is lost.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::Connection;
use rustix::process::Signal;

use crate::support::http::Answer;
use crate::support::on_disk::{Disk, DiskServer};
use crate::support::program::{Program, opened, story};
use crate::support::site::{Form, said};
use crate::support::until::until;

/// The page while nothing can be reported: a heading, the numbers, and a code can still be entered.
fn is_closed(page: &Answer) {
    assert_eq!((page.status, page.h1()), (503, said("en").closed.title.clone()));
    assert!(page.text().contains("<meta name=\"robots\" content=\"none, noarchive\">"));
    assert!(page.says(&said("en").closed.text) && page.text().contains("tel:112"));
}

/// A report that came back: its words, the same token, and the numbers.
fn came_back(answer: &Answer, form: &Form, text: &str) {
    assert_eq!((answer.status, answer.field("story").as_str()), (503, text));
    assert!(answer.text().contains("tel:112"));
    let again = Form::of(answer, "en");
    assert_eq!((&again.token, &again.form), (&form.token, &form.form));
}

fn send(server: &DiskServer, form: &Form, text: &str) -> Answer {
    server.post(&[("token", &form.token), ("form", &form.form), ("story", text), ("act", "send")])
}

fn stories(folder: &Path) -> BTreeSet<String> {
    opened(folder).0.iter().map(story).collect()
}

fn is_whole(database: &Path) {
    let connection = Connection::open(database).unwrap();
    let check: String = connection.query_row("pragma integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
}

#[test]
fn on_a_full_disk_reports_come_back_and_everything_else_goes_on() {
    let disk = Disk::of_megabytes(40);
    let server = disk.serve();
    let [kept, back, later] = ["Kept.", "Taken back.", "Later."].map(|story| server.report(story).unwrap());
    let form = Form::of(&server.page(), "en");
    disk.fill();
    server.until_said("NO REPORT CAN BE TAKEN: the disk is nearly full");
    is_closed(&server.page());
    came_back(&send(&server, &form, "Too late."), &form, "Too late.");
    // Looking and taking back go on, with the room that was kept for it.
    assert_eq!(server.look(&kept).h1(), said("en").replies.none);
    assert_eq!(server.withdraw(&back).h1(), said("en").withdrawal.done);

    // Something else takes that too.
    disk.fill();
    came_back(&send(&server, &form, "Too late."), &form, "Too late.");
    assert_eq!(server.look(&kept).h1(), said("en").replies.none);
    // The log has its room already.
    assert_eq!(server.withdraw(&later).h1(), said("en").withdrawal.done);
    // No room to write the file anew, and no harm.
    assert!(disk.purge(&server).contains("tidying the store failed"));

    disk.empty();
    server.until_said("the database is in order again");
    assert_eq!(server.page().status, 200);
    assert_eq!(send(&server, &form, "Too late.").h1(), said("en").token.sent_title);
    assert!(server.stop());
    let taken = disk.taken_out();
    is_whole(&taken.path().join("zegel.db"));
    let kept = ["Kept.", "The first.", "Too late."].map(str::to_owned).into();
    assert_eq!(stories(taken.path()), kept);
}

/// A conversation of the largest class, thirty times. A browser that seals by itself sends such.
#[test]
fn the_room_that_is_kept_is_enough_to_withdraw_a_long_conversation() {
    let disk = Disk::of_megabytes(40);
    let server = disk.serve();
    let token = server.report("A long one.").unwrap();
    let long = "é".repeat(19_000);
    for number in 0..30 {
        let form = format!("{number:032x}.0");
        let fields = [("token", token.as_str()), ("form", &form), ("message", &long), ("act", "message")];
        assert_eq!(server.post(&fields).h1(), said("en").replies.written_title);
    }
    disk.fill();
    server.until_said("NO REPORT CAN BE TAKEN: the disk is nearly full");
    assert_eq!(server.withdraw(&token).h1(), said("en").withdrawal.done);
}

/// A folder that `zegeld demo` has filled, and its server.
fn started() -> (tempfile::TempDir, DiskServer) {
    let folder = filled();
    let server = DiskServer::on(folder.path());
    (folder, server)
}

pub fn filled() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::demo(folder.path());
    assert!(program.report("The first.").is_some());
    assert!(program.stop().0.success());
    folder
}

const LOST: &str = "NO REPORT CAN BE TAKEN: the database is not where it was";

#[test]
fn what_would_go_into_a_file_that_was_moved_is_not_acknowledged_and_goes_on_when_it_is_back() {
    let (folder, server) = started();
    let [here, away] = ["zegel.db", "away.db"].map(|name| folder.path().join(name));
    let form = Form::of(&server.page(), "en");
    std::fs::rename(&here, &away).unwrap();
    came_back(&send(&server, &form, "In between."), &form, "In between.");
    server.until_said(LOST);
    is_closed(&server.page());
    assert_eq!(server.look(&form.token).status, 503);

    std::fs::rename(&away, &here).unwrap();
    server.until_said("the database is in order again");
    assert_eq!(server.page().status, 200);
    assert_eq!(send(&server, &form, "In between.").h1(), said("en").token.sent_title);
    assert!(server.stop());
    is_whole(&here);
    assert_eq!(stories(folder.path()), ["In between.", "The first."].map(str::to_owned).into());
}

#[test]
fn a_deleted_database_or_log_is_noticed_before_anything_is_acknowledged() {
    for name in ["zegel.db", "zegel.db-wal"] {
        let (folder, server) = started();
        let form = Form::of(&server.page(), "en");
        std::fs::remove_file(folder.path().join(name)).unwrap();
        came_back(&send(&server, &form, "Where to?"), &form, "Where to?");
        server.until_said(LOST);
        is_closed(&server.page());
    }
}

#[test]
fn what_was_open_and_is_not_at_its_path_is_kept_beside_it_when_the_server_ends() {
    let (folder, server) = started();
    assert!(server.report("The second.").is_some());
    let here = folder.path().join("zegel.db");
    std::fs::remove_file(&here).unwrap();
    server.until_said(LOST);
    assert!(server.stop());
    std::fs::rename(folder.path().join("zegel.db.rescued"), &here).unwrap();
    for beside in ["zegel.db-wal", "zegel.db-shm"] {
        let _ = std::fs::remove_file(folder.path().join(beside));
    }
    is_whole(&here);
    assert_eq!(stories(folder.path()), ["The first.", "The second."].map(str::to_owned).into());
}

#[test]
fn noise_in_the_middle_of_the_database_closes_the_page_at_the_start() {
    let folder = filled();
    let here = folder.path().join("zegel.db");
    let mut bytes = std::fs::read(&here).unwrap();
    // All but the first page, which names the tables.
    let (_, rest) = bytes.split_at_mut(8192);
    rest.iter_mut().for_each(|byte| *byte ^= 0x55);
    std::fs::write(&here, bytes).unwrap();
    let server = DiskServer::on(folder.path());
    server.until_said("the database is damaged");
    is_closed(&server.page());
}

#[test]
fn a_database_that_cannot_be_written_closes_the_page_at_the_start() {
    let disk = Disk::of_megabytes(40);
    let server = disk.serve();
    assert!(server.stop());
    disk.shell("mkdir -p only && touch only/db && mount --bind disk/zegel.db disk/zegel.db && mount -o remount,bind,ro disk/zegel.db");
    let server = disk.serve();
    server.until_said("this user may not write the database");
    is_closed(&server.page());
}

#[test]
fn another_database_at_the_same_place_is_neither_written_nor_harmed() {
    let (folder, server) = started();
    let other = filled();
    let form = Form::of(&server.page(), "en");
    let here = folder.path().join("zegel.db");
    let before = std::fs::read(other.path().join("zegel.db")).unwrap();
    std::fs::copy(other.path().join("zegel.db"), folder.path().join("new.db")).unwrap();
    std::fs::rename(folder.path().join("new.db"), &here).unwrap();
    // Whoever serves that one has a log beside it.
    let log = folder.path().join("zegel.db-wal");
    std::fs::remove_file(&log).unwrap();
    std::fs::write(&log, "another's").unwrap();
    came_back(&send(&server, &form, "Not there."), &form, "Not there.");
    server.until_said(LOST);
    assert!(server.stop());
    assert_eq!(std::fs::read(&here).unwrap(), before);
    assert_eq!(std::fs::read(&log).unwrap(), b"another's");
}

#[test]
fn the_log_of_a_killed_server_goes_into_no_other_database_and_waits_for_its_own() {
    let (folder, server) = started();
    let here = folder.path().join("zegel.db");
    std::fs::copy(&here, folder.path().join("older.db")).unwrap();
    assert!(server.report("In the log.").is_some());
    server.signal(Signal::KILL);
    drop(server);
    let names = ["zegel.db", "zegel.db-wal"].map(|name| folder.path().join(name));
    std::fs::rename(&here, folder.path().join("own.db")).unwrap();
    std::fs::rename(folder.path().join("older.db"), &here).unwrap();
    let before = names.each_ref().map(|path| std::fs::read(path).unwrap());
    let server = DiskServer::on(folder.path());
    server.until_said("the log beside the database is that of the one before");
    is_closed(&server.page());
    assert_eq!(names.each_ref().map(|path| std::fs::read(path).unwrap()), before);
    std::fs::rename(folder.path().join("own.db"), &here).unwrap();
    server.until_said("the database is in order again");
    assert!(server.stop());
    assert!(stories(folder.path()).contains("In the log."));
}

/// As when a folder was copied: both are other files than before.
#[test]
fn a_database_that_came_together_with_its_log_is_opened() {
    let (folder, server) = started();
    assert!(server.report("In the log.").is_some());
    server.signal(Signal::KILL);
    drop(server);
    for name in ["zegel.db", "zegel.db-wal", "zegel.db-shm"] {
        let [path, copy] = [name, "copy"].map(|name| folder.path().join(name));
        std::fs::copy(&path, &copy).unwrap();
        std::fs::rename(&copy, &path).unwrap();
    }
    let server = DiskServer::on(folder.path());
    assert_eq!(server.page().status, 200);
    assert!(server.stop());
    assert!(stories(folder.path()).contains("In the log."));
}

/// A database is never made in the place of a lost one that is known.
#[test]
fn a_volume_that_goes_away_is_noticed_and_one_that_is_not_mounted_is_no_first_start() {
    let disk = Disk::of_megabytes(40);
    let server = disk.serve();
    let form = Form::of(&server.page(), "en");
    disk.shell("umount --lazy disk");
    came_back(&send(&server, &form, "Where to?"), &form, "Where to?");
    server.until_said(LOST);
    is_closed(&server.page());
    assert!(server.stop());

    // The empty folder below it. The installation's number tells that there was a database.
    let instance = "0123456789abcdef0123456789abcdef";
    disk.shell(&format!("echo 'instance = \"{instance}\"' | cat - zegeld.toml > new && mv new zegeld.toml"));
    let server = disk.serve();
    server.until_said("NO REPORT CAN BE TAKEN: the database is gone");
    is_closed(&server.page());
    assert!(server.stop());
    assert!(!disk.file("zegel.db").exists());
}

/// Unlocked by hand after the start. A service is started again.
#[test]
fn a_server_without_its_volume_ends_when_that_is_mounted_and_is_started_on_it() {
    let disk = Disk::of_megabytes(40);
    disk.shell("mkdir kept && mount --move disk kept || { mount --bind disk kept && umount disk; }");
    disk.shell(
        "echo 'instance = \"x\"' | cat - zegeld.toml > new && cp zegeld.toml old && mv new zegeld.toml",
    );
    let mut server = disk.serve();
    server.until_said("the database is gone");
    disk.shell("mount --bind kept disk && mv old zegeld.toml");
    assert!(!server.ended());
    assert!(server.said().contains("another one than at the start"));
    assert!(disk.serve().report("On its volume.").is_some());
}

/// What can be the matter with a file, and what is said of it.
type Broken = (&'static str, fn(&Path), &'static str);

const BROKEN: [Broken; 6] = [
    ("gone", |file| std::fs::remove_file(file).unwrap(), "the database is gone"),
    ("empty", |file| std::fs::write(file, "").unwrap(), "the database is gone"),
    ("other words", |file| std::fs::write(file, "No database. ".repeat(500)).unwrap(), "damaged or is none"),
    ("the first half", halve, "damaged or is none"),
    ("of a later version", later, "a later version"),
    (
        "a folder",
        |file| {
            std::fs::remove_file(file).unwrap();
            std::fs::create_dir(file).unwrap()
        },
        "may not write",
    ),
];

fn halve(file: &Path) {
    let whole = std::fs::metadata(file).unwrap().len();
    std::fs::File::options().write(true).open(file).unwrap().set_len(whole / 2).unwrap();
}

fn later(file: &Path) {
    Connection::open(file).unwrap().pragma_update(None, "user_version", 99).unwrap();
}

#[test]
fn a_database_that_cannot_be_opened_closes_the_page_and_opens_it_when_it_is_repaired() {
    let folder = filled();
    let database = folder.path().join("zegel.db");
    let whole = std::fs::read(&database).unwrap();
    // It has been served once, which is remembered.
    assert!(DiskServer::on(folder.path()).stop());
    for (what, break_it, sentence) in BROKEN {
        break_it(&database);
        let before = std::fs::read(&database).ok();
        let server = DiskServer::on(folder.path());
        server.until_said("NO REPORT CAN BE TAKEN: ");
        assert!(server.said().contains(sentence), "{what}: {}", server.said());
        takes_nothing(&server);
        assert_eq!(std::fs::read(&database).ok(), before, "{what}");

        drop(std::fs::remove_dir(&database));
        std::fs::write(&database, &whole).unwrap();
        server.signal(Signal::HUP);
        until("the page opens", || server.page().status == 200);
        assert!(server.report(what).is_some());
        assert!(server.stop());
        is_whole(&database);
        std::fs::write(&database, &whole).unwrap();
    }
}

/// The page is closed, and whatever is posted comes back.
pub fn takes_nothing(server: &DiskServer) {
    is_closed(&server.page());
    let token = zegel_core::token::Token::random().unwrap().to_field().to_string();
    let form = format!("{:032x}.0", 1);
    let fields = [("token", token.as_str()), ("form", &form), ("story", "My words."), ("act", "send")];
    let back = server.post(&fields);
    assert_eq!((back.status, back.field("story").as_str()), (503, "My words."));
    assert_eq!(back.hidden("token").unwrap(), token);
    let looked = server.look(&token);
    assert!(looked.status == 503 && looked.says(&said("en").errors.load));
    let withdrawn = server.withdraw(&token);
    assert!(withdrawn.status == 503 && withdrawn.says(&said("en").errors.withdraw));
    let get = |to, path: &str| {
        crate::support::http::exchange(to, format!("{path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes())
    };
    assert_eq!(get(server.public, "GET /api/v1/site").status, 503);
    assert_eq!(get(server.desk, "POST /desk/v1/session").status, 503);
    assert_eq!(get(server.public, "GET /en/privacy").status, 200);
}

/// Two servers never share a database.
#[test]
fn a_second_server_on_the_same_database_takes_nothing_until_the_first_is_gone() {
    let (folder, first) = started();
    let second = DiskServer::on(folder.path());
    second.until_said("NO REPORT CAN BE TAKEN: another zegeld has the database");
    takes_nothing(&second);
    assert!(first.report("To the first.").is_some());
    // A killed one leaves no lock.
    first.signal(Signal::KILL);
    drop(first);
    second.until_said("the database is in order again");
    assert!(second.report("To the second.").is_some());
    assert!(second.stop());
    let all = ["The first.", "To the first.", "To the second."].map(str::to_owned).into();
    assert_eq!(stories(folder.path()), all);
}
