//! Passages: words of somebody, as they were written, each line in its own direction.

use maud::{Markup, html};

/// A passage. An empty language says that it is not told, and none that it is perhaps ours.
pub fn passage(text: &str, language: Option<&str>) -> Markup {
    html! {
        div.words lang=[language] dir="auto" {
            @for part in parts(text) {
                @match part {
                    Part::Words(words) => (words),
                    // Among words that go from the right to the left, its groups would change places.
                    Part::Number(number) => bdi dir="ltr" { (number) },
                }
            }
        }
    }
}

/// An answer in the words of the form, which are Dutch like ours.
pub fn chosen(text: &str) -> Markup {
    html! { p.chosen dir="auto" { (text) } }
}

#[derive(PartialEq, Eq)]
enum Part<'a> {
    Words(&'a str),
    /// A number of more than one group, like that of a telephone.
    Number(&'a str),
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    let mut at = 0;
    while let Some(start) = rest[at..].find(|c: char| c.is_ascii_digit()).map(|found| at + found) {
        let end = start + length_of_number(&rest[start..]);
        let number = &rest[start..end];
        if number.bytes().all(|byte| byte.is_ascii_digit()) {
            at = end;
            continue;
        }
        // A plus belongs to it.
        let start = if rest[..start].ends_with('+') { start - 1 } else { start };
        parts.push(Part::Words(&rest[..start]));
        parts.push(Part::Number(&rest[start..end]));
        rest = &rest[end..];
        at = 0;
    }
    parts.push(Part::Words(rest));
    parts.retain(|part| *part != Part::Words(""));
    parts
}

/// Up to its last digit.
fn length_of_number(text: &str) -> usize {
    let goes_on = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '/' | '.' | '(' | ')');
    let longest = text.find(|c: char| !goes_on(c)).unwrap_or(text.len());
    // A full stop ends it, a point inside does not.
    let run = text[..longest].split(". ").next().unwrap_or_default();
    run.trim_end_matches(|c: char| !c.is_ascii_digit()).len()
}
