//! Watcher: the looks at the server, one after the other, and what each of them shows.

use std::fs::{self, OpenOptions};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use jiff::civil::Time;

use super::announcer::Announcer;
use super::news::{Listed, News, news_since, notices, seen_before};
use super::plan::Plan;
use super::site::{Finding, Site};
use crate::config::{Settings, state_folder};
use crate::error::{self, DeskError};
use crate::files::private_folder;
use crate::files::write_whole;
use crate::identity::Identity;
use crate::keys::identity;
use crate::notice::Notice;
use crate::server::client::Client;
use crate::site::verify;
use crate::terminal::{Terminal, printed};
use crate::trust::admission::{admit, hold_against};
use crate::trust::pins::Pins;
use crate::view::alarm;
use zegel_core::calendar::Clock;
use zegel_core::i18n::interpolate;
use zegel_core::seal::Recipients;
use zegel_core::wire::{Alarm, Session};

/// So often the hour of the digest is held against the clock: a computer that slept is late by
/// no more.
const TICK: Duration = Duration::from_secs(20);
/// While the server is away, looks are at most so many times further apart.
const LONGEST_PAUSE: u32 = 4;
/// After so many looks without an answer a notice says so: a computer is offline for a while each day.
const FAILURES_TO_SHOW: u32 = 3;

/// In the state folder: the day of the last digest, and nothing else.
const LAST_DIGEST: &str = "digest.day";

/// What was seen so far.
pub struct Watcher<'a, 'w> {
    plan: &'a Plan,
    settings: &'a Settings,
    terminal: &'a Terminal,
    announcer: &'w mut Announcer<'a>,
    identity: Identity,
    /// The entries of which news was given, by thread; nothing before the first look.
    known_entries: Option<Listed>,
    since_digest: News,
    /// Why the server gave no list, if it gave none.
    away: Option<String>,
    failures: u32,
    /// What the server last said is wrong with it.
    alarms: Vec<Alarm>,
    /// What about it must be looked at.
    notices: Vec<String>,
    /// The public page, if that is looked at too.
    site: Option<Site<'a>>,
}

impl<'a, 'w> Watcher<'a, 'w> {
    /// Unlocks the key, once.
    pub fn begin(
        plan: &'a Plan,
        settings: &'a Settings,
        terminal: &'a Terminal,
        announcer: &'w mut Announcer<'a>,
    ) -> Result<Self, DeskError> {
        settings.servers()?;
        plan.site.as_deref().map_or(Ok(()), |site| verify::address(site, settings))?;
        let identity = identity::read(settings, terminal).print_notices(terminal)?;
        identity::desk_key(&identity, settings)?;
        Ok(Self {
            plan,
            settings,
            terminal,
            announcer,
            identity,
            known_entries: None,
            since_digest: News::default(),
            away: None,
            failures: 0,
            alarms: Vec::new(),
            notices: Vec::new(),
            site: plan.site.as_deref().map(Site::at),
        })
    }

    /// Looks until it is ended.
    pub fn watch(mut self) -> Result<(), DeskError> {
        self.terminal.inform(&self.terminal.texts.desk.watching.begun);
        loop {
            self.look()?;
            self.look_at_site()?;
            let looked = Instant::now();
            self.digest()?;
            while looked.elapsed() < self.pause() {
                thread::sleep(TICK.min(self.pause().saturating_sub(looked.elapsed())));
                self.announcer.show_waiting();
                self.digest()?;
            }
        }
    }

    /// One look, and what is new since the last. A server that is away is told once.
    fn look(&mut self) -> Result<(), DeskError> {
        match self.news() {
            Ok(news) => self.tell(news),
            Err(error) => {
                self.failures = self.failures.saturating_add(1);
                let why = error.text(self.terminal.texts.desk);
                let is_new = self.away.as_ref() != Some(&why);
                if is_new {
                    self.terminal.warn(&why);
                    self.terminal.inform(&self.terminal.texts.desk.watching.goes_on);
                }
                if self.failures == FAILURES_TO_SHOW || is_new && error.is_suspicious() {
                    self.announcer.show(&self.terminal.texts.desk.watching.notice_away);
                }
                self.away = Some(why);
                Ok(())
            }
        }
    }

    /// The public page is another matter: whoever reports sees it and not the desk's listener.
    fn look_at_site(&mut self) -> Result<(), DeskError> {
        let Some(site) = &mut self.site else { return Ok(()) };
        match site.look(self.settings, self.terminal) {
            Some(Finding::Wrong(why)) => self.announcer.tell_of_site(&why),
            Some(Finding::Right) => self.terminal.inform(&self.terminal.texts.desk.watching.site_right),
            None => {}
        }
        printed().map_err(error::output::nobody_hears)
    }

    fn tell(&mut self, news: News) -> Result<(), DeskError> {
        if self.away.take().is_some() {
            self.terminal.inform(&self.terminal.texts.desk.watching.back);
        }
        self.failures = 0;
        if news.count() > 0 {
            self.announcer.tell("new", news, false, &self.terminal.texts.desk.watching.new);
        }
        // The heartbeat means that it looked, and that it could tell.
        printed().map_err(error::output::nobody_hears)?;
        match &self.plan.heartbeat {
            Some(file) if self.announcer.has_told_all() => touch(file),
            _ => Ok(()),
        }
    }

    fn news(&mut self) -> Result<News, DeskError> {
        let (mut client, pins) = self.handshake()?;
        let heads = client.threads()?;
        self.tell_alarms(client.session());
        let texts = self.terminal.texts;
        let stand_in = client.connection().new_stand_in().map(|server| server.url(""));
        let other = stand_in.map(|server| Notice::OtherServer(server).text(texts.desk));
        let of_pins = pins.as_ref().map(|pins| notices(pins, client.session(), &heads, texts));
        self.tell_notices(other.into_iter().chain(of_pins.unwrap_or_default()).collect());
        let known = self.known_entries.take().unwrap_or_else(|| seen_before(pins));
        let (news, listed) = news_since(&known, &heads);
        self.known_entries = Some(listed);
        self.since_digest.add(news);
        Ok(news)
    }

    /// A new session for each look: that is when the server says how it is.
    fn handshake(&self) -> Result<(Client, Option<Pins>), DeskError> {
        let key = identity::desk_key(&self.identity, self.settings)?;
        let client = Client::open(self.settings.servers()?, key)?;
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
        let new: Vec<&String> = notices.iter().filter(|notice| !self.notices.contains(notice)).collect();
        self.warn(new.iter().map(|notice| notice.as_str()));
        self.notices = notices;
    }

    /// What is wrong with the server, once for as long as it says so.
    fn tell_alarms(&mut self, session: &Session) {
        let new: Vec<Alarm> =
            session.alarms.iter().filter(|alarm| !self.alarms.contains(alarm)).copied().collect();
        let texts = self.terminal.texts;
        self.warn(new.iter().map(|alarm| alarm::text(*alarm, texts)));
        self.alarms.clone_from(&session.alarms);
    }

    fn warn<'t>(&mut self, texts: impl Iterator<Item = &'t str>) {
        for text in texts {
            self.terminal.warn(text);
            self.announcer.show(&self.terminal.texts.desk.watching.notice_look);
        }
    }

    /// How long to wait after a look.
    fn pause(&self) -> Duration {
        self.plan.every * self.failures.clamp(1, LONGEST_PAUSE)
    }

    /// Once a day, as soon as its hour has passed, whatever there is.
    fn digest(&mut self) -> Result<(), DeskError> {
        self.announcer.forget_ended();
        if self.plan.digest.is_none_or(|hour| hour_now() < hour) {
            return Ok(());
        }
        let today = Clock::system().day().to_string();
        let path = state_folder()?.join(LAST_DIGEST);
        if fs::read_to_string(&path).is_ok_and(|day| day.trim() == today) {
            return Ok(());
        }
        let text = interpolate(&self.terminal.texts.desk.watching.digest, &[("day", &today)]);
        let news = std::mem::take(&mut self.since_digest);
        self.announcer.tell("digest", news, self.away.is_some(), &text);
        printed().map_err(error::output::nobody_hears)?;
        if let Some(why) = &self.away {
            self.terminal.warn(why);
        }
        remember(&path, &today)
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
