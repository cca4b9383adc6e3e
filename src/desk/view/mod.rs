//! Cases as text: lists, threads, answers and the history of a case.

pub mod alarm;
pub mod answers;
pub mod counts;
pub mod facts;
pub mod history;
pub mod inbox;
pub mod links;
pub mod odd;
pub mod recipients;
pub mod table;
pub mod thread;
pub mod unattested;
