//! The dependency table: which module may import which. Cargo holds the crates apart; the rows hold
//! what is inside each.

/// The modules of a crate in reading order, each with what it may import: modules of its own crate,
/// and modules of others by `crate::module` or `crate::*`.
pub type Rows = &'static [(&'static str, &'static [&'static str])];

/// Folder below `src/`, name in paths, and rows of each crate.
pub const CRATES: [(&str, &str, Rows); 4] = [
    ("core", "zegel_core", CORE),
    ("browser", "zegel_browser", BROWSER),
    ("server", "zegeld", SERVER),
    ("desk", "zegel", DESK),
];

const CORE: Rows = &[
    ("json", &[]),
    ("invisible", &[]),
    ("text_file", &["invisible"]),
    ("opening_hours", &[]),
    ("calendar", &["opening_hours"]),
    ("id", &[]),
    ("questionnaire", &[]),
    ("seal", &["text_file"]),
    ("signature", &["id"]),
    ("withdrawal", &[]),
    ("document", &["json", "calendar", "id", "questionnaire", "seal", "signature", "withdrawal"]),
    ("thread", &["calendar", "id", "seal", "withdrawal"]),
    ("backup", &["calendar", "id"]),
    ("token", &["document", "id", "invisible", "seal", "thread", "withdrawal"]),
    ("wire", &["calendar", "id", "seal", "signature", "thread", "token", "withdrawal"]),
    ("i18n", &["opening_hours", "questionnaire", "token"]),
    ("doctor", &[]),
];

const BROWSER: Rows = &[
    ("assets", &[]),
    ("markup", &[]),
    ("address", &[]),
    ("answer", &[]),
    ("compare", &["answer", "assets", "markup"]),
];

const SERVER: Rows = &[
    ("config", &["core::text_file", "core::seal", "core::signature", "core::i18n"]),
    ("event", &["config"]),
    (
        "store",
        &[
            "event",
            "core::calendar",
            "core::id",
            "core::json",
            "core::seal",
            "core::thread",
            "core::withdrawal",
        ],
    ),
    ("health", &["store", "core::calendar", "core::backup", "core::wire"]),
    ("listen", &["event", "core::id", "core::seal", "core::signature"]),
    ("web", &["event", "health", "config", "store", "listen", "core::*", "browser::assets"]),
    ("admin", &["event", "health", "config", "store", "listen", "web", "core::*", "browser::*"]),
];

const DESK: Rows = &[
    ("identity", &["core::seal"]),
    ("texts", &["core::headings", "core::i18n", "core::texts"]),
    ("text", &["core::invisible"]),
    ("platform", &[]),
    ("files", &["platform", "core::id"]),
    ("signals", &["platform"]),
    ("memory_folder", &["platform", "files", "signals", "core::id"]),
    ("process", &["platform", "memory_folder", "signals"]),
    ("agent", &["platform", "files", "signals"]),
    ("help", &["core::i18n"]),
    ("printable", &["core::i18n"]),
    ("error", &["platform", "texts", "core::*"]),
    ("exit_code", &["error"]),
    ("terminal", &["platform", "text", "texts", "error", "core::i18n", "core::json"]),
    ("pager", &["text", "signals"]),
    ("progress", &["platform"]),
    ("server", &["platform", "files", "signals", "error", "core::*", "browser::address"]),
    ("config", &["platform", "agent", "files", "error", "server", "core::i18n", "core::id", "core::seal"]),
    ("trust", &["platform", "identity", "texts", "files", "error", "config", "core::*"]),
    ("notice", &["texts", "error", "terminal", "trust", "core::calendar", "core::i18n", "core::id"]),
    ("case", &["text", "files", "error", "trust", "core::*"]),
    (
        "keys",
        &[
            "platform", "agent", "identity", "text", "texts", "files", "signals", "error", "terminal",
            "config", "notice", "core::*",
        ],
    ),
    (
        "session",
        &[
            "platform", "identity", "files", "error", "terminal", "progress", "server", "config", "trust",
            "notice", "case", "keys", "core::*",
        ],
    ),
    ("view", &["text", "texts", "trust", "case", "core::*"]),
    (
        "act",
        &[
            "texts", "files", "error", "server", "config", "trust", "notice", "case", "session", "view",
            "core::*",
        ],
    ),
    (
        "site",
        &[
            "texts",
            "files",
            "printable",
            "error",
            "terminal",
            "server",
            "config",
            "trust",
            "core::*",
            "browser::*",
        ],
    ),
    (
        "export",
        &[
            "platform",
            "texts",
            "text",
            "files",
            "printable",
            "error",
            "terminal",
            "config",
            "trust",
            "notice",
            "case",
            "keys",
            "session",
            "view",
            "act",
            "core::*",
        ],
    ),
    (
        "verb",
        &[
            "platform",
            "agent",
            "identity",
            "texts",
            "text",
            "files",
            "printable",
            "error",
            "terminal",
            "pager",
            "progress",
            "server",
            "config",
            "trust",
            "notice",
            "case",
            "keys",
            "session",
            "view",
            "act",
            "site",
            "memory_folder",
            "help",
            "core::*",
        ],
    ),
    (
        "screen",
        &[
            "texts",
            "text",
            "files",
            "signals",
            "platform",
            "memory_folder",
            "error",
            "terminal",
            "progress",
            "server",
            "config",
            "trust",
            "notice",
            "case",
            "keys",
            "session",
            "view",
            "act",
            "export",
            "core::*",
        ],
    ),
    ("cli", &["help", "config", "export", "keys", "site", "verb"]),
    (
        "launch",
        &["platform", "help", "exit_code", "error", "terminal", "config", "verb", "screen", "core::i18n"],
    ),
];

/// What opens something, and the modules that may name it.
pub const OPENERS: [(&[&str], &[&str]); 2] = [
    (&["core", "seal", "hybrid", "Identity"], &["core::seal", "core::token", "desk::identity"]),
    (&["core", "seal", "ThrowawayKey"], &["core::seal", "server::admin"]),
];

/// The rows of a crate by its folder.
pub fn rows(folder: &str) -> Rows {
    CRATES.iter().find(|(name, _, _)| *name == folder).map_or(&[], |(_, _, rows)| rows)
}

/// Whether a module may import another, both as folder of the crate and name.
pub fn may_import(from: (&str, &str), to: (&str, &str)) -> bool {
    let Some((_, allowed)) = rows(from.0).iter().find(|(name, _)| *name == from.1) else { return false };
    let own = from.0 == to.0;
    allowed.iter().any(|allowed| match allowed.split_once("::") {
        None => own && *allowed == to.1,
        Some((folder, module)) => folder == to.0 && (module == "*" || module == to.1),
    })
}
