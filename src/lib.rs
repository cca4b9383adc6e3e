//! Zegel: an anonymous tip service. Somebody writes on a web page what they saw; it is sealed for
//! the desk's age keys; a token opens the answers; the server keeps nothing that opens anything.
//!
//! # Layout
//!
//! Files in the root are nouns and touch nothing outside. Each folder is a door and owns one
//! technology. `bin/` only parses and calls. A room may import only from rooms named in its row of
//! the table in `tests/it/layout.rs`, which a test holds against this source. In reading order:
//!
//! - [`event`]: all that the server ever says
//! - [`calendar`]: the week, which the store knows, and the day, which only a document knows
//! - [`id`]: names that are no counters
//! - [`front`]: what a browser is given beside the words
//! - [`questionnaire`]: what is asked, as ids
//! - [`seal`]: from a document to an age file, and back for whoever holds a key
//! - [`signature`]: the desk's second key
//! - [`withdrawal`]: what shows that a reporter took a report back
//! - [`document`]: what a person wrote, and its JSON
//! - [`thread`]: what is known of a case without opening it
//! - [`backup`]: what is known of a backup without opening it
//! - [`token`]: the reporter's code, and all that follows from it
//! - [`wire`]: both APIs' types
//! - [`health`]: what the machine and the timers say of themselves
//! - [`words`]: what pages and desk say
//! - [`config`]: what an organisation decides
//! - [`store`]: SQLite, kept silent
//! - [`listen`]: from a socket to a request
//! - [`web`]: the page, the public API, the desk's API
//! - [`manual`]: what is written of a command line itself
//! - [`keeper`]: the administrator's verbs
//! - [`desk`]: the caseworker's command line
//!
//! # What is absent
//!
//! Nothing in `web` or `store` can open what the desk reads: [`seal::Identity`] is named in `seal`,
//! `desk` and `keeper` only. Nothing in `store` can name a document or a token. Nothing anywhere
//! writes a log line with a word, an id, an address or a time in it: [`event::Event`] has no room.

#[cfg(feature = "server")]
pub mod event;
pub mod calendar;
pub mod id;
pub mod front;
pub mod questionnaire;
pub mod seal;
pub mod signature;
pub mod withdrawal;
pub mod document;
pub mod thread;
pub mod backup;
#[cfg(feature = "server")]
pub mod token;
pub mod wire;
#[cfg(feature = "server")]
pub mod health;
pub mod words;
#[cfg(feature = "server")]
pub mod config;
#[cfg(feature = "server")]
pub mod store;
#[cfg(feature = "server")]
pub mod listen;
#[cfg(feature = "server")]
pub mod web;
#[cfg(any(feature = "server", feature = "desk"))]
pub mod manual;
#[cfg(feature = "server")]
pub mod keeper;
#[cfg(feature = "desk")]
pub mod desk;
