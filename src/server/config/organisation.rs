//! `[organisation]`: who runs the site, in facts that a visitor can check.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::ConfigError;
use super::check::{has_host, one_line, plain_url, wrong};

/// `[organisation]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// The name, on every page.
    pub name: String,
    /// The public address of the page itself, for search engines.
    pub page: Option<String>,
    /// The organisation's own site.
    pub website: Option<String>,
    /// The number in the register of the Chamber of Commerce.
    pub register: Option<String>,
    /// The postal address.
    pub address: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// The data protection officer.
    pub officer: Option<String>,
    /// The legal ground on which data are kept.
    pub ground: Option<String>,
    /// Where a hole in the site can be reported: an e-mail address, or that of a page.
    pub security: Option<String>,
}

/// Reads the table, for serde.
pub(super) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Organisation, D::Error> {
    deserializer.deserialize_any(Table)
}

/// Takes the table, and says to whoever wrote a name alone how a table is written.
struct Table;

impl<'de> Visitor<'de> for Table {
    type Value = Organisation;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the table [organisation] with the key name")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Organisation, A::Error> {
        Organisation::deserialize(MapAccessDeserializer::new(map))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Organisation, E> {
        Err(E::custom(format!(
            "the name stands in a table. Write organisation.name = {name:?} in the place of this line, or \
             [organisation] and below it name = {name:?} after all keys that stand in no table"
        )))
    }
}

impl Organisation {
    /// Refuses the first value that makes no sense.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if !fits(&self.name, 80) {
            return wrong("organisation.name", "a name of one line, at most 80 characters");
        }
        self.check_links()?;
        for (key, value, most) in [
            ("organisation.register", &self.register, 80),
            ("organisation.address", &self.address, 200),
            ("organisation.officer", &self.officer, 200),
            ("organisation.ground", &self.ground, 600),
        ] {
            if value.as_deref().is_some_and(|value| !fits(value, most)) {
                return wrong(key, &format!("one line of at most {most} characters"));
            }
        }
        Ok(())
    }

    /// Refuses what would stand in a link and is none.
    fn check_links(&self) -> Result<(), ConfigError> {
        let refused = |value: &Option<String>, is_right: fn(&str) -> bool| {
            value.as_deref().is_some_and(|value| !is_right(value))
        };
        if refused(&self.page, is_origin) {
            return wrong("organisation.page", "https://, the name of the site and one slash at the end");
        }
        if refused(&self.website, is_https) {
            return wrong("organisation.website", "an https:// address");
        }
        if refused(&self.email, is_email) {
            return wrong("organisation.email", "an e-mail address such as info@voorbeeld.nl");
        }
        if refused(&self.security, |place| is_email(place) || is_https(place)) {
            return wrong("organisation.security", "an e-mail address, or an https:// address");
        }
        if refused(&self.phone, is_phone) {
            return wrong("organisation.phone", "a telephone number such as +31 20 123 4567");
        }
        Ok(())
    }

    /// The telephone number as an address.
    pub fn phone_link(&self) -> Option<String> {
        let digits = self.phone.as_ref()?.chars().filter(|c| c.is_ascii_digit() || *c == '+');
        Some(format!("tel:{}", digits.collect::<String>()))
    }

    /// The address for holes, as a URI.
    pub fn security_link(&self) -> Option<String> {
        let place = self.security.as_ref()?;
        Some(if is_https(place) { place.clone() } else { format!("mailto:{place}") })
    }

    /// The keys that a visitor could read more from, and that say nothing yet.
    pub fn empty_keys(&self) -> Vec<&'static str> {
        let keys = [
            ("page", &self.page),
            ("website", &self.website),
            ("register", &self.register),
            ("address", &self.address),
            ("email", &self.email),
            ("phone", &self.phone),
            ("officer", &self.officer),
            ("ground", &self.ground),
            ("security", &self.security),
        ];
        keys.into_iter().filter(|(_, value)| value.is_none()).map(|(key, _)| key).collect()
    }
}

fn fits(text: &str, most: usize) -> bool {
    one_line(text) && text.chars().count() <= most
}

fn is_https(url: &str) -> bool {
    url.starts_with("https://") && plain_url(url) && has_host(url)
}

/// Whether an address is that of a whole site: nothing stands behind its name but a slash.
fn is_origin(url: &str) -> bool {
    let host = url.strip_prefix("https://").and_then(|rest| rest.strip_suffix('/'));
    let allowed = |c: char| c.is_ascii_alphanumeric() || ".-:".contains(c);
    host.is_some_and(|host| !host.is_empty() && host.len() <= 200 && host.chars().all(allowed))
}

fn is_email(text: &str) -> bool {
    let allowed = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || ".-_+".contains(c))
    };
    let parts = text.split_once('@');
    text.len() <= 200
        && parts.is_some_and(|(person, host)| allowed(person) && allowed(host) && host.contains('.'))
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let local = text.strip_prefix('+').unwrap_or(text);
    let allowed = |c: char| c.is_ascii_digit() || " -()".contains(c);
    (3..=15).contains(&digits) && text.len() <= 30 && local.chars().all(allowed)
}
