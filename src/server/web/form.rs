//! Submitted forms: the fields of one post, in clear, for as long as the request lasts.

use std::borrow::Cow;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Request, header};
use percent_encoding::percent_decode;

use super::App;
use super::body::NoBody;
use zegel_core::document::{Answers, Mark, Refused};
use zegel_core::id::FormId;
use zegel_core::questionnaire::{Kind, questionnaire};
use zegel_core::token::Token;

/// The largest body of a form, far above what anyone types, so that *too long* is answered with the
/// text.
pub(super) const LARGEST: usize = 2 * 1024 * 1024;
/// The time in which nobody reads the page and writes a report: what comes sooner is marked.
const FAST: Duration = Duration::from_secs(5);
/// The name of the honeypot, a field that people do not see.
pub(super) const TRAP: &str = "homepage";
/// Fields that are no questions.
const CONTROLS: [&str; 9] = ["act", "token", "form", "after", "code", "skip", "view", "message", TRAP];

/// The reason why a body is no form of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// Not `application/x-www-form-urlencoded`.
    Kind,
    /// More than [`LARGEST`].
    TooLarge,
    /// Not UTF-8, or broken off.
    NotText,
}

impl From<NoBody> for Unreadable {
    fn from(nothing: NoBody) -> Self {
        match nothing {
            NoBody::TooLarge => Self::TooLarge,
            NoBody::Broken => Self::NotText,
        }
    }
}

/// A form: names and values of its fields, in the order in which they came.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a request's body.
    pub(super) async fn read(app: &App, request: Request<Body>) -> Result<Self, Unreadable> {
        if !is_form(request.headers()) {
            return Err(Unreadable::Kind);
        }
        let bytes = app.large_bodies.read(request.into_body(), LARGEST).await?;
        if percent_decode(&bytes).decode_utf8().is_err() {
            return Err(Unreadable::NotText);
        }
        Ok(Self(form_urlencoded::parse(&bytes).into_owned().collect()))
    }

    /// An empty one, for a page that is shown first.
    pub(super) fn empty() -> Self {
        Self(Vec::new())
    }

    /// The value of a field that came once; a repeated field has none.
    pub(super) fn one(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(field, _)| field == name).map(|(_, value)| value.as_str());
        let first = values.next();
        if values.next().is_some() { None } else { first }
    }

    /// The first value of a field, to give back what was typed.
    pub(super) fn typed(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// Whether a choice was made.
    pub(super) fn chose(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|(field, chosen)| field == name && chosen == value)
    }

    /// Whether any of these questions has an answer.
    pub(super) fn answers_any<'a>(&self, mut names: impl Iterator<Item = &'a str>) -> bool {
        names.any(|name| self.0.iter().any(|(field, value)| field == name && !value.trim().is_empty()))
    }

    /// The answers of a report.
    pub(super) fn answers(&self) -> Result<Answers, Refused> {
        let fields = self.0.iter().filter(|(name, _)| !CONTROLS.contains(&name.as_str()));
        Answers::from_report(fields.map(|(name, value)| (Cow::from(name), Cow::from(value))))
    }

    /// The answers of a message, which has its text only.
    pub(super) fn message(&self) -> Result<Answers, Refused> {
        Answers::from_message(self.one("message").ok_or(Refused::Unread)?)
    }

    /// The text of a message as the story of a report, if there is one.
    pub(super) fn message_as_report(&self) -> Option<Self> {
        let text = self.typed("message");
        (!text.is_empty()).then(|| Self(vec![(Self::first_text().to_owned(), text.to_owned())]))
    }

    /// The token in the hidden field.
    pub(super) fn token(&self) -> Option<Token> {
        Token::parse(self.one("token")?).ok()
    }

    /// The id of this form, and how long ago it was made if that can be said.
    pub(super) fn form(&self) -> Option<(FormId, Option<u64>)> {
        let (id, made) = self.one("form")?.split_once('.')?;
        Some((id.parse().ok()?, made.parse().ok()))
    }

    /// The number of the newest reply its writer was shown.
    pub(super) fn after(&self) -> u32 {
        self.one("after").and_then(|after| after.parse().ok()).unwrap_or(0)
    }

    /// Marks for the desk: signs that a program sent the form. No form is refused for them.
    pub(super) fn marks(&self, app: &App) -> Vec<Mark> {
        let mut marks = Vec::new();
        if !self.typed(TRAP).is_empty() {
            marks.push(Mark::Trap);
        }
        let made = self.form().and_then(|(_, made)| made);
        let age = made.and_then(|made| app.began.elapsed().as_secs().checked_sub(made));
        if age.is_some_and(|age| age < FAST.as_secs()) {
            marks.push(Mark::Fast);
        }
        marks
    }

    /// The typed code, if it came from the code field, else the hidden token.
    pub(super) fn code(&self) -> &str {
        if self.one("code").is_some() { self.typed("code") } else { self.typed("token") }
    }

    /// The text question that should get the focus when nothing was written.
    pub(super) fn first_text() -> &'static str {
        let texts = questionnaire().questions().iter().find(|question| matches!(question.kind, Kind::Text));
        texts.map_or("story", |question| question.id.as_str())
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}
