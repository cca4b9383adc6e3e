//! *Is it about you*: a page for people who are in danger themselves, with help first and a form that
//! asks less.

use maud::html;

use super::form::Form;
use super::form_token::HiddenFields;
use super::page::{Context, Frame, Page, happened, linked, numbers, page, sealer};
use super::questions::{one_of, text};
use super::start::{Shown, ending, form_notice, trap};
use zegel_core::id::NoRandomness;
use zegel_core::questionnaire::questionnaire;

/// The page with what was typed.
pub(super) fn about_me_page(
    context: Context<'_>,
    shown: &Shown<'_>,
    typed: &Form,
    hidden: &HiddenFields,
) -> Page {
    let words = context.words;
    let about = |id: &str| questionnaire().get(id);
    let head = match shown {
        Shown::Start => html! { (happened(&words.me.title)) },
        Shown::Check | Shown::Problem { .. } => form_notice(context, shown),
    };
    let pass = about("pass").map(|asked| one_of(context, "pass", asked.options(), typed));
    let pass_words = words.questions.get("pass");
    let main = html! {
        (head)
        p { (words.me.choose) }
        div class="danger" { p { (linked(context, &words.me.danger)) } }
        p { (words.me.talk) }
        (numbers(context, context.app.config.site_texts.for_me()))
        p { (words.me.write) }
        p { (words.me.safe) }
        form method="post" autocomplete="off" autocorrect="off" spellcheck="false" {
            (hidden.fields())
            (trap())
            input type="hidden" name="view" value="me";
            fieldset class="ask" {
                legend { (words.me.who) }
                (one_of(context, "role", ["role-me", "role-close"].into_iter(), typed))
            }
            (text("story", &words.me.story, None, shown.filled(typed)))
            p class="soft" { (sealer(&words.form.seal_server)) " " (words.form.story_lost) }
            fieldset class="ask" id="pass" aria-describedby="pass-hint" {
                legend { (pass_words.map_or("", |words| words.label.as_str())) }
                span class="hint" id="pass-hint" { (pass_words.and_then(|words| words.hint.as_deref()).unwrap_or("")) }
                @if let Some(pass) = pass { (pass) }
            }
            (ending(context))
        }
    };
    page(context, Frame::Form, &main)
}

/// The page as it is first shown.
pub(super) fn show(context: Context<'_>) -> Result<Page, NoRandomness> {
    let hidden = HiddenFields::fresh(context.app)?;
    Ok(about_me_page(context, &Shown::Start, &Form::empty(), &hidden))
}
