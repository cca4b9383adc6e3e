//! Core of the service: what is written, sealed, stored and sent, and who can open it. Server and desk
//! are both made of it.
//!
//! What is absent: sockets, files and a terminal. Bytes and days come in as arguments, and everything
//! can be tried in memory.
//!
//! # Reading order
//!
//! 1. [`calendar`] and [`id`]: the only times and names there are; [`opening_hours`]: when a helpline answers;
//!    [`json`]: how values are written; [`invisible`]: what nobody sees of a text.
//! 2. [`questionnaire`]: what the form asks.
//! 3. [`seal`]: from words to bytes that may be stored, and back. Its types say who can open what.
//! 4. [`signature`] and [`withdrawal`]: how a caseworker and a reporter prove who they are.
//! 5. [`document`]: reports, messages, replies and notes, which are sealed.
//! 6. [`thread`]: what the store knows about them; [`backup`]: what is known about a copy of the store.
//! 7. [`token`]: the reporter's code, and all that follows from it.
//! 8. [`wire`]: what browser, server and desk send each other.
//! 9. [`i18n`]: every text that a reporter reads; [`doctor`]: what both doctors print.
//!
//! # Glossary
//!
//! - *Report*: what a reporter sends first. *Message*: what the same reporter adds later. *Reply*: what
//!   the desk answers.
//! - *Desk*: the side of the caseworkers, never a person. Four kinds of people use the service: reporter,
//!   caseworker, administrator, and the organisation.
//! - *Token*: the reporter's 28 characters, on the page called a code. *Mailbox*: where it leads, the
//!   SHA-256 of a credential that follows from it.
//! - *Thread*: the server's record of one report and all that follows. *Case*: the same thread, opened,
//!   at the desk.
//! - *Entry*: one sealed document of a thread. *Note*: an entry that only the desk reads.
//! - *Seal*, *open*: encrypt to recipients, decrypt with an identity, both as in the age format.
//! - *Recipients*: the public keys that a report is sealed for; *set*: all of them together;
//!   *fingerprint*: the digest of a set; *pin*: a set that a caseworker's computer trusts.
//! - *Reseal*: seal the same document again for another set.
//! - *Withdrawn*: taken back by the reporter. *Deleted*: removed by the desk. *Tombstone*: what is
//!   remembered of either, so that a restored backup does not bring it back.
//! - *Retention*: how long a thread is kept after the last words of reporter or desk. *Purge*: its removal
//!   after that.
//! - *Generation*: which restored copy of the store this is.
//! - *Lamport clock*: a number in each note, one more than the highest its author had seen. It puts the
//!   notes of a case in the same order on every desk, without a clock.

pub mod json;
pub mod invisible;
pub mod text_file;
pub mod opening_hours;
pub mod calendar;
pub mod id;
pub mod questionnaire;
pub mod seal;
pub mod signature;
pub mod withdrawal;
pub mod document;
pub mod thread;
pub mod backup;
pub mod token;
pub mod wire;
pub mod i18n;
pub mod doctor;
