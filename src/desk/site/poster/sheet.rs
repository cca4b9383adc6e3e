//! What stands on poster and cards, whatever their size.

use zegel_core::calendar::Day;
use zegel_core::i18n::{Helpline, HelplineWords, Language, LanguageTexts, SiteTexts, interpolate};

/// Where the poster hangs, if it says something to those who are there.
#[derive(Clone, Copy, clap::ValueEnum)]
pub enum Place {
    /// A hotel or holiday park: those who work there
    Hotel,
    /// A bar: those who work there
    Bar,
    /// A taxi or a place where they wait: drivers
    Car,
    /// A street or a hall: neighbours and passers-by
    Home,
    /// A window, club or brothel: customers
    Window,
    /// A massage parlour: customers
    Massage,
}

/// What is printed.
pub struct Sheet<'a> {
    /// Its language.
    pub language: Language,
    /// The words and numbers of the site.
    pub site_texts: &'a SiteTexts,
    /// The page in that language.
    pub url: &'a str,
    /// The onion address, if there is one beside it.
    pub onion: Option<&'a str>,
    /// The fingerprint of the recipients.
    pub fingerprint: &'a str,
    /// The day on which that was their fingerprint.
    pub day: Day,
    /// Where it hangs.
    pub place: Option<Place>,
}

impl<'a> Sheet<'a> {
    /// The words of its language.
    pub fn words(&self) -> &'a LanguageTexts {
        self.site_texts.words(self.language)
    }

    /// The numbers, with what is said of each.
    pub fn helplines(&self) -> impl Iterator<Item = (&'a Helpline, &'a HelplineWords)> {
        let words = self.words();
        // The texts of a site have words for each number.
        let said = |line: &'a Helpline| words.helplines.get(&line.id).map(|said| (line, said));
        self.site_texts.helplines().iter().filter_map(said)
    }

    /// What the page says too, if it is the page of this poster.
    pub fn sentences(&self) -> Vec<String> {
        let LanguageTexts { start, watch, numbers, .. } = self.words();
        let sentences = [&start.title, &start.what, &start.anon, &start.danger, &watch.work, &numbers.trace];
        let sentences = sentences.map(String::as_str).into_iter().chain(self.hint()).map(str::to_owned);
        let lines = self.helplines().map(|(line, said)| format!("{} — {}", line.number, said.text));
        sentences.chain(lines).collect()
    }

    /// What those who are there can think of.
    pub fn hint(&self) -> Option<&'a str> {
        let form = &self.words().form;
        self.place.map(|place| match place {
            Place::Hotel | Place::Bar => form.think_work.as_str(),
            Place::Car => &form.think_taxi,
            Place::Home => &form.think_near,
            Place::Window | Place::Massage => &form.think_customer,
        })
    }

    /// What stands before the fingerprint.
    pub fn key(&self) -> String {
        interpolate(&self.words().poster.key, &[("date", &self.day.to_string())])
    }

    /// Whether the page itself is reached with Tor Browser only.
    pub fn is_onion(&self) -> bool {
        self.url.trim_end_matches('/').rsplit_once('/').is_some_and(|(site, _)| site.ends_with(".onion"))
    }
}
