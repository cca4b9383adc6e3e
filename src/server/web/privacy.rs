//! The privacy page: what is stored and what is not, with a real row that this server made at its
//! start.

use maud::{Markup, html};

use super::StartError;
use super::page::{self, Context, Frame, Page, linked, named};
use crate::store::{Row, Store};
use zegel_core::calendar::Clock;
use zegel_core::document::{Answers, Report, Writing};
use zegel_core::i18n::interpolate;
use zegel_core::id::{FormId, Instance};
use zegel_core::seal::Recipients;
use zegel_core::thread::{Entry, SealedEntry};
use zegel_core::token::{Kind, Token};

/// Seals an invented report into a scratch store and reads back all that stands there.
pub(super) async fn example(
    recipients: &Recipients,
    instance: Instance,
    clock: &Clock,
) -> Result<Vec<Row>, StartError> {
    let store = Store::scratch()?;
    let keys = Token::random()?.keys(instance);
    let answers = Answers::from_message("An invented report.").unwrap_or_default();
    let id = keys.entry_id(FormId::random()?, Kind::Report, &answers);
    let writing = Writing {
        answers,
        language: "nl".to_owned(),
        day: clock.day(),
        reply_to: keys.reply_to()?,
        marks: Vec::new(),
        sealed_for: recipients.fingerprint().to_string(),
        withdrawal: keys.withdrawal().digest(),
    };
    let sealed = recipients.seal(Report::new(writing, keys.author_key()))?;
    let entry = Entry { id, sealed: SealedEntry::FromReporter(sealed) };
    store.put(keys.mailbox_key().mailbox(), entry, clock.week()).await?;
    Ok(store.rows().await?)
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

/// The privacy page.
pub(super) fn page(context: Context<'_>) -> Page {
    let Context { app, words, .. } = context;
    let p = &words.privacy;
    let weeks = app.config.retention.weeks.to_string();
    let weeks = |text: &str| interpolate(text, &[("weeks", &weeks)]);
    let backup = app.config.backup.as_ref().map(|backup| backup.weeks.to_string());
    let backup = backup.map(|weeks| interpolate(&p.erase_backup, &[("backup", &weeks)]));
    let back = backup.is_some().then_some([p.erase_restored.as_str(), &p.erase_again]);
    let erase_weeks = weeks(&p.erase_weeks);
    let erase_marks = weeks(&p.erase_marks);
    let mut erase = vec![erase_weeks.as_str(), &p.erase_withdraw, &erase_marks, &p.erase_desk, &p.erase_told];
    erase.extend([p.erase_kept.as_str()].into_iter().chain(backup.as_deref()));
    erase.extend(back.into_iter().flatten());
    erase.extend([p.erase_disk.as_str(), &p.erase_passed]);
    let fingerprint = interpolate(&p.keys_fingerprint, &[("fingerprint", &app.fingerprint)]);
    let main = html! {
        h1 { (p.title) }
        p { (p.intro) }
        @for paragraph in p.own.lines().filter(|line| !line.trim().is_empty()) { p { (linked(context, paragraph)) } }
        (list(&p.none_title, &[&p.none_name, &p.none_address, &p.none_cookies, &p.none_time, &p.none_log, &p.none_others]))
        (section(context, &p.reads_title, &[&p.reads_plain, &p.reads_seals, &p.reads_mailbox, &p.reads_limit]))
        p { (p.reads_script) " " (p.reads_trust) }
        (list(&p.locked_title, &[&p.locked_answers, &p.locked_language, &p.locked_day, &p.locked_reply,
            &p.locked_author, &p.locked_withdrawal, &p.locked_after, &p.locked_marks, &p.locked_keys]))
        (stored(context))
        (section(context, &p.keys_title, &[&p.keys_who, &p.keys_code, &fingerprint, &p.keys_change]))
        (section(context, &p.pass_title, &[&p.pass_wish, &p.pass_exceptions]))
        ul { li { (p.pass_danger) } li { (p.pass_child) } li { (p.pass_judge) } }
        @for sentence in [&p.pass_without, &p.pass_redact, &p.pass_order] { p { (sentence) } }
        (section(context, &p.erase_title, &erase))
        (list(&p.seen_title, &[&p.seen_provider, &p.seen_work, &p.seen_employer, &p.seen_tor, &p.seen_size,
            &p.seen_history, &p.seen_browser, &p.seen_text]))
        (list(&p.promise_title, &[&p.promise_anonymous, &p.promise_punish, &p.promise_answer, &p.promise_gone,
            &p.promise_worker]))
        (section(context, &p.named_title, &[&p.named_rights, &p.named_you]))
        h2 id="who" { (words.who.title) }
        p { (named(context, &words.who.what)) }
        p { (words.who.not_police) }
        p { (words.who.work) }
    };
    page::page(context, Frame::Plain, &main)
}

/// The name of a field, which may break after its point.
fn broken(field: &str) -> Markup {
    match field.split_once('.') {
        Some((table, column)) => html! { (table) "." wbr; (column) },
        None => html! { (field) },
    }
}

/// The table of stored fields, and the example.
fn stored(context: Context<'_>) -> Markup {
    let p = &context.words.privacy;
    let mut fields = vec![
        ("thread.id", &p.field_thread),
        ("thread.mailbox", &p.field_code),
        ("thread.withdrawal", &p.field_withdrawal),
        ("thread.week", &p.field_week),
        ("entry.id", &p.field_entry),
        ("entry.body", &p.field_entry),
        ("entry.direction", &p.field_direction),
        ("body.sealed", &p.field_sealed),
        ("body.sealed", &p.field_size),
        ("withdrawn", &p.field_withdrawn),
        ("meta", &p.field_collected),
        ("zegel.db", &p.field_times),
        ("zegel.db", &p.field_counters),
        ("selftest.json", &p.field_selftest),
        ("zegeld.toml", &p.field_settings),
    ];
    if context.app.config.backup.is_some() {
        fields.push(("zegel.db.backup", &p.field_backup));
    }
    html! {
        h2 { (p.fields_title) }
        p { (p.fields_intro) }
        table {
            thead { tr { th scope="col" { (p.fields_field) } th scope="col" { (p.fields_meaning) } } }
            tbody { @for (field, meaning) in fields { tr { td class="mono" { (broken(field)) } td { (meaning) } } } }
        }
        h2 { (p.example_title) }
        p { (p.example) }
        @for row in &context.app.example {
            table {
                caption class="skip" { (row.table) }
                tbody {
                    @for (column, value) in &row.columns {
                        tr { th class="mono" scope="row" { (row.table) "." wbr; (column) } td class="mono" { (value) } }
                    }
                }
            }
        }
    }
}
