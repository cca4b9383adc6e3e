//! The whole way of a report, as reporter, server and caseworker go it, in memory.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use tower::ServiceExt;

use super::hidden;
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

/// Goes it once. Whatever does not work is the step that it belongs to.
pub(super) async fn go(config: Arc<Config>) -> Result<(), Step> {
    let circle = Circle::new(config).await.ok_or(Step::Report)?;
    let token = circle.report().await.ok_or(Step::Report)?;
    let (thread, report) = circle.open().await.ok_or(Step::Open)?;
    circle.answer(thread, &report, &token).await.ok_or(Step::Answer)?;
    circle.withdraw(&report, &token).await.ok_or(Step::Withdraw)
}

/// A site that nobody else can reach.
struct Circle {
    page: String,
    router: Router,
    store: Store,
    key: ThrowawayKey,
}

impl Circle {
    async fn new(config: Arc<Config>) -> Option<Self> {
        let key = ThrowawayKey::new("selftest", random().ok()?, random().ok()?);
        let recipients: zegel_core::seal::Recipients = recipient_lines(&key).ok()?.parse().ok()?;
        let store = Store::scratch().ok()?;
        let own = recipients.recipients().next()?.digest();
        store.record_proof(own, recipients.digests().clone()).await.ok()?;
        let page = format!("/{}/", config.wording.languages().first()?.code());
        let app = App::start(config, recipients, store.clone(), Clock::system()).await.ok()?;
        Some(Self { page, router: app.public(), store, key })
    }

    /// Fills in the form. Gives the token.
    async fn report(&self) -> Option<String> {
        let page = self.ask(get("selftest", &self.page)).await?;
        let (token, form) = (hidden(&page, "token")?.to_owned(), hidden(&page, "form")?);
        let fields = [("token", token.as_str()), ("form", form), ("story", STORY), ("act", "send")];
        self.ask(post("selftest", &self.page, &fields)).await?;
        Some(token)
    }

    /// As a caseworker does it.
    async fn open(&self) -> Option<(ThreadId, Report)> {
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

    async fn answer(&self, thread: ThreadId, report: &Report, token: &str) -> Option<()> {
        let id = EntryId::random().ok()?;
        let sealed = report.writing.reply_to.seal(Reply::new(id, 1, ANSWER).ok()?).ok()?;
        let entry = Entry { id, sealed: SealedEntry::ToReporter(sealed) };
        self.store.add(thread, vec![entry], Clock::system().week()).await.ok()?;
        let page = self.ask(post("selftest", &self.page, &[("token", token), ("act", "look")])).await?;
        page.contains(ANSWER).then_some(())
    }

    /// Takes it back. Nothing is left but what proves that to a desk.
    async fn withdraw(&self, report: &Report, token: &str) -> Option<()> {
        self.ask(post("selftest", &self.page, &[("token", token), ("act", "withdraw-yes")])).await?;
        let threads = self.store.threads().await.ok()?;
        let [(thread, entries)] = threads.as_slice() else { return None };
        let is_proved = report.writing.withdrawal.is_proved_by(thread.withdrawal.as_ref()?);
        (is_proved && entries.is_empty()).then_some(())
    }

    /// A page of the site, if that is the answer.
    async fn ask(&self, request: Request<Full<Bytes>>) -> Option<String> {
        let answer = self.router.clone().oneshot(request.map(Body::new)).await.ok()?;
        if answer.status() != StatusCode::OK {
            return None;
        }
        let bytes = to_bytes(answer.into_body(), MOST).await.ok()?;
        String::from_utf8(bytes.to_vec()).ok()
    }
}
