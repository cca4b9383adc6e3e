//! Questionnaire: the questions and choices of the form as ids, in the order of the page.
//!
//! The ids come from `schema/questionnaire.toml`; their texts stand in `i18n`, one file a language.
//! Whatever arrives from outside is checked against this list, so that a sealed report never carries a
//! choice that does not exist.

use std::sync::LazyLock;

use serde::Deserialize;

#[expect(clippy::expect_used, reason = "the file is part of the program, and a test reads it")]
static QUESTIONNAIRE: LazyLock<Questionnaire> = LazyLock::new(|| {
    toml::from_str(include_str!("../../schema/questionnaire.toml"))
        .expect("the file is part of the program, and a test reads it")
});

/// The one questionnaire this program was built with.
pub fn questionnaire() -> &'static Questionnaire {
    &QUESTIONNAIRE
}

/// All that the form asks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Questionnaire {
    version: u32,
    #[serde(rename = "question")]
    questions: Vec<Question>,
}

impl Questionnaire {
    /// Rises when a question is added or replaced, never for new words.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// All questions, in the order of the page.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// The question with this id, if the form asks it.
    pub fn get(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// The questions of one part of the page.
    pub fn part(&self, part: Part) -> impl Iterator<Item = &Question> {
        self.questions.iter().filter(move |question| question.part == part)
    }
}

/// Where on the page a question stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The open box.
    Story,
    /// In view below the box, and may be skipped.
    Open,
    /// The row about the person it is about.
    Person,
    /// The row about who is behind it.
    Boss,
    /// The row about advertisements and chats.
    Online,
    /// The row about the kind of place, with the signs.
    Place,
    /// The row about who the writer is.
    Role,
    /// In view, between the rows and the button.
    Before,
}

impl Part {
    /// The closed rows, in the order of the page.
    pub const ROWS: [Self; 5] = [Self::Person, Self::Boss, Self::Online, Self::Place, Self::Role];

    /// Its name in the files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Story => "story",
            Self::Open => "open",
            Self::Person => "person",
            Self::Boss => "boss",
            Self::Online => "online",
            Self::Place => "place",
            Self::Role => "role",
            Self::Before => "before",
        }
    }
}

/// One question, without its words.
#[derive(Deserialize)]
#[serde(from = "Entry")]
pub struct Question {
    /// By which answers and words name it.
    pub id: String,
    /// Where it stands.
    pub part: Part,
    /// What may be answered.
    pub kind: Kind,
}

/// How a question is answered.
pub enum Kind {
    /// In the writer's own words.
    Text,
    /// One choice of these.
    One(Vec<String>),
    /// Any number of choices, shown under headings.
    Many(Vec<Group>),
}

/// Choices under one heading.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// By which the words name its heading.
    pub id: String,
    /// The ids of its choices, in the order of the page.
    pub options: Vec<String>,
}

impl Question {
    /// Whether `option` is one of the choices; never true for a text.
    pub fn allows(&self, option: &str) -> bool {
        self.options().any(|allowed| allowed == option)
    }

    /// All choices, through all groups.
    pub fn options(&self) -> impl Iterator<Item = &str> {
        let (plain, groups) = match &self.kind {
            Kind::Text => (&[][..], &[][..]),
            Kind::One(options) => (&options[..], &[][..]),
            Kind::Many(groups) => (&[][..], &groups[..]),
        };
        let grouped = groups.iter().flat_map(|group: &Group| &group.options);
        plain.iter().chain(grouped).map(String::as_str)
    }
}

/// A question as the file writes it, where `kind` decides what else is there.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
enum Entry {
    Text {
        id: String,
        part: Part,
    },
    One {
        id: String,
        part: Part,
        options: Vec<String>,
    },
    Many {
        id: String,
        part: Part,
        #[serde(rename = "group")]
        groups: Vec<Group>,
    },
}

impl From<Entry> for Question {
    fn from(entry: Entry) -> Self {
        let (id, part, kind) = match entry {
            Entry::Text { id, part } => (id, part, Kind::Text),
            Entry::One { id, part, options } => (id, part, Kind::One(options)),
            Entry::Many { id, part, groups } => (id, part, Kind::Many(groups)),
        };
        Self { id, part, kind }
    }
}
