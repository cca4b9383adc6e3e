//! What was mended is found, and the page opens.

use rustix::process::Signal;

use crate::server::faults::{filled, takes_nothing};
use crate::support::on_disk::{Disk, Served, until};

#[test]
fn a_mended_database_is_found_without_being_told() {
    let folder = filled();
    let [here, away] = ["zegel.db", "away.db"].map(|name| folder.path().join(name));
    assert!(Served::on(folder.path()).stop());
    std::fs::rename(&here, &away).unwrap();
    let served = Served::on(folder.path());
    served.until_said("the database is gone");
    std::fs::rename(&away, &here).unwrap();
    served.until_said("the database is in order again");
    assert!(served.report("At last.").is_some());
}

#[test]
fn a_disk_that_may_not_be_written_closes_the_page() {
    let disk = Disk::of_megabytes(40);
    disk.shell("mount -o remount,ro disk");
    let served = disk.serve();
    served.until_said("NO REPORT CAN BE TAKEN: this user may not write");
    takes_nothing(&served);
    disk.shell("mount -o remount,rw disk");
    served.signal(Signal::HUP);
    until("the page opens", || served.page().status == 200);
}
