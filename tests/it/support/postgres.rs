//! A real PostgreSQL of the test's own, with the settings and the role that `deploy/postgres` gives out.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use tempfile::TempDir;
use zegeld::store::postgres::Servers;

use crate::support::programs::ROOT;
use crate::support::until::until;

/// A server, which ends when this is dropped.
pub struct Cluster {
    folder: TempDir,
    /// One that follows it, and belongs to the same store.
    pub standby: Option<Box<Cluster>>,
}

/// What `initdb` makes, once for all tests of this process.
fn template() -> &'static Path {
    static TEMPLATE: OnceLock<TempDir> = OnceLock::new();
    let made = TEMPLATE.get_or_init(|| {
        let folder = own_folder();
        let data = folder.path().join("data");
        done(as_postgres("initdb").arg("-D").arg(data).args([
            "--username=postgres",
            "--auth=trust",
            "--wal-segsize=1",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]));
        folder
    });
    made.path()
}

/// A folder that the user of PostgreSQL may write.
fn own_folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    if let Some((user, group)) = postgres_user() {
        chown(folder.path(), Some(user), Some(group)).unwrap();
    }
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// PostgreSQL refuses to run as root; then the user that its package makes does.
fn postgres_user() -> Option<(u32, u32)> {
    if !rustix::process::getuid().is_root() {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let line = users.lines().find(|line| line.starts_with("postgres:")).unwrap();
    let fields: Vec<&str> = line.split(':').collect();
    Some((fields[2].parse().unwrap(), fields[3].parse().unwrap()))
}

/// The folder of its programs, which Debian puts on nobody's path.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is installed");
    let mut folders: Vec<PathBuf> = versions.map(|version| version.unwrap().path().join("bin")).collect();
    folders.retain(|folder| folder.join("initdb").exists());
    folders.sort();
    folders.pop().expect("PostgreSQL is installed")
}

fn as_postgres(program: &str) -> Command {
    let program = programs().join(program);
    let Some((user, group)) = postgres_user() else { return Command::new(program) };
    let mut command = Command::new("setpriv");
    command.args([format!("--reuid={user}"), format!("--regid={group}")]);
    command.arg("--clear-groups").arg(program).current_dir("/");
    command
}

fn done(command: &mut Command) -> Output {
    let out = command.output().unwrap();
    assert!(out.status.success(), "{command:?}: {}", String::from_utf8_lossy(&out.stderr));
    out
}

impl Cluster {
    /// Starts one with the role and the empty database of `zegeld`.
    pub fn start() -> Self {
        Self::with("")
    }

    /// The same with further settings.
    pub fn with(settings: &str) -> Self {
        let cluster = Self { folder: own_folder(), standby: None };
        let from = template().join("data");
        done(Command::new("cp").arg("-a").arg(from).arg(cluster.data()));
        cluster.configure(settings);
        cluster.run();
        cluster.psql("postgres", "postgres", &format!("\\i {ROOT}/deploy/postgres/role.sql"));
        cluster
    }

    /// Starts one with a standby, for which it waits.
    pub fn of_two() -> Self {
        let mut cluster = Self::start();
        cluster.standby = Some(Box::new(cluster.follow()));
        cluster
    }

    /// A standby that follows this one, and that this one waits for.
    pub fn follow(&self) -> Self {
        let standby = Self { folder: own_folder(), standby: None };
        done(
            as_postgres("pg_basebackup")
                .arg("--host")
                .arg(self.socket())
                .args(["--username=postgres", "--no-manifest", "--write-recovery-conf", "--checkpoint=fast"])
                .arg("--pgdata")
                .arg(standby.data()),
        );
        // Times of the copy stand in it.
        let _ = fs::remove_file(standby.data().join("backup_label.old"));
        standby.configure("cluster_name = 'standby'\n");
        standby.run();
        self.set("synchronous_standby_names", "ANY 1 (standby)");
        until("the standby is followed", || {
            self.psql(
                "postgres",
                "postgres",
                "select count(*) from pg_stat_replication where sync_state = 'quorum'",
            ) == "1"
        });
        standby
    }

    fn configure(&self, settings: &str) {
        let own = format!(
            "include '{ROOT}/deploy/postgres/zegel.conf'\nunix_socket_directories = '{}'\n{settings}",
            self.socket().display()
        );
        fs::write(self.data().join("own.conf"), own).unwrap();
        let main = self.data().join("postgresql.conf");
        let text = fs::read_to_string(&main).unwrap();
        if !text.contains("own.conf") {
            fs::write(&main, format!("{text}\ninclude 'own.conf'\n")).unwrap();
        }
    }

    /// Starts its program.
    pub fn run(&self) {
        let log = self.folder.path().join("log");
        done(as_postgres("pg_ctl").arg("-D").arg(self.data()).arg("-l").arg(log).args(["-w", "start"]));
    }

    /// Ends it at once, as a machine does that loses power.
    pub fn kill(&self) {
        let _ = as_postgres("pg_ctl").arg("-D").arg(self.data()).args(["-m", "immediate", "stop"]).output();
    }

    /// Makes a standby the primary.
    pub fn promote(&self) {
        done(as_postgres("pg_ctl").arg("-D").arg(self.data()).args(["-w", "promote"]));
    }

    /// Changes a setting, which it reads anew.
    pub fn set(&self, name: &str, value: &str) {
        self.psql("postgres", "postgres", &format!("alter system set {name} = '{value}'"));
        self.psql("postgres", "postgres", "select pg_reload_conf()");
    }

    /// What it answers to statements.
    pub fn psql(&self, user: &str, database: &str, sql: &str) -> String {
        let mut command = Command::new(programs().join("psql"));
        command.arg("--host").arg(self.socket()).args(["--username", user, "--dbname", database]);
        command.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"]);
        let mut child =
            command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped()).spawn().unwrap();
        std::io::Write::write_all(child.stdin.as_mut().unwrap(), sql.as_bytes()).unwrap();
        let out = child.wait_with_output().unwrap();
        assert!(out.status.success(), "{sql}");
        String::from_utf8(out.stdout).unwrap().trim().to_owned()
    }

    /// Statements of another who does not end, once they have come so far that one waits.
    pub fn session(&self, sql: &str) -> std::process::Child {
        let mut command = Command::new(programs().join("psql"));
        command.arg("--host").arg(self.socket()).args([
            "--username=zegel",
            "--dbname=zegel",
            "--command",
            sql,
        ]);
        let child = command.spawn().unwrap();
        let sleeps = "select count(*) from pg_stat_activity where wait_event = 'PgSleep'";
        until("it has come so far", || self.psql("postgres", "postgres", sleeps) == "1");
        child
    }

    /// What the store holds of a table.
    pub fn count(&self, table: &str) -> i64 {
        self.psql("zegel", "zegel", &format!("select count(*) from {table}")).parse().unwrap()
    }

    /// The folder with its files.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The folder of its socket.
    pub fn socket(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// What it has written into its own log.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    /// The servers of a store: this one, and the one that follows it.
    pub fn servers(&self) -> Servers {
        Servers::new(self.sockets())
    }

    /// The folders of their sockets.
    pub fn sockets(&self) -> Vec<PathBuf> {
        let standby = self.standby.as_ref().map(|standby| standby.socket());
        standby.into_iter().chain([self.socket()]).collect()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.kill();
    }
}
