//! Reading request bodies whole into memory, bounded in size, and the large ones in number.
//!
//! A body counts as large once that much of it has arrived: what somebody announces and does not
//! send keeps nobody waiting.

use std::ops::Deref;
use std::sync::Arc;

use axum::body::{Body, Bytes, HttpBody};
use http_body_util::BodyExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use zeroize::Zeroizing;

use zegel_core::wire::Refusal;

/// Bytes of a body that need no permit: with 512 connections 16 MiB at most.
const SMALL: usize = 32 * 1024;
/// The size of a large body, above every report, however it is written.
const LONG: usize = 256 * 1024;
/// Bodies longer than [`SMALL`] that are read at once: 64 MiB, for half of all connections.
const MOST_LONG: usize = 256;
/// Bodies longer than [`LONG`], which no report is, that are read and answered at once. What is made of
/// two megabytes on the way to their answer takes up to sixty.
pub(super) const MOST_HUGE: usize = 2;
/// The same for caseworkers, whose answers may be as long.
pub(super) const MOST_HUGE_OF_DESK: usize = 8;
/// Bytes that are read and thrown away after a body that is too large, so that the browser gets to
/// see the answer.
const DISCARDED: usize = 16 * 1024 * 1024;

/// The reason why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoBody {
    /// It is larger than the limit.
    TooLarge,
    /// It broke off, or came too slowly.
    Broken,
}

impl NoBody {
    /// The refusal that says so to a program.
    pub(super) fn refusal(self) -> Refusal {
        match self {
            Self::TooLarge => Refusal::TooLarge,
            Self::Broken => Refusal::BrokenOff,
        }
    }
}

/// The limit on large bodies in memory.
pub(super) struct LargeBodies {
    long: Arc<Semaphore>,
    huge: Arc<Semaphore>,
}

/// The permits of one body for the size that it has by now.
#[derive(Default)]
pub(super) struct Permits {
    long: Option<OwnedSemaphorePermit>,
    huge: Option<OwnedSemaphorePermit>,
}

/// A body as it came, with its permits: whoever makes more of it holds on to those.
#[derive(Default)]
pub(super) struct WholeBody {
    bytes: Zeroizing<Vec<u8>>,
    pub(super) permits: Permits,
}

impl Deref for WholeBody {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl LargeBodies {
    /// So many longer than [`LONG`] at once.
    pub(super) fn new(huge: usize) -> Self {
        Self { long: Arc::new(Semaphore::new(MOST_LONG)), huge: Arc::new(Semaphore::new(huge)) }
    }

    /// Reads a body up to a limit. Over it, what follows is thrown away, within reason.
    pub(super) async fn read(&self, mut body: Body, limit: usize) -> Result<WholeBody, NoBody> {
        let mut whole = WholeBody::default();
        while let Some(data) = next(&mut body).await? {
            if whole.len() + data.len() > limit {
                drop(whole);
                discard(body).await;
                return Err(NoBody::TooLarge);
            }
            whole.permits.grow(self, whole.bytes.len() + data.len()).await;
            whole.bytes.extend_from_slice(&data);
        }
        Ok(whole)
    }
}

impl Permits {
    /// Waits until a body may be so large.
    async fn grow(&mut self, large: &LargeBodies, size: usize) {
        // Nobody closes these semaphores, so that waiting for them cannot fail.
        if size > SMALL && self.long.is_none() {
            self.long = large.long.clone().acquire_owned().await.ok();
        }
        if size > LONG && self.huge.is_none() {
            self.huge = large.huge.clone().acquire_owned().await.ok();
        }
    }
}

/// Reads a body up to a limit, and no more of one that is larger: its sender is a program.
pub(super) async fn read_bounded(mut body: Body, limit: usize) -> Result<WholeBody, NoBody> {
    if body.size_hint().lower() > limit as u64 {
        return Err(NoBody::TooLarge);
    }
    let mut whole = WholeBody::default();
    while let Some(data) = next(&mut body).await? {
        if whole.len() + data.len() > limit {
            return Err(NoBody::TooLarge);
        }
        whole.bytes.extend_from_slice(&data);
    }
    Ok(whole)
}

/// The next piece; nothing at the end.
async fn next(body: &mut Body) -> Result<Option<Bytes>, NoBody> {
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| NoBody::Broken)?;
        if let Ok(data) = frame.into_data() {
            return Ok(Some(data));
        }
    }
    Ok(None)
}

async fn discard(mut body: Body) {
    let mut discarded = 0;
    while let Ok(Some(data)) = next(&mut body).await
        && discarded < DISCARDED
    {
        discarded += data.len();
    }
}
