//! Posts from other sites: a browser that does not say where a post comes from lets another site post a
//! code of its own. No page that answers it may let somebody write under that code unawares.

use zegel_core::token::Token;

use crate::support::desk_client::Desk;
use crate::support::http::Answer;
use crate::support::site::{Form, Site, said};

/// Posts as such a browser does: nothing tells whose page it was.
fn post(site: &Site, fields: &[(&str, &str)]) -> Answer {
    site.post_with("/en/", "", fields)
}

/// The forms of a page.
fn forms(answer: &Answer) -> Vec<&str> {
    let parts = answer.text().split("<form ").skip(1);
    parts.map(|part| part.split("</form>").next().unwrap()).collect()
}

/// Fails where a form for writing holds this code.
fn holds_no_code(answer: &Answer, code: &str, what: &str) {
    for form in forms(answer) {
        let writes = form.contains("value=\"message\"") || form.contains("value=\"send\"");
        assert!(!writes || !form.contains(code), "{what}: {form}");
        // A message goes under a code that has to be typed, and nothing is typed yet.
        if form.contains("value=\"message\"") {
            assert!(!form.contains("name=\"token\""), "{what}: {form}");
            assert!(form.contains("name=\"code\" value=\"\""), "{what}: {form}");
        }
    }
}

#[test]
fn no_page_that_answers_a_post_from_anywhere_writes_under_a_code_that_came_with_it() {
    let site = Site::start();
    let stranger = site.report("en", "A stranger's report.");
    let (reports, _) = site.opened();
    Desk::login(&site).reply(&reports[0].writing, 1, "An answer.");
    let code = stranger.to_field().to_string();
    let form = site.visit("en").form;
    let long = "long ".repeat(5_000);
    let token = ("token", code.as_str());
    let form = ("form", form.as_str());
    let posts: [&[(&str, &str)]; 14] = [
        &[("act", "look"), ("code", &code)],
        &[("act", "look"), token],
        &[("act", "message"), token, form, ("message", "")],
        &[("act", "message"), token, form, ("message", &long)],
        &[("act", "message"), token, ("form", "x"), ("message", "words")],
        &[("act", "message"), token, form, ("message", "words")],
        &[("act", "message"), ("code", &code), form, ("message", "")],
        &[("act", "message"), ("code", &code), form, ("message", &long)],
        &[("act", "withdraw"), token],
        &[("act", "check"), token, form, ("story", "words")],
        &[("act", "send"), token, form, ("story", "")],
        &[("act", "send"), token, form, ("story", "words")],
        &[("act", "send"), token, ("story", "words")],
        &[("act", "unknown"), token, form, ("message", "words")],
    ];
    let mut writing = 0;
    for fields in posts {
        let answer = post(&site, fields);
        holds_no_code(&answer, &code, &format!("{fields:?}"));
        writing += forms(&answer).iter().filter(|form| form.contains("value=\"message\"")).count();
    }
    assert!(writing >= 6, "there are forms that were looked at");
}

#[test]
fn neither_does_one_that_says_that_nothing_was_stored() {
    let site = Site::start();
    let code = site.report("en", "A stranger's report.").to_field().to_string();
    let form = site.visit("en").form;
    let connection = rusqlite::Connection::open(site.file("zegel.db")).unwrap();
    connection.execute_batch("alter table thread rename to hidden").unwrap();
    let token = ("token", code.as_str());
    let form = ("form", form.as_str());
    let posts: [&[(&str, &str)]; 4] = [
        &[("act", "send"), token, form, ("story", "words")],
        &[("act", "message"), token, form, ("message", "words")],
        &[("act", "look"), ("code", &code)],
        &[("act", "withdraw-yes"), token],
    ];
    for fields in posts {
        let answer = post(&site, fields);
        assert_eq!(answer.status, 503, "{fields:?}");
        holds_no_code(&answer, &code, &format!("{fields:?}"));
    }
}

#[test]
fn who_types_the_code_writes_under_it_in_any_browser() {
    let site = Site::start();
    let token = site.report("en", "First.");
    let code = token.to_field().to_lowercase();
    let looked = post(&site, &[("act", "look"), ("code", &code)]);
    assert_eq!(looked.h1(), said("en").replies.none);
    let form = looked.hidden("form").unwrap();
    let fields = |code| [("act", "message"), ("form", form.as_str()), ("code", code), ("message", "More.")];

    // A typing error costs no word, and the code is typed anew.
    for (wrong, sentence) in
        [(&code[1..], &said("en").errors.code_count), ("", &said("en").errors.code_count)]
    {
        let back = post(&site, &fields(wrong));
        assert_eq!(back.status, 422);
        assert!(back.says(sentence.split("{ $count }").nth(1).unwrap()), "{}", back.text());
        assert_eq!(back.field("message"), "More.");
        holds_no_code(&back, &code, wrong);
    }
    assert_eq!(site.rows(), [1, 1, 1, 0]);

    for _ in 0..2 {
        let written = post(&site, &fields(&code));
        assert_eq!((written.status, written.h1()), (200, said("en").replies.written_title.clone()));
    }
    let (reports, messages) = site.opened();
    assert_eq!((reports.len(), messages.len(), site.threads().len()), (1, 1, 1));
    assert_eq!(messages[0].writing.answers.get("message").unwrap().values().next(), Some("More."));

    let gone = post(&site, &[("act", "withdraw-yes"), ("token", &code)]);
    assert_eq!(gone.h1(), said("en").withdrawal.done);
}

#[test]
fn a_browser_that_says_where_the_post_comes_from_is_asked_for_no_code_again() {
    let site = Site::start();
    let token = site.report("en", "First.");
    let ours = "Sec-Fetch-Site: same-origin\r\n";
    let looked = site.post_with("/en/", ours, &[("act", "look"), ("code", &token.to_field())]);
    let form = forms(&looked).into_iter().find(|form| form.contains("value=\"message\"")).unwrap();
    assert!(form.contains(token.to_field().as_str()) && !form.contains("name=\"code\""));
    let form = Form::of(&looked, "en");
    let fields =
        [("token", form.token.as_str()), ("form", &form.form), ("message", "More."), ("act", "message")];
    assert_eq!(site.post_with("/en/", ours, &fields).h1(), said("en").replies.written_title);
    let form = site.visit("en");
    let fields = [("token", form.token.as_str()), ("form", &form.form), ("story", "Two."), ("act", "send")];
    let sent = site.post_with("/en/", ours, &fields);
    assert!(forms(&sent).iter().any(|form| form.contains("value=\"message\"")));
    assert!(Token::parse(&form.token).is_ok());
}
