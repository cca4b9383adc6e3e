//! Site: inspects what the configuration tells the people who visit the page.

use super::Findings;
use crate::config::Config;
use zegel_core::calendar::Week;

/// After this many weeks somebody has to call a number again.
const HALF_A_YEAR: i32 = 26;

pub(super) fn inspect(config: &Config, now: Week, findings: &mut Findings) {
    practice(config, findings);
    organisation(config, findings);
    helplines(config, now, findings);
    onion(config, findings);
    retention(config, findings);
    findings.ok(
        "exit",
        format!("\"Leave quickly\" leads to {}. Open it now and then, through Tor too.", config.exit_url),
    );
}

fn practice(config: &Config, findings: &mut Findings) {
    match (config.practice, config.listen.is_of_this_machine()) {
        (false, _) => findings.ok("practice", "This is a real page, not one for practice."),
        (true, true) => findings.look("practice", "This is a practice page, for this machine alone."),
        (true, false) => findings.wrong(
            "practice",
            "A practice page can be reached from elsewhere, and nobody reads what is written there. \
             Take `practice` out of the configuration, or listen on 127.0.0.1.",
        ),
    }
}

/// Says which facts about the organisation the privacy page leaves out, and what each is for.
fn organisation(config: &Config, findings: &mut Findings) {
    let empty = config.organisation.empty_keys();
    if empty.is_empty() {
        findings
            .ok("organisation", "The privacy page says who you are, how to reach you, and on what ground.");
        return;
    }
    let named: Vec<_> = empty.into_iter().map(|key| format!("{key} ({})", purpose(key))).collect();
    findings.look(
        "organisation",
        format!(
            "People cannot see all of who you are. Under [organisation] in the configuration these are not \
             filled in: {}. Leave out what you do not have.",
            named.join(", ")
        ),
    );
}

/// What a key of `[organisation]` is for.
fn purpose(key: &str) -> &'static str {
    match key {
        "page" => "the https:// address of this page, so that search engines find it",
        "website" => "your own site, where people can see that this page is yours",
        "register" => "your number at the Chamber of Commerce",
        "address" => "where you can be written to",
        "email" => "where questions about privacy go",
        "phone" => "where you can be called",
        "officer" => {
            "your data protection officer and how to reach them, which the privacy law asks for if you have one"
        }
        "security" => "where whoever finds a hole in the site can say so, for /.well-known/security.txt",
        _ => "why the law lets you keep reports, which the privacy law asks you to say",
    }
}

fn helplines(config: &Config, now: Week, findings: &mut Findings) {
    let is_fresh = |week: &str| week.parse().is_ok_and(|week: Week| now.since(week) <= HALF_A_YEAR);
    let old: Vec<&str> = config
        .site_texts
        .helplines()
        .iter()
        .filter(|line| !line.checked.as_deref().is_some_and(is_fresh))
        .map(|line| line.number.as_str())
        .collect();
    if old.is_empty() {
        findings.ok("helplines", "Every number was called in the last half year.");
    } else {
        findings.look(
            "helplines",
            format!(
                "Nobody has called these in the last half year: {}. Call each, and write the week into \
                 `checked` in your file of helplines.",
                old.join(", ")
            ),
        );
    }
}

fn onion(config: &Config, findings: &mut Findings) {
    match config.onion_address() {
        Some(onion) => findings.ok("onion", format!("The page names its onion address, {onion}")),
        None => findings.look(
            "onion",
            "There is no onion address. Whoever uses Tor Browser has to come through an exit of Tor.",
        ),
    }
}

fn retention(config: &Config, findings: &mut Findings) {
    let weeks = config.retention.weeks;
    match config.backup.as_ref().map(|backup| backup.weeks) {
        None => findings.look(
            "retention",
            format!(
                "Reports go after {weeks} weeks. There are no backups: a broken disk takes every report."
            ),
        ),
        Some(backups) if backups > weeks => findings.look(
            "retention",
            format!("Reports go after {weeks} weeks, but stay in backups for {backups}. Keep those shorter."),
        ),
        Some(backups) => findings.ok(
            "retention",
            format!("Reports go after {weeks} weeks, and from backups {backups} weeks later."),
        ),
    }
}
