//! Stored fields: the table of all that is kept, and a real row that this server made at its start.

use maud::{Markup, html};

use super::StartError;
use super::page::Context;
use crate::store::{Row, Store};
use zegel_core::calendar::{Clock, Week};
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

/// The table of stored fields, and the example.
pub(super) fn stored(context: Context<'_>) -> Markup {
    html! { (fields(context)) (shown(context)) }
}

fn fields(context: Context<'_>) -> Markup {
    let p = &context.words.privacy;
    let mut fields = vec![
        ("thread.id", &p.field_thread),
        ("thread.mailbox", &p.field_code),
        ("thread.withdrawal", &p.field_withdrawal),
        ("thread.week", &p.field_week),
        ("entry.id", &p.field_entry),
        ("entry.direction", &p.field_direction),
        ("entry.body", &p.field_body),
        ("body.sealed", &p.field_sealed),
        ("body.sealed", &p.field_size),
        ("withdrawn", &p.field_withdrawn),
        ("meta", &p.field_collected),
        ("zegel.db", &p.field_times),
        ("zegel.db", &p.field_counters),
        ("/dev/…", &p.field_medium),
        ("selftest.json", &p.field_selftest),
        ("zegeld.toml", &p.field_settings),
    ];
    if !context.app.config.store.postgres.is_empty() {
        fields.push(("pg_wal", &p.field_postgres));
    }
    if context.app.config.backup.is_some() {
        fields.push(("zegel.db.backup", &p.field_backup));
    }
    html! {
        h2 { (p.fields_title) }
        p { (p.fields_intro) }
        table {
            thead { tr { th scope="col" { (p.fields_field) } th scope="col" { (p.fields_meaning) } } }
            tbody { @for (field, meaning) in fields { tr { td class="mono" { (field) } td { (meaning) } } } }
        }
    }
}

fn shown(context: Context<'_>) -> Markup {
    let p = &context.words.privacy;
    html! {
        h2 { (p.example_title) }
        p { (p.example) }
        @for row in &context.app.example {
            table {
                caption class="skip" { (row.table) }
                tbody {
                    @for (column, value) in &row.columns {
                        tr {
                            th class="mono" scope="row" { (row.table) "." (column) }
                            td class="mono" { (value) @if column == "week" { " " (readable(context, value)) } }
                        }
                    }
                }
            }
        }
    }
}

/// What a week's number stands for, in brackets.
fn readable(context: Context<'_>, number: &str) -> String {
    let week = number.parse().map(|number| Week::from_number(number).to_string()).unwrap_or_default();
    let (year, week) = week.split_once("-W").unwrap_or_default();
    let text = interpolate(&context.words.privacy.example_week, &[("week", week), ("year", year)]);
    format!("({text})")
}
