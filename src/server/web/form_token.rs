//! The two hidden fields that make a form somebody's own: a fresh token, and a form id that makes
//! sending it twice one entry.

use maud::{Markup, html};

use super::App;
use super::form::Form;
use zegel_core::id::{FormId, NoRandomness};
use zegel_core::token::Token;

/// What the hidden fields of a form carry.
pub(super) struct HiddenFields {
    pub(super) token: String,
    pub(super) form: String,
}

/// Marks where the hidden fields go in a page that is kept.
pub(super) const TOKEN_MARK: &str = "~token~";
pub(super) const FORM_MARK: &str = "~form~";

/// The token, for what is done next. Where only the browser knows it, no form holds it.
pub(super) fn token_field(token: Option<&Token>) -> Markup {
    html! { @if let Some(token) = token { input type="hidden" name="token" value=(token.to_field().as_str()); } }
}

/// The id of a form for a message: the same if the form came back.
pub(super) fn message_form_field(app: &App, typed: &Form) -> Result<Markup, NoRandomness> {
    let form = match typed.form() {
        Some(_) => typed.typed("form").to_owned(),
        None => HiddenFields::fresh(app)?.form,
    };
    Ok(html! { input type="hidden" name="form" value=(form); })
}

impl HiddenFields {
    /// For a new form.
    pub(super) fn fresh(app: &App) -> Result<Self, NoRandomness> {
        Self::made(app.began.elapsed().as_secs())
    }

    /// For a form that came back: another token and id, but as old as it is.
    pub(super) fn again(app: &App, typed: &Form) -> Result<Self, NoRandomness> {
        let made = typed.form().and_then(|(_, made)| made);
        Self::made(made.unwrap_or_else(|| app.began.elapsed().as_secs()))
    }

    /// The seconds since the server's start are padded, so that every form has the same length.
    fn made(seconds: u64) -> Result<Self, NoRandomness> {
        let token = Token::random()?.to_field().to_string();
        Ok(Self { token, form: format!("{}.{seconds:010}", FormId::random()?) })
    }

    /// The same again, where an answer could not be given and is asked for once more.
    pub(super) fn same(form: &Form) -> Self {
        Self { token: form.typed("token").to_owned(), form: form.typed("form").to_owned() }
    }

    /// For a page that is kept and cut there.
    pub(super) fn marks() -> Self {
        Self { token: TOKEN_MARK.to_owned(), form: FORM_MARK.to_owned() }
    }

    pub(super) fn fields(&self) -> Markup {
        html! {
            input type="hidden" name="token" value=(self.token);
            input type="hidden" name="form" value=(self.form);
        }
    }
}
