//! Request bodies on the socket, with a least speed: none may keep others waiting by arriving too
//! slowly, or busy by arriving in crumbs.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

use super::peers::Connection;

/// The pace that a request's body has to keep.
#[derive(Clone, Copy)]
pub struct Pace {
    /// The time by which it may fall behind, at the start and whenever it stalls.
    pub grace: Duration,
    /// Bytes a second.
    pub least: u32,
}

/// Pieces of a body that may be as small as they like.
const FREE_PIECES: usize = 1000;
/// Bytes that the others have on average, far below what a packet or a circuit of Tor carries: what a
/// piece costs has little to do with its length.
const LEAST_PIECE: usize = 128;

/// The reason why a body did not arrive.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// The connection ended, or what came is no body.
    #[error("{0}")]
    Http(#[from] hyper::Error),
    /// It came too slowly.
    #[error("the body arrives too slowly")]
    Slow,
    /// It came in crumbs.
    #[error("the body arrives in too many pieces")]
    Crumbs,
}

/// The body of a request, which fails when it arrives more slowly than its [`Pace`].
pub struct RequestBody {
    incoming: Incoming,
    pace: Pace,
    /// The time that it may still be waited for. Waiting takes from it, and each byte gives some back.
    left: Duration,
    waiting: Option<Waiting>,
    pieces: usize,
    bytes: usize,
    is_over: bool,
    unread: Arc<AtomicBool>,
    connection: Connection,
}

struct Waiting {
    since: Instant,
    end: Pin<Box<Sleep>>,
}

impl RequestBody {
    /// A body that keeps this pace. `unread` is set if it is dropped before its end, and the connection
    /// is told of that end.
    pub(super) fn new(
        incoming: Incoming,
        pace: Pace,
        unread: Arc<AtomicBool>,
        connection: Connection,
    ) -> Self {
        if incoming.is_end_stream() {
            connection.is_whole();
        }
        let left = pace.grace;
        Self { incoming, pace, left, waiting: None, pieces: 0, bytes: 0, is_over: false, unread, connection }
    }

    /// Takes the time waited from what is left, and adds what the bytes of this frame have earned: a
    /// token bucket of time.
    fn arrived(&mut self, frame: &Frame<Bytes>) {
        // Waiting spends, bytes earn, and nobody saves up more than the grace.
        let waited = self.waiting.take().map_or(Duration::ZERO, |waiting| waiting.since.elapsed());
        let bytes = frame.data_ref().map_or(0, Bytes::len);
        self.pieces += 1;
        self.bytes += bytes;
        let earned = Duration::from_secs_f64(bytes as f64 / f64::from(self.pace.least.max(1)));
        self.left = (self.left.saturating_sub(waited) + earned).min(self.pace.grace);
    }

    /// Whether it comes in more pieces than a body of this length needs.
    fn is_in_crumbs(&self) -> bool {
        self.pieces > FREE_PIECES + self.bytes / LEAST_PIECE
    }

    fn poll_too_slow(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let left = self.left;
        let waiting =
            self.waiting.get_or_insert_with(|| Waiting { since: Instant::now(), end: Box::pin(sleep(left)) });
        waiting.end.as_mut().poll(context)
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        match Pin::new(&mut self.incoming).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => {
                self.arrived(&frame);
                if self.is_in_crumbs() {
                    return Poll::Ready(Some(Err(BodyError::Crumbs)));
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(BodyError::Http(error)))),
            Poll::Ready(None) => {
                self.is_over = true;
                self.connection.is_whole();
                Poll::Ready(None)
            }
            Poll::Pending => {
                ready!(self.poll_too_slow(context));
                Poll::Ready(Some(Err(BodyError::Slow)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}

impl Drop for RequestBody {
    fn drop(&mut self) {
        if !self.is_over && !self.incoming.is_end_stream() {
            self.unread.store(true, Ordering::Relaxed);
        }
    }
}
