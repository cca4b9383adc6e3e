//! Round trip: reports are sent, opened, answered, withdrawn, deleted and purged in a store of their
//! own, through the code that reporter, server and caseworker use.
//!
//! The store lies on the disk beside the real one, and the process may do no more than the server: what
//! the kernel, the disk or SQLite refuses the server, it refuses here. Each conversation is long, because
//! SQLite does small changes in memory and sets larger ones aside in a file.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use tower::ServiceExt;

use super::hidden_field;
use crate::admin::demo::recipient_lines;
use crate::admin::startup;
use crate::admin::visit::{get, post};
use crate::config::Config;
use crate::health::selftest::Step;
use crate::store::{Store, TrialStore};
use crate::web::App;
use zegel_core::calendar::{Clock, Week};
use zegel_core::document::{DeskDocument, ReceivedReport, Reply};
use zegel_core::id::{EntryId, ThreadId, random};
use zegel_core::seal::ThrowawayKey;
use zegel_core::thread::{Entry, SealedEntry};

const STORY: &str = "A report of the self-test.";
const ANSWER: &str = "An answer of the self-test.";
/// The entries of a conversation.
const LONG: u32 = 12;
/// Far above any page.
const MOST: usize = 1024 * 1024;

/// Makes the round trip once. The error names the step that failed.
pub(super) async fn run(config: Arc<Config>) -> Result<(), Step> {
    let options = startup::options(&config);
    let trial = TrialStore::beside(&config.database, options).map_err(|_| Step::Store)?;
    let result = go(config, trial.store.clone()).await;
    trial.store.clone().close().await;
    result
}

async fn go(config: Arc<Config>, store: Store) -> Result<(), Step> {
    let retention = config.retention.weeks;
    let site = TestSite::new(config, store).await.ok_or(Step::Store)?;
    let sent = site.converse().await?;
    site.withdraw(&sent).await.ok_or(Step::Withdraw)?;
    let sent = site.converse().await?;
    site.delete(&sent).await.ok_or(Step::Delete)?;
    site.converse().await?;
    site.purge(retention).await.ok_or(Step::Purge)
}

/// A report that was sent, with its token and its thread.
struct Sent {
    token: String,
    thread: ThreadId,
    report: ReceivedReport,
}

/// A site in this process that nobody else can reach.
struct TestSite {
    page: String,
    router: Router,
    store: Store,
    key: ThrowawayKey,
}

impl TestSite {
    async fn new(config: Arc<Config>, store: Store) -> Option<Self> {
        let key = ThrowawayKey::new("selftest", random().ok()?, random().ok()?);
        let recipients: zegel_core::seal::Recipients = recipient_lines(&key).ok()?.parse().ok()?;
        let own = recipients.recipients().next()?.digest();
        store.record_proof(own, recipients.digests().clone()).await.ok()?;
        let page = format!("/{}/", config.site_texts.languages().first()?.code());
        let app = App::start(config, recipients, store.clone(), Clock::system()).await.ok()?;
        Some(Self { page, router: app.public(), store, key })
    }

    /// A whole conversation: the report, an answer, and more answers than fit into memory.
    async fn converse(&self) -> Result<Sent, Step> {
        let token = self.send_report().await.ok_or(Step::Report)?;
        let (thread, report) = self.open_report().await.ok_or(Step::Open)?;
        for number in 1..LONG {
            self.answer(thread, &report, number).await.ok_or(Step::Answer)?;
        }
        self.read_answer(&token).await.ok_or(Step::Answer)?;
        Ok(Sent { token, thread, report })
    }

    /// Fills in the form and sends it. Returns the token.
    async fn send_report(&self) -> Option<String> {
        let page = self.ask(get("selftest", &self.page)).await?;
        let token = hidden_field(&page, "token")?.to_owned();
        let form = hidden_field(&page, "form")?;
        let fields = [("token", token.as_str()), ("form", form), ("story", STORY), ("act", "send")];
        self.ask(post("selftest", &self.page, &fields)).await?;
        Some(token)
    }

    /// Opens the report as a caseworker does.
    async fn open_report(&self) -> Option<(ThreadId, ReceivedReport)> {
        let threads = self.store.threads().await.ok()?;
        let mut active = threads.iter().filter(|(thread, _)| thread.withdrawal.is_none());
        let (thread, _) = active.next()?;
        let entry = self.store.entries(thread.id).await.ok()?.pop()?.0;
        let SealedEntry::FromReporter(sealed) = entry.sealed else { return None };
        let DeskDocument::Report(report) = DeskDocument::parse(&self.key.open(&sealed).ok()?).ok()? else {
            return None;
        };
        let story = report.writing.answers.get("story")?;
        story.values().eq([STORY]).then_some((thread.id, report))
    }

    /// Answers as a caseworker does.
    async fn answer(&self, thread: ThreadId, report: &ReceivedReport, number: u32) -> Option<()> {
        let id = EntryId::random().ok()?;
        let sealed = report.writing.reply_to.as_ref()?.seal(Reply::new(id, number, ANSWER).ok()?).ok()?;
        let entry = Entry { id, sealed: SealedEntry::ToReporter(sealed) };
        self.store.add(thread, vec![entry], Clock::system().week()).await.ok()
    }

    /// Reads the answers as the reporter does.
    async fn read_answer(&self, token: &str) -> Option<()> {
        let page = self.ask(post("selftest", &self.page, &[("token", token), ("act", "look")])).await?;
        page.contains(ANSWER).then_some(())
    }

    /// Withdraws the report. Only the proof of the withdrawal is left in the store.
    async fn withdraw(&self, sent: &Sent) -> Option<()> {
        let fields = [("token", sent.token.as_str()), ("act", "withdraw-yes")];
        self.ask(post("selftest", &self.page, &fields)).await?;
        let threads = self.store.threads().await.ok()?;
        let [(thread, entries)] = threads.as_slice() else { return None };
        let is_proved = sent.report.writing.withdrawal?.is_proved_by(thread.withdrawal.as_ref()?);
        (is_proved && entries.is_empty()).then_some(())
    }

    /// Deletes the report, as the desk does.
    async fn delete(&self, sent: &Sent) -> Option<()> {
        self.store.delete(sent.thread).await.ok()?;
        let threads = self.store.threads().await.ok()?;
        threads.iter().all(|(thread, _)| thread.id != sent.thread).then_some(())
    }

    /// Removes all that is there, as at the end of its retention, and writes the database anew.
    async fn purge(&self, retention: u16) -> Option<()> {
        let later = Clock::system().week().to_number() + i32::from(retention) + 1;
        self.store.purge(Week::from_number(later), retention).await.ok()?;
        let threads = self.store.threads().await.ok()?;
        (threads.is_empty() && self.store.compact().await).then_some(())
    }

    /// Sends a request to the site. Returns the page, if it came with status 200.
    async fn ask(&self, request: Request<Full<Bytes>>) -> Option<String> {
        let answer = self.router.clone().oneshot(request.map(Body::new)).await.ok()?;
        if answer.status() != StatusCode::OK {
            return None;
        }
        let bytes = to_bytes(answer.into_body(), MOST).await.ok()?;
        String::from_utf8(bytes.to_vec()).ok()
    }
}
