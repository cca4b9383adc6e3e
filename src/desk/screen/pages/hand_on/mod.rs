//! Handing a report on, in steps: to whom, what the reporter's wish allows, what a caseworker writes, which
//! lines stay behind, what goes just so, who could know it, and where it goes. Only the last one hands on;
//! before it a colleague may have to look.

mod colleague;
mod destination;
mod handing;
mod lines;
mod look;
mod receiver;
mod wish;
mod writing;

pub use receiver::open;
