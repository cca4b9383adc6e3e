//! The whole story of a report, by any transport: sent, looked for with a wrong code, answered by
//! the desk, read, written to again, withdrawn, and left.

use zegel_core::token::Token;

use crate::support::caseworker::Caseworker;
use crate::support::http::Answer;
use crate::support::program::post;
use crate::support::site::said;
use crate::support::transport::Transport;

/// What reporter and desk write in it.
pub const SAID: [&str; 3] = ["muurbloem", "boterbloem", "zandkasteel"];

/// Tells the story, and gives the codes that were shown in it.
pub fn tell(transport: &impl Transport, desk: &Caseworker) -> Vec<String> {
    let [story, reply, message] = SAID;
    let words = said("en");
    let page =
        transport.exchange(format!("GET /en/ HTTP/1.1\r\nHost: {}\r\n\r\n", transport.host()).as_bytes());
    assert_eq!(page.status, 200, "{}", page.text());
    let ask = |fields: &[(&str, &str)]| transport.exchange(&post(transport.host(), fields));
    let code = page.hidden("token").unwrap();
    let form = page.hidden("form").unwrap();

    let sent = ask(&[("token", &code), ("form", &form), ("story", story), ("act", "send")]);
    assert_eq!((sent.status, sent.h1()), (200, words.token.sent_title.clone()));
    let wrong = format!("{}{}", &code[..code.len() - 2], "UU");
    assert_eq!(ask(&[("act", "look"), ("code", &wrong)]).status, 422);
    let look = || ask(&[("act", "look"), ("code", &code)]);
    assert_eq!(look().h1(), words.replies.none);

    let id = the_one_with(desk, story);
    desk.run(&["reply", "--yes", &id, "--text", reply]).done();
    let read = look();
    assert!(read.says(reply), "{}", read.text());
    let form = read.hidden("form").unwrap();
    let after = read.hidden("after").unwrap();
    let written = ask(&[
        ("act", "message"),
        ("token", &code),
        ("form", &form),
        ("after", &after),
        ("message", message),
    ]);
    assert_eq!((written.status, written.h1()), (200, words.replies.written_title.clone()));
    assert!(desk.run(&["read", &id]).done().out.contains(message));

    assert_eq!(ask(&[("act", "withdraw"), ("token", &code)]).h1(), words.withdrawal.title);
    assert_eq!(ask(&[("act", "withdraw-yes"), ("token", &code)]).h1(), words.withdrawal.done);
    assert_eq!(look().h1(), words.replies.none);
    let left = ask(&[("act", "exit"), ("story", story)]);
    assert!(left.status == 200 && !left.says(story));
    codes_of(&[page, sent, read, written])
}

/// The report that tells this.
pub fn the_one_with(desk: &Caseworker, story: &str) -> String {
    let list = desk.json(&["inbox"]);
    let ids = list.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned());
    let tells = |id: &String| desk.run(&["read", id]).done().out.contains(story);
    ids.into_iter().find(tells).expect("the report")
}

fn codes_of(answers: &[Answer]) -> Vec<String> {
    let codes = answers.iter().filter_map(|answer| answer.hidden("token"));
    let mut codes: Vec<String> = codes.filter(|code| Token::parse(code).is_ok()).collect();
    codes.sort();
    codes.dedup();
    codes
}
