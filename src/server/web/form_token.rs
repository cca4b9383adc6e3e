//! Form tokens: the two hidden fields of each form. One is a fresh token of the reporter, the other a
//! form id that makes sending the form twice one entry.

use maud::{Markup, html};

use super::App;
use super::form::Form;
use zegel_core::id::{FormId, NoRandomness};
use zegel_core::token::Token;

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
    let form = match typed.form() {
        Some(_) => typed.typed("form").to_owned(),
        None => HiddenFields::fresh(app)?.form,
    };
    Ok(html! { input type="hidden" name="form" value=(form); })
}

impl HiddenFields {
    /// Fields for a new form.
    pub(super) fn fresh(app: &App) -> Result<Self, NoRandomness> {
        Self::made(app.began.elapsed().as_secs())
    }

    /// Fields for a form that came back: another token and id, with the age of the first.
    pub(super) fn again(app: &App, typed: &Form) -> Result<Self, NoRandomness> {
        let made = typed.form().and_then(|(_, made)| made);
        Self::made(made.unwrap_or_else(|| app.began.elapsed().as_secs()))
    }

    /// Fields for a form that was made so many seconds after the server's start. The number is padded, so
    /// that every form has the same length.
    fn made(seconds: u64) -> Result<Self, NoRandomness> {
        let token = Token::random()?.to_field().to_string();
        Ok(Self { token, form: format!("{}.{seconds:010}", FormId::random()?) })
    }

    /// The fields that came, where storing may have succeeded and only the answer was lost.
    pub(super) fn same(form: &Form) -> Self {
        Self { token: form.typed("token").to_owned(), form: form.typed("form").to_owned() }
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
