//! The allocator wipes what is freed, each answer's stack is wiped, `POST` connections end.
//!
//! Once a page has been answered, the program's memory holds neither the words nor the code.
//!
//! Reading another process's memory needs root (the program says that it is not dumpable).

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

use data_encoding::BASE64URL_NOPAD;
use zegel_core::token::Token;

use crate::support::http::{Answer, find};
use crate::support::program::{Program, posted};
use crate::support::site::said;

pub const STORY: &str = "zwaluwnest kanarieveer dakgoot";
const PLACE: &str = "Pannenkoekenstraat 7712 achterom";
const MESSAGE: &str = "wimpelstok tussen regenpijpen";
/// Reads of the memory until it is clean: a connection's end and its buffers' may be a moment apart.
pub const READS: usize = 10;
/// How often the story is lived at most, until everything has been found once.
pub const LIVES: usize = 20;

/// What must not be found, each under a name that says what it was.
pub fn needles(program: &Program, code: &str) -> Vec<(&'static str, Vec<u8>)> {
    needles_at(
        &crate::support::http::exchange(program.public, b"GET /api/v1/site HTTP/1.1\r\nHost: x\r\n\r\n"),
        code,
    )
}

/// The same for a site that has said which it is.
pub fn needles_at(site: &Answer, code: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = |text: &str| text.as_bytes().to_vec();
    let instance = site.json()["instance"].as_str().unwrap().parse().unwrap();
    let keys = Token::parse(code).unwrap().keys(instance);
    let mailbox = keys.mailbox_key().to_text();
    vec![
        ("story", bytes("kanarieveer")),
        ("place", bytes("Pannenkoekenstraat")),
        ("message", bytes("wimpelstok")),
        ("code with hyphens", bytes(code)),
        ("code without hyphens", bytes(&code.replace('-', ""))),
        ("code in groups", bytes(&code[..9])),
        ("code as bytes", packed(code)),
        ("mailbox key as bytes", BASE64URL_NOPAD.decode(mailbox.as_bytes()).unwrap()),
        ("mailbox key as text", bytes(&mailbox)),
        ("withdrawal secret as bytes", keys.withdrawal().as_bytes().to_vec()),
        ("withdrawal secret as text", bytes(&keys.withdrawal().to_text())),
    ]
}

/// The 16 bytes and two bits that a code stands for, without its last, nearly empty byte.
fn packed(code: &str) -> Vec<u8> {
    const ALPHABET: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let symbols = code.chars().filter(|c| *c != '-').map(|c| ALPHABET.find(c).unwrap());
    let bits: Vec<bool> = symbols.flat_map(|s| (0..5).rev().map(move |bit| s >> bit & 1 == 1)).collect();
    bits.chunks(8).take(16).map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | u8::from(*bit))).collect()
}

/// Which needles stand in the writable memory of a process, and in which mapping.
pub fn found(id: u32, needles: &[(&'static str, Vec<u8>)]) -> Vec<String> {
    let maps = std::fs::read_to_string(format!("/proc/{id}/maps")).expect("/proc");
    let memory = File::open(format!("/proc/{id}/mem"))
        .expect("the memory of another process is open to root only: run this test as root");
    let mut found = Vec::new();
    for line in maps.lines().filter(|line| line.split(' ').nth(1).unwrap().starts_with("rw")) {
        let (start, end) = line.split(' ').next().unwrap().split_once('-').unwrap();
        let start = u64::from_str_radix(start, 16).unwrap();
        let end = u64::from_str_radix(end, 16).unwrap();
        let mut bytes = vec![0; usize::try_from(end - start).unwrap()];
        // A mapping may go between being listed and being read.
        let Ok(()) = memory.read_exact_at(&mut bytes, start) else { continue };
        for (name, needle) in needles {
            if let Some(at) = find(&bytes, needle) {
                let place = line.split_whitespace().nth(5).unwrap_or("anonymous");
                found.push(format!("{name} in {place} at {at:#x} of {:#x}", bytes.len()));
            }
        }
    }
    found
}

/// Lives the whole story in one program, with the code kept outside it.
pub fn live(program: &Program) -> String {
    let page = crate::support::http::exchange(
        program.public,
        b"GET /en/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    );
    let code = page.hidden("token").unwrap();
    let form = page.hidden("form").unwrap();
    let post = |fields: &[(&str, &str)]| posted(program.public, fields);
    let fields = [("token", code.as_str()), ("form", &form), ("story", STORY), ("where", PLACE)];
    let over = post(&[&fields[..], &[("act", "check")]].concat());
    assert_eq!(over.h1(), said("en").form.check_title);
    let sent = post(&[&fields[..], &[("act", "send")]].concat());
    assert_eq!(sent.h1(), said("en").token.sent_title);
    let read = post(&[("act", "look"), ("code", &code)]);
    assert_eq!(read.h1(), said("en").replies.none);
    let form = read.hidden("form").unwrap();
    let message = [("token", code.as_str()), ("form", &form), ("message", MESSAGE), ("act", "message")];
    assert_eq!(post(&message).h1(), said("en").replies.written_title);
    let asked = post(&[("act", "withdraw"), ("token", &code)]);
    assert_eq!(asked.h1(), said("en").withdrawal.title);
    code
}

#[test]
fn after_the_answer_neither_words_nor_code_are_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::demo(folder.path());
    let code = live(&program);
    let needles = needles(&program, &code);
    let mut left = Vec::new();
    for _ in 0..READS {
        left = found(program.id(), &needles);
        if left.is_empty() {
            return;
        }
    }
    panic!("still in memory: {left:#?}");
}

#[test]
fn the_same_search_finds_them_where_nothing_wipes() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::of(Path::new(env!("CARGO_BIN_EXE_zegeld-unwiped")), folder.path());
    let mut unseen = vec!["story", "message", "code with hyphens"];
    // What is freed and not wiped may be written over by chance, but not each time.
    for _ in 0..LIVES {
        let code = live(&program);
        let left = found(program.id(), &needles(&program, &code));
        unseen.retain(|name| !left.iter().any(|line| line.starts_with(name)));
        if unseen.is_empty() {
            return;
        }
    }
    panic!("never found: {unseen:?}");
}
