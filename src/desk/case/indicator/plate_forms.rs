//! Forms of licence plates, and the words after which they stand. In a form D is a digit, L a letter, a
//! space stands where the parts of a plate may be apart, and a dash where they always are.

/// The Dutch forms, without dashes.
pub const DUTCH: [&str; 14] = [
    "LLDDDD", "DDDDLL", "DDLLDD", "LLDDLL", "LLLLDD", "DDLLLL", "DDLLLD", "DLLLDD", "LLDDDL", "LDDDLL",
    "LLLDDL", "LDDLLL", "DLLDDD", "DDDLLD",
];
/// These two parts alone could be any word and number.
pub const VAGUE: [&str; 4] = ["LLDDDD", "DDDDLL", "LLLLDD", "DDLLLL"];

/// The forms of Romania, Hungary, Bulgaria and Ukraine, Poland, Germany, Spain and Belgium. They count
/// beside a word for a car.
pub const FOREIGN: [&str; 34] = [
    "LL DD LLL",
    "L DD LLL",
    "L DDD LLL",
    "LLL DDD",
    "LL LL DDD",
    "LL DDDD LL",
    "L DDDD LL",
    "LL DDDDD",
    "LL DDDDL",
    "LL DDDLL",
    "LLL DDDDD",
    "LLL DDDDL",
    "LLL DDDLL",
    "LLL DDDD",
    "LLL LDDD",
    "LLL DDLL",
    "L-LL DDDD",
    "L-LL DDD",
    "L-LL DD",
    "L-L DDDD",
    "L-L DDD",
    "LL-LL DDDD",
    "LL-LL DD",
    "LL-L DDDD",
    "LL-L DDD",
    "LLL-LL DDDD",
    "LLL-LL DDD",
    "LLL-LL DD",
    "LLL-L DDDD",
    "LLL-L DDD",
    "LLL-L DD",
    "DDDD LLL",
    "D LLL DDD",
    "DDD LLL",
];
/// These are like nothing else, so they need no word beside them.
pub const CLEAR: [&str; 2] = ["LL DDDD LL", "D LLL DDD"];
/// Letters that Bulgarian and Ukrainian plates have: those that two alphabets share.
pub const SHARED_LETTERS: &str = "ABCEHIKMOPTXY";

/// "24-NOV-2" is no plate.
pub const MONTHS: [&str; 15] =
    ["jan", "feb", "mrt", "mar", "apr", "mei", "may", "jun", "jul", "aug", "sep", "okt", "oct", "nov", "dec"];

/// After one of these, in the languages of the form, anything with letters and digits is a plate.
pub const NAMED: [&str; 31] = [
    "kenteken",
    "kentekens",
    "kentekenplaat",
    "kentekennummer",
    "nummerplaat",
    "nummerbord",
    "nrplaat",
    "plate",
    "plates",
    "registration",
    "inmatriculare",
    "inmatriculat",
    "inmatriculata",
    "placuta",
    "rendszam",
    "rendszama",
    "rendszamu",
    "rendszammal",
    "matricula",
    "matriculas",
    "placa",
    "rejestracja",
    "rejestracje",
    "rejestracyjny",
    "rejestracyjne",
    "tablice",
    "номер",
    "номера",
    "номерът",
    "номером",
    "kennzeichen",
];

/// Words for what has a plate, and makes of cars, folded.
pub const CARS: [&str; 74] = [
    "auto",
    "autos",
    "autootje",
    "wagen",
    "bus",
    "busje",
    "bestelbus",
    "bestelbusje",
    "taxi",
    "camper",
    "bestelauto",
    "car",
    "cars",
    "van",
    "minivan",
    "vehicle",
    "cab",
    "masina",
    "masini",
    "masinii",
    "duba",
    "dubita",
    "autoturism",
    "microbuz",
    "kocsi",
    "kocsija",
    "kocsival",
    "autoja",
    "autoval",
    "furgon",
    "furgonnal",
    "кола",
    "колата",
    "коли",
    "автомобил",
    "автомобила",
    "бус",
    "буса",
    "микробус",
    "джип",
    "samochod",
    "samochodem",
    "samochodu",
    "auta",
    "autem",
    "furgonetka",
    "busem",
    "coche",
    "coches",
    "furgoneta",
    "vehiculo",
    "машина",
    "машину",
    "машини",
    "авто",
    "bmw",
    "mercedes",
    "audi",
    "vw",
    "volkswagen",
    "opel",
    "ford",
    "skoda",
    "renault",
    "dacia",
    "peugeot",
    "toyota",
    "volvo",
    "fiat",
    "seat",
    "kia",
    "golf",
    "passat",
    "lexus",
];

/// The letters and digits of a run as D and L; nothing for what is neither.
pub fn shape(latin: &str) -> Option<String> {
    let kind = |c: char| match c {
        '0'..='9' => Some('D'),
        'a'..='z' | 'A'..='Z' => Some('L'),
        _ => None,
    };
    latin.chars().map(kind).collect()
}

/// Whether these runs, put side by side, are a form whose parts they keep together.
pub fn has_form(runs: &[&str], form: &str) -> bool {
    let Some(shapes) = runs.iter().map(|run| shape(run)).collect::<Option<Vec<_>>>() else { return false };
    if shapes.concat() != form.replace([' ', '-'], "") {
        return false;
    }
    let allowed = ends(form.split([' ', '-']).map(str::len));
    let written = ends(shapes.iter().map(String::len));
    let apart: Vec<usize> =
        form.match_indices('-').map(|(at, _)| form[..at].replace(' ', "").len()).collect();
    written.iter().all(|end| allowed.contains(end)) && apart.iter().all(|end| written.contains(end))
}

/// Where parts of these lengths end, side by side.
fn ends(lengths: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut sum = 0;
    let mut ends = Vec::new();
    for length in lengths {
        sum += length;
        ends.push(sum);
    }
    ends
}

/// The letter of the Latin alphabet that looks like one of the Cyrillic.
pub fn twin(c: char) -> Option<char> {
    Some(match c {
        'а' => 'a',
        'в' => 'b',
        'с' => 'c',
        'е' => 'e',
        'н' => 'h',
        'і' => 'i',
        'к' => 'k',
        'м' => 'm',
        'о' => 'o',
        'р' => 'p',
        'т' => 't',
        'х' => 'x',
        'у' => 'y',
        _ => return None,
    })
}
