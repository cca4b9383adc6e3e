//! Static assets of the page (style, script) and the Content-Security-Policy that allows exactly
//! these. The server gives them; `zegel verify` compares.

use std::sync::LazyLock;

use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest, Sha256};

/// HTML is padded to multiples of this, in bytes: pages with and without an answer have the same size.
pub const PAGE_SIZE: usize = 24 * 1024;

/// Inline in every page, so that a page is one request.
pub const STYLE: &str = include_str!("style.css");

/// Also inline in every page but the first, which needs its room for words.
pub const MORE_STYLE: &str = include_str!("more.css");

/// The script that seals in the browser, as `script/bundle.mjs` made it of the sources beside it.
pub struct Script {
    /// JavaScript, one module.
    pub text: &'static [u8],
    /// The same, for a browser that takes gzip (RFC 1952).
    pub gzip: &'static [u8],
    /// Where it is served: its name is its hash, so that another script has another address.
    pub path: String,
    /// Its hash as `integrity` and the policy write it (Subresource Integrity, section 3.1).
    pub integrity: String,
}

/// The script.
pub fn script() -> &'static Script {
    static SCRIPT: LazyLock<Script> = LazyLock::new(|| {
        let text = include_bytes!("script.js");
        let path = format!("/script/{}.js", HEXLOWER.encode(&Sha256::digest(text)));
        Script { text, gzip: include_bytes!("script.js.gz"), path, integrity: hash(text) }
    });
    &SCRIPT
}

/// The attributes of the one script element.
pub fn script_element() -> String {
    let Script { path, integrity, .. } = script();
    format!("type=\"module\" src=\"{path}\" integrity=\"{integrity}\"")
}

/// SHA-256 as a source expression without its quotes (CSP Level 3, section 2.3.1).
pub fn hash(bytes: &[u8]) -> String {
    format!("sha256-{}", BASE64.encode(&Sha256::digest(bytes)))
}

/// The Content-Security-Policy of every page: the page's own styles; images that stand in the page
/// itself, for the empty icon that keeps browsers from asking for one; the one script, which may
/// speak with this server only and may turn no text into markup; posts only to itself.
pub fn policy() -> String {
    let [style, more] = [STYLE, MORE_STYLE].map(|style| hash(style.as_bytes()));
    let script = &script().integrity;
    format!(
        "default-src 'none'; style-src '{style}' '{more}'; img-src data:; script-src '{script}'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}
