//! Who runs the site: facts from the configuration that a visitor can check, and what the privacy law
//! asks an organisation to say (GDPR 13). What is not configured is left out.

use maud::{Markup, html};

use super::page::{Context, linked, named, outside};
use crate::config::Organisation;
use zegel_core::i18n::interpolate;

/// The Dutch data protection authority, to which anybody can complain.
const AUTHORITY: &str = "https://autoriteitpersoonsgegevens.nl/";

/// A sentence with the organisation's name, which leads to who that is.
pub(super) fn introduced(context: Context<'_>, text: &str) -> Markup {
    let marked = interpolate(text, &[("org", "\0")]);
    let name = &context.app.config.organisation.name;
    let Some((before, after)) = marked.split_once('\0') else { return html! { (text) } };
    html! { (before) a href=(format!("{}privacy#who", context.path())) { (name) } (after) }
}

/// Who we are, and how to see that it is really us.
pub(super) fn who(context: Context<'_>) -> Markup {
    let who = &context.words.who;
    html! {
        h2 id="who" { (who.title) }
        p { (named(context, &who.what)) }
        p { (who.not_police) }
        p { (who.work) }
        (facts(context))
        @if context.app.config.organisation.website.is_some() { p { (who.real) } }
    }
}

/// What can be looked up elsewhere, and where we can be reached.
fn facts(context: Context<'_>) -> Markup {
    let who = &context.words.who;
    let Organisation { website, register, address, .. } = &context.app.config.organisation;
    html! {
        ul {
            @if let Some(website) = website { li { (who.website) ": " (outside(website, website)) } }
            @if let Some(register) = register { li { (who.register) ": " (register) } }
            @if let Some(address) = address { li { (who.address) ": " (address) } }
            (reached(context))
        }
    }
}

/// The e-mail address and the telephone number, as items of a list.
fn reached(context: Context<'_>) -> Markup {
    let who = &context.words.who;
    let organisation = &context.app.config.organisation;
    html! {
        @if let Some(email) = &organisation.email {
            li { (who.email) ": " a href=(format!("mailto:{email}")) { (email) } }
        }
        @if let (Some(phone), Some(link)) = (&organisation.phone, organisation.phone_link()) {
            li { (who.phone) ": " a href=(link) { (phone) } }
        }
    }
}

/// Who is responsible for the data, and the rights that people have.
pub(super) fn rights(context: Context<'_>) -> Markup {
    let p = &context.words.privacy;
    let Organisation { ground, officer, .. } = &context.app.config.organisation;
    let own = p.own.lines().filter(|line| !line.trim().is_empty());
    html! {
        h2 id="rights" { (p.law_title) }
        p { (named(context, &p.law_controller)) }
        @for paragraph in own { p { (linked(context, paragraph)) } }
        @if let Some(ground) = ground { p { (interpolate(&p.law_ground, &[("ground", ground)])) } }
        p { (p.law_receivers) }
        @if let Some(officer) = officer { p { (interpolate(&p.law_officer, &[("officer", officer)])) } }
        p { (p.law_rights) }
        p { (p.law_complain) " " (outside(AUTHORITY, "autoriteitpersoonsgegevens.nl")) }
    }
}

/// What was done so that everybody can use the site, what was not, and whom to tell.
pub(super) fn access(context: Context<'_>) -> Markup {
    let p = &context.words.privacy;
    let Organisation { email, phone, .. } = &context.app.config.organisation;
    let is_reached = email.is_some() || phone.is_some();
    html! {
        h2 id="access" { (p.access_title) }
        p { (p.access_aim) }
        p { (p.access_tested) }
        p { (p.access_exceptions) }
        @if is_reached { p { (p.access_ask) } ul { (reached(context)) } } @else { p { (p.access_write) } }
    }
}
