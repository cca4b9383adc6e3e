//! The running server: what it gives to anybody, and nothing that anybody else could not ask.

use hyper::StatusCode;

use super::hidden;
use crate::admin::visit::{Answer, Place, get, post};
use crate::config::Config;
use crate::health::selftest::Step;
use zegel_browser::assets;
use zegel_browser::markup::{Page, plain};
use zegel_core::i18n::Language;
use zegel_core::token::Token;
use zegel_core::wire::{SITE, Site};

/// What stands in the `Host` header: nothing that is served depends on it.
const HOST: &str = "selftest";

/// The page in each language, a code that nobody has, and the desk's door.
pub(super) async fn look(config: &Config, page: &Place, desk: &Place) -> Result<(), Step> {
    let closed = is_closed(page).await.ok_or(Step::Page)?;
    for language in config.wording.languages() {
        first_page(config, *language, page, closed).await.ok_or(Step::Page)?;
    }
    look_up(config, page).await.ok_or(Step::LookUp)?;
    let healthy = desk.ask(get(HOST, "/healthz")).await.is_ok_and(|answer| answer.status == StatusCode::OK);
    healthy.then_some(()).ok_or(Step::Desk)
}

/// Whether no key has proved itself yet. That is no failure: the page says so, with the numbers.
async fn is_closed(page: &Place) -> Option<bool> {
    let answer = page.ask(get(HOST, SITE.path)).await.ok()?;
    serde_json::from_slice::<Site>(&answer.body).ok().map(|site| !site.open)
}

/// With every number, and the policy of this release.
async fn first_page(config: &Config, language: Language, page: &Place, closed: bool) -> Option<()> {
    let answer = page.ask(get(HOST, &format!("/{}/", language.code()))).await.ok()?;
    let status = if closed { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    let (read, link) =
        (Page::read(answer.text()), |link: &str| answer.text().contains(&format!("href=\"{link}\"")));
    let text = read.text();
    let mut numbers = config.wording.helplines().iter();
    let numbers = numbers.all(|line| link(&line.link) && text.contains(&plain(&line.number)));
    (answer.status == status && numbers && has_policy(&answer)).then_some(())
}

fn has_policy(answer: &Answer) -> bool {
    answer.header("content-security-policy").is_some_and(|policy| policy == assets::policy())
}

/// Two codes that nobody has get the same bytes, but for what each form needs of its own.
async fn look_up(config: &Config, page: &Place) -> Option<()> {
    let path = format!("/{}/", config.wording.languages().first()?.code());
    let [one, other] = [unknown(&path, page).await?, unknown(&path, page).await?];
    (one == other).then_some(())
}

/// The page for a code that nobody has, without what is another one each time.
async fn unknown(path: &str, page: &Place) -> Option<String> {
    let token = Token::random().ok()?;
    let fields = [("token", &*token.to_field() as &str), ("act", "look")];
    let answer = page.ask(post(HOST, path, &fields)).await.ok()?;
    if answer.status != StatusCode::OK || !has_policy(&answer) {
        return None;
    }
    let text = answer.text();
    let form = hidden(text, "form")?;
    Some(text.replace(&*token.to_field() as &str, "").replace(form, ""))
}
