//! What is written, sealed, stored and sent, and who can open it. No socket, no file, no terminal.

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
