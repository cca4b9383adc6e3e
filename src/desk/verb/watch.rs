//! `zegel watch`: looks again and again, and tells that there is something new. Only lists of ids
//! are compared: nothing is opened, and no word or id is given to anybody.

mod news;

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use jiff::civil::Time;
use serde_json::json;

use crate::config::{Settings, state_folder};
use crate::error::{self, DeskError};
use crate::files::private_folder;
use crate::files::write_whole;
use crate::identity::Identity;
use crate::keys::identity;
use crate::server::client::Client;
use crate::terminal::{Terminal, printed};
use crate::trust::admission::{admit, hold_against};
use crate::trust::pins::Pins;
use crate::view::alarm;
use news::{Listed, News, news_since, notices, seen_before};
use zegel_core::calendar::Clock;
use zegel_core::i18n::interpolate;
use zegel_core::seal::Recipients;
use zegel_core::wire::{Alarm, Session};

/// So often the hour of the digest is held against the clock: a computer that slept is late by
/// no more.
const TICK: Duration = Duration::from_secs(20);
/// While the server is away, looks are at most so many times further apart.
const LONGEST_PAUSE: u32 = 4;

/// In the state folder: the day of the last digest, and nothing else.
const LAST_DIGEST: &str = "digest.day";

/// The arguments of the verb.
#[derive(Args)]
pub struct Watch {
    /// Look this often, such as 10m, 1h or 90s
    #[arg(long, default_value = "10m", value_name = "TIME", value_parser = duration)]
    every: Duration,
    /// Tell what there is at this hour of each day, even if it is nothing
    #[arg(long, value_name = "HH:MM")]
    digest: Option<Time>,
    /// Run this program too, with its arguments; ZEGEL_KIND is new or digest, ZEGEL_NEW how many
    #[arg(long, value_name = "COMMAND", value_parser = words)]
    run: Option<Arc<[String]>>,
    /// Touch this file after each look at which the server answered and the news could be told
    #[arg(long, value_name = "FILE")]
    heartbeat: Option<PathBuf>,
}

struct Watcher<'a> {
    watch: &'a Watch,
    settings: &'a Settings,
    terminal: &'a Terminal,
    identity: Identity,
    /// The entries of which news was given, by thread; nothing before the first look.
    known_entries: Option<Listed>,
    since_digest: News,
    /// Why the server gave no list, if it gave none.
    away: Option<String>,
    failures: u32,
    commands: Vec<Child>,
    /// What the server last said is wrong with it.
    alarms: Vec<Alarm>,
    /// What about it must be looked at.
    notices: Vec<String>,
}

impl Watch {
    /// Looks until it is ended. The key is unlocked once.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        settings.server()?;
        let identity = identity::read(settings, terminal).print_notices(terminal)?;
        identity::desk_key(&identity, settings)?;
        let mut watcher = Watcher {
            watch: self,
            settings,
            terminal,
            identity,
            known_entries: None,
            since_digest: News::default(),
            away: None,
            failures: 0,
            commands: Vec::new(),
            alarms: Vec::new(),
            notices: Vec::new(),
        };
        terminal.inform(&terminal.texts.desk.watching.begun);
        loop {
            watcher.look()?;
            let looked = Instant::now();
            watcher.digest()?;
            while looked.elapsed() < watcher.pause() {
                thread::sleep(TICK.min(watcher.pause().saturating_sub(looked.elapsed())));
                watcher.digest()?;
            }
        }
    }
}

impl Watcher<'_> {
    /// One look, and what is new since the last. A server that is away is told once.
    fn look(&mut self) -> Result<(), DeskError> {
        match self.news() {
            Ok(news) => {
                if self.away.take().is_some() {
                    self.terminal.inform(&self.terminal.texts.desk.watching.back);
                }
                self.failures = 0;
                if news.count() > 0 {
                    self.tell("new", news, &self.terminal.texts.desk.watching.new);
                }
                // The heartbeat means that it looked, and that it could tell.
                printed().map_err(error::output::nobody_hears)?;
                self.watch.heartbeat.as_deref().map_or(Ok(()), touch)?;
            }
            Err(error) => {
                self.failures = self.failures.saturating_add(1);
                let why = error.text(self.terminal.texts.desk);
                if self.away.as_ref() != Some(&why) {
                    self.terminal.warn(&why);
                    self.terminal.inform(&self.terminal.texts.desk.watching.goes_on);
                }
                self.away = Some(why);
            }
        }
        Ok(())
    }

    fn news(&mut self) -> Result<News, DeskError> {
        let (mut client, pins) = self.handshake()?;
        let heads = client.threads()?;
        self.tell_alarms(client.session());
        if let Some(pins) = &pins {
            self.tell_notices(notices(pins, client.session(), &heads, self.terminal.texts));
        }
        let known = self.known_entries.take().unwrap_or_else(|| seen_before(pins));
        let (news, listed) = news_since(&known, &heads);
        self.known_entries = Some(listed);
        self.since_digest.add(news);
        Ok(news)
    }

    /// A new session for each look: that is when the server says how it is.
    fn handshake(&self) -> Result<(Client, Option<Pins>), DeskError> {
        let key = identity::desk_key(&self.identity, self.settings)?;
        let client = Client::open(self.settings.server()?, key)?;
        let session = client.session();
        let set: Recipients = session.recipients.parse().map_err(|_| error::server::set())?;
        admit(self.settings, session.instance, &set)?;
        let pins = Pins::read(&state_folder()?, session.instance)?;
        if let Some(pins) = &pins {
            hold_against(pins, &set)?;
        }
        Ok((client, pins))
    }

    /// What a person must look at, once for as long as it stays so. Nothing is told to the server
    /// from here: nobody looks at a list.
    fn tell_notices(&mut self, notices: Vec<String>) {
        let new = notices.iter().filter(|notice| !self.notices.contains(notice));
        new.for_each(|notice| self.terminal.warn(notice));
        self.notices = notices;
    }

    /// What is wrong with the server, once for as long as it says so.
    fn tell_alarms(&mut self, session: &Session) {
        for alarm in session.alarms.iter().filter(|alarm| !self.alarms.contains(alarm)) {
            self.terminal.warn(alarm::text(*alarm, self.terminal.texts));
        }
        self.alarms.clone_from(&session.alarms);
    }

    /// How long to wait after a look.
    fn pause(&self) -> Duration {
        self.watch.every * self.failures.clamp(1, LONGEST_PAUSE)
    }

    /// Once a day, as soon as its hour has passed, whatever there is.
    fn digest(&mut self) -> Result<(), DeskError> {
        self.commands.retain_mut(|command| command.try_wait().is_ok_and(|ended| ended.is_none()));
        if self.watch.digest.is_none_or(|hour| hour_now() < hour) {
            return Ok(());
        }
        let today = Clock::system().day().to_string();
        let path = state_folder()?.join(LAST_DIGEST);
        if fs::read_to_string(&path).is_ok_and(|day| day.trim() == today) {
            return Ok(());
        }
        let text = interpolate(&self.terminal.texts.desk.watching.digest, &[("day", &today)]);
        let news = std::mem::take(&mut self.since_digest);
        self.tell("digest", news, &text);
        printed().map_err(error::output::nobody_hears)?;
        if let Some(why) = &self.away {
            self.terminal.warn(why);
        }
        remember(&path, &today)
    }

    fn tell(&mut self, kind: &str, news: News, text: &str) {
        let reports = news.reports.to_string();
        let entries = news.entries.to_string();
        if self.terminal.is_json() {
            let away = self.away.is_some();
            let line =
                json!({ "kind": kind, "reports": news.reports, "entries": news.entries, "away": away });
            self.terminal.print_exact(&line.to_string());
        } else {
            self.terminal.print_text(&interpolate(text, &[("reports", &reports), ("entries", &entries)]))
        }
        if let Some(command) = &self.watch.run {
            let mut program = Command::new(&command[0]);
            program.args(&command[1..]).stdin(Stdio::null());
            program.env("ZEGEL_KIND", kind).env("ZEGEL_NEW", news.count().to_string());
            match program.spawn() {
                Ok(child) => self.commands.push(child),
                Err(_) => self.terminal.warn(&self.terminal.texts.desk.watching.not_run),
            }
        }
    }
}

/// The hour on this computer, which is compared and never kept.
#[expect(clippy::disallowed_methods, reason = "it is compared with the hour of the digest, and not kept")]
fn hour_now() -> Time {
    jiff::Zoned::now().time()
}

/// Only the file's own time changes.
#[expect(clippy::disallowed_methods, reason = "a watchdog asks when this file was touched last")]
fn touch(path: &Path) -> Result<(), DeskError> {
    let file = OpenOptions::new().create(true).append(true).open(path);
    let touched = file.and_then(|file| file.set_modified(std::time::SystemTime::now()));
    touched.map_err(|error| error::files::write(path, error))
}

fn remember(path: &Path, day: &str) -> Result<(), DeskError> {
    let folder = path.parent().map_or(Ok(()), private_folder);
    folder.and_then(|()| write_whole(path, day.as_bytes())).map_err(|error| error::files::write(path, error))
}

/// A program and its arguments, as a shell takes them apart; no shell runs.
fn words(command: &str) -> Result<Arc<[String]>, String> {
    let words = shlex::split(command).filter(|words| !words.is_empty());
    words.map(Arc::from).ok_or_else(|| "a program and its arguments, such as 'notify-send Zegel'".to_owned())
}

/// A number with s, m or h.
fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "a number with s, m or h, such as 10m".to_owned();
    let unit = text.chars().last().ok_or_else(wrong)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        _ => return Err(wrong()),
    };
    let count: u32 = text[..text.len() - 1].parse().map_err(|_| wrong())?;
    match u64::from(count) * seconds {
        1..=86_400 => Ok(Duration::from_secs(u64::from(count) * seconds)),
        _ => Err(wrong()),
    }
}
