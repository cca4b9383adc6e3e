//! Bytes as lines that people copy from paper: Crockford's base32 in groups of four, a number before
//! each line and two characters behind it that find a typing error. Reading is forgiving.

use zegel_core::token::ALPHABET;
use zeroize::Zeroizing;

/// Bytes in a line: six groups.
pub const LINE: usize = 15;
/// Characters that check a line.
const CHECK: usize = 2;
/// The largest prime below 32 × 32: one wrong character, or two neighbours that changed places, always
/// show.
const PRIME: usize = 1021;

/// Bytes that are wiped when dropped.
pub type Bytes = Zeroizing<Vec<u8>>;

/// `1: 0123 4567 …  XY`, a line for every fifteen bytes.
pub fn write(bytes: &[u8]) -> Vec<Zeroizing<String>> {
    bytes.chunks(LINE).enumerate().map(|(at, chunk)| write_line(at + 1, chunk)).collect()
}

fn write_line(number: usize, bytes: &[u8]) -> Zeroizing<String> {
    let symbols: Zeroizing<Vec<u8>> =
        Zeroizing::new((0..symbols_of(bytes.len())).map(|i| five_bits(bytes, i * 5)).collect());
    let mut line = Zeroizing::new(String::with_capacity(64));
    line.push_str(&format!("{number:>2}: "));
    for group in symbols.chunks(4) {
        line.extend(group.iter().map(|symbol| letter(*symbol)));
        line.push(' ');
    }
    line.push(' ');
    line.extend(check(number, &symbols).map(letter));
    line
}

/// What stands in line `number`, unless it is mistyped.
pub fn read(number: usize, text: &str) -> Option<Bytes> {
    let typed = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2013}' | '\u{2014}'));
    let symbols: Zeroizing<Vec<u8>> = Zeroizing::new(typed.map(symbol).collect::<Option<_>>()?);
    let (symbols, found) = symbols.split_at_checked(symbols.len().checked_sub(CHECK)?)?;
    let length = symbols.len() * 5 / 8;
    let fits = (1..=LINE).contains(&length) && symbols_of(length) == symbols.len();
    (fits && check(number, symbols) == found).then(|| bytes(symbols, length))
}

/// The number of a line, and the rest; nothing for a text that is no such line.
pub fn numbered(line: &str) -> Option<(usize, &str)> {
    let (number, rest) = line.trim().split_once(':')?;
    let digits = (1..=2).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| number.parse().ok()).flatten().map(|number| (number, rest))
}

fn symbols_of(bytes: usize) -> usize {
    (bytes * 8).div_ceil(5)
}

#[expect(clippy::cast_possible_truncation, reason = "a remainder of 1021 is two symbols of five bits")]
fn check(number: usize, symbols: &[u8]) -> [u8; CHECK] {
    let start = number % PRIME;
    let sum = symbols.iter().fold(start, |sum, symbol| (sum * 37 + usize::from(*symbol) + 1) % PRIME);
    [(sum / 32) as u8, (sum % 32) as u8]
}

fn five_bits(bytes: &[u8], at: usize) -> u8 {
    let byte = |place: usize| u16::from(bytes.get(place).copied().unwrap_or(0));
    let pair = byte(at / 8) << 8 | byte(at / 8 + 1);
    (pair >> (11 - at % 8) & 31) as u8
}

fn bytes(symbols: &[u8], length: usize) -> Bytes {
    let mut bytes = Zeroizing::new(vec![0; length]);
    for (place, symbol) in symbols.iter().enumerate() {
        for bit in (0..5).filter(|bit| symbol >> (4 - bit) & 1 == 1) {
            let at = place * 5 + bit;
            if let Some(byte) = bytes.get_mut(at / 8) {
                *byte |= 128 >> (at % 8);
            }
        }
    }
    bytes
}

fn letter(symbol: u8) -> char {
    char::from(ALPHABET[usize::from(symbol & 31)])
}

/// In either case, and with the letters that look like digits taken for them.
fn symbol(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    ALPHABET.iter().position(|letter| char::from(*letter) == c).and_then(|place| u8::try_from(place).ok())
}
