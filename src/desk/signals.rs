//! Signal handling: SIGINT, SIGTERM, SIGHUP and SIGQUIT end the program, after the terminal was put
//! back and the folders in memory were wiped.
//!
//! Whoever changes something that must not stay changed says with [`on_end`] how to put it back.
//! That is done when its value is dropped, and at a signal, in the reverse order.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::platform::{Hearing, end_by};

type Act = Box<dyn Fn() + Send>;

static WAITING: Mutex<Vec<(u64, Act)>> = Mutex::new(Vec::new());
static NEXT: AtomicU64 = AtomicU64::new(0);
/// What hears the keys, while they are for this program.
static KEY_LISTENER: Mutex<Option<Hearing>> = Mutex::new(None);

/// Something that is put back when this is dropped.
#[must_use]
pub struct OnEnd(u64);

/// Does something when the result is dropped, or when a signal ends the program before.
pub fn on_end(act: impl Fn() + Send + 'static) -> OnEnd {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    waiting().push((number, Box::new(act)));
    OnEnd(number)
}

impl Drop for OnEnd {
    fn drop(&mut self) {
        let mut waiting = waiting();
        let place = waiting.iter().position(|(number, _)| *number == self.0);
        let act = place.map(|place| waiting.remove(place).1);
        drop(waiting);
        if let Some(act) = act {
            act();
        }
    }
}

fn waiting() -> MutexGuard<'static, Vec<(u64, Act)>> {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Leaves Ctrl-C and Ctrl-\ to another program that has the terminal, until the result is dropped.
///
/// Nothing hears them meanwhile. A flag would not do: a key is handled by a thread, which may come to it
/// after the other program has ended and the flag is back.
pub fn leave_keys_to_another() -> OnEnd {
    if let Some(listener) = key_listener().take() {
        listener.close();
    }
    on_end(|| *key_listener() = Hearing::keys(end).ok())
}

fn key_listener() -> MutexGuard<'static, Option<Hearing>> {
    KEY_LISTENER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for these signals from now on. One that was ignored when the program began, as `nohup` has
/// it, stays so.
pub fn listen() -> io::Result<()> {
    *key_listener() = Some(Hearing::keys(end)?);
    Hearing::requests(end)?;
    Ok(())
}

fn end(signal: i32) {
    let acts = std::mem::take(&mut *waiting());
    for (_, act) in acts.iter().rev() {
        act();
    }
    end_by(signal);
}
