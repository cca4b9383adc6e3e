//! Form tokens: the two hidden fields of each form. One is a fresh token of the reporter, the other a
//! form id that makes sending the form twice one entry.
//!
//! A token that was handed out in a page is one person's only if nothing between kept the page, in spite
//! of `no-store`, and gave it to another. So a report never joins a thread that another report began:
//! then a further token is made of the first, the form and the words, with a secret of this site.
//! The same form with the same words gives the same one, and who shares the page cannot compute it.
//!
//! The id is a code (HMAC) of the token. So a report under a token that did not come in a form of
//! ours always gets a further token, and nobody learns by sending one whether a code is in use.

use std::time::Instant;

use hmac::{Hmac, Mac};
use maud::{Markup, html};
use sha2::Sha256;

use super::App;
use super::form::Form;
use zegel_core::document::Answers;
use zegel_core::id::{FormId, NoRandomness, random};
use zegel_core::token::Token;

/// The secret by which a site recognises its own forms and makes codes that nobody else can. It is on no disk and
/// ends with the process, but where several servers may share a store: there a form may come back to another one
/// than gave it out, and the secret stands in the store, also while there is one.
pub(super) struct FormSecret {
    /// A code (HMAC) with it as the key, and nothing else yet.
    keyed: Hmac<Sha256>,
    /// The ages of this process's forms are counted from here,
    since: Instant,
    /// and from a random number of seconds: the age of another process's form is none that could be right, and no
    /// visitor sees how long ago a server was started.
    offset: u64,
}

/// The values of the hidden fields of a form.
pub(super) struct HiddenFields {
    pub(super) token: String,
    pub(super) form: String,
}

/// The markup of the field with the token, up to its value. No text of a page holds it: there a `<` and a
/// quotation mark are escaped.
pub(super) const TOKEN_FIELD: &str = "<input type=\"hidden\" name=\"token\" value=\"";
/// The same of the field with the form id.
pub(super) const FORM_FIELD: &str = "<input type=\"hidden\" name=\"form\" value=\"";

/// The field with a token, for what is done next. Where only the browser knows it, no form holds it.
pub(super) fn token_field(token: Option<&Token>) -> Markup {
    html! { @if let Some(token) = token { input type="hidden" name="token" value=(token.to_field().as_str()); } }
}

/// The field with the id of a form for a message: the same id if the form came back.
pub(super) fn message_form_field(app: &App, typed: &Form) -> Result<Markup, NoRandomness> {
    let form = match typed.form_text() {
        Some(form) => form.to_owned(),
        None => HiddenFields::fresh(app)?.form,
    };
    Ok(html! { input type="hidden" name="form" value=(form); })
}

impl FormSecret {
    /// A secret for a process that starts: the one that it shares, or one of its own.
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    pub(super) fn new(shared: Option<[u8; 32]>) -> Result<Self, NoRandomness> {
        let key = shared.map_or_else(random, Ok)?;
        let keyed = Hmac::new_from_slice(&key).expect("HMAC takes a key of any length");
        let offset = u32::from_be_bytes(random()?).into();
        Ok(Self { keyed, since: Instant::now(), offset })
    }

    /// The seconds that this process counts.
    pub(super) fn now(&self) -> u64 {
        self.offset + self.since.elapsed().as_secs()
    }

    /// Whether a form with this token and this id was made with this secret.
    pub(super) fn made(&self, token: &Token, form: FormId) -> bool {
        self.mac("form", &token.to_field()).verify_truncated_left(form.as_bytes()).is_ok()
    }

    /// The token for a report whose own token is somebody else's: the same for the same words of the same
    /// form.
    pub(super) fn another(&self, token: &Token, form: FormId, answers: &Answers) -> Token {
        let mut mac = self.mac("another token", &token.to_field());
        mac.update(form.as_bytes());
        mac.update(&answers.canonical());
        Token::from_derivation(&mac.finalize().into_bytes().into())
    }

    /// The id of the form with this token, as the field has it.
    fn form_id(&self, token: &str) -> FormId {
        let digest: [u8; 32] = self.mac("form", token).finalize().into_bytes().into();
        let mut first = [0; 16];
        first.copy_from_slice(&digest[..16]);
        FormId::from_derivation(first)
    }

    fn mac(&self, purpose: &str, token: &str) -> Hmac<Sha256> {
        let mut mac = self.keyed.clone();
        mac.update(purpose.as_bytes());
        mac.update(b"\0");
        mac.update(token.as_bytes());
        mac
    }
}

impl HiddenFields {
    /// Fields for a new form.
    pub(super) fn fresh(app: &App) -> Result<Self, NoRandomness> {
        Self::made(app, Some(app.form_secret.now()))
    }

    /// Fields for a form that came back: another token and id, with the age of the first.
    pub(super) fn again(app: &App, typed: &Form) -> Result<Self, NoRandomness> {
        Self::made(app, typed.made_at(&app.form_secret))
    }

    /// Fields for a form that was made when a process had counted so many seconds, or nobody knows when. Every
    /// form has the same length.
    fn made(app: &App, seconds: Option<u64>) -> Result<Self, NoRandomness> {
        let token = Token::random()?.to_field().to_string();
        let seconds = seconds.map_or_else(|| "-".repeat(10), |seconds| format!("{seconds:010}"));
        let form = format!("{}.{seconds}", app.form_secret.form_id(&token));
        Ok(Self { token, form })
    }

    /// The fields that came, where storing may have succeeded and only the answer was lost.
    pub(super) fn same(form: &Form) -> Option<Self> {
        Some(Self { token: form.token()?.to_field().to_string(), form: form.form_text()?.to_owned() })
    }

    /// Fields without values, which a cached page gets each time it is sent.
    pub(super) fn empty() -> Self {
        Self { token: String::new(), form: String::new() }
    }

    /// The fields themselves.
    pub(super) fn fields(&self) -> Markup {
        html! {
            input type="hidden" name="token" value=(self.token);
            input type="hidden" name="form" value=(self.form);
        }
    }
}
