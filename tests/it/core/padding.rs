//! Padding: the size of what is sealed tells its size class and nothing finer.

use proptest::prelude::*;
use zegel_core::seal::{CLASSES, Class, ForDesk, LARGEST, SealError};

use crate::support::fixture::{ForDeskRaw, ForReporterRaw, hybrid_desk, hybrid_pair, x25519_desk};

/// What stands after the header of an age file: its nonce and its chunks.
fn payload(sealed: &[u8]) -> usize {
    let line = sealed.windows(5).position(|bytes| bytes == b"\n--- ").unwrap() + 1;
    let end = sealed[line..].iter().position(|byte| *byte == b'\n').unwrap();
    sealed.len() - (line + end + 1)
}

/// The payload of a class: a nonce, and a tag for each chunk of 64 KiB.
fn payload_of(class: usize) -> usize {
    16 + class + 16 * class.div_ceil(64 * 1024)
}

fn class_of(length: usize) -> usize {
    CLASSES.into_iter().find(|class| length <= *class).unwrap()
}

/// Bytes of a length, none of them a space at the end, as JSON never has one there.
fn text(length: usize, seed: u8) -> Vec<u8> {
    let mut text: Vec<u8> = (0..length).map(|i| seed.wrapping_add((i % 251) as u8)).collect();
    if let Some(last) = text.last_mut() {
        *last = b'}';
    }
    text
}

/// Every length has the same chance, and those around a class more.
fn length() -> impl Strategy<Value = usize> {
    let near = (0..CLASSES.len(), 0_usize..5).prop_map(|(class, less)| CLASSES[class] + 2 - less);
    prop_oneof![0..=LARGEST, near.prop_map(|length| length.min(LARGEST))]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn every_length_lands_in_its_class_and_comes_back_byte_for_byte(length in length(), seed: u8) {
        let (identity, recipients) = hybrid_desk();
        let text = text(length, seed);
        let sealed = recipients.seal(ForDeskRaw(text.clone())).unwrap();
        prop_assert_eq!(payload(sealed.as_bytes()), payload_of(class_of(length)));
        let (class, stanzas) = sealed.outside().unwrap();
        prop_assert_eq!((class.size(), stanzas), (class_of(length), 1));
        let opened = identity.open(&sealed).unwrap();
        prop_assert!(opened.as_bytes() == text);
    }

    /// What is sealed is padded to one of five sizes.
    #[test]
    fn two_texts_of_one_class_have_payloads_of_one_size(one in 0..=LARGEST, share in 0.0..1.0_f64) {
        let class = class_of(one);
        let smallest = CLASSES.into_iter().rfind(|smaller| *smaller < class).map_or(0, |size| size + 1);
        let other = smallest + ((class - smallest) as f64 * share) as usize;
        let (_, recipient) = hybrid_pair(1);
        let size = |length| payload(recipient.seal(ForReporterRaw(text(length, 0))).unwrap().as_bytes());
        prop_assert_eq!(size(one), size(other));
    }
}

#[test]
fn each_class_holds_its_last_byte_and_not_one_more() {
    let (_, recipients) = x25519_desk();
    let size = |length| recipients.seal(ForDeskRaw(text(length, 0))).unwrap().outside().unwrap().0.size();
    for pair in CLASSES.windows(2) {
        assert_eq!(size(pair[0]), pair[0]);
        assert_eq!(size(pair[0] + 1), pair[1]);
    }
    assert_eq!(size(0), CLASSES[0]);
    assert_eq!(size(LARGEST), LARGEST);
    assert_eq!(CLASSES, [8192, 16384, 32768, 65536, 98304]);
}

#[test]
fn one_byte_over_the_largest_class_is_refused() {
    let (_, recipients) = x25519_desk();
    let (_, recipient) = hybrid_pair(1);
    let over = || text(LARGEST + 1, 0);
    assert!(matches!(recipients.seal(ForDeskRaw(over())), Err(SealError::TooLarge)));
    assert!(matches!(recipient.seal(ForReporterRaw(over())), Err(SealError::TooLarge)));
    assert!(Class::holding(LARGEST + 1).is_none());
}

#[test]
fn a_file_of_no_class_is_neither_accepted_nor_opened() {
    let (identity, recipients) = x25519_desk();
    let key: age::x25519::Recipient = recipients.text().trim().parse().unwrap();
    for length in [0, 1, 8191, 8193, LARGEST - 1, LARGEST + 1, 4 * LARGEST] {
        let sealed = age::encrypt(&key, &vec![b' '; length]).unwrap();
        let sealed = ForDesk::from_bytes(sealed).unwrap();
        assert!(sealed.outside().is_err(), "{length}");
        assert!(matches!(identity.open(&sealed), Err(SealError::Damaged)), "{length}");
    }
}

#[test]
fn a_file_that_was_cut_or_changed_anywhere_does_not_open() {
    let (identity, recipients) = hybrid_desk();
    let sealed = recipients.seal(ForDeskRaw(text(70_000, 1))).unwrap().as_bytes().to_vec();
    let start = sealed.len() - payload(&sealed);
    for at in [30, start - 10, start, start + 16, start + 40_000, start + 16 + 65_536, sealed.len() - 1] {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(identity.open(&ForDesk::from_bytes(changed).unwrap()).is_err(), "changed at {at}");
        let cut = ForDesk::from_bytes(sealed[..at].to_vec()).unwrap();
        assert!(identity.open(&cut).is_err(), "cut at {at}");
    }
    let longer = ForDesk::from_bytes([&sealed[..], &[0; 16]].concat()).unwrap();
    assert!(identity.open(&longer).is_err());
}

#[test]
fn a_file_longer_by_an_empty_chunk_is_of_no_class() {
    // 64 KiB fill one chunk; a second one may not be empty (age specification, "Payload").
    let (_, recipients) = x25519_desk();
    for class in CLASSES {
        let sealed = recipients.seal(ForDeskRaw(text(class, 1))).unwrap().as_bytes().to_vec();
        assert!(recipients.accept(sealed.clone()).is_ok());
        for more in [1, 16, 32] {
            assert!(recipients.accept([&sealed[..], &vec![0; more]].concat()).is_err(), "{class} and {more}");
        }
    }
}
