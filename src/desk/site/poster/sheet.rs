//! What stands on the two pages, and the file they make. Page one is a poster on A4; page two holds
//! the same card four times, so that any printer makes cards of A6 with two cuts.

use krilla::geom::Transform;

use super::card;
use super::wall;
use crate::paper::column::{Mark, Size};
use crate::paper::face::Faces;
use crate::paper::{PAPER, Print, Unprintable};
use zegel_core::calendar::Day;
use zegel_core::i18n::{Helpline, HelplineWords, Language, Wording, Words, fill};

/// How much white is tried, when there is room for it.
const SPACES: [f32; 5] = [1.8, 1.6, 1.4, 1.2, 1.0];

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
    pub wording: &'a Wording,
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

/// The marks of one page or card.
pub type Laid = Result<Vec<Mark>, Unprintable>;

impl<'a> Sheet<'a> {
    /// The words of its language.
    pub fn words(&self) -> &'a Words {
        self.wording.words(self.language)
    }

    /// The numbers, with what is said of each.
    pub fn helplines(&self) -> impl Iterator<Item = (&'a Helpline, &'a HelplineWords)> {
        let words = self.words();
        // Whatever is a wording has words for each.
        let said = |line: &'a Helpline| words.helplines.get(&line.id).map(|said| (line, said));
        self.wording.helplines().iter().filter_map(said)
    }

    /// What the page says too, if it is the page of this poster.
    pub fn said(&self) -> Vec<String> {
        let Words { start, watch, numbers, .. } = self.words();
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
        fill(&self.words().poster.key, &[("date", &self.day.to_string())])
    }

    /// Whether the page itself is reached with Tor Browser only.
    pub fn is_onion(&self) -> bool {
        self.url.trim_end_matches('/').rsplit_once('/').is_some_and(|(site, _)| site.ends_with(".onion"))
    }

    /// The file. It holds no time, no author and no name of a program.
    pub fn print(&self) -> Result<Vec<u8>, Unprintable> {
        let faces = Faces::new();
        let wall = fitted(&wall::SCALES, |size| wall::lay(self, &faces, size))?;
        let card = fitted(&card::SCALES, |size| card::lay(self, &faces, size))?;
        // A window and a list of files show the title, so it is as neutral as that of the page.
        let mut print = Print::new(&faces, &self.words().page.title, self.language);
        print.page(&wall)?;
        print.page_of(|paint| {
            for (x, y) in [(0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5)] {
                paint.surface.push_transform(&Transform::from_translate(x * PAPER.0, y * PAPER.1));
                paint.draw(&card);
                paint.surface.pop();
            }
            paint.draw(&card::cuts());
        })?;
        print.finish()
    }
}

/// The largest of these sizes in which everything has room, and then the most white.
fn fitted(texts: &[f32], lay: impl Fn(Size) -> Laid) -> Laid {
    let sizes = texts.iter().flat_map(|text| SPACES.map(|space| Size { text: *text, space }));
    let mut laid = sizes.map(lay).filter(|laid| !matches!(laid, Err(Unprintable::Full)));
    laid.next().unwrap_or(Err(Unprintable::Full))
}
