//! `zegel poster`: a poster and cards to hang up, for a site that has just been found right. Paper
//! cannot be taken back, so whatever `verify` refuses is not printed, and neither is a practice
//! page or an address that only this computer reaches.

mod code;
mod page;
mod sheet;
mod sizes;
mod style;

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde_json::json;

use super::checks::What;
use super::verify;
use super::visit::Visit;
use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::files::write_new;
use crate::terminal::Terminal;
pub use page::{NoRoom, page};
pub use sheet::{Place, Sheet};
use zegel_browser::markup::{Page, plain};
use zegel_core::calendar::{Clock, Day};
use zegel_core::i18n::{Language, SiteTexts, interpolate, words};

/// The arguments of the verb.
#[derive(Args)]
pub struct Poster {
    /// The language of the poster, and of the page it leads to
    #[arg(long, value_name = "LANGUAGE", value_parser = language())]
    lang: Language,
    /// The public site: https://HOST/
    #[arg(long)]
    url: String,
    /// The site's onion address, which the page has to name too
    #[arg(long, value_name = "URL")]
    onion: Option<String>,
    /// Where it will hang: adds what those who are there can think of
    #[arg(long)]
    place: Option<Place>,
    /// The organisation's own words of the language, as the server has them
    #[arg(long, value_name = "FILE")]
    words: Option<PathBuf>,
    /// The organisation's own numbers, as the server has them
    #[arg(long, value_name = "FILE")]
    helplines: Option<PathBuf>,
    /// The file to make
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

fn language() -> impl TypedValueParser<Value = Language> {
    let codes = PossibleValuesParser::new(Language::ALL.map(Language::code));
    codes.try_map(|code| Language::from_code(&code).ok_or("no such language"))
}

impl Poster {
    /// Looks at the site, makes the page, and says what to do before it hangs.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        if self.out.exists() {
            return Err(error::files::exists(&self.out));
        }
        let site_texts = self.site_texts()?;
        let onion = self.onion.as_deref().map(onion).transpose()?;
        let mut visit = Visit::new(&self.url, settings.proxy()?)?.in_language(self.lang.code());
        if visit.is_here() {
            return Err(error::site::poster_here(&visit.url()));
        }
        let (fingerprint, text) = look(&mut visit, onion.as_deref(), settings, terminal)?;
        let url = visit.url();
        let day = Clock::system().day();
        let sheet = Sheet {
            language: self.lang,
            site_texts: &site_texts,
            url: &url,
            onion: onion.as_deref().filter(|onion| !url.starts_with(onion)),
            fingerprint: &fingerprint,
            day,
            place: self.place,
        };
        if let Some(line) = sheet.sentences().into_iter().find(|line| !text.contains(&plain(line))) {
            return Err(error::site::poster_words(&line));
        }
        let page = page(&sheet).map_err(|NoRoom| error::site::poster_full())?;
        self.write(page.as_bytes())?;
        self.tell(&sheet, day, terminal);
        Ok(())
    }

    /// What the site says, of which this computer knows only what the program itself says.
    fn site_texts(&self) -> Result<SiteTexts, DeskError> {
        let own = self.words.as_deref().map(read).transpose()?;
        let helplines = self.helplines.as_deref().map(read).transpose()?;
        let own: BTreeMap<_, _> = own.into_iter().map(|own| (self.lang, own)).collect();
        SiteTexts::new(vec![self.lang], &own, helplines.as_deref())
            .map_err(|why| error::site::poster_wording(&why))
    }

    fn write(&self, page: &[u8]) -> Result<(), DeskError> {
        write_new(&self.out, page).map_err(|error| {
            if error.kind() == ErrorKind::AlreadyExists {
                error::files::exists(&self.out)
            } else {
                error::files::write(&self.out, error)
            }
        })
    }

    fn tell(&self, sheet: &Sheet<'_>, day: Day, terminal: &Terminal) {
        let file = self.out.display().to_string();
        if terminal.is_json() {
            let Sheet { url, onion, fingerprint, .. } = sheet;
            terminal.print_json(
                &json!({ "file": file, "url": url, "onion": onion, "fingerprint": fingerprint, "date": day }),
            );
        } else {
            terminal.print_text(&interpolate(
                &terminal.texts.desk.desk.poster_made,
                &[("file", &file), ("url", sheet.url)],
            ));
        }
    }
}

fn read(path: &Path) -> Result<String, DeskError> {
    let file = fs::read(path).map_err(|error| error::files::read(path, error))?;
    error::files::text(path, &file).map(str::to_owned)
}

/// Finds the site right, or says what is wrong; gives the fingerprint that is trusted, and all that
/// the page says.
fn look(
    visit: &mut Visit,
    onion: Option<&str>,
    settings: &Settings,
    terminal: &Terminal,
) -> Result<(String, String), DeskError> {
    let url = visit.url();
    let answer = visit.page()?;
    if visit.url() != url {
        return Err(error::site::redirect(&visit.url()));
    }
    let page = Page::parse(answer.text());
    let text = page.text();
    if page.has_class("banner") || is_practice(&text) {
        return Err(error::site::poster_practice());
    }
    if let Some(onion) = onion.filter(|onion| !text.contains(onion.trim_end_matches('/'))) {
        return Err(error::site::poster_onion(onion));
    }
    let lines = verify::compare(visit, &answer, settings, terminal)?;
    verify::show_unequal(&lines, terminal);
    verify::conclude(&lines)?;
    let trusted = lines.into_iter().find(|line| matches!(line.what, What::Trusted));
    Ok((trusted.map(|line| line.found).unwrap_or_default(), text))
}

/// Whether it says what a practice page says, in any language.
fn is_practice(text: &str) -> bool {
    Language::ALL.into_iter().any(|language| text.contains(&plain(&words(language).page.demo)))
}

/// `http://….onion/`, as the site's own page writes it but for the last stroke.
fn onion(text: &str) -> Result<String, DeskError> {
    let name = text.strip_prefix("http://").unwrap_or(text).trim_end_matches('/');
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-');
    if !name.ends_with(".onion") || !name.chars().all(is_name) {
        return Err(error::site::poster_onion(text));
    }
    Ok(format!("http://{name}/"))
}
