//! The privacy page: in short what happens to somebody's words, who is responsible for them, and in a
//! closed row all of it exactly.

use maud::{Markup, html};

use super::page::{self, Context, Disclosure, Frame, Page, languages, linked, outside, row};
use super::stored::stored;
use super::who::{access, rights, who};
use zegel_core::i18n::interpolate;

/// The authority that advises employees who report abuse, by the name that its sentence has in every
/// language.
const ADVICE: (&str, &str) = ("Huis voor Klokkenluiders", "https://www.huisvoorklokkenluiders.nl/");

/// The privacy page.
pub(super) fn page(context: Context<'_>) -> Page {
    let words = context.words;
    let main = html! {
        (languages(context, |language| format!("/{}/privacy", language.code())))
        h1 { (words.privacy.title) }
        p { (words.privacy.intro) }
        (short(context))
        div class="danger" {
            p { b { (linked(context, &words.start.danger)) } }
            p { (linked(context, &words.errors.call)) }
        }
        (who(context))
        (passing_on(context))
        (rights(context))
        (limits(context))
        (access(context))
        (row(&words.privacy.all_title, Disclosure::Closed, &exactly(context)))
    };
    page::page(context, Frame::Plain, &main)
}

fn section(context: Context<'_>, title: &str, sentences: &[&str]) -> Markup {
    html! {
        h2 { (title) }
        @for sentence in sentences { p { (linked(context, sentence)) } }
    }
}

fn list(title: &str, sentences: &[&str]) -> Markup {
    html! {
        h2 { (title) }
        ul { @for sentence in sentences { li { (sentence) } } }
    }
}

/// The six sentences for whoever reads no more.
fn short(context: Context<'_>) -> Markup {
    let p = &context.words.privacy;
    let erase = weeks(context, &p.short_erase);
    list(
        &p.short_title,
        &[&p.short_name, &p.short_locked, &p.short_pass, &p.short_code, &erase, &p.short_device],
    )
}

fn weeks(context: Context<'_>, text: &str) -> String {
    interpolate(text, &[("weeks", &context.weeks(context.app.config.retention.weeks))])
}

/// When something is passed on, and what is not.
fn passing_on(context: Context<'_>) -> Markup {
    let p = &context.words.privacy;
    html! {
        (section(context, &p.pass_title, &[&p.pass_wish, &p.pass_exceptions]))
        ul { li { (p.pass_danger) } li { (p.pass_child) } li { (p.pass_judge) } }
        @for sentence in [&p.pass_without, &p.pass_redact, &p.pass_order] { p { (sentence) } }
    }
}

/// What others can see, and what nobody can promise.
fn limits(context: Context<'_>) -> Markup {
    let p = &context.words.privacy;
    html! {
        (list(&p.seen_title, &[&p.seen_provider, &p.seen_work, &p.seen_employer, &p.seen_tor, &p.seen_size,
            &p.seen_history, &p.seen_browser, &p.seen_text]))
        h2 { (p.promise_title) }
        ul {
            @for sentence in [&p.promise_anonymous, &p.promise_punish, &p.promise_answer, &p.promise_gone] {
                li { (sentence) }
            }
            li { (advised(&p.promise_worker)) }
        }
        (section(context, &p.named_title, &[&p.named_rights, &p.named_you]))
    }
}

/// The sentence with the authority's name as a link.
fn advised(sentence: &str) -> Markup {
    let (name, url) = ADVICE;
    let Some((before, after)) = sentence.split_once(name) else { return html! { (sentence) } };
    html! { (before) (outside(url, name)) (after) }
}

/// Every field and every way in which it goes, for whoever wants to check.
fn exactly(context: Context<'_>) -> Markup {
    let p = &context.words.privacy;
    let fingerprint = interpolate(&p.keys_fingerprint, &[("fingerprint", &context.app.fingerprint)]);
    html! {
        (list(&p.none_title, &[&p.none_name, &p.none_address, &p.none_cookies, &p.none_time, &p.none_log, &p.none_others]))
        (section(context, &p.reads_title, &[&p.reads_plain, &p.reads_seals, &p.reads_mailbox, &p.reads_limit]))
        p { (p.reads_script) " " (p.reads_trust) }
        (list(&p.locked_title, &[&p.locked_answers, &p.locked_language, &p.locked_day, &p.locked_reply,
            &p.locked_author, &p.locked_withdrawal, &p.locked_after, &p.locked_marks, &p.locked_keys]))
        (stored(context))
        (section(context, &p.keys_title, &[&p.keys_who, &p.keys_code, &fingerprint, &p.keys_change]))
        (erased(context))
    }
}

/// How long it is kept, and what stays.
fn erased(context: Context<'_>) -> Markup {
    let p = &context.words.privacy;
    let erase_weeks = weeks(context, &p.erase_weeks);
    let erase_marks = weeks(context, &p.erase_marks);
    let backup = context.app.config.backup.as_ref().map(|backup| context.weeks(backup.weeks));
    let backup = backup.map(|weeks| interpolate(&p.erase_backup, &[("backup", &weeks)]));
    let back = backup.is_some().then_some([p.erase_restored.as_str(), &p.erase_again]);
    let mut erase = vec![erase_weeks.as_str(), &p.erase_withdraw, &erase_marks, &p.erase_desk, &p.erase_told];
    erase.extend([p.erase_kept.as_str()].into_iter().chain(backup.as_deref()));
    erase.extend(back.into_iter().flatten());
    erase.extend([p.erase_disk.as_str(), &p.erase_passed]);
    section(context, &p.erase_title, &erase)
}
