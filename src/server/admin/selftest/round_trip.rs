//! Round trip: a report is sent, opened, answered and withdrawn in memory, through the code that
//! reporter, server and caseworker use.

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
use crate::admin::visit::{get, post};
use crate::config::Config;
use crate::health::selftest::Step;
use crate::store::Store;
use crate::web::App;
use zegel_core::calendar::Clock;
use zegel_core::document::{DeskDocument, Reply, Report};
use zegel_core::id::{EntryId, ThreadId, random};
use zegel_core::seal::ThrowawayKey;
use zegel_core::thread::{Entry, SealedEntry};

const STORY: &str = "A report of the self-test.";
const ANSWER: &str = "An answer of the self-test.";
/// Far above any page.
const MOST: usize = 1024 * 1024;

/// Makes the round trip once. The error names the step that failed.
pub(super) async fn run(config: Arc<Config>) -> Result<(), Step> {
    let site = TestSite::new(config).await.ok_or(Step::Report)?;
    let token = site.send_report().await.ok_or(Step::Report)?;
    let (thread, report) = site.open_report().await.ok_or(Step::Open)?;
    site.answer(thread, &report, &token).await.ok_or(Step::Answer)?;
    site.withdraw(&report, &token).await.ok_or(Step::Withdraw)
}

/// A site in this process that nobody else can reach.
struct TestSite {
    page: String,
    router: Router,
    store: Store,
    key: ThrowawayKey,
}

impl TestSite {
    async fn new(config: Arc<Config>) -> Option<Self> {
        let key = ThrowawayKey::new("selftest", random().ok()?, random().ok()?);
        let recipients: zegel_core::seal::Recipients = recipient_lines(&key).ok()?.parse().ok()?;
        let store = Store::scratch().ok()?;
        let own = recipients.recipients().next()?.digest();
        store.record_proof(own, recipients.digests().clone()).await.ok()?;
        let page = format!("/{}/", config.site_texts.languages().first()?.code());
        let app = App::start(config, recipients, store.clone(), Clock::system()).await.ok()?;
        Some(Self { page, router: app.public(), store, key })
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
    async fn open_report(&self) -> Option<(ThreadId, Report)> {
        let threads = self.store.threads().await.ok()?;
        let [(thread, _)] = threads.as_slice() else { return None };
        let entry = self.store.entries(thread.id).await.ok()?.pop()?.0;
        let SealedEntry::FromReporter(sealed) = entry.sealed else { return None };
        let DeskDocument::Report(report) = DeskDocument::parse(&self.key.open(&sealed).ok()?).ok()? else {
            return None;
        };
        let story = report.writing.answers.get("story")?;
        story.values().eq([STORY]).then_some((thread.id, report))
    }

    /// Answers as a caseworker does, and reads the answer as the reporter does.
    async fn answer(&self, thread: ThreadId, report: &Report, token: &str) -> Option<()> {
        let id = EntryId::random().ok()?;
        let sealed = report.writing.reply_to.seal(Reply::new(id, 1, ANSWER).ok()?).ok()?;
        let entry = Entry { id, sealed: SealedEntry::ToReporter(sealed) };
        self.store.add(thread, vec![entry], Clock::system().week()).await.ok()?;
        let page = self.ask(post("selftest", &self.page, &[("token", token), ("act", "look")])).await?;
        page.contains(ANSWER).then_some(())
    }

    /// Withdraws the report. Only the proof of the withdrawal is left in the store.
    async fn withdraw(&self, report: &Report, token: &str) -> Option<()> {
        self.ask(post("selftest", &self.page, &[("token", token), ("act", "withdraw-yes")])).await?;
        let threads = self.store.threads().await.ok()?;
        let [(thread, entries)] = threads.as_slice() else { return None };
        let is_proved = report.writing.withdrawal.is_proved_by(thread.withdrawal.as_ref()?);
        (is_proved && entries.is_empty()).then_some(())
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
