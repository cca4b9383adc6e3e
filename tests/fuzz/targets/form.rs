//! Form splitting: whatever is posted, the answer is a page of ours without foreign markup; what is refused stores
//! nothing, and what is stored is one report with answers to our own questions.

use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use axum::http::Request;
use zegel_browser::assets::PAGE_SIZE;
use zegel_browser::compare;
use zegel_browser::markup::Page;
use zegel_core::document::ReceivedReport;
use zegel_core::questionnaire::questionnaire;
use zegeld::config::Config;

use super::site::Site;

const CONFIG: &str = "organisation.name = \"Stichting Proef\"\nlisten = \"127.0.0.1:0\"\nrecipients = \"r\"\n\
    database = \"d\"\nexit_url = \"https://www.buienradar.nl/\"\n[desk]\nlisten = \"127.0.0.1:0\"\n";
/// The most fields of a form.
const MOST_FIELDS: usize = 300;
/// Acts whose answer waits 25 ms by design: a fuzzer would do nothing else.
const SLOW: [&str; 2] = ["look", "withdraw-yes"];

/// The elements that an answer has and the first page has not.
const ALSO: [&str; 3] = ["<section", "<ol class=", "<ol>"];
/// What the answer to *Leave quickly* has besides: it leads away.
const LEAVES: &str = "<meta http-equiv=\"refresh\" content=\"0;url=https://www.buienradar.nl/\">";

static SITE: Mutex<Option<Site>> = Mutex::new(None);

/// Asserts what must hold of a posted form.
pub fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if SLOW.iter().any(|act| text.contains(act)) {
        return;
    }
    let mut site = SITE.lock().unwrap_or_else(PoisonError::into_inner);
    let site = site.get_or_insert_with(|| Site::start(Config::parse(CONFIG).unwrap()).unwrap());
    let request = Request::post("/en/")
        .header("host", "127.0.0.1")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(bytes.to_vec()));
    let (status, body) = site.ask(request.unwrap());
    let reports = site.take_reports();
    is_a_page_of_ours(status, &body);
    let fields = bytes.split(|byte| *byte == b'&').count();
    assert!(fields <= MOST_FIELDS || status == 413, "{status} for {fields} fields");
    assert!(reports.len() <= 1 && (reports.is_empty() || status == 200), "{status}");
    for report in reports {
        answers_our_questions(&report);
    }
}

fn is_a_page_of_ours(status: u16, body: &[u8]) {
    assert!(matches!(status, 200 | 400 | 404 | 409 | 410 | 413 | 415 | 422 | 429 | 503), "{status}");
    let html = std::str::from_utf8(body).unwrap();
    assert_eq!(html.len() % PAGE_SIZE, 0);
    let page = Page::parse(html.trim_end_matches(' '));
    assert!(page.scripts().is_empty() || compare::script(&page).is_equal());
    let foreign = page.foreign_markup();
    for found in foreign.split(", ").filter(|found| !found.is_empty() && *found != LEAVES) {
        let is_known = ALSO.iter().any(|known| found.starts_with(known)) && !found.contains(" on");
        assert!(is_known, "{found}");
    }
}

fn answers_our_questions(report: &ReceivedReport) {
    assert!(report.writing.odd.is_empty());
    for (id, answer) in report.writing.answers.iter() {
        let question = questionnaire().get(id).unwrap();
        let is_text = matches!(question.kind, zegel_core::questionnaire::Kind::Text);
        assert!(is_text || answer.values().all(|choice| question.allows(choice)), "{id}");
    }
}
