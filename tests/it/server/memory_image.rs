//! An image of the memory, taken by root, holds neither words nor code; the same user gets none.
//!
//! A memory image of the running program, as a debugger takes it: registers, stacks and every
//! mapping. Whoever seizes a machine that runs may take one.

use std::io::Write;
use std::net::{Shutdown, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use crate::server::memory::{LIVES, READS, STORY, live, needles, needles_at};
use crate::server::tls::{CONFIG, EC, asked, certify, client, hybrid};
use crate::support::http::{find, read};
use crate::support::program::copy_program;
use crate::support::program::{Program, post};
use crate::support::programs::zegeld_path;
use crate::support::server_process::ServerProcess;
use crate::support::site::said;

/// The image of a process, whatever it wishes to be left out.
fn image(id: u32, folder: &Path) -> Vec<u8> {
    let path = folder.join("image");
    let taken = debugger(Command::new("gdb"), id, &path);
    let image = std::fs::read(&path);
    let image = image.unwrap_or_else(|_| panic!("no image, are you root? {}", text(&taken)));
    std::fs::remove_file(path).unwrap();
    image
}

pub fn debugger(mut command: Command, id: u32, to: &Path) -> Output {
    command.args(["--nx", "--batch", "-iex", "set auto-solib-add off", "-iex", "set debuginfod enabled off"]);
    command.args(["-ex", "set use-coredump-filter off", "-ex", "set dump-excluded-mappings on"]);
    command.args(["-ex", &format!("generate-core-file {}", to.display()), "-p", &id.to_string()]);
    command.stdin(Stdio::null()).output().expect("Debian's gdb")
}

pub fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

/// Which of them stand in an image.
fn found(image: &[u8], needles: &[(&'static str, Vec<u8>)]) -> Vec<&'static str> {
    let found = needles.iter().filter(|(_, needle)| find(image, needle).is_some());
    found.map(|(name, _)| *name).collect()
}

/// Takes images until one holds none of them, since a connection's end and its buffers' may be a
/// moment apart.
fn is_clean(id: u32, folder: &Path, needles: &[(&'static str, Vec<u8>)]) {
    let mut left = Vec::new();
    for _ in 0..READS {
        let image = image(id, folder);
        // The search works, and the image is of this program.
        assert!(find(&image, b"Stichting ").is_some());
        left = found(&image, needles);
        if left.is_empty() {
            return;
        }
    }
    panic!("still in the image: {left:?}");
}

/// Somebody's connection, which asks to be kept and stays.
fn keeps_alive(program: &Program, request: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(program.public).unwrap();
    let request = String::from_utf8(request.to_vec()).unwrap();
    let request = request.replacen("\r\n\r\n", "\r\nConnection: keep-alive\r\n\r\n", 1);
    stream.write_all(request.as_bytes()).unwrap();
    assert_eq!(read(&mut stream).unwrap().status, 200);
    stream
}

/// Half of a report, and then nobody.
fn breaks_off(program: &Program, code: &str) {
    let form = format!("{:032x}.0", 3);
    let padding = "x".repeat(300_000);
    let request = post(
        program.public,
        &[("token", code), ("form", &form), ("story", STORY), ("where", &padding), ("act", "send")],
    );
    let stream = TcpStream::connect(program.public).unwrap();
    (&stream).write_all(&request[..request.len() / 2]).unwrap();
    stream.shutdown(Shutdown::Both).unwrap();
}

#[test]
fn an_image_taken_by_root_holds_neither_words_nor_code_also_with_kept_connections_and_a_broken_upload() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::demo(folder.path());
    let code = live(&program);
    let look = post(program.public, &[("act", "look"), ("code", &code)]);
    let form = format!("{:032x}.0", 2);
    let report = [("token", code.as_str()), ("form", &form), ("story", STORY), ("act", "send")];
    let get = b"GET /en/ HTTP/1.1\r\nHost: x\r\n\r\n";
    let _kept =
        [&look[..], &post(program.public, &report), get].map(|request| keeps_alive(&program, request));
    breaks_off(&program, &code);
    is_clean(program.id(), folder.path(), &needles(&program, &code));
}

#[test]
fn an_image_holds_neither_words_nor_code_that_came_over_tls_in_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::demo(folder.path());
    let host = program.public;
    assert!(program.report("The first.").is_some() && program.stop().0.success());
    let config = format!("{}{CONFIG}", crate::support::server_process::ALWAYS);
    std::fs::write(folder.path().join("zegeld.toml"), config).unwrap();
    certify(folder.path(), EC);
    let server = ServerProcess::of(folder.path());
    let socket = folder.path().join("page.sock");
    let ask = |request: &[u8]| asked(client(&socket, hybrid()), request).unwrap().0;
    let get =
        |path: &str| ask(format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes());
    let page = get("/en/");
    let code = page.hidden("token").unwrap();
    let form = page.hidden("form").unwrap();
    let fields = [("token", code.as_str()), ("form", &form), ("story", STORY), ("act", "send")];
    assert_eq!(ask(&post(host, &fields)).h1(), said("en").token.sent_title);
    assert_eq!(ask(&post(host, &[("act", "look"), ("code", &code)])).h1(), said("en").replies.none);
    is_clean(server.id(), folder.path(), &needles_at(&get("/api/v1/site"), &code));
}

#[test]
fn the_same_image_holds_them_where_nothing_wipes() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::of(Path::new(env!("CARGO_BIN_EXE_zegeld-unwiped")), folder.path());
    let mut unseen = vec!["story", "message", "code with hyphens"];
    // What is freed and not wiped may be written over by chance, but not each time.
    for _ in 0..LIVES {
        let code = live(&program);
        let found = found(&image(program.id(), folder.path()), &needles(&program, &code));
        unseen.retain(|name| !found.contains(name));
        if unseen.is_empty() {
            return;
        }
    }
    panic!("never found: {unseen:?}");
}

/// Of a user who may do nothing.
pub fn as_nobody(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program);
    command
}

/// A process that ends when dropped.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn a_debugger_of_the_same_user_gets_no_image() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o777)).unwrap();
    let zegeld = folder.path().join("zegeld");
    copy_program(zegeld_path(), &zegeld);
    let data = folder.path().join("data");
    let mut command = as_nobody(&zegeld);
    command.args(["demo", "--listen", "127.0.0.1:0", "--desk-listen", "127.0.0.1:0", "--dir"]).arg(&data);
    let mut child = Process(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
    let mut welcome = String::new();
    let mut out = std::io::BufReader::new(child.0.stdout.take().unwrap());
    while !welcome.contains("Stop with Ctrl-C.") {
        assert_ne!(std::io::BufRead::read_line(&mut out, &mut welcome).unwrap(), 0);
    }
    let refused = folder.path().join("refused");
    let said = debugger(as_nobody(Path::new("gdb")), child.0.id(), &refused);
    assert!(!refused.exists() && text(&said).contains("Operation not permitted"), "{}", text(&said));

    // The same debugger reads another program of this user.
    let sleeper = Process(as_nobody(Path::new("sleep")).arg("600").spawn().unwrap());
    let taken = folder.path().join("taken");
    let said = debugger(as_nobody(Path::new("gdb")), sleeper.0.id(), &taken);
    assert!(taken.exists(), "{}", text(&said));
}
