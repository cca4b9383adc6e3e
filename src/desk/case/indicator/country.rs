//! Telephone plans of the countries that reports are about: what a number looks like there, and by what
//! a text says that it means this country.
//!
//! A table of its own, after a comparison: of the kept libraries `phonenumber` would bring 17 crates, and
//! neither it nor any other finds a number in a text. What is needed here are nine lengths and prefixes.

/// A country and how its numbers are written.
pub struct Country {
    /// After the plus.
    pub code: &'static str,
    /// The language of the form that is spoken there.
    pub language: &'static str,
    /// What stands before a number within the country.
    pub trunk: &'static str,
    /// Digits after code or trunk, the fewest and the most.
    pub lengths: (usize, usize),
    /// How mobile numbers begin, after the trunk.
    pub mobile: &'static [&'static str],
    /// Digits of a mobile number after the trunk.
    pub mobile_length: usize,
    /// Beginnings of words that name it, folded, in the languages of the form.
    pub names: &'static [&'static str],
}

/// The countries of the form's languages and the neighbours.
pub const COUNTRIES: [Country; 9] = [
    Country {
        code: "31",
        language: "nl",
        trunk: "0",
        lengths: (9, 9),
        mobile: &["6"],
        mobile_length: 9,
        names: &["nederlands", "dutch", "olandez", "olanda", "holland", "holender", "нидерланд", "холанд"],
    },
    Country {
        code: "32",
        language: "",
        trunk: "0",
        lengths: (8, 9),
        mobile: &["45", "46", "47", "48", "49"],
        mobile_length: 9,
        names: &["belgi", "belga", "белги", "бельг"],
    },
    Country {
        code: "49",
        language: "",
        trunk: "0",
        lengths: (6, 11),
        mobile: &["15", "16", "17"],
        mobile_length: 10,
        names: &["duits", "german", "deutsch", "nemet", "niemiec", "aleman", "немск", "нимец", "німец"],
    },
    Country {
        code: "380",
        language: "",
        trunk: "0",
        lengths: (9, 9),
        mobile: &["39", "50", "63", "66", "67", "68", "73", "9"],
        mobile_length: 9,
        names: &["oekrai", "ukrai", "ucrai", "ucran", "украин", "украін"],
    },
    Country {
        code: "359",
        language: "bg",
        trunk: "0",
        lengths: (8, 9),
        mobile: &["87", "88", "89", "98", "99"],
        mobile_length: 9,
        names: &["bulga", "българ", "болгар"],
    },
    Country {
        code: "40",
        language: "ro",
        trunk: "0",
        lengths: (9, 9),
        mobile: &["7"],
        mobile_length: 9,
        names: &["roemeen", "roemen", "romani", "romanes", "rumun", "rumania", "румън", "румун"],
    },
    Country {
        code: "36",
        language: "hu",
        trunk: "06",
        lengths: (8, 9),
        mobile: &["20", "30", "31", "50", "70"],
        mobile_length: 9,
        names: &["hongaar", "hungar", "magyar", "maghiar", "ungar", "wegier", "wegry", "унгар", "угор"],
    },
    Country {
        code: "48",
        language: "pl",
        trunk: "",
        lengths: (9, 9),
        mobile: &["45", "5", "60", "66", "69", "72", "73", "78", "79", "88"],
        mobile_length: 9,
        names: &["pools", "polish", "polski", "polska", "polon", "polac", "lengyel", "полск", "польс"],
    },
    Country {
        code: "34",
        language: "es",
        trunk: "",
        lengths: (9, 9),
        mobile: &["6", "7"],
        mobile_length: 9,
        names: &["spaans", "spanj", "spanish", "espan", "spanyol", "hiszp", "испан", "іспан"],
    },
];

/// Countries of which only the length of a number is known: code, the fewest and the most digits.
pub const OTHERS: [(&str, usize, usize); 13] = [
    ("1", 10, 10),
    ("33", 9, 9),
    ("39", 8, 10),
    ("41", 9, 9),
    ("43", 7, 11),
    ("44", 10, 10),
    ("90", 10, 10),
    ("212", 9, 9),
    ("233", 9, 9),
    ("234", 8, 10),
    ("355", 8, 9),
    ("373", 8, 8),
    ("381", 8, 9),
];

impl Country {
    /// The country of a page's language.
    pub fn of_language(language: &str) -> Option<&'static Self> {
        COUNTRIES.iter().find(|country| !country.language.is_empty() && country.language == language)
    }

    /// What follows the trunk, if this could be a number as it is written within the country.
    pub fn national<'a>(&self, digits: &'a str) -> Option<&'a str> {
        let rest = digits.strip_prefix(self.trunk)?;
        let (fewest, most) = self.lengths;
        ((fewest..=most).contains(&rest.len()) && !rest.starts_with('0')).then_some(rest)
    }

    /// Whether this is a mobile number as it is written within the country.
    pub fn writes_mobile(&self, digits: &str) -> bool {
        self.national(digits).is_some_and(|national| self.is_mobile(national))
    }

    fn is_mobile(&self, national: &str) -> bool {
        let is_long = national.len() == self.mobile_length
            || (self.code == "49" && national.len() == self.mobile_length + 1);
        is_long && self.mobile.iter().any(|prefix| national.starts_with(prefix))
    }

    /// Whether a text names it.
    pub fn is_named_in(&self, folded: &str) -> bool {
        let mut words = folded.split(|c: char| !c.is_alphanumeric());
        words.any(|word| self.names.iter().any(|name| word.starts_with(name)))
    }
}
