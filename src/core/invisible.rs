//! Invisible characters: the one list for all text that people paste, from Unicode's own property.

use std::sync::LazyLock;

use regex_syntax::hir::{Class, HirKind};

/// The first and the last character of each run that Unicode says is not drawn.
static RANGES: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let class =
        regex_syntax::parse(r"\p{Default_Ignorable_Code_Point}").map(regex_syntax::hir::Hir::into_kind);
    match class {
        Ok(HirKind::Class(Class::Unicode(class))) => {
            class.ranges().iter().map(|range| (range.start(), range.end())).collect()
        }
        // The property is part of the library as it is built here, and a test asks for its members.
        _ => Vec::new(),
    }
});

/// Whether a character has no width by itself and no meaning but for what stands around it: marks of
/// direction, joiners, variation selectors, fillers (Unicode's `Default_Ignorable_Code_Point`).
pub fn is_invisible(c: char) -> bool {
    // Nothing in ASCII is, and most of what is asked about is ASCII.
    !c.is_ascii() && RANGES.binary_search_by(|(first, last)| order(*first, *last, c)).is_ok()
}

/// Where a run stands, seen from a character.
fn order(first: char, last: char, c: char) -> std::cmp::Ordering {
    if last < c {
        std::cmp::Ordering::Less
    } else if first > c {
        std::cmp::Ordering::Greater
    } else {
        std::cmp::Ordering::Equal
    }
}
