//! No header of an age file that anybody may have made is read beyond 64 KiB or 17 stanzas, on the server,
//! the desk, in a backup.
//!
//! The header of an age file that anybody may have made: how much of it is read, counted in bytes.

use std::cell::Cell;
use std::io::{self, BufReader, Cursor, Read};

use zegel::identity::Identity;
use zegel_core::seal::{ForDesk, LARGEST_HEADER, MOST_STANZAS, SealError, decryptor};

use crate::support::fixture::{ForDeskRaw, hybrid_desk};

const FIRST_LINE: &[u8] = b"age-encryption.org/v1\n";

/// A file whose header repeats the same bytes for ever, and how much of it was read.
struct Endless<'a> {
    file: Box<dyn Read>,
    read: &'a Cell<usize>,
}

impl Read for Endless<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.read.set(self.read.get() + read);
        Ok(read)
    }
}

fn endless<'a>(again: &'static [u8], read: &'a Cell<usize>) -> Endless<'a> {
    let all = FIRST_LINE.iter().chain(again.iter().cycle()).copied();
    let bytes: Vec<u8> = all.take(4 * LARGEST_HEADER).collect();
    Endless { file: Box::new(Cursor::new(bytes)), read }
}

/// What makes a header long: stanzas, lines of one stanza, an argument without an end.
const ENDLESS: [&[u8]; 4] =
    [b"-> a\n\n", b"-> a ", b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", b"A"];

#[test]
fn no_more_than_64_kib_of_a_header_are_read() {
    for again in ENDLESS {
        let read = Cell::new(0);
        assert!(decryptor(BufReader::with_capacity(1, endless(again, &read))).is_err());
        assert!(read.get() <= LARGEST_HEADER + 1, "{} bytes", read.get());
    }
}

#[test]
fn a_header_of_64_kib_is_read_and_one_byte_more_is_refused() {
    let end = format!("\n\n--- {}\n", "A".repeat(43));
    let of_size = |size: usize| {
        let argument = "A".repeat(size - FIRST_LINE.len() - b"-> a ".len() - end.len());
        let nonce: &[u8] = &[0; 16];
        [FIRST_LINE, b"-> a ", argument.as_bytes(), end.as_bytes(), nonce].concat()
    };
    assert!(decryptor(&of_size(LARGEST_HEADER)[..]).is_ok());
    assert!(decryptor(&of_size(LARGEST_HEADER + 1)[..]).is_err());
}

#[test]
fn nothing_is_read_behind_the_eighteenth_stanza() {
    let read = Cell::new(0);
    assert!(decryptor(BufReader::with_capacity(1, endless(ENDLESS[0], &read))).is_err());
    let stanzas = MOST_STANZAS * ENDLESS[0].len();
    assert_eq!(read.get(), FIRST_LINE.len() + stanzas + b"-> a\n".len());
}

#[test]
fn neither_a_document_nor_a_package_nor_a_backup_of_a_stranger_is_read_further() {
    let (identity, _) = hybrid_desk();
    for again in ENDLESS {
        let read = Cell::new(0);
        assert!(matches!(identity.open_backup(endless(again, &read)).map(|_| ()), Err(SealError::NotAge)));
        assert!(read.get() <= LARGEST_HEADER + 8 * 1024, "{} bytes of a backup", read.get());
        let mut file = Vec::new();
        endless(again, &read).take(200_000).read_to_end(&mut file).unwrap();
        assert!(matches!(identity.open_package(&file, 1_000_000), Err(SealError::NotAge)));
        let document = ForDesk::from_bytes(file).unwrap();
        assert!(document.outside().is_err());
        assert!(matches!(identity.open(&document), Err(SealError::NotAge)));
    }
}

#[test]
fn a_locked_key_of_a_stranger_is_read_no_further() {
    let header: Vec<u8> = FIRST_LINE.iter().chain(ENDLESS[0].iter().cycle()).copied().take(60_000).collect();
    assert!(Identity::from_file(&header, Some("words".to_owned().into())).is_err());
}

#[test]
fn what_was_sealed_is_still_opened_whole_and_what_was_cut_off_is_not() {
    let (identity, recipients) = hybrid_desk();
    let sealed = recipients.seal(ForDeskRaw(b"{\"a\":1}".to_vec())).unwrap();
    assert_eq!(identity.open(&sealed).unwrap().as_bytes(), b"{\"a\":1}");
    let header = sealed.as_bytes().len() - 8192 - 32;
    for length in [FIRST_LINE.len(), header / 2, header - 1, header] {
        let part = ForDesk::from_bytes(sealed.as_bytes()[..length].to_vec()).unwrap();
        assert!(identity.open(&part).is_err(), "{length} bytes");
    }
}
