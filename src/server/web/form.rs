//! Submitted forms: the fields of one post, in clear, for as long as the request lasts.

use std::borrow::Cow;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Request, header};
use percent_encoding::percent_decode;

use super::App;
use super::body::{NoBody, Permits};
use super::form_token::FormSecret;
use zegel_core::document::{Answers, MESSAGE, Mark, Position, Refused};
use zegel_core::id::{EntryId, FormId};
use zegel_core::questionnaire::{Kind, Question, questionnaire};
use zegel_core::token::Token;

/// The largest body of a form, far above what anyone types, so that *too long* is answered with the
/// text.
pub(super) const LARGEST: usize = 2 * 1024 * 1024;
/// The most fields of a form; with every box ticked ours has a third of them. Each one that is split off
/// costs fifty times its bytes.
const MOST_FIELDS: usize = 300;
/// The time in which nobody reads the page and writes a report: what comes sooner is marked.
const FAST: Duration = Duration::from_secs(5);
/// The name of the honeypot, a field that people do not see.
pub(super) const TRAP: &str = "homepage";
/// The question whether a report may be passed on, and the choice to be asked first.
const ASK_FIRST: (&str, &str) = ("pass", "pass-ask");
/// Fields that are no questions.
const CONTROLS: [&str; 9] = ["act", "token", "form", "after", "previous", "code", "skip", "view", TRAP];

/// The reason why a body is no form at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// Not `application/x-www-form-urlencoded`.
    Kind,
    /// More than [`LARGEST`], or more fields than [`MOST_FIELDS`].
    TooLarge,
    /// It broke off.
    Broken,
}

impl From<NoBody> for Unreadable {
    fn from(nothing: NoBody) -> Self {
        match nothing {
            NoBody::TooLarge => Self::TooLarge,
            NoBody::Broken => Self::Broken,
        }
    }
}

/// A form: names and values of our own fields, and nothing that a browser's extension, a proxy or a
/// forger put beside them. A person is not turned away for these.
pub(super) struct Form {
    fields: Vec<(String, String)>,
    is_whole: bool,
    /// Until it is answered: the answer may hold all of it again.
    _permits: Permits,
}

impl Form {
    /// Reads a request's body.
    pub(super) async fn read(app: &App, request: Request<Body>) -> Result<Self, Unreadable> {
        if !is_form(request.headers()) {
            return Err(Unreadable::Kind);
        }
        let body = app.large_bodies.read(request.into_body(), LARGEST).await?;
        if has_more_fields_than(MOST_FIELDS, &body) {
            return Err(Unreadable::TooLarge);
        }
        let form = Self::parse(body.trim_ascii());
        Ok(Self { _permits: body.permits, ..form })
    }

    fn parse(bytes: &[u8]) -> Self {
        let is_whole = percent_decode(bytes).decode_utf8().is_ok();
        let came: Vec<_> = form_urlencoded::parse(bytes).into_owned().collect();
        let mut fields: Vec<_> =
            came.iter().filter(|(name, _)| CONTROLS.contains(&name.as_str())).cloned().collect();
        fields.extend(text(&came, MESSAGE));
        for question in questionnaire().questions() {
            fields.extend(answers(&came, question));
        }
        Self { fields, is_whole, _permits: Permits::default() }
    }

    /// An empty one, for a page that is shown first.
    pub(super) fn empty() -> Self {
        Self { fields: Vec::new(), is_whole: true, _permits: Permits::default() }
    }

    /// Whether all of it was text. Else what was none stands in it as U+FFFD.
    pub(super) fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// The values of a field, in the order in which they came.
    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a field that can be read.
    pub(super) fn first<'a, T>(&'a self, name: &'a str, read: impl FnMut(&'a str) -> Option<T>) -> Option<T> {
        self.values(name).find_map(read)
    }

    /// Whether a field came.
    pub(super) fn has(&self, name: &str) -> bool {
        self.values(name).next().is_some()
    }

    /// The value of a field as it was typed.
    pub(super) fn typed<'a>(&'a self, name: &'a str) -> &'a str {
        self.values(name).next().unwrap_or_default()
    }

    /// Whether a choice was made.
    pub(super) fn chose(&self, name: &str, value: &str) -> bool {
        self.fields.iter().any(|(field, chosen)| field == name && chosen == value)
    }

    /// Whether any of these questions has an answer.
    pub(super) fn answers_any<'a>(&self, mut names: impl Iterator<Item = &'a str>) -> bool {
        names.any(|name| self.fields.iter().any(|(field, value)| field == name && !value.trim().is_empty()))
    }

    /// The answers of a report.
    pub(super) fn answers(&self) -> Result<Answers, Refused> {
        let is_answer = |name: &str| !CONTROLS.contains(&name) && name != MESSAGE;
        let fields = self.fields.iter().filter(|(name, _)| is_answer(name));
        let fields = fields.map(|(name, value)| (Cow::from(name), Cow::from(value)));
        Answers::from_report(fields.chain(self.silence()))
    }

    /// What it means that nothing was chosen: on the page *is it about you*, to be asked first.
    fn silence(&self) -> Option<(Cow<'_, str>, Cow<'_, str>)> {
        let (question, choice) = ASK_FIRST;
        let is_silent = !self.fields.iter().any(|(name, _)| name == question);
        (self.is_about_me() && is_silent).then_some((Cow::from(question), Cow::from(choice)))
    }

    /// Whether it stood on the page *is it about you*.
    pub(super) fn is_about_me(&self) -> bool {
        self.typed("view") == "me"
    }

    /// Whether it tells of danger: still going on and about a child or the writer. The page about the
    /// writer does not ask when it was.
    pub(super) fn tells_of_danger(&self) -> bool {
        let is_minor = self.chose("minor", "yes") || self.chose("minor", "maybe");
        let is_now = self.chose("when", "when-now");
        self.is_about_me() || is_now && (is_minor || self.chose("role", "role-me"))
    }

    /// The answers of a message, which has its text only.
    pub(super) fn message(&self) -> Result<Answers, Refused> {
        Answers::from_message(self.typed(MESSAGE))
    }

    /// The text of a message as the story of a report, if there is one.
    pub(super) fn message_as_report(&self) -> Option<Self> {
        let text = self.typed(MESSAGE);
        let fields = vec![(Self::first_text().to_owned(), text.to_owned())];
        (!text.is_empty()).then_some(Self { fields, is_whole: self.is_whole, _permits: Permits::default() })
    }

    /// The token in the hidden field.
    pub(super) fn token(&self) -> Option<Token> {
        self.first("token", |token| Token::parse(token).ok())
    }

    /// The id of this form, and how long ago it was made if that can be said.
    pub(super) fn form(&self) -> Option<(FormId, Option<u64>)> {
        self.first("form", form)
    }

    /// The hidden field with these two.
    pub(super) fn form_text(&self) -> Option<&str> {
        self.first("form", |text| form(text).map(|_| text))
    }

    /// Where a message in it stands: which reply its writer was shown last, and what was sent before from
    /// these pages.
    pub(super) fn position(&self) -> Position {
        let after = self.first("after", |after| after.parse().ok()).unwrap_or(0);
        Position { after, previous: self.previous() }
    }

    /// What was sent last from the pages that led to this form. Each page hands it on to the next, so it is
    /// there without being looked up, and a page to which only a code led has none.
    pub(super) fn previous(&self) -> Option<EntryId> {
        self.first("previous", |id| id.parse().ok())
    }

    /// Marks for the desk: signs that a program sent the form. No form is refused for them.
    pub(super) fn marks(&self, app: &App) -> Vec<Mark> {
        let mut marks = Vec::new();
        if !self.typed(TRAP).is_empty() {
            marks.push(Mark::Trap);
        }
        let age = self.made_at(&app.form_secret).and_then(|made| app.form_secret.now().checked_sub(made));
        if age.is_some_and(|age| age < FAST.as_secs()) {
            marks.push(Mark::Fast);
        }
        marks
    }

    /// When this form was made, as [`FormSecret::now`] counts in the process that made it; nothing for one that was
    /// made with another secret, such as by this server before it was restarted.
    pub(super) fn made_at(&self, secret: &FormSecret) -> Option<u64> {
        let (form, made) = self.form()?;
        if secret.made(&self.token()?, form) { made } else { None }
    }

    /// The typed code, if it came from the code field, else the hidden token.
    pub(super) fn code(&self) -> &str {
        let name = if self.has("code") { "code" } else { "token" };
        let valid = self.first(name, |code| Token::parse(code).is_ok().then_some(code));
        valid.unwrap_or(self.typed(name))
    }

    /// The text question that should get the focus when nothing was written.
    pub(super) fn first_text() -> &'static str {
        let texts = questionnaire().questions().iter().find(|question| matches!(question.kind, Kind::Text));
        texts.map_or("story", |question| question.id.as_str())
    }
}

/// The id and the age in a hidden field.
fn form(text: &str) -> Option<(FormId, Option<u64>)> {
    let (id, made) = text.split_once('.')?;
    Some((id.parse().ok()?, made.parse().ok()))
}

/// The values with a name, each once.
fn values<'a>(came: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    let mut values = Vec::new();
    for (_, value) in came.iter().filter(|(field, _)| field == name) {
        if !values.contains(&value.as_str()) {
            values.push(value.as_str());
        }
    }
    values
}

/// A text, if it came; of several that differ, every word.
fn text(came: &[(String, String)], name: &str) -> Option<(String, String)> {
    let all = values(came, name);
    let written: Vec<&str> = all.iter().copied().filter(|text| !text.trim().is_empty()).collect();
    let text = if written.is_empty() { (*all.first()?).to_owned() } else { written.join("\n\n") };
    Some((name.to_owned(), text))
}

/// What answers a question: only choices that it has, and of one that can be made the first.
fn answers(came: &[(String, String)], question: &Question) -> Vec<(String, String)> {
    let choices = values(came, &question.id).into_iter().filter(|choice| question.allows(choice));
    let named = |choice: &str| (question.id.clone(), choice.to_owned());
    match question.kind {
        Kind::Text => text(came, &question.id).into_iter().collect(),
        Kind::One(_) => choices.take(1).map(named).collect(),
        Kind::Many(_) => choices.map(named).collect(),
    }
}

/// Counts no further than that, and before any field is made.
fn has_more_fields_than(most: usize, form: &[u8]) -> bool {
    form.split(|byte| *byte == b'&').nth(most).is_some()
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}
