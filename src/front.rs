//! What a browser is given beside the words: the one style, the script that seals, and the policy
//! that allows these two and nothing else. The server gives it; the desk's `verify` compares.

pub mod markup;

use std::sync::LazyLock;

use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest, Sha256};

/// Inline in every page, so that a page is one request.
pub const STYLE: &str = include_str!("web/style.css");

/// Also inline where a page holds a code, answers, figures or a table; the form needs its room for
/// words.
pub const MORE_STYLE: &str = include_str!("web/more.css");

/// The script that seals in the browser, as `web/browser/build.rs` bundled it.
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

/// The script, if this program was built with it.
pub fn script() -> Option<&'static Script> {
    static SCRIPT: LazyLock<Option<Script>> = LazyLock::new(|| BUNDLE.map(Script::new));
    SCRIPT.as_ref()
}

/// The attributes of the one script element; none if this program was built without the script.
pub fn script_element() -> Option<String> {
    let Script { path, integrity, .. } = script()?;
    Some(format!("type=\"module\" src=\"{path}\" integrity=\"{integrity}\""))
}

/// The script and the same as gzip.
type Bundle = (&'static [u8], &'static [u8]);

#[cfg(feature = "browser-sealing")]
const BUNDLE: Option<Bundle> = Some((
    include_bytes!(concat!(env!("OUT_DIR"), "/script.js")),
    include_bytes!(concat!(env!("OUT_DIR"), "/script.js.gz")),
));

#[cfg(not(feature = "browser-sealing"))]
const BUNDLE: Option<Bundle> = None;

impl Script {
    fn new((text, gzip): Bundle) -> Self {
        let path = format!("/script/{}.js", HEXLOWER.encode(&Sha256::digest(text)));
        Self { text, gzip, path, integrity: hash(text) }
    }
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
    let script = script().map(|script| {
        let hash = &script.integrity;
        format!(
            "; script-src '{hash}'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
        )
    });
    let script = script.unwrap_or_default();
    format!(
        "default-src 'none'; style-src '{style}' '{more}'; img-src data:{script}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}
