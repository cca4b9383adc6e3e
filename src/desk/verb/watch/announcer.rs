//! Announcer: tells a person that there is something new, on standard output, by a notice on the desktop
//! and by a command of theirs.

use std::process::{Child, Command, Stdio};

use serde_json::json;

use super::news::News;
use super::plan::Plan;
use crate::platform::show_notice;
use crate::terminal::Terminal;
use zegel_core::i18n::interpolate;

/// What every notice begins with.
const TITLE: &str = "Zegel";

/// What is told, and what of it still has to be.
pub struct Announcer<'a> {
    plan: &'a Plan,
    terminal: &'a Terminal,
    commands: Vec<Child>,
    /// Notices that could not be shown yet: at a login the desktop comes after its programs.
    waiting: Vec<String>,
    /// Whether it was said that one could not be.
    is_refusal_told: bool,
}

impl<'a> Announcer<'a> {
    /// Nothing was told yet.
    pub fn new(plan: &'a Plan, terminal: &'a Terminal) -> Self {
        Self { plan, terminal, commands: Vec::new(), waiting: Vec::new(), is_refusal_told: false }
    }

    /// Tells of news. A server that is away gives none.
    pub fn tell(&mut self, kind: &str, news: News, is_away: bool, text: &str) {
        if self.terminal.is_json() {
            let line =
                json!({ "kind": kind, "reports": news.reports, "entries": news.entries, "away": is_away });
            self.terminal.print_exact(&line.to_string());
        } else {
            let reports = news.reports.to_string();
            let entries = news.entries.to_string();
            self.terminal.print_text(&interpolate(text, &[("reports", &reports), ("entries", &entries)]))
        }
        let texts = &self.terminal.texts.desk.watching;
        self.show(if news.count() > 0 {
            &texts.notice_new
        } else if is_away {
            &texts.notice_away
        } else {
            &texts.notice_nothing
        });
        self.run(kind, news);
    }

    /// Tells that something is wrong with the public page.
    pub fn tell_of_site(&mut self, why: &str) {
        self.terminal.warn(why);
        self.show(&self.terminal.texts.desk.watching.notice_site);
        self.run("site", News::default());
    }

    /// Shows a notice on the desktop if those are wanted: now, or as soon as one can be.
    pub fn show(&mut self, text: &str) {
        if self.plan.notice && !self.waiting.iter().any(|waiting| waiting == text) {
            self.waiting.push(text.to_owned());
        }
        self.show_waiting();
    }

    /// Shows the notices that could not be shown yet. Why they cannot is said once.
    pub fn show_waiting(&mut self) {
        while let Some(text) = self.waiting.first() {
            if let Err(why) = show_notice(TITLE, text) {
                if !self.is_refusal_told {
                    let text = &self.terminal.texts.desk.watching.no_notice;
                    self.terminal.warn(&interpolate(text, &[("why", &why.to_string())]));
                }
                self.is_refusal_told = true;
                return;
            }
            self.is_refusal_told = false;
            self.waiting.remove(0);
        }
    }

    /// Whether all was told that there was to tell.
    pub fn has_told_all(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Forgets the commands that have ended.
    pub fn forget_ended(&mut self) {
        self.commands.retain_mut(|command| command.try_wait().is_ok_and(|ended| ended.is_none()));
    }

    fn run(&mut self, kind: &str, news: News) {
        let Some(command) = &self.plan.run else { return };
        let mut program = Command::new(&command[0]);
        program.args(&command[1..]).stdin(Stdio::null());
        program.env("ZEGEL_KIND", kind).env("ZEGEL_NEW", news.count().to_string());
        match program.spawn() {
            Ok(child) => self.commands.push(child),
            Err(_) => self.terminal.warn(&self.terminal.texts.desk.watching.not_run),
        }
    }
}
