//! *Is it about you*: a page for people who are in danger themselves, with help first and a form that
//! asks less.

use maud::{Markup, html};

use super::form::Form;
use super::form_token::HiddenFields;
use super::numbers::{linked, number, whole};
use super::page::{Context, Disclosure, Frame, Page, happened, page, row};
use super::questions::{one_of, text};
use super::start::{Shown, ending, form_notice, promise, trap};
use zegel_core::id::NoRandomness;
use zegel_core::questionnaire::questionnaire;

/// So many helplines stand in view; the others are in a row.
const IN_VIEW: usize = 2;

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
    let pass_label = words.questions.get("pass").map_or("", |words| words.label.as_str());
    let main = html! {
        (head)
        p { (words.me.choose) }
        div class="danger" { p { (linked(context, &words.me.danger)) } }
        p { (words.me.talk) }
        (helplines(context))
        p { (words.me.write) }
        p { (words.me.safe) }
        form method="post" autocomplete="off" autocorrect="off" spellcheck="false" {
            (hidden.fields())
            (trap())
            input type="hidden" name="view" value="me";
            fieldset {
                legend { (words.me.who) }
                (one_of(context, "role", ["role-me", "role-close"].into_iter(), typed))
            }
            (text("story", &words.me.story, None, shown.filled(typed)))
            (promise(context))
            fieldset id="pass" aria-describedby="pass-hint" {
                legend { (pass_label) }
                small id="pass-hint" { (words.me.pass_hint) }
                @if let Some(pass) = pass { (pass) }
            }
            // Nobody who is in danger is warned of false accusation.
            (ending(context, None))
        }
    };
    page(context, Frame::Form, &main)
}

/// Whom to talk to: two in view, the others in a row, those who answer now first. A number that stands in
/// the danger box is not said twice.
fn helplines(context: Context<'_>) -> Markup {
    let words = context.words;
    let app = context.app;
    let mut lines = app.config.site_texts.for_me(app.clock.time_of_week());
    lines.retain(|(line, _)| whole(&words.me.danger, &line.number).is_none());
    let mut more = lines.split_off(lines.len().min(IN_VIEW));
    more.sort_by_key(|(_, availability)| *availability);
    let more =
        html! { ul { @for (line, availability) in &more { li { (number(context, line, *availability)) } } } };
    html! {
        ul { @for (line, availability) in &lines { li { b { (number(context, line, *availability)) } } } }
        (row(&words.me.more_numbers, Disclosure::Closed, &more))
        p class="soft" { (words.numbers.trace) }
    }
}

/// The page as it is first shown.
pub(super) fn show(context: Context<'_>) -> Result<Page, NoRandomness> {
    let hidden = HiddenFields::fresh(context.app)?;
    Ok(about_me_page(context, &Shown::Start, &Form::empty(), &hidden))
}
