//! The check symbols of a token: writing and reading its 28 symbols, and finding where a typing error
//! is.

use zeroize::Zeroizing;

use super::typed::{Runs, value};

/// Symbols in a token, check symbols included.
pub const SYMBOLS: usize = 28;
/// Groups in a token.
pub const GROUPS: usize = 7;
/// Symbols in a group.
pub(super) const GROUP: usize = SYMBOLS / GROUPS;
/// Symbols without the check symbols.
const DATA: usize = SYMBOLS - 2;
/// Crockford's base32: no I, L, O and U.
pub const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The reason why a typed token is none. Found without any look-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// Not 28 symbols.
    Length { count: usize },
    /// The symbols do not belong together; with one wrong symbol, it is in this group (from 1).
    Group { group: usize },
    /// More than one symbol is wrong, and nobody can say where.
    Somewhere,
}

/// The powers of α in GF(32) with x⁵+x²+1. α has order 31, so the 28 places differ.
const POWERS: [u8; 31] = powers();

const fn powers() -> [u8; 31] {
    let mut powers = [1; 31];
    let mut i = 1;
    while i < 31 {
        let doubled = powers[i - 1] << 1;
        powers[i] = if doubled & 0b10_0000 == 0 { doubled } else { doubled ^ 0b10_0101 };
        i += 1;
    }
    powers
}

/// The exponents of those powers, by their values; zero is none of them.
const LOGS: [usize; 32] = logs();

const fn logs() -> [usize; 32] {
    let mut logs = [0; 32];
    let mut i = 0;
    while i < 31 {
        logs[POWERS[i] as usize] = i;
        i += 1;
    }
    logs
}

fn log(value: u8) -> Option<usize> {
    (value > 0).then(|| LOGS[usize::from(value)])
}

fn multiply(a: u8, b: u8) -> u8 {
    match (log(a), log(b)) {
        (Some(a), Some(b)) => POWERS[(a + b) % 31],
        _ => 0,
    }
}

fn divide(a: u8, b: u8) -> u8 {
    match (log(a), log(b)) {
        (Some(a), Some(b)) => POWERS[(a + 31 - b) % 31],
        _ => 0,
    }
}

/// The two sums that are zero for a token: of the symbols, and of symbol *i* times αⁱ.
fn sums(symbols: &[u8]) -> (u8, u8) {
    let weighted = |(i, symbol): (usize, &u8)| multiply(*symbol, POWERS[i]);
    let plain = symbols.iter().fold(0, |sum, symbol| sum ^ symbol);
    (plain, symbols.iter().enumerate().map(weighted).fold(0, |sum, term| sum ^ term))
}

/// The symbols of a token, with the two check symbols at its end, in ASCII.
pub(super) fn write(token: &[u8; 17]) -> Zeroizing<[u8; SYMBOLS]> {
    let mut symbols = Zeroizing::new([0_u8; SYMBOLS]);
    for (i, symbol) in symbols.iter_mut().take(DATA).enumerate() {
        *symbol = five_bits(token, i * 5);
    }
    // Both sums have to become zero with the check symbols a and b at places 26 and 27:
    //     a + b = plain, and a·α²⁶ + b·α²⁷ = weighted.
    // Put a = plain + b (minus is plus here) into the second, and solve for b.
    let (plain, weighted) = sums(&symbols[..DATA]);
    let last = divide(weighted ^ multiply(plain, POWERS[DATA]), POWERS[DATA] ^ POWERS[DATA + 1]);
    symbols[DATA] = plain ^ last;
    symbols[DATA + 1] = last;
    for symbol in symbols.iter_mut() {
        *symbol = ALPHABET[usize::from(*symbol)];
    }
    symbols
}

fn five_bits(bytes: &[u8; 17], at: usize) -> u8 {
    let bit = |i: usize| (bytes[i / 8] >> (7 - i % 8)) & 1;
    (at..at + 5).fold(0, |value, i| (value << 1) | bit(i))
}

/// Reads typed symbols. With one wrong symbol the error says in which group it is.
pub(super) fn read(typed: &Runs) -> Result<[u8; 17], TokenError> {
    let typed = typed.characters();
    if typed.len() != SYMBOLS {
        return Err(TokenError::Length { count: typed.len() });
    }
    let mut symbols = Zeroizing::new([0; SYMBOLS]);
    for (place, typed) in typed.iter().enumerate() {
        symbols[place] = symbol(*typed).ok_or(TokenError::Group { group: place / GROUP + 1 })?;
    }
    // One symbol at place i that is wrong by e makes the sums e and e·αⁱ: their quotient is αⁱ, which
    // names the place. If only one of them is zero, or the place is none, more than one is wrong.
    match sums(&*symbols) {
        (0, 0) => Ok(pack(&symbols[..DATA])),
        (0, _) | (_, 0) => Err(TokenError::Somewhere),
        (plain, weighted) => match log(divide(weighted, plain)) {
            Some(place) if place < SYMBOLS => Err(TokenError::Group { group: place / GROUP + 1 }),
            _ => Err(TokenError::Somewhere),
        },
    }
}

fn symbol(typed: char) -> Option<u8> {
    value(typed).and_then(|value| u8::try_from(value).ok())
}

fn pack(symbols: &[u8]) -> [u8; 17] {
    let mut bytes = [0; 17];
    for (i, symbol) in symbols.iter().enumerate() {
        for bit in 0..5 {
            let at = i * 5 + bit;
            bytes[at / 8] |= ((symbol >> (4 - bit)) & 1) << (7 - at % 8);
        }
    }
    bytes
}
