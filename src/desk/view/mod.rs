//! Cases as text: lists, threads, answers and the history of a case.

pub mod alarm;
pub mod answers;
pub mod history;
pub mod odd;
pub mod table;
pub mod thread;
