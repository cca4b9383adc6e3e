//! Live server: asks the running server only what anybody could ask, and checks the answers.

use hyper::StatusCode;

use super::hidden_field;
use crate::admin::visit::{Endpoint, get, post};
use crate::config::Config;
use crate::health::selftest::Step;
use crate::web::{UNMAINTAINED, UNPROVED};
use zegel_browser::compare;
use zegel_browser::markup::{Page, plain};
use zegel_core::i18n::Language;
use zegel_core::token::Token;
use zegel_core::wire::{SITE, Site};

/// The `Host` header of every request. Nothing that is served depends on it.
const HOST: &str = "selftest";

/// Checks the page in each language, the answer to a code that nobody has, and the desk's listener.
pub(super) async fn check(config: &Config, page: &Endpoint, desk: &Endpoint) -> Result<(), Step> {
    let closed = is_closed(page).await.ok_or(Step::Page)?;
    for language in config.site_texts.languages() {
        first_page(config, *language, page, closed).await.ok_or(Step::Page)?;
    }
    look_up(config, page).await.ok_or(Step::LookUp)?;
    match desk.ask(get(HOST, "/healthz")).await {
        Ok(answer) if answer.status == StatusCode::OK => Ok(()),
        Ok(answer) if closed && answer.text() == UNPROVED => Ok(()),
        Ok(answer) if answer.text() == UNMAINTAINED => Err(Step::Maintenance),
        _ => Err(Step::Desk),
    }
}

/// Whether the page is closed because no key has proved itself yet. That is no failure: the page says
/// so and shows the telephone numbers.
async fn is_closed(page: &Endpoint) -> Option<bool> {
    let answer = page.ask(get(HOST, SITE.path)).await.ok()?;
    serde_json::from_slice::<Site>(&answer.body).ok().map(|site| !site.open)
}

/// Checks the first page in a language: its status, every telephone number, and the policy of this
/// release.
async fn first_page(config: &Config, language: Language, page: &Endpoint, closed: bool) -> Option<()> {
    let answer = page.ask(get(HOST, &format!("/{}/", language.code()))).await.ok()?;
    let status = if closed { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    let text = Page::parse(answer.text()).text();
    let shows_all = config.site_texts.helplines().iter().all(|line| {
        // The one sign of a link that is written otherwise in an attribute.
        let link = line.link.replace('&', "&amp;");
        let has_link = answer.text().contains(&format!("href=\"{link}\""));
        has_link && text.contains(&plain(&line.number))
    });
    (answer.status == status && shows_all && compare::policy(&answer).is_equal()).then_some(())
}

/// Checks that two codes that nobody has get the same bytes, but for what each form needs of its own.
async fn look_up(config: &Config, page: &Endpoint) -> Option<()> {
    let path = format!("/{}/", config.site_texts.languages().first()?.code());
    let one = unknown(&path, page).await?;
    let other = unknown(&path, page).await?;
    (one == other).then_some(())
}

/// Gets the page for a code that nobody has, without the code and the form's id, which differ each time.
async fn unknown(path: &str, page: &Endpoint) -> Option<String> {
    let token = Token::random().ok()?;
    let fields = [("token", &*token.to_field() as &str), ("act", "look")];
    let answer = page.ask(post(HOST, path, &fields)).await.ok()?;
    if answer.status != StatusCode::OK || !compare::policy(&answer).is_equal() {
        return None;
    }
    let text = answer.text();
    let form = hidden_field(text, "form")?;
    Some(text.replace(&*token.to_field() as &str, "").replace(form, ""))
}
