//! From one page to another: shown, put away, and closed once its work is done.

use std::sync::Arc;

use super::page::{self, Page, Subject};
use super::running::Running;
use crate::error::DeskError;
use crate::screen::model::Screen;

/// What follows of Enter on a page of the screen.
pub type Turn = page::Turn<Screen>;

/// The page of a subject, with what was typed on it before.
pub fn resumed(screen: &mut Screen, subject: Box<dyn Subject<Screen>>) -> Page<Screen> {
    let left = subject.draft_key().and_then(|key| screen.left_pages.remove(&key));
    let mut page = Page::new(subject, screen.texts);
    if let Some(left) = left {
        page.input = left.input;
    }
    page
}

/// Shows a page, with what was typed on it before.
pub fn show(screen: &mut Screen, subject: Box<dyn Subject<Screen>>) {
    screen.page = Some(resumed(screen, subject));
}

/// Puts the page away.
pub fn leave(screen: &mut Screen) {
    if let Some(page) = screen.page.take() {
        put_away(screen, page);
    }
}

/// Keeps a page on which something was typed that takes thought.
pub fn put_away(screen: &mut Screen, page: Page<Screen>) {
    if let Some(key) = page.subject.draft_key().filter(|_| page.has_something(screen.texts)) {
        screen.is_leaving = false;
        screen.left_pages.insert(key, page);
    }
}

/// Another page in the place of the one that waits for this work, if it is still there.
pub fn turn_to(screen: &mut Screen, running: &Arc<Running>, subject: Box<dyn Subject<Screen>>) {
    if screen.page.as_ref().is_some_and(|page| page.waits_for(running)) {
        screen.page = Some(Page::new(subject, screen.texts));
    }
}

/// Closes the page that waits for this work, if it is still there.
pub fn finish(screen: &mut Screen, running: &Arc<Running>) {
    screen.page.take_if(|page| page.waits_for(running));
}

/// Work of the page has failed: it can be typed on again. Gives the error, to be told.
pub fn failed(screen: &mut Screen, running: &Arc<Running>, error: DeskError) -> Result<(), DeskError> {
    if let Some(page) = screen.page.as_mut().filter(|page| page.waits_for(running)) {
        page.running = None;
    }
    Err(error)
}

/// Whether this is a yes, in either language.
pub fn is_yes(typed: &str) -> bool {
    matches!(typed.trim().to_lowercase().as_str(), "j" | "ja" | "y" | "yes")
}
