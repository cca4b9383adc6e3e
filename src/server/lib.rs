//! The server, `zegeld`: accepts reports on a web page, seals and stores them, and gives them to the
//! caseworkers' clients.

pub mod event;
pub mod config;
pub mod store;
pub mod health;
pub mod listen;
pub mod web;
pub mod admin;
