//! Header of an age file: what is accepted is what age accepts, within the bounds, and says its size class.

use std::io::BufRead;

use zegel_core::seal::{CLASSES, ForDesk, LARGEST_HEADER, MOST_STANZAS, Recipients, decryptor};

/// The recipient of a token in `schema/vectors.json`.
const RECIPIENTS: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj\n";
/// The most bytes of a payload's chunk, and its tag.
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;

/// Asserts what must hold of a header.
pub fn run(bytes: &[u8]) {
    let mut rest = bytes;
    let accepted = decryptor(&mut rest).is_ok();
    assert!(bytes.len() - rest.len() <= LARGEST_HEADER + 1);
    if stanzas(bytes) <= MOST_STANZAS && bytes.len() <= LARGEST_HEADER {
        assert_eq!(accepted, age_accepts(bytes));
    }
    if accepted {
        let length = header_length(bytes);
        assert!(bytes[..length].len() <= LARGEST_HEADER && stanzas(&bytes[..length]) <= MOST_STANZAS);
        says_its_class(&bytes[..length], CLASSES[stanzas(bytes) % CLASSES.len()]);
        assert!(decryptor(&bytes[..length - 1]).is_err(), "cut off before its end");
    }
    if let Ok(sealed) = ForDesk::from_bytes(bytes.to_vec()) {
        assert!(sealed.outside().is_err() || accepted);
    }
}

#[allow(clippy::disallowed_methods, reason = "the header is short here, and age alone is to judge")]
fn age_accepts(bytes: &[u8]) -> bool {
    age::Decryptor::new_buffered(bytes).is_ok()
}

fn stanzas(bytes: &[u8]) -> usize {
    bytes
        .split(|byte| *byte == b'\n')
        .take_while(|line| !line.starts_with(b"---"))
        .filter(|line| line.starts_with(b"->"))
        .count()
}

/// Up to the end of the line that begins with three hyphens, and the nonce behind it.
fn header_length(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    let mut line = Vec::new();
    while !line.starts_with(b"---") {
        line.clear();
        assert!(rest.read_until(b'\n', &mut line).unwrap() > 0);
    }
    bytes.len() - rest.len() + 16
}

/// With a payload of a class behind it, it tells this class and the number of stanzas; with a byte more, nothing.
fn says_its_class(header: &[u8], class: usize) {
    let mut file = header.to_vec();
    file.resize(header.len() + class + TAG * class.div_ceil(CHUNK), 0);
    let sealed = ForDesk::from_bytes(file.clone()).unwrap();
    let (found, count) = sealed.outside().unwrap();
    assert_eq!(found.size(), class);
    assert!(count <= stanzas(header));
    let set: Recipients = RECIPIENTS.parse().unwrap();
    if let Ok(accepted) = set.accept(file.clone()) {
        assert_eq!((accepted.as_bytes(), count), (file.as_slice(), 1));
    }
    file.push(0);
    assert!(ForDesk::from_bytes(file).unwrap().outside().is_err());
}
