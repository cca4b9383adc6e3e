//! The whole story as a reporter without script lives it, and the desk's part of it.

use zegel_core::token::Token;

use crate::support::desk_client::Desk;
use crate::support::http::Answer;
use crate::support::site::{Form, Site, languages, said};

/// The seven groups on the token page.
pub fn shown_token(answer: &Answer) -> String {
    let (_, list) = answer.text().split_once("<ol class=\"code\"").unwrap();
    let (list, _) = list.split_once("</ol>").unwrap();
    let groups = list.split("<li>").skip(1).map(|item| item.split(" </li>").next().unwrap());
    groups.collect::<Vec<_>>().join("-")
}

/// Every shown form has an id of its own; all else can be compared.
pub fn without_form_ids(answer: &Answer) -> String {
    let mut parts = answer.text().split("name=\"form\" value=\"");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |page, part| page + part.split_once('"').unwrap().1)
}

#[test]
fn a_report_is_written_read_answered_and_withdrawn() {
    let site = Site::start();
    let nl = said("nl");
    let form = site.visit("nl");

    // Sent, and shown its token.
    let sent =
        form.send(&site, &[("story", "Kamer 12 in het hotel."), ("minor", "maybe"), ("where", "Utrecht")]);
    assert_eq!((sent.status, sent.h1().as_str()), (200, nl.token.sent_title.as_str()));
    assert_eq!(shown_token(&sent), form.token);

    // The desk opens it with its key.
    let (reports, _) = site.opened();
    let report = reports.first().unwrap();
    let answer = |id: &str| report.writing.answers.get(id).unwrap().values().collect::<Vec<_>>().join(",");
    assert_eq!(answer("story"), "Kamer 12 in het hotel.");
    assert_eq!(answer("minor"), "maybe");
    assert_eq!(report.writing.language.as_deref(), Some("nl"));

    // No answer yet.
    let token = Token::parse(&form.token).unwrap();
    let none = site.look("nl", &token);
    assert_eq!(none.h1(), nl.replies.none);
    assert!(!none.says("Kamer 12"));

    // The desk answers; the reporter reads, typing the code as people do.
    let mut desk = Desk::login(&site);
    assert_eq!(desk.reply(&report.writing, 1, "Welke kamers nog meer?").status, 200);
    let typed = form.token.to_lowercase().replace('-', "  ").replace('0', "o").replace('1', "l");
    let read = site.post("/nl/", &[("act", "look"), ("code", &typed)]);
    assert_eq!(read.status, 200);
    assert!(read.says("Welke kamers nog meer?"));

    // The reporter writes again, after the first reply; the desk can tell that it is the same person.
    let answered = Form::of(&read, "nl");
    let written = answered.press(
        &site,
        "message",
        &[("after", &read.hidden("after").unwrap()), ("message", "Ook 14.")],
    );
    assert_eq!((written.status, written.h1().as_str()), (200, nl.replies.written_title.as_str()));
    let (reports, messages) = site.opened();
    assert_eq!((reports.len(), messages.len(), messages[0].position.after), (1, 1, 1));
    let entries = site.entries();
    assert!(entries.iter().any(|entry| reports[0].wrote(entry.id, &messages[0])));

    // Withdrawing asks once more, then removes everything but the marks.
    let asked = site.post("/nl/", &[("act", "withdraw"), ("token", &form.token)]);
    assert_eq!(asked.h1(), nl.withdrawal.title);
    assert_eq!(site.rows(), [1, 3, 3, 0]);
    let gone = site.post("/nl/", &[("act", "withdraw-yes"), ("token", &form.token)]);
    assert_eq!((gone.status, gone.h1().as_str()), (200, nl.withdrawal.done.as_str()));
    assert_eq!(site.rows(), [1, 0, 0, 2]);
    assert!(site.threads()[0].is_withdrawn());
    assert_eq!(site.look("nl", &token).h1(), nl.replies.none);
}

#[test]
fn each_page_hands_on_what_was_sent_before_it_and_a_code_leads_to_a_page_that_knows_nothing() {
    let site = Site::start();
    let form = site.visit("nl");
    let mut page = form.send(&site, &[("story", "Kamer 12.")]);
    let mut before = site.entries()[0].id;
    for text in ["Ook 14.", "Ook 16."] {
        let named = page.hidden("previous").unwrap();
        assert_eq!(named, before.to_string());
        let fields = [("previous", named.as_str()), ("message", text)];
        let written = Form::of(&page, "nl").press(&site, "message", &fields);
        before = written.hidden("previous").unwrap().parse().unwrap();
        assert!(site.entries().iter().any(|entry| entry.id == before));
        let looks = [("act", "look"), ("token", &form.token), ("previous", &before.to_string())];
        page = site.post("/nl/", &looks);
    }
    // An error hands it on too; and of a page of another site nothing is taken over.
    let named = before.to_string();
    let empty = Form::of(&page, "nl").press(&site, "message", &[("previous", &named), ("message", " ")]);
    assert_eq!((empty.status, empty.hidden("previous")), (422, Some(named.clone())));
    let looks = [("act", "look"), ("token", form.token.as_str()), ("previous", &named)];
    let foreign = site.post_with("/nl/", "Sec-Fetch-Site: cross-site\r\n", &looks);
    assert_eq!(foreign.hidden("previous"), None);
    assert_eq!(site.look("nl", &Token::parse(&form.token).unwrap()).hidden("previous"), None);
}

#[test]
fn the_same_form_sent_twice_is_one_entry_and_the_same_page() {
    let site = Site::start();
    let form = site.visit("en");
    let fields = [("story", "Twice."), ("when", "when-now")];
    let first = form.send(&site, &fields);
    let second = form.send(&site, &fields);
    assert!(without_form_ids(&first) == without_form_ids(&second));
    assert_eq!(site.rows(), [1, 1, 1, 0]);

    // The same words in a new form are a report of their own.
    site.visit("en").send(&site, &fields);
    assert_eq!(site.rows(), [2, 2, 2, 0]);
}

/// Sending twice is one entry.
#[test]
fn a_hundred_times_the_same_form_at_once_is_one_entry() {
    let site = Site::start();
    let form = site.visit("nl");
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let send = || scope.spawn(|| form.send(&site, &[("story", "Eén keer.")]));
        let sending: Vec<_> = (0..100).map(|_| send()).collect();
        sending.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|answer| answer.status == 200 && shown_token(answer) == form.token));
    assert_eq!(site.rows(), [1, 1, 1, 0]);
    assert_eq!(site.opened().0.len(), 1);
}

#[test]
fn reading_over_stores_nothing_and_keeps_every_word() {
    let site = Site::start();
    let form = site.visit("en");
    let story = "<b>\"Line one\" & more\n\n  line two 😀";
    let over = form.press(&site, "check", &[("story", story), ("signs", "any-debt"), ("signs", "car-books")]);
    assert_eq!((over.status, over.h1().as_str()), (200, said("en").form.check_title.as_str()));
    assert_eq!(over.field("story"), story);
    assert!(over.chose("signs", "any-debt") && over.chose("signs", "car-books"));
    assert!(!over.chose("signs", "any-no"));
    assert_ne!(over.hidden("token").unwrap(), form.token);
    assert_eq!(site.rows(), [0, 0, 0, 0]);
}

#[test]
fn enter_on_a_choice_presses_the_button_that_stores_nothing() {
    let site = Site::start();
    for page in [site.get("/nl/"), site.post("/nl/", &[("act", "me")])] {
        let forms = page.text().split("<form").filter(|form| form.contains("name=\"form\""));
        for form in forms {
            let (_, first) = form.split_once("<button").unwrap();
            assert!(first.starts_with(" name=\"act\" value=\"check\""));
        }
    }
}

#[test]
fn a_message_to_a_mailbox_that_is_gone_becomes_a_new_thread_and_can_be_answered() {
    let site = Site::start();
    let token = site.report("en", "An old report.");
    let page = site.look("en", &token);
    site.weeks_later(27);
    assert_eq!(site.runtime.block_on(site.app.purge()).unwrap(), 1);
    assert_eq!(site.rows(), [0, 0, 0, 0]);

    let written = Form::of(&page, "en").press(&site, "message", &[("message", "Are you still there?")]);
    assert_eq!((written.status, written.h1().as_str()), (200, said("en").replies.written_title.as_str()));
    assert_eq!(site.rows(), [1, 1, 1, 0]);

    // It is a message, but it says where to answer, as a report does.
    let (reports, messages) = site.opened();
    assert_eq!((reports.len(), messages.len()), (0, 1));
    let mut desk = Desk::login(&site);
    assert_eq!(desk.reply(&messages[0].writing, 1, "Yes, we are.").status, 200);
    assert!(site.look("en", &token).says("Yes, we are."));
}

#[test]
fn a_withdrawn_form_sent_again_stores_nothing() {
    let site = Site::start();
    let form = site.visit("en");
    let fields = [("story", "I take this back."), ("care", "Do not call.")];
    form.send(&site, &fields);
    site.post("/en/", &[("act", "withdraw-yes"), ("token", &form.token)]);

    let again = form.send(&site, &fields);
    assert_eq!(again.status, 410);
    assert!(again.says(&said("en").errors.withdrawn));
    assert_eq!(again.field("story"), "I take this back.");
    assert_eq!(site.rows(), [1, 0, 0, 1]);

    // The mark goes with the retention; the thread it belongs to as well.
    site.weeks_later(27);
    site.runtime.block_on(site.app.purge()).unwrap();
    assert_eq!(site.rows(), [0, 0, 0, 0]);
}

#[test]
fn every_language_tells_the_same_story() {
    let site = Site::start();
    for language in languages() {
        let words = said(language);
        let form = site.visit(language);
        assert_eq!(form.send(&site, &[("story", "x")]).h1(), words.token.sent_title);
        let looked = site.look(language, &Token::parse(&form.token).unwrap());
        assert_eq!(looked.h1(), words.replies.none);
        assert!(looked.text().contains(&format!("<html lang=\"{language}\">")));
    }
    let kept: Vec<_> =
        site.opened().0.iter().map(|report| report.writing.language.clone().unwrap()).collect();
    assert!(languages().all(|language| kept.iter().any(|kept| kept == language)));
}

#[test]
fn is_it_about_you_is_a_page_that_can_send_and_stays_itself() {
    let site = Site::start();
    let page = site.post("/en/", &[("act", "me")]);
    assert_eq!(page.h1(), said("en").me.title);
    let form = Form::of(&page, "en");
    let wrong = form.send(&site, &[("view", "me"), ("role", "role-me"), ("story", " ")]);
    assert_eq!(wrong.status, 422);
    assert_eq!(wrong.hidden("view").as_deref(), Some("me"));
    assert!(wrong.chose("role", "role-me"));
    let sent = form.send(&site, &[("view", "me"), ("role", "role-me"), ("story", "Help.")]);
    assert_eq!(sent.h1(), said("en").token.sent_title);
}

#[test]
fn leaving_is_a_post_to_the_page_itself_and_shows_no_word_of_it() {
    let site = Site::start();
    let page = site.post("/nl/", &[("act", "exit"), ("story", "half a report")]);
    assert_eq!(page.status, 200);
    assert!(page.text().contains("content=\"0;url=https://www.buienradar.nl/\""));
    assert!(!page.says("half a report") && !page.text().contains("<h1"));
    assert!(page.header("clear-site-data").is_none());
}
