//! Questions as form fields: ids from the questionnaire, words from the language, values from what
//! was typed.

use maud::{Markup, html};

use super::form::Form;
use super::page::{Context, Disclosure, row};
use zegel_core::questionnaire::{Kind, Part, Question, questionnaire};

/// The question that needs an answer.
const STORY: &str = "story";

/// A form as it was filled in, with the field that keeps it from being sent, if there is one.
#[derive(Clone, Copy)]
pub(super) struct Filled<'a> {
    pub(super) typed: &'a Form,
    /// The field, and the sentence that also stands on top of the page.
    pub(super) wrong: Option<(&'a str, &'a str)>,
}

impl<'a> Filled<'a> {
    /// A form in which nothing is wrong.
    pub(super) fn nothing(typed: &'a Form) -> Self {
        Self { typed, wrong: None }
    }

    /// The sentence to be shown at this field, if it is the wrong one.
    pub(super) fn error(self, id: &str) -> Option<&'a str> {
        self.wrong.filter(|(field, _)| *field == id).map(|(_, sentence)| sentence)
    }
}

/// The questions of a part that is in view.
pub(super) fn part(context: Context<'_>, part: Part, filled: Filled<'_>) -> Markup {
    html! { @for asked in questionnaire().part(part) { (question(context, asked, filled)) } }
}

/// A part in a row that opens; it comes back open if it holds an answer.
pub(super) fn part_row(context: Context<'_>, part: Part, filled: Filled<'_>) -> Markup {
    let names = questionnaire().part(part).map(|question| question.id.as_str());
    let title = context.words.rows.get(part.id()).map_or("", String::as_str);
    let shown = if filled.typed.answers_any(names) { Disclosure::Open } else { Disclosure::Closed };
    row(title, shown, &self::part(context, part, filled))
}

fn question(context: Context<'_>, asked: &Question, filled: Filled<'_>) -> Markup {
    let typed = filled.typed;
    let words = context.words.questions.get(&asked.id);
    let label = words.map_or("", |words| words.label.as_str());
    let hint = words.and_then(|words| words.hint.as_deref());
    match &asked.kind {
        Kind::Text => text(&asked.id, label, hint, filled),
        Kind::One(options) => {
            let options = options.iter().map(String::as_str);
            choices(asked, label, hint, &one_of(context, &asked.id, options, typed))
        }
        Kind::Many(groups) => {
            let content = html! {
                @for group in groups {
                    fieldset {
                        legend { (context.words.groups.get(&group.id).map_or("", String::as_str)) }
                        @for option in &group.options { (choice(context, "checkbox", &asked.id, option, typed)) }
                    }
                }
            };
            choices(asked, label, hint, &content)
        }
    }
}

/// A text of any length. Never a single-line field: on a phone its *Go* key sends half a report.
pub(super) fn text(id: &str, label: &str, hint: Option<&str>, filled: Filled<'_>) -> Markup {
    let hint_id = format!("{id}-hint");
    let error_id = format!("{id}-error");
    let error = filled.error(id);
    let described = [hint.map(|_| hint_id.as_str()), error.map(|_| error_id.as_str())];
    let described = described.into_iter().flatten().collect::<Vec<_>>().join(" ");
    html! {
        // The one needed question has a heading, for whoever walks from heading to heading.
        @if id == STORY {
            h2 class="ask" { label for=(id) { (label) } }
        } @else {
            label for=(id) { (label) }
        }
        @if let Some(hint) = hint { small id=(hint_id) { (hint) } }
        @if let Some(error) = error { p class="wrong" id=(error_id) { b { (error) } } }
        textarea id=(id) name=(id) rows="3" dir="auto" translate="no"
            aria-invalid=[error.map(|_| "true")] aria-describedby=[(!described.is_empty()).then_some(described)] {
            // The parser drops a first line feed, so one is put before what was typed.
            "\n" (filled.typed.typed(id))
        }
    }
}

fn choices(asked: &Question, label: &str, hint: Option<&str>, content: &Markup) -> Markup {
    let hint_id = format!("{}-hint", asked.id);
    let hint = hint.map(|hint| html! { small id=(hint_id) { (hint) } });
    let described = hint.as_ref().map(|_| hint_id.as_str());
    html! {
        fieldset id=(asked.id) aria-describedby=[described] {
            legend { (label) }
            @if let Some(hint) = &hint { (hint) }
            (content)
        }
    }
}

/// The choices of a question of which one is made. Nothing is pre-ticked.
pub(super) fn one_of<'a>(
    context: Context<'_>,
    name: &str,
    options: impl Iterator<Item = &'a str>,
    typed: &Form,
) -> Markup {
    html! { @for option in options { (choice(context, "radio", name, option, typed)) } }
}

fn choice(context: Context<'_>, kind: &str, name: &str, option: &str, typed: &Form) -> Markup {
    html! {
        label {
            input type=(kind) name=(name) value=(option) checked[typed.chose(name, option)];
            (context.words.options.get(option).map_or("", String::as_str))
        }
    }
}
