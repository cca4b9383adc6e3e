//! The server, `zegeld`: takes sealed reports on a web page, keeps them, and gives them to the desk.

pub mod event;
pub mod config;
pub mod store;
pub mod health;
pub mod listen;
pub mod web;
pub mod admin;
