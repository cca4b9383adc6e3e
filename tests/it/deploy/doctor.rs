//! `zegeld doctor` on a machine whose files, disks and store are not as they should be: it finds
//! that, says what to do, and everything else is still looked at.

use std::fs;
use std::os::unix::fs::chown;
use std::process::Command;

use crate::support::machine::{Found, Machine, key};
use crate::support::program::copy_program;
use crate::support::programs::zegeld_path;

#[test]
fn where_nothing_is_wrong_it_says_so_and_leaves_everything_as_it_was() {
    let machine = Machine::new();
    let before = machine.beside_store();
    let found = machine.doctor();
    assert_eq!(found.wrong(), Vec::<&str>::new(), "{}", found.text);
    for about in ["config", "recipients-file", "folder", "database", "owner", "store", "erasing", "schema"] {
        found.says(about, "ok", "");
    }
    found.says("keys", "ok", "2 keys").says("kind", "ok", "post-quantum").says("disk", "ok", "free");
    found.says("running", "look", "systemctl status zegeld");
    found.says("proof", "look", "zegel inbox").says("collection", "look", "No desk has fetched");
    found.says("selftest", "look", "zegeld-selftest.timer").says("onion", "look", "Tor Browser");
    found.says("organisation", "look", "website (your own site").says(
        "organisation",
        "look",
        "page (the https://",
    );
    found.says("retention", "look", "no backups").says("exit", "ok", "https://www.buienradar.nl/");
    assert_eq!(machine.beside_store(), before);
    let said =
        Command::new(zegeld_path()).args(["doctor", "--config"]).arg(machine.path("zegeld.toml")).output();
    let said = String::from_utf8(said.unwrap().stdout).unwrap();
    let is_line = |line: &str| ["ok      ", "look    "].iter().any(|mark| line.starts_with(mark));
    assert!(said.lines().count() > 20 && said.lines().all(is_line), "{said}");
}

#[test]
fn what_others_may_read_or_change_is_wrong_each_with_its_command() {
    let machine = Machine::new();
    machine.mode("zegeld.toml", 0o666);
    machine.mode("recipients.txt", 0o620);
    machine.mode("store", 0o750);
    machine.mode("store/zegel.db", 0o604);
    let found = machine.doctor();
    assert_eq!(found.wrong(), ["config", "recipients-file", "folder", "database"]);
    found.says("config", "wrong", "chmod go-w ").says("recipients-file", "wrong", "chmod go-w ");
    found.says("folder", "wrong", "chmod 700 ").says("database", "wrong", "chmod 600 ");
}

#[test]
fn a_database_that_the_server_could_not_open_is_wrong() {
    let machine = Machine::new();
    chown(machine.path("store"), Some(65534), None).unwrap();
    machine.doctor().says("owner", "wrong", "chown --reference=");
    fs::remove_file(machine.path("store/zegel.db")).unwrap();
    let found = machine.doctor();
    found.says("database", "wrong", "Is it there?").says("store", "wrong", "cannot be looked at");
    found.says("helplines", "look", "112, 0900-8844");
}

#[test]
fn what_the_privacy_page_leaves_out_about_the_organisation_is_named_until_it_is_filled_in() {
    let machine = Machine::new();
    machine.doctor().says("organisation", "look", "ground (why the law lets you keep reports");
    let all = "organisation.page = \"https://meld.example/\"\norganisation.website = \"https://x.example/\"\n\
        organisation.register = \"1\"\norganisation.address = \"Straat 1\"\norganisation.email = \"a@x.example\"\n\
        organisation.phone = \"020 1234567\"\norganisation.officer = \"b@x.example\"\n\
        organisation.security = \"https://x.example/holes\"\n";
    machine.configure("listen = \"127.0.0.1:8600\"", &format!("{all}listen = \"127.0.0.1:8600\""));
    machine.doctor().says("organisation", "look", "not filled in: ground (");
    machine.configure(
        "listen = \"127.0.0.1:8600\"",
        "organisation.ground = \"belang\"\nlisten = \"127.0.0.1:8600\"",
    );
    machine.doctor().says("organisation", "ok", "who you are");
}

/// The system's table of swap, with one device.
fn swap_on(machine: &Machine, device: &str) -> String {
    let table = format!("Filename\tType\tSize\tUsed\tPriority\n{device}\tpartition\t1\t0\t-2\n");
    format!("mount --bind {} /proc/swaps", machine.fake("swaps", &table))
}

/// Devices that the kernel has: each line makes one, and what is known of it.
fn devices(lines: &str) -> String {
    format!("mount -t tmpfs none /sys/dev/block\ncd /sys/dev/block\n{lines}\ncd /\n")
}

const ENCRYPTED: &str = "mkdir -p 1:3/dm; echo CRYPT-LUKS2-0123-swap > 1:3/dm/uuid";

#[test]
fn swap_is_wrong_unless_it_is_encrypted_or_in_memory() {
    let machine = Machine::new();
    let found = machine.doctor_after(&swap_on(&machine, "/dev/null"));
    found.says("swap", "wrong", "/dev/null").says("swap", "wrong", "swapoff -a");
    machine.doctor_after(&swap_on(&machine, "/dev/zram0")).says("swap", "ok", "");
    let sealed = format!("{}{}", devices(ENCRYPTED), swap_on(&machine, "/dev/null"));
    machine.doctor_after(&sealed).says("swap", "ok", "");
    let plain = devices("mkdir -p 1:3/dm; echo LVM-0123 > 1:3/dm/uuid");
    machine.doctor_after(&format!("{plain}{}", swap_on(&machine, "/dev/null"))).says("swap", "wrong", "");
    let unit = "/sys/fs/cgroup/system.slice/zegeld.service";
    let kept =
        format!("mount -t tmpfs none /sys/fs/cgroup; mkdir -p {unit}; echo 0 > {unit}/memory.swap.max\n");
    let found = machine.doctor_after(&format!("{kept}{}", swap_on(&machine, "/dev/null")));
    found.says("swap", "look", "a proxy on this machine");
}

/// The volume of everything, as the kernel says it: how it is mounted, and the options of its file system.
fn mounted(machine: &Machine, options: &str, own: &str) -> String {
    let table = format!("1 0 8:77 / / rw,{options} shared:1 - ext4 /dev/mapper/vault {own}\n");
    format!("mount --bind {} /proc/$$/mountinfo", machine.fake("mountinfo", &table))
}

#[test]
fn the_volume_is_looked_through_down_to_what_encrypts_it() {
    let machine = Machine::new();
    let found = |made: &str, options: &str| {
        machine.doctor_after(&format!("{}{}", devices(made), mounted(&machine, options, "rw")))
    };
    let luks = "mkdir -p 8:77/dm; echo CRYPT-LUKS2-0123-vault > 8:77/dm/uuid";
    found(luks, "noatime").says("volume", "ok", "encrypted").says("atime", "ok", "");
    let below = "mkdir -p 8:77/slaves/a 253:9/dm; echo 253:9 > 8:77/slaves/a/dev";
    let lvm = format!("{below}; echo CRYPT-LUKS2-0123-vault > 253:9/dm/uuid");
    found(&lvm, "relatime").says("volume", "ok", "encrypted").says("atime", "look", "noatime");
    let half = format!("{lvm}; mkdir -p 8:77/slaves/b 8:16; echo 8:16 > 8:77/slaves/b/dev");
    found(&half, "noatime").says("volume", "look", "cryptsetup");
    found("mkdir 8:77", "noatime").says("volume", "look", "/dev/mapper/vault, which is not encrypted");
    found("", "noatime").says("volume", "look", "cannot be seen whether");
    found(luks, "noatime").says("journal", "look", "commit=600");
    let seldom = mounted(&machine, "noatime", "rw,commit=600");
    machine.doctor_after(&format!("{}{seldom}", devices(luks))).says("journal", "ok", "");
}

#[test]
fn a_disk_without_room_for_the_shuffle_is_wrong() {
    let machine = Machine::new();
    let small = |size: &str| {
        format!(
            "cp -a \"$F/store\" /tmp/kept.$$; mount -t tmpfs -o size={size},mode=0700 none \"$F/store\"; \
                 cp -a /tmp/kept.$$/. \"$F/store\"; rm -r /tmp/kept.$$"
        )
    };
    machine.doctor_after(&small("64m")).says("disk", "wrong", "Make room now");
    machine.doctor_after(&small("1g")).says("disk", "ok", "free");
    machine.in_store("insert into body values (1, zeroblob(150 << 20))");
    machine.doctor_after(&small("600m")).says("disk", "look", "three times the store");
}

#[test]
fn memory_that_a_crash_or_sleep_would_leave_behind_is_said() {
    let machine = Machine::new();
    let pattern = |text: &str| {
        let place = "/proc/sys/kernel/core_pattern";
        machine.doctor_after(&format!("mount --bind {} {place}", machine.fake("pattern", text)))
    };
    pattern("\n").says("core", "ok", "");
    pattern("|/usr/lib/systemd/systemd-coredump %P\n").says("core", "look", "systemd-coredump");
    let sleeps = |resume: &str, disk: &str| {
        machine.doctor_after(&format!(
            "mount -t tmpfs none /sys/power; echo {resume} > /sys/power/resume; echo '{disk}' > /sys/power/disk"
        ))
    };
    sleeps("8:3", "[platform] shutdown").says("hibernation", "look", "systemctl mask hibernate.target");
    sleeps("0:0", "[platform] shutdown").says("hibernation", "ok", "");
    sleeps("8:3", "[disabled]").says("hibernation", "ok", "");
}

#[test]
fn a_clock_that_cannot_be_right_is_wrong() {
    let machine = Machine::new();
    machine.in_store("insert into thread (id, mailbox, week) values (randomblob(16), randomblob(32), 99999)");
    machine.doctor().says("weeks", "wrong", "Set the clock").says("clock", "ok", "");
    let copied = machine.path("zegeld");
    copy_program(zegeld_path(), &copied);
    let later = Command::new("touch").args(["-d", "@5000000000"]).arg(&copied).status().unwrap();
    assert!(later.success());
    let config = machine.path("zegeld.toml");
    let ended = Command::new(&copied).args(["doctor", "--json", "--config"]).arg(config).output().unwrap();
    Found::of(ended).says("clock", "wrong", "2128-");
    let timesync =
        "mount -t tmpfs none /run; mkdir -p /run/systemd/timesync; touch /run/systemd/timesync/synchronized";
    machine.doctor_after(timesync).says("synchronised", "ok", "");
}

#[test]
fn keys_of_which_one_loss_or_a_later_computer_takes_everything_are_said() {
    let machine = Machine::new();
    machine.write("recipients.txt", &key("anna"));
    machine.doctor().says("keys", "look", "recovery key");
    machine.write("recipients.txt", "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj\n");
    machine.doctor().says("kind", "look", "zegel reseal");
    machine.write("recipients.txt", "age1nothing\n");
    let found = machine.doctor();
    found.says("recipients", "wrong", "zegel keygen").says("store", "ok", "");
}

#[test]
fn numbers_that_nobody_has_called_lately_are_named() {
    let machine = Machine::new();
    machine.doctor().says("helplines", "look", "112, 0900-8844, 0800-7000");
    let week = zegel_core::calendar::Clock::system().week();
    let old = zegel_core::calendar::Week::from_number(week.to_number() - 27);
    let line = |id: &str, number: &str, checked: String| {
        format!(
            "[[helpline]]\nid = \"{id}\"\nnumber = \"{number}\"\nlink = \"tel:{number}\"\nchecked = \"{checked}\"\n"
        )
    };
    let file = |second: zegel_core::calendar::Week| {
        [line("112", "112", week.to_string()), line("113", "113", second.to_string())].concat()
    };
    machine.configure("[desk]", "helplines = \"numbers.toml\"\n[desk]");
    machine.write("numbers.toml", &file(old));
    machine.doctor().says("helplines", "look", "half year: 113.");
    machine.write("numbers.toml", &file(week));
    machine.doctor().says("helplines", "ok", "");
}

#[test]
fn a_practice_page_that_others_can_reach_is_wrong() {
    let machine = Machine::new();
    machine.configure("[desk]", "practice = true\n[desk]");
    machine.doctor().says("practice", "look", "for this machine alone");
    machine.configure("127.0.0.1:8600", "192.0.2.1:8600");
    machine.doctor().says("practice", "wrong", "nobody reads");
}

#[test]
fn a_certificate_and_its_key_are_looked_at_where_the_program_speaks_tls() {
    let machine = Machine::new();
    machine.configure("[desk]", "[tls]\ncertificate = \"chain.pem\"\nkey = \"key.pem\"\n[desk]");
    machine.write("chain.pem", include_str!("../support/self_signed.pem"));
    machine.write("key.pem", include_str!("../support/self_signed.pem"));
    machine.doctor().says("tls-key", "ok", "").says("tls-certificate", "ok", "holds for");
    machine.mode("key.pem", 0o644);
    machine.doctor().says("tls-key", "wrong", "chmod 640");
    machine.write("chain.pem", "");
    machine.doctor().says("tls-certificate", "wrong", "Is it there?");
    machine.write("chain.pem", include_str!("../support/ended.pem"));
    machine.doctor().says("tls-certificate", "wrong", "ends in 0 days");
}

#[test]
fn a_store_that_is_full_damaged_later_or_interrupted_is_wrong() {
    let machine = Machine::new();
    machine.configure("[desk]\n", "[store]\nmax_bytes = 1048576\n[desk]\n");
    machine.in_store("insert into body values (1, zeroblob(900000)); insert into entry select randomblob(16), randomblob(16), 0, 1 where false");
    machine.doctor().says("bound", "wrong", "store.max_bytes");
    let database = machine.path("store/zegel.db");
    let whole = fs::read(&database).unwrap();
    let mut damaged = whole.clone();
    damaged[4096..5000].fill(0x5a);
    fs::write(&database, &damaged).unwrap();
    let found = machine.doctor();
    found.says("store", "wrong", "");
    found.says("recipients", "ok", "");
    fs::write(&database, &whole).unwrap();
    machine.in_store("pragma user_version = 99");
    machine.doctor().says("schema", "wrong", "of a later version");
    fs::write(&database, &whole).unwrap();
    fs::write(machine.path("store/zegel.db-wal"), b"a log").unwrap();
    let before = machine.beside_store();
    machine.doctor().says("store", "wrong", "its log waits");
    assert_eq!(machine.beside_store(), before, "it makes no file");
}

#[test]
fn who_may_not_look_is_told_so_and_the_rest_is_still_looked_at() {
    let machine = Machine::new();
    let mut command = Command::new("setpriv");
    command.args([
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
        zegeld_path(),
        "doctor",
        "--json",
        "--config",
    ]);
    let ended = command.arg(machine.path("zegeld.toml")).output().unwrap();
    let found = Found::of(ended);
    found.says("config", "wrong", "cannot be read").says("swap", "ok", "").says("clock", "ok", "");
    machine.write("zegeld.toml", "sever = 1\n");
    machine.doctor().says("config", "wrong", "sever").says("swap", "ok", "");
}
