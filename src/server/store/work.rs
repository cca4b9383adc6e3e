//! Work: what a method of the store does in a transaction, on its way to the thread that has the connection, and with
//! what came of it back.

use std::sync::mpsc::Sender;

use tokio::sync::oneshot;

use super::db::Db;
use super::{Order, StoreError};
use crate::event::{Event, say};

/// A piece of work, with what came of it.
pub(super) trait Work: Send {
    /// Does it in a transaction. True if its changes stay.
    fn run(&mut self, db: &Db<'_>) -> bool;
    /// Answers who waits for it, once the commit has succeeded or failed.
    fn answer(self: Box<Self>, committed: bool);
}

/// Work that gives an answer of one type.
struct Task<F, T> {
    work: F,
    /// A failure until it was done.
    result: Result<T, StoreError>,
    sender: oneshot::Sender<Result<T, StoreError>>,
}

impl<F, T> Work for Task<F, T>
where
    F: FnMut(&Db<'_>) -> Result<T, StoreError> + Send,
    T: Send,
{
    fn run(&mut self, db: &Db<'_>) -> bool {
        self.result = (self.work)(db);
        self.result.is_ok()
    }

    fn answer(self: Box<Self>, committed: bool) {
        let result = if committed { self.result } else { self.result.and(Err(StoreError::Failed)) };
        // Nobody waits any more if the connection of the visitor has gone.
        let _ = self.sender.send(result);
    }
}

/// Has a piece of work done, and waits for the commit that holds it.
pub(super) async fn do_work<T: Send + 'static>(
    orders: Option<&Sender<Order>>,
    work: impl FnMut(&Db<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let (sender, receiver) = oneshot::channel();
    let order = Order::Work(Box::new(Task { work, result: Err(StoreError::Failed), sender }));
    let sent = orders.is_some_and(|orders| orders.send(order).is_ok());
    let result =
        if sent { receiver.await.unwrap_or(Err(StoreError::Failed)) } else { Err(StoreError::Failed) };
    match result {
        Err(StoreError::Failed) => say(Event::StoreFailed),
        Err(StoreError::Full) => say(Event::StoreFull),
        _ => {}
    }
    result
}
