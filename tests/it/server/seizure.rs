//! Seizure: who takes the machine, or reads all that was ever printed, finds no word, code, address or
//! browser in it.

use std::io::Write;
use std::sync::{LazyLock, Mutex};

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use zegel_core::token::Token;

use crate::support::http::{Answer, exchange, find};
use crate::support::program::{Program, files, post};
use crate::support::site::Site;
use crate::support::transport::Transport;

/// In every field that takes text, whole or in part.
const WORDS: [&str; 9] = [
    "kwikstaart",
    "zeepkist",
    "bolderkar",
    "stoepkrijt",
    "klaproos",
    "tuinhek",
    "vuurtoren",
    "koffiemolen",
    "regenton",
];
const ADDRESSES: [&str; 3] = ["203.0.113.77", "198.51.100.23", "2001:db8:77::beef"];
const BROWSER: &str = "Kanarie/77.1";

/// Everything that a logger is told, at its most talkative, by us and by every dependency.
static LOG: LazyLock<&'static Collected> = LazyLock::new(|| {
    let collected: &'static Collected = Box::leak(Box::default());
    log::set_logger(collected).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    collected
});

#[derive(Default)]
struct Collected(Mutex<Vec<u8>>);

impl log::Log for Collected {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        writeln!(self.0.lock().unwrap(), "{} {}", record.target(), record.args()).unwrap();
    }

    fn flush(&self) {}
}

/// A request with an address, a browser and more in its header.
fn planted(request: Vec<u8>) -> Vec<u8> {
    let [one, two, three] = ADDRESSES;
    let lines = format!(
        "\r\nX-Forwarded-For: {one}, {three}\r\nX-Real-IP: {one}\r\nForwarded: for=\"[{three}]\"\r\nVia: 1.1 {two}\r\n\
         User-Agent: {BROWSER} (X11; {})\r\nReferer: https://elders.example/{}\r\nCookie: {}={}\r\nAccept: */*\r\n",
        WORDS[6], WORDS[6], WORDS[7], WORDS[7]
    );
    let end = find(&request, b"\r\n").unwrap();
    [&request[..end], lines.as_bytes(), &request[end + 2..]].concat()
}

/// Lives as a reporter does, makes every mistake, and gives the codes and the answers.
pub fn plant(transport: &impl Transport) -> (Vec<String>, Vec<Answer>) {
    let host = transport.host();
    let send = |bytes: &[u8]| transport.exchange(&planted(bytes.to_vec()));
    let send_fields = |fields: &[(&str, &str)]| send(&post(&host, fields));
    let page = send(format!("GET /en/ HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes());
    let code = page.hidden("token").unwrap();
    let form = page.hidden("form").unwrap();
    let [one, two, three, four, five, six, ..] = WORDS;
    let report = [
        ("token", code.as_str()),
        ("form", &form),
        ("story", one),
        ("where", two),
        ("person", three),
        ("boss", four),
        ("online", five),
        ("care", six),
        ("homepage", WORDS[8]),
        ("minor", "yes"),
    ];
    let act = |act: &'static str| [&report[..], &[("act", act)]].concat();
    let mut answers = vec![send_fields(&act("check")), send_fields(&act("send")), send_fields(&act("send"))];
    assert!(answers.iter().all(|answer| answer.status == 200));
    let read = send_fields(&[("act", "look"), ("code", &code)]);
    let message = [
        ("token", code.as_str()),
        ("form", &read.hidden("form").unwrap()),
        ("message", one),
        ("act", "message"),
    ];
    answers.extend([
        send_fields(&message),
        read.clone(),
        send_fields(&[("act", "withdraw"), ("token", &code)]),
    ]);

    // Mistakes: in the form, in the code, in the address, in the size.
    answers.push(send_fields(&[&act("send")[..], &[(one, two)]].concat()));
    answers.push(send_fields(&[("act", "look"), ("code", &format!("{}{}", &code[..33], two))]));
    answers.push(send_fields(&[("act", one), ("story", two), ("token", &code)]));
    let long = format!("{one} {}", "x".repeat(21_000));
    answers.push(send_fields(&[("story", &long), ("act", "send"), ("token", &code), ("form", &form)]));
    let echoing = answers.len();
    for request in [
        format!("GET /en/{one}/{code} HTTP/1.1\r\nHost: {two}\r\n\r\n"),
        format!("GET /en/?{one}={code} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        format!("PUT /en/{one} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        format!("GET /en/ HTTP/1.1\r\nHost: {host}\r\n{one} {two}\r\n\r\n"),
        format!("GET /en/{}{two} HTTP/1.1\r\nHost: {host}\r\n\r\n", one.repeat(9_000)),
        format!("GET /api/v1/{one} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        format!("{one} /en/\u{0}{two} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        format!(
            "POST /en/ HTTP/1.1\r\nHost: {host}\r\nContent-Type: {one}\r\nContent-Length: 10\r\n\r\n{one}"
        ),
        format!(
            "POST /en/ HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 13\r\n\r\n{one}%ff"
        ),
        format!(
            "POST /api/v1/reports HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{{\"{one}\":0}}"
        ),
    ] {
        // What stands before a server may end the connection of whoever asks for another host.
        answers.extend(transport.try_exchange(&planted(request.into_bytes())));
    }
    let large = format!("act=send&story={one}{}", "a".repeat(3 << 20));
    let kind =
        format!("POST /en/ HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    // The end of the connection may overtake the answer where something stands before the server.
    let large = format!("{kind}Content-Length: {}\r\n\r\n{large}", large.len());
    answers.extend(transport.try_exchange(&planted(large.into_bytes())));

    // Uploads that end in the middle.
    for words in
        [format!("story={one}&token={code}"), format!("act=send&story={one}&token={code}&form={form}")]
    {
        let broken = format!("{kind}Content-Length: 900000\r\n\r\n{words}{}", "b".repeat(100_000));
        transport.abandon(&planted(broken.into_bytes()));
    }
    // The pages that give a text back may hold it; none may hold an address or a browser.
    let said = answers.iter().enumerate().flat_map(|(number, answer)| {
        let kept: &[&str] = if number < echoing { &[] } else { &WORDS };
        let all = [answer.head.as_bytes(), &answer.body].concat();
        let words = kept.iter().chain(&ADDRESSES).chain(&[BROWSER]);
        words
            .filter(move |word| find(&all, word.as_bytes()).is_some())
            .map(move |word| format!("{word} in answer {number}"))
    });
    assert_eq!(said.collect::<Vec<_>>(), Vec::<String>::new());
    let fresh = answers.iter().filter_map(|answer| answer.hidden("token"));
    let mut codes: Vec<String> = fresh.filter(|code| Token::parse(code).is_ok()).collect();
    codes.push(code);
    codes.sort();
    codes.dedup();
    (codes, answers)
}

/// Every form in which something could have been kept.
pub fn needles(codes: &[String], instance: &str) -> Vec<Vec<u8>> {
    let texts = WORDS.iter().chain(&ADDRESSES).chain(&[BROWSER]).map(|text| (*text).to_owned());
    let codes = codes.iter().flat_map(|code| {
        let keys = Token::parse(code).unwrap().keys(instance.parse().unwrap());
        [
            code.clone(),
            code.replace('-', ""),
            code.replace('-', " "),
            keys.mailbox_key().to_text().to_string(),
        ]
    });
    let mut needles = Vec::new();
    for text in texts.chain(codes) {
        needles.extend([text.to_uppercase().into_bytes(), text.to_lowercase().into_bytes()]);
        needles.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        if let Ok(key @ [_, ..]) = BASE64URL_NOPAD.decode(text.as_bytes()).as_deref().map_err(drop) {
            needles.push(key.to_vec());
        }
        for shift in 0..3 {
            // The symbols that depend on it alone, wherever it stood in what was encoded.
            let shifted = BASE64.encode(&[&b"\0\0"[..shift], text.as_bytes()].concat());
            let start = (shift * 8).div_ceil(6);
            let end = (shift + text.len()) * 8 / 6;
            needles.push(shifted.as_bytes()[start..end].to_vec());
        }
        needles.push(HEXLOWER.encode(text.as_bytes()).into_bytes());
        needles.push(text.into_bytes());
    }
    needles
}

pub fn found(needles: &[Vec<u8>], places: &[(String, Vec<u8>)]) -> Vec<String> {
    // The room that the store keeps for a full disk is megabytes of zeros.
    let places = places.iter().filter(|(_, content)| content.iter().any(|byte| *byte != 0));
    let hits = places.flat_map(|(name, content)| {
        let hit = needles.iter().filter(|needle| find(content, needle).is_some());
        hit.map(move |needle| format!("{} in {name}", String::from_utf8_lossy(needle)))
    });
    hits.collect()
}

#[test]
fn the_program_keeps_and_prints_nothing_of_a_reporter() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::demo(folder.path());
    let site = exchange(program.public, b"GET /api/v1/site HTTP/1.1\r\nHost: x\r\n\r\n").json();
    let (codes, _) = plant(&program.public);
    let needles = needles(&codes, site["instance"].as_str().unwrap());
    let look = || {
        let named =
            files(folder.path()).into_iter().map(|(path, content)| (path.display().to_string(), content));
        named.collect::<Vec<_>>()
    };
    let running = look();
    assert!(running.iter().any(|(name, content)| name.ends_with("-wal") && !content.is_empty()));
    assert_eq!(found(&needles, &running), Vec::<String>::new());
    // What is kept is found by the same search.
    assert!(!found(&[b"age-encryption.org/v1\n-> mlkem768x25519 ".to_vec()], &running).is_empty());

    let (status, printed) = program.stop();
    assert!(status.success());
    let places = [look(), vec![("what was printed".to_owned(), printed.into_bytes())]].concat();
    assert_eq!(found(&needles, &places), Vec::<String>::new());
    assert!(!found(&[b"zegeld: stopped".to_vec()], &places).is_empty());
}

#[test]
fn the_most_talkative_log_tells_nothing_of_a_reporter() {
    let log = *LOG;
    let site = Site::start();
    let (codes, _) = plant(&site.public);
    log::trace!("the logger hears");
    let lines = log.0.lock().unwrap().clone();
    assert!(find(&lines, b"the logger hears").is_some());
    let needles = needles(&codes, &site.instance().to_string());
    assert_eq!(found(&needles, &[("the log".to_owned(), lines)]), Vec::<String>::new());
}
