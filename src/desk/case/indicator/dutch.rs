//! Dutch numbers that are no mobile ones: by their area code, and by how they are written.
//!
//! Left out of the table are the codes that a neighbour's mobile numbers have, written in the same groups:
//! 045, 046 and 047 to 049 with one more digit (Belgium), 050 and 073 (Ukraine).

use super::digits::groups;

/// Digits with the nought.
const LENGTH: usize = 10;
/// Area codes, and beginnings of numbers that belong to no place.
const CODES: [&str; 127] = [
    "010", "013", "015", "020", "023", "024", "026", "030", "033", "035", "036", "038", "040", "043", "053",
    "055", "058", "070", "071", "072", "074", "075", "076", "077", "078", "079", "085", "088", "0111",
    "0113", "0114", "0115", "0117", "0118", "0161", "0162", "0164", "0165", "0166", "0167", "0168", "0172",
    "0174", "0180", "0181", "0182", "0183", "0184", "0186", "0187", "0222", "0223", "0224", "0226", "0227",
    "0228", "0229", "0251", "0252", "0255", "0294", "0297", "0299", "0313", "0314", "0315", "0316", "0317",
    "0318", "0320", "0321", "0341", "0342", "0343", "0344", "0345", "0346", "0347", "0348", "0411", "0412",
    "0413", "0416", "0418", "0511", "0512", "0513", "0514", "0515", "0516", "0517", "0518", "0519", "0521",
    "0522", "0523", "0524", "0525", "0527", "0528", "0529", "0541", "0543", "0544", "0545", "0546", "0547",
    "0548", "0561", "0562", "0566", "0570", "0571", "0572", "0573", "0575", "0577", "0578", "0591", "0592",
    "0593", "0594", "0595", "0596", "0597", "0598", "0599",
];

/// Whether this is a Dutch number by its area code, which stands apart or begins a number without groups.
/// "0722 123 456" is none, though 072 is a code: nobody writes it so.
pub fn has_area_code(written: &str, digits: &str) -> bool {
    let groups = groups(written);
    let is_apart = |code: &str| groups.len() == 1 || groups.first() == Some(&code);
    digits.len() == LENGTH && CODES.iter().any(|code| digits.starts_with(code) && is_apart(code))
}
