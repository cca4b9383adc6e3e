//! `zegel verify`: what a visitor of the public site gets, held against this release and the
//! pinned recipients. It pins nothing, sends nothing of ours, and needs neither server nor key.

use clap::Args;
use serde_json::json;

use crate::config::{Settings, state_folder};
use crate::error::{self, DeskError};
use crate::site::checks::{self, Line, Trusted, What};
use crate::site::release::Release;
use crate::site::visit::Visit;
use crate::terminal::Terminal;
use crate::trust::admission::expected_installations;
use crate::trust::pins::Pins;
use zegel_browser::answer::Answer;
use zegel_browser::assets;
use zegel_browser::markup::Page;
use zegel_core::i18n::interpolate;
use zegel_core::id::Instance;
use zegel_core::wire::{SITE, Site};

/// A certificate is renewed long before: with thirty days to go, or a third of its time.
const SOON_DAYS: u64 = 14;
/// So many characters of a value are shown.
const LONGEST: usize = 64;
/// So many of them before the place where two values part.
const BEFORE: usize = 16;

/// The arguments of the verb.
#[derive(Args)]
pub struct Verify {
    /// The public site: https://HOST/ or one language, https://HOST/nl/
    url: String,
}

impl Verify {
    /// Visits, compares, and says so line by line.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        // A fingerprint that is none is said before anything is visited.
        settings.fingerprint()?;
        let mut visit = Visit::new(&self.url, settings.proxy()?)?;
        let answer = visit.page()?;
        let lines = compare(&mut visit, &answer, settings, terminal)?;
        let release = Release::of_this_program()?;
        if terminal.is_json() {
            terminal.print_json(&as_json(&lines, &visit, &release));
        } else {
            lines.iter().for_each(|line| show_line(line, terminal));
            show_release(&release, terminal);
        }
        conclude(&lines)?;
        lasts(visit.days_left())?;
        if !terminal.is_json() {
            if let Some(days) = visit.days_left() {
                let words = &terminal.texts.desk.desk.verify_days;
                terminal.print_text(&interpolate(words, &[("days", &days.to_string())]));
            }
            terminal.print_text(&interpolate(
                &terminal.texts.desk.desk.verify_all_equal,
                &[("url", &visit.url())],
            ));
        }
        Ok(())
    }
}

/// Whether an address is one that can be visited from here.
pub fn address(url: &str, settings: &Settings) -> Result<(), DeskError> {
    Visit::new(url, settings.proxy()?).map(drop)
}

/// Visits and compares, and says nothing but the worst of what was found.
pub fn check(url: &str, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
    let mut visit = Visit::new(url, settings.proxy()?)?;
    let answer = visit.page()?;
    conclude(&compare(&mut visit, &answer, settings, terminal)?)?;
    lasts(visit.days_left())
}

/// The certificate must not end soon: on that day browsers show no page any more.
pub fn lasts(days: Option<u64>) -> Result<(), DeskError> {
    match days {
        Some(days @ ..SOON_DAYS) => Err(error::site::ends(days)),
        _ => Ok(()),
    }
}

/// The page is there; whatever else does not come is a difference.
pub fn compare(
    visit: &mut Visit,
    answer: &Answer,
    settings: &Settings,
    terminal: &Terminal,
) -> Result<Vec<Line>, DeskError> {
    let page = Page::parse(answer.text());
    let mut lines = checks::page(answer, &page);
    lines.push(second(visit, &page, terminal));
    lines.push(file(visit, terminal));
    lines.extend(recipients(visit, &page, settings, terminal)?);
    lines.push(Line::new(What::Headers, "", visit.unwanted()));
    Ok(lines)
}

/// The page once more, as the next visitor gets it.
fn second(visit: &mut Visit, first: &Page<'_>, terminal: &Terminal) -> Line {
    match visit.page() {
        Ok(answer) => checks::fresh(first, &Page::parse(answer.text())),
        Err(error) => Line::new(What::Fresh, "", fact(&error, terminal)),
    }
}

/// The script's file.
fn file(visit: &mut Visit, terminal: &Terminal) -> Line {
    let script = assets::script();
    let found = match visit.get(&script.path) {
        Ok(answer) if answer.body == script.text => script.integrity.clone(),
        Ok(answer) => assets::hash(&answer.body),
        Err(error) => fact(&error, terminal),
    };
    Line::new(What::File, &script.integrity, found)
}

fn recipients(
    visit: &mut Visit,
    page: &Page<'_>,
    settings: &Settings,
    terminal: &Terminal,
) -> Result<Vec<Line>, DeskError> {
    let odd = |found: String| Ok(vec![Line::new(What::Site, "", found)]);
    let site: Site = match visit.get(SITE.path) {
        Ok(answer) => match serde_json::from_slice(&answer.body) {
            Ok(site) => site,
            Err(_) => return odd(String::from_utf8_lossy(&answer.body).into_owned()),
        },
        Err(error) => return odd(fact(&error, terminal)),
    };
    let Some(set) = checks::recipients(&site) else { return odd(site.recipients.join(", ")) };
    Ok(checks::site(&site, &set, page, trusted(settings, site.instance)?))
}

/// What this computer trusts of a site that says it is this installation. A number that is not the
/// pinned one does not make it a site of which nothing is known: it is another than expected, unless
/// somebody names a set that is pinned for none.
fn trusted(settings: &Settings, instance: Instance) -> Result<Trusted, DeskError> {
    let given = settings.fingerprint()?;
    let named = settings.named_fingerprint()?;
    let expected = expected_installations(settings)?;
    let mut pinned = Vec::new();
    for installation in &expected {
        let pins = Pins::read(&state_folder()?, *installation)?;
        pinned.extend(pins.map(|pins| (*installation, pins.fingerprint())));
    }
    if expected.contains(&instance) {
        let own = pinned.into_iter().find(|(installation, _)| *installation == instance);
        let fingerprint = given.or(own.map(|(_, fingerprint)| fingerprint));
        return Ok(Trusted { instance: Some(instance.to_string()), fingerprint });
    }
    let is_another_site = named.is_some_and(|named| pinned.iter().all(|(_, set)| *set != named));
    if expected.is_empty() || is_another_site {
        return Ok(Trusted { instance: None, fingerprint: given });
    }
    let only = if pinned.len() == 1 { pinned.pop() } else { None };
    let fingerprint = given.or(only.map(|(_, fingerprint)| fingerprint));
    let expected: Vec<String> = expected.iter().map(Instance::to_string).collect();
    Ok(Trusted { instance: Some(expected.join(", ")), fingerprint })
}

/// An error without its advice.
fn fact(error: &DeskError, terminal: &Terminal) -> String {
    error.text(terminal.texts.desk).lines().next().unwrap_or_default().to_owned()
}

/// All must be equal, and known.
pub fn conclude(lines: &[Line]) -> Result<(), DeskError> {
    let differ = lines.iter().filter(|line| line.is_equal() == Some(false)).count();
    if differ > 0 {
        return Err(error::site::differs(differ, lines.len()));
    }
    match lines.iter().find(|line| line.is_equal().is_none()) {
        Some(unknown) => Err(error::site::unpinned(&unknown.found)),
        None => Ok(()),
    }
}

/// What is not equal, or not known.
pub fn show_unequal(lines: &[Line], terminal: &Terminal) {
    if !terminal.is_json() {
        lines.iter().filter(|line| line.is_equal() != Some(true)).for_each(|line| show_line(line, terminal));
    }
}

/// By what the site was held.
fn show_release(release: &Release, terminal: &Terminal) {
    let values = [("version", release.version), ("sum", &release.sum)];
    terminal.print_text(&interpolate(&terminal.texts.desk.desk.verify_release, &values));
}

/// What was found stands set in, so that no text of a site can look like a line of ours.
fn show_line(line: &Line, terminal: &Terminal) {
    let words = &terminal.texts.desk.desk;
    let says = |text: &str| terminal.print_text(&interpolate(text, &[("what", line.what.name(words))]));
    let value = |text: &str, value: &str, other: &str| {
        let part = if value.is_empty() { words.verify_nothing.clone() } else { shortened(value, other) };
        terminal.print_indented(&interpolate(text, &[("value", &part)]));
    };
    match &line.wanted {
        Some(wanted) if *wanted == line.found => says(&words.verify_equal),
        Some(wanted) => {
            says(&words.verify_differs);
            value(&words.verify_wanted, wanted, &line.found);
            value(&words.verify_found, &line.found, wanted);
            if matches!(line.what, What::Fresh) {
                terminal.print_indented(&words.verify_cached);
            }
        }
        None => {
            says(&words.verify_unknown);
            value(&words.verify_found, &line.found, "");
        }
    }
}

/// A value on one line, from shortly before the place where it parts from the other one.
fn shortened(value: &str, other: &str) -> String {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let count = value.chars().count();
    if count <= LONGEST {
        return value;
    }
    let same = value.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let from = same.saturating_sub(BEFORE);
    let part: String = value.chars().skip(from).take(LONGEST).collect();
    let before = if from > 0 { "…" } else { "" };
    let after = if from + LONGEST < count { "…" } else { "" };
    format!("{before}{part}{after}")
}

fn as_json(lines: &[Line], visit: &Visit, release: &Release) -> serde_json::Value {
    let compared: Vec<_> = lines
        .iter()
        .map(|line| {
            let Line { what, wanted, found } = line;
            json!({ "what": what.id(), "equal": line.is_equal(), "expected": wanted, "found": found })
        })
        .collect();
    let equal = lines.iter().all(|line| line.is_equal() == Some(true));
    json!({
        "url": visit.url(),
        "equal": equal,
        "compared": compared,
        "certificate_days": visit.days_left(),
        "release": { "version": release.version, "sha256": release.sum },
    })
}
