//! Targets: for each reader of bytes that a stranger may have made, a function that takes any bytes and asserts
//! what must hold of them. The fuzzer beside this folder and the tests in `core::fuzzed` run the same ones.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a target may fail")]

use zegel_core::invisible::is_invisible;

pub mod age_header;
pub mod backup_image;
pub mod config;
pub mod desk_ndjson;
pub mod documents;
pub mod export_tar;
pub mod form;
pub mod page;
pub mod proxy_line;
pub mod recipients;
mod site;
pub mod token;
pub mod wire;

/// One target, by the name of its program, its seeds and its dictionary.
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// Asserts what must hold of these bytes.
    pub run: fn(&[u8]),
}

/// All of them.
pub const TARGETS: [Target; 12] = [
    Target { name: "age_header", run: age_header::run },
    Target { name: "backup_image", run: backup_image::run },
    Target { name: "config", run: config::run },
    Target { name: "desk_ndjson", run: desk_ndjson::run },
    Target { name: "documents", run: documents::run },
    Target { name: "export_tar", run: export_tar::run },
    Target { name: "form", run: form::run },
    Target { name: "page", run: page::run },
    Target { name: "proxy_line", run: proxy_line::run },
    Target { name: "recipients", run: recipients::run },
    Target { name: "token", run: token::run },
    Target { name: "wire", run: wire::run },
];

/// Whether a text can be shown on a terminal and does nothing there but end a line or indent it.
fn is_harmless(text: &str) -> bool {
    text.chars().all(|c| c == '\n' || c == '\t' || !(c.is_control() || is_invisible(c)))
}
