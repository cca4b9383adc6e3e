//! Reading request bodies whole into memory, bounded in size, and the large ones in number.
//!
//! A body counts as large once that much of it has arrived: what somebody announces and does not
//! send keeps nobody waiting.

use axum::body::{Body, Bytes, HttpBody};
use http_body_util::BodyExt;
use tokio::sync::{Semaphore, SemaphorePermit};
use zeroize::Zeroizing;

use zegel_core::wire::Refusal;

/// Bytes of a body that need no permit: with 512 connections 16 MiB at most.
const SMALL: usize = 32 * 1024;
/// The size of a large body, above every report, however it is written.
const LONG: usize = 256 * 1024;
/// Bodies longer than [`SMALL`] that are read at once: 64 MiB, for half of all connections.
const MOST_LONG: usize = 256;
/// Bodies longer than [`LONG`], which no report is, that are read at once: 16 MiB, and for
/// caseworkers 32.
const MOST_HUGE: usize = 8;
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
    long: Semaphore,
    huge: Semaphore,
}

/// The permits of one body for the size that it has by now.
#[derive(Default)]
struct Permits<'a> {
    long: Option<SemaphorePermit<'a>>,
    huge: Option<SemaphorePermit<'a>>,
}

impl LargeBodies {
    pub(super) fn new() -> Self {
        Self { long: Semaphore::new(MOST_LONG), huge: Semaphore::new(MOST_HUGE) }
    }

    /// Reads a body up to a limit. Over it, what follows is thrown away, within reason.
    pub(super) async fn read(&self, mut body: Body, limit: usize) -> Result<Zeroizing<Vec<u8>>, NoBody> {
        let mut bytes = Zeroizing::new(Vec::new());
        let mut permits = Permits::default();
        while let Some(data) = next(&mut body).await? {
            if bytes.len() + data.len() > limit {
                drop((bytes, permits));
                discard(body).await;
                return Err(NoBody::TooLarge);
            }
            permits.grow(self, bytes.len() + data.len()).await;
            bytes.extend_from_slice(&data);
        }
        Ok(bytes)
    }
}

impl<'a> Permits<'a> {
    /// Waits until a body may be so large.
    async fn grow(&mut self, large: &'a LargeBodies, size: usize) {
        // Nobody closes these semaphores, so that waiting for them cannot fail.
        if size > SMALL && self.long.is_none() {
            self.long = large.long.acquire().await.ok();
        }
        if size > LONG && self.huge.is_none() {
            self.huge = large.huge.acquire().await.ok();
        }
    }
}

/// Reads a body up to a limit, and no more of one that is larger: its sender is a program.
pub(super) async fn read_bounded(mut body: Body, limit: usize) -> Result<Zeroizing<Vec<u8>>, NoBody> {
    if body.size_hint().lower() > limit as u64 {
        return Err(NoBody::TooLarge);
    }
    let mut bytes = Zeroizing::new(Vec::new());
    while let Some(data) = next(&mut body).await? {
        if bytes.len() + data.len() > limit {
            return Err(NoBody::TooLarge);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
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
