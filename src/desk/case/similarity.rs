//! Reports whose words are much alike: sent twice, or copied. Of each text every three words in a
//! row are kept; two texts are alike when they share half of those of the shorter one. Texts that are
//! too short for that are alike when all their words are the same.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{Hash, Hasher};

use super::text::fold;

/// Words in a row.
const ROW: usize = 3;
/// Texts with fewer rows are too short to compare by rows.
const FEWEST: usize = 6;
/// Rows of more texts than these are a manner of speaking.
const MOST_TEXTS: usize = 200;

/// Groups of texts that are like their first one, by their places. A text is only held against
/// those that begin a group, and only where rows agree, so thousands take no time.
pub fn groups(texts: &[String]) -> Vec<Vec<usize>> {
    let mut leaders: Vec<(usize, usize)> = Vec::new();
    let mut of_row: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut short: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, text) in texts.iter().enumerate() {
        let folded = fold(text);
        let words = words(&folded);
        let rows: HashSet<u64> = words.windows(ROW).map(hash).collect();
        if rows.len() < FEWEST {
            short.entry(words.join(" ")).or_default().push(place);
            continue;
        }
        match most_similar(&rows, &of_row, &leaders) {
            Some(leader) => groups.entry(leader).or_insert_with(|| vec![leader]).push(place),
            None => {
                for row in &rows {
                    let texts = of_row.entry(*row).or_default();
                    if texts.len() < MOST_TEXTS {
                        texts.push(leaders.len());
                    }
                }
                leaders.push((place, rows.len()));
            }
        }
    }
    // Reports without any words have nothing in common.
    short.retain(|words, places| !words.is_empty() && places.len() > 1);
    groups.into_values().chain(short.into_values()).collect()
}

/// The place of the text with which these rows share most, if that is half.
fn most_similar(
    rows: &HashSet<u64>,
    of_row: &HashMap<u64, Vec<usize>>,
    leaders: &[(usize, usize)],
) -> Option<usize> {
    let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
    for leader in rows.iter().filter_map(|row| of_row.get(row)).flatten() {
        *shared.entry(*leader).or_default() += 1;
    }
    let similar =
        shared.into_iter().filter(|(leader, count)| count * 2 >= rows.len().min(leaders[*leader].1));
    similar.max_by_key(|(_, count)| *count).map(|(leader, _)| leaders[leader].0)
}

fn words(folded: &str) -> Vec<&str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

fn hash(words: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish()
}
