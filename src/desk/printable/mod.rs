//! Printable documents: one HTML file each, complete in itself, which any browser shows and prints.
//! A browser has the letters of every script and sets them from the right or from the left. The file
//! has no script and no link, and its policy lets it load nothing, so opening it asks nobody anything.

pub mod line_count;

use data_encoding::BASE64;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use zegel_core::i18n::Language;

/// Typefaces that computers have, the most frequent first: the first five are equally wide.
pub const SANS: &str =
    "Arial,Helvetica,\"Liberation Sans\",Arimo,\"Nimbus Sans\",\"Noto Sans\",\"DejaVu Sans\",sans-serif";
/// Typefaces in which every character has one width and no two look alike.
pub const MONO: &str = "Consolas,Menlo,\"DejaVu Sans Mono\",\"Liberation Mono\",\"Noto Sans Mono\",monospace";

/// One document. It holds no time, no author and no name of a program.
pub struct Document<'a> {
    /// The language of the words that are ours.
    pub language: Language,
    /// What the window is called. A list of files shows it, so it names no subject.
    pub title: &'a str,
    /// How it looks. Never anybody else's words.
    pub style: &'a str,
    /// What it says.
    pub body: Markup,
}

impl Document<'_> {
    /// The whole file. A browser is asked not to translate it: that would send its words to somebody.
    pub fn to_html(&self) -> String {
        let document = html! {
            (DOCTYPE)
            html lang=(self.language.code()) translate="no" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(policy(self.style));
                    meta name="referrer" content="no-referrer";
                    meta name="google" content="notranslate";
                    meta name="format-detection" content="telephone=no,address=no,email=no,date=no";
                    meta name="viewport" content="width=device-width,initial-scale=1";
                    title { (self.title) }
                    style { (PreEscaped(self.style)) }
                }
                body { (self.body) }
            }
        };
        document.into_string()
    }
}

/// A Content-Security-Policy that allows this style, and nothing else at all.
fn policy(style: &str) -> String {
    let digest = BASE64.encode(&Sha256::digest(style));
    format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
}
