//! Signal handling: SIGINT, SIGTERM, SIGHUP and SIGQUIT end the program, after the terminal was put
//! back and the folders in memory were wiped.
//!
//! Whoever changes something that must not stay changed says with [`on_end`] how to put it back.
//! That is done when its value is dropped, and at a signal, in the reverse order.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

/// A signal that would end the program without a word.
const ENDING: [i32; 4] = [SIGHUP, SIGINT, SIGQUIT, SIGTERM];

type Act = Box<dyn Fn() + Send>;

static WAITING: Mutex<Vec<(u64, Act)>> = Mutex::new(Vec::new());
static NEXT: AtomicU64 = AtomicU64::new(0);
static KEYS_ARE_FOR_ANOTHER: AtomicBool = AtomicBool::new(false);

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
pub fn leave_keys_to_another() -> OnEnd {
    KEYS_ARE_FOR_ANOTHER.store(true, Ordering::SeqCst);
    on_end(|| KEYS_ARE_FOR_ANOTHER.store(false, Ordering::SeqCst))
}

/// Waits for these signals from now on. One that was ignored when the program began, as `nohup` has
/// it, stays so.
pub fn listen() -> io::Result<()> {
    let ignored = ignored();
    let heard = ENDING.into_iter().filter(|signal| ignored >> (signal - 1) & 1 == 0);
    let mut signals = Signals::new(heard)?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for signal in signals.forever() {
            let is_key = matches!(signal, SIGINT | SIGQUIT);
            if !(is_key && KEYS_ARE_FOR_ANOTHER.load(Ordering::SeqCst)) {
                end(signal);
            }
        }
    })?;
    Ok(())
}

fn end(signal: i32) {
    let acts = std::mem::take(&mut *waiting());
    for (_, act) in acts.iter().rev() {
        act();
    }
    let _ = emulate_default_handler(signal);
}

/// The signals that are ignored, a bit each, where the system tells it.
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default()
}
