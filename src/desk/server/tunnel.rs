//! The tunnel: a program such as `ssh`, started before the server is spoken to and ended afterwards.
//!
//! It is started without a shell. It gets no terminal: what it writes is kept, and its last line is
//! shown if it ends; `ssh` asks nothing there, so its key is in an agent or has no passphrase. A tunnel
//! that already listens is used as it is, and left as it is.

use std::io::Read;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{self, DeskError};
use crate::platform::{Group, begin_group};
use crate::signals::{OnEnd, on_end};

/// So long a tunnel may take until it listens.
const LONGEST: Duration = Duration::from_secs(15);
/// How often it is looked whether it does.
const BETWEEN: Duration = Duration::from_millis(50);
/// So long a program that was asked to end may take.
const FAREWELL: Duration = Duration::from_secs(2);
/// A computer answers itself at once, if anything listens.
const CONNECT: Duration = Duration::from_millis(500);
/// Bytes of what the program wrote last that are kept.
const KEPT: usize = 2048;

/// A tunnel to an address of this computer.
pub struct Tunnel {
    words: Vec<String>,
    addresses: Vec<SocketAddr>,
    running: Option<Running>,
}

impl Tunnel {
    /// By this command, to this host and port; nothing is started yet.
    pub fn new(command: &str, host: &str, port: u16) -> Result<Self, DeskError> {
        let words = words(command)?;
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let addresses = (host, port).to_socket_addrs().map_err(error::server::away)?.collect();
        Ok(Self { words, addresses, running: None })
    }

    /// Starts it unless it listens already, and waits until it does or nobody waits any longer.
    pub fn open(&mut self, is_given_up: &dyn Fn() -> bool) -> Result<(), DeskError> {
        if self.running.as_mut().is_some_and(Running::is_alive) {
            return Ok(());
        }
        self.running = None;
        if self.listens() {
            return Ok(());
        }
        let mut running = Running::start(&self.words)?;
        let begun = Instant::now();
        while !self.listens() {
            if !running.is_alive() && !self.listens() {
                return Err(error::server::tunnel_ended(&running.last_line()));
            }
            if begun.elapsed() > LONGEST || is_given_up() {
                return Err(error::server::tunnel_slow(LONGEST.as_secs(), &running.last_line()));
            }
            thread::sleep(BETWEEN);
        }
        self.running = Some(running);
        Ok(())
    }

    /// What it wrote last, if it was started here and has ended.
    pub fn ended(&mut self) -> Option<DeskError> {
        let running = self.running.as_mut()?;
        if running.is_alive() {
            return None;
        }
        Some(error::server::tunnel_ended(&running.last_line()))
    }

    fn listens(&self) -> bool {
        self.addresses.iter().any(|address| TcpStream::connect_timeout(address, CONNECT).is_ok())
    }
}

/// The words of a command, as a shell splits them; nothing else of a shell is done.
pub fn words(command: &str) -> Result<Vec<String>, DeskError> {
    let words = shlex::split(command).unwrap_or_default();
    if words.is_empty() { Err(error::server::tunnel_words(command)) } else { Ok(words) }
}

/// The program while it runs. When dropped, and at a signal, it is ended.
struct Running {
    child: Child,
    /// Whether its number is still its own.
    is_running: Arc<AtomicBool>,
    /// The end of what it wrote to its standard error.
    error_output: Arc<Mutex<Vec<u8>>>,
    listener: Option<thread::JoinHandle<()>>,
    asked_to_end: Option<OnEnd>,
}

impl Running {
    fn start(words: &[String]) -> Result<Self, DeskError> {
        let Some((program, arguments)) = words.split_first() else {
            return Err(error::server::tunnel_words(""));
        };
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        ask_nothing(&mut command);
        let mut child = command.spawn().map_err(|why| error::server::tunnel_not_started(program, why))?;
        let error_output = Arc::new(Mutex::new(Vec::new()));
        let listener = child.stderr.take().map(|stderr| {
            let error_output = Arc::clone(&error_output);
            thread::spawn(move || keep_last(stderr, &error_output))
        });
        let is_running = Arc::new(AtomicBool::new(true));
        let asked_to_end = Some(end_with_us(&child, &is_running));
        Ok(Self { child, is_running, error_output, listener, asked_to_end })
    }

    fn is_alive(&mut self) -> bool {
        let is_alive = matches!(self.child.try_wait(), Ok(None));
        self.is_running.store(is_alive, Ordering::SeqCst);
        is_alive
    }

    /// The last line of what it wrote. What comes after its end is waited for, but not for long: a
    /// program that it started may keep the other end open.
    fn last_line(&self) -> String {
        let begun = Instant::now();
        while self.listener.as_ref().is_some_and(|listener| !listener.is_finished())
            && begun.elapsed() < CONNECT
        {
            thread::sleep(Duration::from_millis(10));
        }
        let output = self.error_output.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(&output);
        let last = text.lines().rev().find(|line| !line.trim().is_empty());
        last.unwrap_or("-").trim().to_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let begun = Instant::now();
        self.asked_to_end = None;
        while self.is_alive() && begun.elapsed() < FAREWELL {
            thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A program that must not ask on our terminal: in a group of its own, so that Ctrl-C reaches it through
/// us only, and `ssh` with a window for its questions or with none.
fn ask_nothing(command: &mut Command) {
    begin_group(command);
    if std::env::var_os("SSH_ASKPASS").is_none() {
        command.env("SSH_ASKPASS", "false");
    }
    command.env("SSH_ASKPASS_REQUIRE", "force");
}

/// Asks the program and all that it started to end, when the result is dropped or at a signal.
fn end_with_us(child: &Child, is_running: &Arc<AtomicBool>) -> OnEnd {
    let group = Group::of(child);
    let is_running = Arc::clone(is_running);
    on_end(move || {
        if is_running.load(Ordering::SeqCst) {
            group.end();
        }
    })
}

/// Reads to the end, so that the program never waits for us, and keeps what came last.
fn keep_last(mut stderr: ChildStderr, output: &Mutex<Vec<u8>>) {
    let mut some = [0; 512];
    while let Ok(length) = stderr.read(&mut some) {
        if length == 0 {
            return;
        }
        let mut output = output.lock().unwrap_or_else(PoisonError::into_inner);
        output.extend_from_slice(&some[..length]);
        let spare = output.len().saturating_sub(KEPT);
        output.drain(..spare);
    }
}
