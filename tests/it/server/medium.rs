//! The medium below the files: what the file system and the disk keep of what was written.

use crate::server::seizure::{found, needles, plant};
use crate::support::http::exchange;
use crate::support::on_disk::Disk;

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
