//! The questions of the form: ids from the questionnaire, words from the language, values from
//! what was typed.

use maud::{Markup, html};

use super::form::Form;
use super::page::{Context, row};
use crate::questionnaire::{Kind, Part, Question, questionnaire};

/// The questions of a part that is in view.
pub(super) fn part(context: Context<'_>, part: Part, typed: &Form) -> Markup {
    html! { @for asked in questionnaire().part(part) { (question(context, asked, typed, None)) } }
}

/// A part in a row that opens; it comes back open if it holds an answer.
pub(super) fn part_row(context: Context<'_>, part: Part, typed: &Form) -> Markup {
    let names = questionnaire().part(part).map(|question| question.id.as_str());
    let title = context.words.rows.get(part.id()).map_or("", String::as_str);
    let content = html! {
        @for (number, asked) in questionnaire().part(part).enumerate() {
            (question(context, asked, typed, (number == 0).then_some("first")))
        }
    };
    row(title, typed.answers_any(names), &content)
}

fn question(context: Context<'_>, asked: &Question, typed: &Form, class: Option<&str>) -> Markup {
    let words = context.words.questions.get(&asked.id);
    let label = words.map_or("", |words| words.label.as_str());
    let hint = words.and_then(|words| words.hint.as_deref());
    match &asked.kind {
        Kind::Text => text(&asked.id, label, hint, typed.typed(&asked.id), class),
        Kind::One(options) => {
            let options = options.iter().map(String::as_str);
            choices(asked, label, hint, &one_of(context, &asked.id, options, typed), class)
        }
        Kind::Many(groups) => {
            let content = html! {
                @for group in groups {
                    fieldset class="group" {
                        legend { (context.words.groups.get(&group.id).map_or("", String::as_str)) }
                        @for option in &group.options { (choice(context, "checkbox", &asked.id, option, typed)) }
                    }
                }
            };
            choices(asked, label, hint, &content, class)
        }
    }
}

/// A text of any length. Never a single-line field: on a phone its *Go* key sends half a report.
pub(super) fn text(id: &str, label: &str, hint: Option<&str>, value: &str, class: Option<&str>) -> Markup {
    let hint_id = format!("{id}-hint");
    html! {
        label class={ "ask " (class.unwrap_or_default()) } for=(id) { (label) }
        @if let Some(hint) = hint { span class="hint" id=(hint_id) { (hint) } }
        textarea class=[(id == "story").then_some("story")] id=(id) name=(id) rows="3" autocomplete="off"
            spellcheck="false" autocorrect="off" dir="auto" translate="no"
            aria-describedby=[hint.map(|_| hint_id.as_str())] {
            // The parser drops a first line feed, so one is put before what was typed.
            "\n" (value)
        }
    }
}

fn choices(
    asked: &Question,
    label: &str,
    hint: Option<&str>,
    content: &Markup,
    class: Option<&str>,
) -> Markup {
    let hint_id = format!("{}-hint", asked.id);
    let hint = hint.map(|hint| html! { span class="hint" id=(hint_id) { (hint) } });
    let described = hint.as_ref().map(|_| hint_id.as_str());
    html! {
        fieldset class={ "ask " (class.unwrap_or_default()) } id=(asked.id) aria-describedby=[described] {
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
        label class="choice" {
            input type=(kind) name=(name) value=(option) checked[typed.chose(name, option)];
            span { (context.words.options.get(option).map_or("", String::as_str)) }
        }
    }
}
