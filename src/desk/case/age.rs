//! An age under 18 in somebody's own words, where the form's question was not answered: the page for who
//! writes about themselves does not ask it.

use crate::text::folding::fold;

/// Beginnings of words for who is under age, folded, in the languages of the form and their neighbours.
const MINOR: [&str; 11] = [
    "minderjarig",
    "minderjahrig",
    "underage",
    "kiskoru",
    "fiatalkoru",
    "nieletni",
    "niepelnolet",
    "непълнолет",
    "неповноліт",
    "несовершеннолет",
    "minora",
];
/// The same in several words.
const PHRASES: [&str; 9] = [
    "jonger dan 18",
    "onder de 18",
    "under 18",
    "under age",
    "sub 18 ani",
    "menor de edad",
    "menores de edad",
    "ponizej 18",
    "под 18",
];
/// After the number of an age.
const YEARS: [&str; 20] = [
    "jaar",
    "jarig",
    "jarige",
    "jr",
    "years",
    "year",
    "yo",
    "yrs",
    "jahre",
    "ani",
    "lat",
    "latka",
    "eves",
    "anos",
    "години",
    "годишна",
    "годишно",
    "годишен",
    "роки",
    "років",
];
/// What makes a time of an age: ten years ago, for ten years.
const AGO: [&str; 9] = ["geleden", "lang", "later", "ago", "temu", "ezelott", "inulta", "назад", "тому"];
const SINCE: [&str; 8] = ["al", "sinds", "na", "for", "since", "hace", "desde", "od"];
/// Who is so old: "ik ben 17."
const PERSONS: [&str; 8] = ["ik", "zij", "ze", "hij", "i", "she", "he", "meisje"];
const IS: [&str; 4] = ["ben", "is", "am", "was"];
/// After such an age the sentence ends, or goes on with one of these.
const GOES_ON: [&str; 5] = ["en", "and", "maar", "but", "of"];
/// Ages that somebody would name.
const AGES: std::ops::RangeInclusive<u32> = 8..=17;

/// Whether a text names an age under 18, or says that somebody is.
pub fn names_minor(text: &str) -> bool {
    let folded = fold(text);
    if PHRASES.iter().any(|phrase| folded.contains(phrase)) {
        return true;
    }
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric() && c != '.' && c != ',').collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let says_so = words.iter().any(|word| MINOR.iter().any(|minor| word.starts_with(minor)));
    says_so || (0..words.len()).any(|at| is_age(&words, at))
}

fn is_age(words: &[&str], at: usize) -> bool {
    let digits: String = words[at].chars().take_while(char::is_ascii_digit).collect();
    if !digits.parse().is_ok_and(|age: u32| AGES.contains(&age)) {
        return false;
    }
    let rest = &words[at][digits.len()..];
    let word =
        |at: Option<usize>| at.and_then(|at| words.get(at)).map_or("", |word| word.trim_matches(['.', ',']));
    let before = word(at.checked_sub(1));
    if YEARS.contains(&rest.trim_matches(['.', ',']))
        || (rest.is_empty() && YEARS.contains(&word(Some(at + 1))))
    {
        return !SINCE.contains(&before)
            && !AGO.contains(&word(Some(at + 1)))
            && !AGO.contains(&word(Some(at + 2)));
    }
    let ends = rest.starts_with(['.', ',']) && rest.len() == 1;
    let ends = ends || (rest.is_empty() && (at + 1 == words.len() || GOES_ON.contains(&words[at + 1])));
    ends && IS.contains(&before) && PERSONS.contains(&word(at.checked_sub(2)))
}
