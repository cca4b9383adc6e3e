//! Learn pages: Markdown files in `learn/{language}/`, the same eleven in every language, rendered when
//! somebody asks for one.

use maud::{Markup, PreEscaped, html};
use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Parser, Tag, TagEnd, TextMergeStream};
use serde::Deserialize;

use super::App;
use super::numbers::{numbered, numbers_row, numbers_section};
use super::page::{Context, Disclosure, Frame, Head, Page, languages, titled};
use zegel_core::i18n::{Helpline, Language, SiteTexts};

/// A learn page.
pub(super) struct Lesson {
    pub(super) language: Language,
    /// The number, the same in every language.
    pub(super) number: usize,
    front: Front,
    markdown: &'static str,
}

/// The front matter of a learn page, between lines of `+++`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    /// The end of its address; neutral where the reader may be the one in danger.
    slug: String,
    /// The title for the browser and its history; neutral too.
    title: String,
    /// The text of links to it.
    name: String,
    /// What it is about, in one sentence: for search results and for the list of learn pages.
    description: String,
}

macro_rules! lessons {
    ($($language:literal: $($number:literal)*;)*) => {
        &[$($(($language, $number, include_str!(concat!("learn/", $language, "/", $number, ".md"))),)*)*]
    };
}

/// The pages of each language, one language a line.
const FILES: &[(&str, &str, &str)] = lessons! {
    "nl": "01" "02" "03" "04" "05" "06" "07" "08" "09" "10" "11";
    "en": "01" "02" "03" "04" "05" "06" "07" "08" "09" "10" "11";
    "ro": "01" "02" "03" "04" "05" "06" "07" "08" "09" "10" "11";
    "hu": "01" "02" "03" "04" "05" "06" "07" "08" "09" "10" "11";
    "es": "01" "02" "03" "04" "05" "06" "07" "08" "09" "10" "11";
    "pl": "01" "02" "03" "04" "05" "06" "07" "08" "09" "10" "11";
    "bg": "01" "02" "03" "04" "05" "06" "07" "08" "09" "10" "11";
};

/// The languages whose pages a native speaker has read, as `REVIEW.md` of `core::i18n` has it.
const REVIEWED: &[&str] = &[];

/// The number of the page for people who were a customer.
const CUSTOMER: usize = 5;
/// The number of the page for people at work; its parts are *hotel and bar*, and *taxi*.
const WORK: usize = 6;
/// The number of the page about what to look out for.
const SIGNS: usize = 7;

/// The pages of all offered languages; an error says which page is wrong.
pub(super) fn lessons(site_texts: &SiteTexts) -> Result<Vec<Lesson>, String> {
    let offered = FILES.iter().filter_map(|(code, number, text)| {
        let language = site_texts.language(code)?;
        Some(lesson(language, number, text))
    });
    offered.collect()
}

fn lesson(language: Language, number: &str, text: &'static str) -> Result<Lesson, String> {
    let number = number.parse().map_err(|error| format!("learn: {number}: {error}"))?;
    let parts = text.strip_prefix("+++\n").and_then(|text| text.split_once("\n+++\n"));
    let (head, markdown) = parts.ok_or("learn: a page does not begin with +++")?;
    let front: Front = toml::from_str(head).map_err(|error| format!("learn: {error}"))?;
    Ok(Lesson { language, number, front, markdown })
}

/// The text as HTML: no markup but Markdown's own, numbers as links, figures as bars, and headings that
/// can be linked to by their place, in every language alike.
#[expect(clippy::wildcard_enum_match_arm, reason = "whatever else Markdown has goes through as it is")]
fn rendered(text: &str, helplines: &[Helpline]) -> Result<String, String> {
    let mut events = Vec::new();
    let mut in_bars = false;
    let mut in_link = false;
    let mut part = 0_u32;
    for event in TextMergeStream::new(Parser::new(text)) {
        match event {
            Event::Html(found) | Event::InlineHtml(found) => return Err(format!("HTML: {found}")),
            Event::Start(Tag::Image { .. }) => return Err("an image".to_owned()),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(kind))) if &*kind == "bars" => in_bars = true,
            Event::End(TagEnd::CodeBlock) if in_bars => in_bars = false,
            Event::Text(figures) if in_bars => events.push(markup(&bars(&figures)?)),
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => {
                part += 1;
                events.push(heading(part));
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                in_link = true;
                events.push(link(&dest_url));
            }
            Event::End(TagEnd::Link) => {
                in_link = false;
                events.push(Event::End(TagEnd::Link));
            }
            Event::Text(text) if !in_link => events.push(markup(&numbered(helplines, &text))),
            other => events.push(other),
        }
    }
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, events.into_iter());
    Ok(html)
}

/// The start of a second-level heading, with an id by which the first page can lead to it.
fn heading(part: u32) -> Event<'static> {
    let id = Some(CowStr::from(format!("deel-{part}")));
    Event::Start(Tag::Heading { level: HeadingLevel::H2, id, classes: Vec::new(), attrs: Vec::new() })
}

/// The start of a link; one to somewhere else, which learns nothing from it, as in `page::outside`.
fn link(url: &str) -> Event<'static> {
    let away = url.contains(':').then_some("noreferrer noopener nofollow");
    let whole = html! { a href=(url) rel=[away] {} }.0;
    Event::InlineHtml(CowStr::from(whole.trim_end_matches("</a>").to_owned()))
}

fn markup(markup: &Markup) -> Event<'static> {
    Event::InlineHtml(CowStr::from(markup.0.clone()))
}

/// A bar chart of lines such as `label | per cent | sentence`. The sentence carries all of it; the bar is
/// for the eye.
fn bars(figures: &str) -> Result<Markup, String> {
    let figures = figures.lines().map(figure).collect::<Result<Vec<_>, _>>()?;
    Ok(html! {
        div class="bars" {
            @for (label, share, said) in figures {
                p { b { (label) } ": " (said) }
                progress value=(share) max="100" aria-hidden="true" {}
            }
        }
    })
}

/// Label, per cent and sentence of one line.
fn figure(line: &str) -> Result<(&str, u8, &str), String> {
    let wrong = || format!("no figure: {line}");
    let (label, rest) = line.split_once('|').ok_or_else(wrong)?;
    let (share, said) = rest.split_once('|').ok_or_else(wrong)?;
    let share = share.trim().parse().ok().filter(|share| *share <= 100).ok_or_else(wrong)?;
    Ok((label.trim(), share, said.trim()))
}

/// A learn page. It ends with the way to the form, a few pages to read next, and the telephone numbers.
pub(super) fn page(context: Context<'_>, lesson: &Lesson) -> Page {
    let words = &context.words.learn;
    let main = html! {
        (languages(context, |language| path_of(context, language, lesson.number)))
        (lesson.main(context.helplines()))
        p { a class="go" href=(context.path()) { (words.tell) } }
        nav aria-label=(words.more) {
            h2 { (words.more) }
            ul {
                @for next in next(context, lesson.number) { li { a href=(next.path()) { (next.front.name) } } }
            }
        }
        @if !REVIEWED.contains(&lesson.language.code()) { p class="soft" { (words.unreviewed) } }
        (numbers_row(context, Disclosure::Closed))
    };
    let head = Head { title: &lesson.front.title, description: Some(&lesson.front.description) };
    titled(context, Frame::Plain, &head, &main)
}

/// The pages before and after this one, and what to look out for.
fn next<'a>(context: Context<'a>, number: usize) -> impl Iterator<Item = &'a Lesson> {
    let mut numbers = vec![number + 1, number.saturating_sub(1)];
    if !numbers.contains(&SIGNS) && number != SIGNS {
        numbers.push(SIGNS);
    }
    numbers.into_iter().filter_map(move |number| context.app.lesson(context.language, number))
}

/// The list of learn pages in this language.
pub(super) fn index(context: Context<'_>) -> Page {
    let words = &context.words.learn;
    let main = html! {
        (languages(context, index_of))
        h1 { (words.title) }
        (described(context))
        (numbers_section(context))
    };
    let head = Head { title: &words.title, description: Some(&words.description) };
    titled(context, Frame::Plain, &head, &main)
}

/// The path of the list of learn pages in a language.
fn index_of(language: Language) -> String {
    format!("/{}/learn", language.code())
}

/// Links to the learn pages, each with what its page is about.
fn described(context: Context<'_>) -> Markup {
    let lessons = context.app.lessons.iter().filter(|lesson| lesson.language == context.language);
    html! {
        ul {
            @for lesson in lessons {
                li {
                    a href=(lesson.path()) { (lesson.front.name) }
                    p class="soft" { (lesson.front.description) }
                }
            }
        }
    }
}

/// The path of the page about what to look out for, to which the first page sends whoever is not sure.
pub(super) fn signs(context: Context<'_>) -> String {
    path_of(context, context.language, SIGNS)
}

/// The links of the first page to what customers, staff, drivers and neighbours should read: one tap,
/// before anything is typed.
pub(super) fn for_each(context: Context<'_>) -> Markup {
    let start = &context.words.start;
    let work = path_of(context, context.language, WORK);
    html! {
        p class="for" {
            (start.for_title) " "
            a href=(path_of(context, context.language, CUSTOMER)) { (start.for_customer) } ", "
            a href=(format!("{work}#deel-1")) { (start.for_work) } ", "
            a href=(format!("{work}#deel-2")) { (start.for_taxi) } ", "
            a href=(path_of(context, context.language, SIGNS)) { (start.for_near) }
        }
    }
}

/// The path of a learn page, which every language has; of the list, should one lack it.
fn path_of(context: Context<'_>, language: Language, number: usize) -> String {
    context.app.lesson(language, number).map_or_else(|| index_of(language), Lesson::path)
}

impl App {
    /// The learn page of a language with this number.
    pub(super) fn lesson(&self, language: Language, number: usize) -> Option<&Lesson> {
        self.lessons.iter().find(|lesson| lesson.language == language && lesson.number == number)
    }
}

impl Lesson {
    /// Its text as HTML.
    #[expect(clippy::expect_used, reason = "the files are part of the program, and a test visits each page")]
    fn main(&self, helplines: &[Helpline]) -> PreEscaped<String> {
        let main = rendered(self.markdown, helplines);
        PreEscaped(main.expect("the files are part of the program, and a test visits each page"))
    }

    /// The path of the page.
    pub(super) fn path(&self) -> String {
        format!("/{}/{}", self.language.code(), self.front.slug)
    }
}
