//! What the first sheet names: where, when, who, and numbers, so that they can be looked up at once.

use super::content::Content;
use super::indicators;
use super::paper_words::paper;

/// Something that can be looked up.
pub struct Fact {
    /// What it is.
    pub label: String,
    /// What was written of it; empty if nothing was.
    pub text: String,
    /// Whether that is in the words of the form.
    pub is_chosen: bool,
}

/// All of them, in their order. That something was asked of the reporter and not answered tells something;
/// that a caseworker wrote nothing of it does not, and it is not there.
pub fn facts(content: &Content) -> Vec<Fact> {
    let paper = paper();
    let questions = [
        ("where", &paper.place),
        ("place", &paper.kind),
        ("when", &paper.when),
        ("minor", &paper.minor),
        ("person", &paper.person),
        ("boss", &paper.boss),
        ("online", &paper.online),
    ];
    let mut facts = Vec::new();
    for (question, label) in questions {
        let text = content.answers_to(question);
        facts.push(Fact { label: label.clone(), text, is_chosen: content.is_choice(question) });
    }
    let numbers = indicators::find(content).join("\n");
    facts.push(Fact { label: paper.numbers.clone(), text: numbers, is_chosen: false });
    facts.retain(|fact| content.own_words || !fact.text.is_empty());
    facts
}
