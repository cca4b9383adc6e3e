//! Recovery: a database that was put right is found without a restart, and the page opens.

use rustix::process::Signal;

use crate::server::faults::{filled, takes_nothing};
use crate::support::on_disk::{Disk, DiskServer};
use crate::support::until::until;

#[test]
fn a_repaired_database_is_found_without_being_told() {
    let folder = filled();
    let [here, away] = ["zegel.db", "away.db"].map(|name| folder.path().join(name));
    assert!(DiskServer::on(folder.path()).stop());
    std::fs::rename(&here, &away).unwrap();
    let server = DiskServer::on(folder.path());
    server.until_said("the database is gone");
    std::fs::rename(&away, &here).unwrap();
    server.until_said("the database is in order again");
    assert!(server.report("At last.").is_some());
}

#[test]
fn a_disk_that_may_not_be_written_closes_the_page() {
    let disk = Disk::of_megabytes(40);
    disk.shell("mount -o remount,ro disk");
    let server = disk.serve();
    server.until_said("NO REPORT CAN BE TAKEN: this user may not write");
    takes_nothing(&server);
    disk.shell("mount -o remount,rw disk");
    server.signal(Signal::HUP);
    until("the page opens", || server.page().status == 200);
}
