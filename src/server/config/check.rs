//! Validation of the configuration: which values make sense.

use super::{Backup, Config, ConfigError};
use zegel_core::i18n::{Language, turns_text};

impl Config {
    /// Refuses the first value that makes no sense.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        self.organisation.check()?;
        if self.logo.as_deref().is_some_and(|logo| !one_line(logo) || logo.chars().count() > 80) {
            return wrong("logo", "one line of at most 80 characters");
        }
        if !(1..=520).contains(&self.retention.weeks) {
            return wrong("retention.weeks", "1 to 520");
        }
        self.backup.as_ref().map_or(Ok(()), Backup::check)?;
        if self.store.max_bytes < 1 << 20 {
            return wrong("store.max_bytes", "at least 1048576 (1 MiB)");
        }
        if !cfg!(feature = "postgres") && !self.store.postgres.is_empty() {
            return wrong("store.postgres", "none: this zegeld is built without the feature `postgres`");
        }
        self.check_listeners()?;
        self.check_addresses()
    }

    fn check_listeners(&self) -> Result<(), ConfigError> {
        if self.tls.is_some() && self.client_header.is_some() {
            return wrong("client_header", "none beside [tls]: no proxy could write it, so a client would");
        }
        if self.desk.listen.collides(&self.listen) {
            return wrong("desk.listen", "not the address of the public page");
        }
        if self.desk.key.is_none() && !self.desk.listen.is_of_this_machine() {
            return wrong(
                "desk.listen",
                "an address of this machine, or a file for the server's key as desk.key",
            );
        }
        self.check_http()?;
        let Some(onion) = self.onion.as_ref().and_then(|onion| onion.listen.as_ref()) else { return Ok(()) };
        if onion.collides(&self.listen) || onion.collides(&self.desk.listen) {
            return wrong("onion.listen", "an address of its own");
        }
        if !onion.is_of_this_machine() {
            return wrong("onion.listen", "a socket that Tor alone reaches: unix:, systemd: or loopback");
        }
        Ok(())
    }

    fn check_http(&self) -> Result<(), ConfigError> {
        let Some(http) = self.http() else { return Ok(()) };
        if self.organisation.page.is_none() {
            return wrong("tls.http", "organisation.page beside it: the address to which it leads");
        }
        let onion = self.onion.as_ref().and_then(|onion| onion.listen.as_ref());
        let others = [&self.listen, &self.desk.listen].into_iter().chain(onion);
        if others.into_iter().any(|other| http.collides(other)) {
            return wrong("tls.http", "an address of its own");
        }
        Ok(())
    }

    fn check_addresses(&self) -> Result<(), ConfigError> {
        if !self.exit_url.starts_with("https://") || !plain_url(&self.exit_url) || !has_host(&self.exit_url) {
            return wrong("exit_url", "an https:// address, such as that of a weather forecast");
        }
        let is_onion =
            |url: &str| url.starts_with("http://") && url.trim_end_matches('/').ends_with(".onion");
        if self.onion_address().is_some_and(|url| !is_onion(url) || !plain_url(url)) {
            return wrong("onion.address", "http:// and the onion address");
        }
        let token = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if self.client_header.as_deref().is_some_and(|name| name.is_empty() || !name.chars().all(token)) {
            return wrong("client_header", "the name of a header, such as x-real-ip");
        }
        for (language, notice) in &self.notice {
            if Language::from_code(language).is_none() || !one_line(notice) || notice.chars().count() > 300 {
                return wrong("notice", "one line of at most 300 characters for each language: nl, en");
            }
        }
        Ok(())
    }
}

/// Whether a text is one line that says something.
pub(super) fn one_line(text: &str) -> bool {
    !text.trim().is_empty() && !text.chars().any(is_unfit)
}

/// Whether a character has no place in one line of text: it would end the line, or turn what follows it.
fn is_unfit(c: char) -> bool {
    c.is_control() || turns_text(c)
}

/// Whether an address names a host.
pub(super) fn has_host(url: &str) -> bool {
    let url: Option<hyper::Uri> = url.parse().ok();
    url.as_ref().and_then(hyper::Uri::host).is_some_and(|host| !host.is_empty())
}

/// Whether an address holds nothing that could end the attribute or header in which it will stand.
pub(super) fn plain_url(url: &str) -> bool {
    url.len() <= 200 && url.chars().all(|c| c.is_ascii_graphic() && !"\"'<>\\;,".contains(c))
}

pub(super) fn wrong(key: &'static str, expected: &str) -> Result<(), ConfigError> {
    Err(ConfigError::Value { key, reason: format!("expected {expected}") })
}
