//! What came through TLS leaves the memory with its connection.
//!
//! Memory of TLS: what came through it leaves the program's memory with its connection.

use crate::server::memory::found;
use crate::server::tls::{CONFIG, EC, GET, asked, certify, client, hybrid};
use crate::support::program::post;
use crate::support::server_process::{ServerProcess, folder, open};

const STORY: &str = "zwaluwnest kanarieveer dakgoot";
/// A connection's end and its buffers' may be a moment apart.
const READS: usize = 10;

#[test]
fn after_the_answer_neither_words_nor_code_that_came_through_tls_are_in_memory() {
    let folder = folder(CONFIG);
    certify(folder.path(), EC);
    open(&folder);
    let server = ServerProcess::of(folder.path());
    let path = folder.path().join("page.sock");
    let ask = |request: &[u8]| asked(client(&path, hybrid()), request).unwrap().0;
    let page = ask(GET.replace("/en/privacy", "/en/").as_bytes());
    let code = page.hidden("token").unwrap();
    let form = page.hidden("form").unwrap();
    let post = |fields: &[(&str, &str)]| ask(&post("127.0.0.1:1", fields)).status;
    let fields = [("token", code.as_str()), ("form", &form), ("story", STORY)];
    assert_eq!(post(&[&fields[..], &[("act", "check")]].concat()), 200);
    assert_eq!(post(&[&fields[..], &[("act", "send")]].concat()), 200);
    assert_eq!(post(&[("act", "look"), ("code", &code)]), 200);
    let needles = [
        ("story", b"kanarieveer".to_vec()),
        ("first half of the code", code.as_bytes()[..14].to_vec()),
        ("last half of the code", code.as_bytes()[20..].to_vec()),
        ("code without hyphens", code.replace('-', "").into_bytes()),
    ];
    let mut left = Vec::new();
    for _ in 0..READS {
        left = found(server.id(), &needles);
        if left.is_empty() {
            return;
        }
    }
    panic!("still in memory: {left:#?}");
}
