//! Typed codes: what somebody typed, pasted or read aloud, as the symbols that are meant.
//!
//! People write what they see, with the keyboard that they have. So a letter of another script that
//! looks like one of ours is ours, whatever is no letter and no digit only separates, what nobody sees
//! is nothing, and the numbers before the groups, as our own page shows them, are no part of the code.

use zeroize::Zeroizing;

use super::check::{ALPHABET, GROUP, GROUPS, SYMBOLS, TokenError};
use crate::invisible::is_invisible;

/// The characters that are read as the first one of each line: what is easily taken for it, then its
/// twins in Cyrillic and in Greek. A letter whose capital and small form are taken for different
/// symbols is not here.
const TWINS: [&str; 20] = [
    "0Oo\u{41e}\u{43e}\u{39f}\u{3bf}",
    "1IiLl\u{130}\u{131}\u{406}\u{456}\u{4c0}\u{4cf}\u{399}\u{3b9}",
    "3\u{417}\u{437}",
    "A\u{410}\u{430}\u{391}\u{3b1}",
    "B\u{412}\u{432}\u{392}\u{3b2}",
    "C\u{421}\u{441}\u{3f9}\u{3f2}",
    "E\u{415}\u{435}\u{395}\u{3b5}",
    "H\u{41d}\u{43d}\u{397}",
    "J\u{408}\u{458}",
    "K\u{41a}\u{43a}\u{39a}\u{3ba}",
    "M\u{41c}\u{43c}\u{39c}",
    "N\u{39d}",
    "P\u{420}\u{440}\u{3a1}\u{3c1}",
    "Q\u{51a}\u{51b}",
    "S\u{405}\u{455}",
    "T\u{422}\u{442}\u{3a4}\u{3c4}",
    "W\u{51c}\u{51d}",
    "X\u{425}\u{445}\u{3a7}\u{3c7}",
    "Y\u{423}\u{443}\u{3a5}",
    "Z\u{396}\u{3b6}",
];
/// By so much a full-width form, as Chinese and Japanese keyboards write it, is above its ASCII.
const FULL_WIDTH: u32 = 0xfee0;

/// A typed code, to be looked over by whoever typed it.
pub struct Typed {
    /// Its groups, as our page would write them. Seven that were typed apart stay apart, so that the one
    /// with a symbol too few is seen.
    pub groups: Vec<Zeroizing<String>>,
    /// The group to look at first, from 1, if one can be named.
    pub doubtful: Option<usize>,
}

/// Characters between which nothing but invisible ones stood.
type Run = Zeroizing<Vec<char>>;

/// The characters of a typed code without what separates them, in runs, without the numbers of groups.
pub(super) struct Runs(Vec<Run>);

impl Runs {
    /// Splits what was typed.
    pub(super) fn of(typed: &str) -> Self {
        let mut runs: Vec<Run> = Vec::new();
        let mut is_within = false;
        for c in typed.chars().filter(|c| !is_invisible(*c)) {
            let is_symbol = c.is_alphanumeric();
            match runs.last_mut().filter(|_| is_within) {
                Some(run) if is_symbol => run.push(c),
                _ if is_symbol => runs.push(Zeroizing::new(vec![c])),
                _ => {}
            }
            is_within = is_symbol;
        }
        Self(runs).without_numbers()
    }

    /// All characters, one after another.
    pub(super) fn characters(&self) -> Run {
        Zeroizing::new(self.0.iter().flat_map(|run| run.iter().copied()).collect())
    }

    /// Drops the numbers 1 to 7, if each group has its own before it. A code of the right length is left
    /// alone.
    fn without_numbers(self) -> Self {
        let all = self.characters();
        let is_number = |c: Option<&char>, group: usize| c.and_then(|c| value(*c)) == Some(group + 1);
        let stands_before = |group: usize| {
            let run = &self.0[2 * group];
            run.len() == 1 && is_number(run.first(), group)
        };
        if all.len() == SYMBOLS {
            self
        } else if self.0.len() == 2 * GROUPS && (0..GROUPS).all(stands_before) {
            Self(self.0.into_iter().skip(1).step_by(2).collect())
        } else if all.len() == SYMBOLS + GROUPS
            && (0..GROUPS).all(|group| is_number(all.get(group * (GROUP + 1)), group))
        {
            Self(all.chunks(GROUP + 1).map(|run| Zeroizing::new(run[1..].to_vec())).collect())
        } else {
            self
        }
    }

    /// The groups to be looked over, for the error that was found.
    pub(super) fn look_over(&self, error: TokenError) -> Typed {
        let all = self.characters();
        let is_apart = all.len() != SYMBOLS && self.0.len() == GROUPS;
        let groups: Vec<_> = if is_apart {
            self.0.iter().map(|run| written(run)).collect()
        } else {
            all.chunks(GROUP).map(written).collect()
        };
        let doubtful = match error {
            TokenError::Group { group } => Some(group),
            TokenError::Length { .. } if is_apart => {
                self.0.iter().position(|run| run.len() != GROUP).map(|place| place + 1)
            }
            TokenError::Length { .. } | TokenError::Somewhere => None,
        };
        Typed { groups, doubtful }
    }
}

/// Characters as our page writes the symbols they mean, others in capitals.
fn written(characters: &[char]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(GROUP * 4));
    for c in characters {
        match value(*c) {
            Some(value) => text.push(char::from(ALPHABET[value])),
            None => text.extend(c.to_uppercase()),
        }
    }
    text
}

/// The value of the symbol that a character means.
pub(super) fn value(c: char) -> Option<usize> {
    let c = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - FULL_WIDTH)?,
        other => other,
    };
    let twin = TWINS.iter().find(|twins| twins.contains(c)).and_then(|twins| twins.chars().next());
    let symbol = twin.unwrap_or(c.to_ascii_uppercase());
    ALPHABET.iter().position(|known| char::from(*known) == symbol)
}
