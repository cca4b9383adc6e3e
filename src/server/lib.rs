//! Server of the service, `zegeld`: takes reports on a web page, seals and stores them, and gives them
//! to the desk.
//!
//! # Reading order
//!
//! 1. [`config`]: what it reads of the administrator's file.
//! 2. [`event`]: all that it ever logs, as fixed sentences.
//! 3. [`store`]: threads and sealed bodies in SQLite; [`health`]: what it sees of its machine.
//! 4. [`listen`]: from a socket to a request, without keeping an address.
//! 5. [`web`]: the page, the public API and the desk's API.
//! 6. [`admin`]: the verbs of the command line, and the process that joins all of this.
//!
//! # What is absent
//!
//! Anything that opens a report. Reports are sealed for the desk's recipients, and the identities that
//! open them are types of the crate `zegel`, which this one does not depend on. Nor could it write one of
//! its own: an identity implements a trait of the crate `age`, which this crate does not depend on either,
//! so nothing in it can name that trait. A test holds both (`repository::features`).
//!
//! Two keys do exist here, and neither opens a report from a reporter to a real desk: the one that
//! follows from a token, which opens replies for the one request that brings it, and a throw-away key of
//! the practice site and the self-test.
//!
//! Also absent: a logger, a clock finer than a day, and cookies.

pub mod config;
pub mod event;
pub mod store;
pub mod health;
pub mod listen;
pub mod web;
pub mod admin;
