//! Bad requests: paths, methods and shapes of HTTP that no link of ours leads to.

use crate::page::bad_input::{has_no_internal_word, is_a_clear_page};
use crate::support::http::{Answer, exchange};
use crate::support::site::Site;

fn asks(site: &Site, line: &str) -> Answer {
    site.raw(format!("{line} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes())
}

fn is_a_problem(answer: &Answer) {
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.json()["status"], answer.status);
    has_no_internal_word(answer);
}

#[test]
fn a_path_that_does_not_exist_is_a_page_in_the_language_of_its_beginning() {
    let site = Site::start();
    let long = format!("/nl/{}", "a".repeat(8000));
    for path in [
        "/nl/../nl/",
        "/nl/..",
        "/../../etc/passwd",
        "/nl/%2e%2e/",
        "/nl/%2e%2e%2fen/",
        "/nl%2f",
        "/nl//",
        "//nl/",
        "/nl/%00",
        "/nl/privacy%00",
        "/nl/privacy/",
        "/NL/",
        "/nl/.git/config",
        "/nl/index.html",
        "/%ff/",
        "/nl/%c3%28",
        "/nl/%",
        "/nl/%zz",
        "/nl/;x",
        "/de/",
        "/robots.txt/",
        "/sitemap.xml",
        "/favicon.ico",
        "/\u{7f}x",
        "/nl/\\..\\",
        &long,
        "/nl/<script>",
    ] {
        let Some(answer) = site.try_raw(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()) else {
            panic!("no answer to {path}");
        };
        has_no_internal_word(&answer);
        if answer.status == 400 {
            // Not HTTP: answered before any page of ours, with nothing in it.
            assert!(answer.body.is_empty());
            continue;
        }
        assert_eq!(answer.status, 404, "{path}");
        is_a_clear_page(&answer, if path.starts_with("/nl") { "nl" } else { "en" });
        assert!(!answer.text().contains("passwd") && !answer.text().contains("<script>"));
    }
    let dutch = site.raw(b"GET /x HTTP/1.1\r\nHost: x\r\nAccept-Language: de, nl;q=0.5\r\n\r\n");
    is_a_clear_page(&dutch, "nl");
}

#[test]
fn a_query_changes_nothing() {
    let site = Site::start();
    let plain = crate::page::story::without_form_ids(&site.get("/en/privacy"));
    for query in ["?", "?act=withdraw", "?lang=nl&%ff", "?%3Cscript%3E"] {
        let asked = site.get(&format!("/en/privacy{query}"));
        assert!(crate::page::story::without_form_ids(&asked) == plain, "{query}");
    }
}

#[test]
fn a_method_that_does_not_fit_is_told_so() {
    let site = Site::start();
    for method in ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "get", "post", "PROPFIND", "X"] {
        for path in ["/nl/", "/nl/privacy"] {
            let answer = asks(&site, &format!("{method} {path}"));
            assert_eq!(answer.status, 405, "{method} {path}");
            is_a_clear_page(&answer, "nl");
            assert_eq!(answer.header("connection"), Some("close"));
        }
        let answer = asks(&site, &format!("{method} /api/v1/site"));
        assert_eq!(answer.status, 405, "{method}");
        is_a_problem(&answer);
    }
    for path in [
        "/api/v1/reports",
        "/api/v1/mailbox",
        "/api/v1/mailbox/messages",
        "/api/v1/mailbox/withdraw",
        "/api/v1/cover",
    ] {
        let answer = asks(&site, &format!("GET {path}"));
        assert_eq!(answer.status, 405);
        is_a_problem(&answer);
    }
    for path in ["/api/", "/api/v1/", "/api/v1/site/", "/api/v2/site", "/api/v1/../v1/site", "/api/v1/%2e"] {
        let answer = asks(&site, &format!("GET {path}"));
        assert_eq!(answer.status, 404);
        is_a_problem(&answer);
    }
    assert_eq!(site.rows(), [0; 4]);
}

#[test]
fn the_desk_is_not_on_the_page_and_the_page_not_on_the_desk() {
    let site = Site::start();
    for path in ["/desk/v1/threads", "/desk/v1/session", "/desk/"] {
        assert_eq!(site.get(path).status, 404);
    }
    let ask = |path: &str| {
        crate::support::http::exchange(
            site.desk,
            format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes(),
        )
    };
    for path in ["/nl/", "/", "/api/v1/site", "/desk/v1/../v1/threads"] {
        assert_eq!(ask(path).status, 404);
    }
    for path in ["/desk/v1/threads", "/desk/v1/entries"] {
        let answer = ask(path);
        assert_eq!(answer.status, 401, "not signed");
        is_a_problem(&answer);
    }
}

#[test]
fn other_forms_of_a_target_reach_the_same_page_or_none() {
    let site = Site::start();
    let absolute = asks(&site, "GET http://elsewhere.example/nl/");
    assert_eq!((absolute.status, absolute.h1()), (200, site.get("/nl/").h1()));
    assert!(!absolute.text().contains("elsewhere"));
    for line in ["GET *", "OPTIONS *", "CONNECT elsewhere.example:443", "GET http://elsewhere.example"] {
        let Some(answer) = site.try_raw(format!("{line} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()) else {
            continue;
        };
        assert!((300..500).contains(&answer.status), "{line}: {}", answer.status);
        has_no_internal_word(&answer);
        assert!(!answer.text().contains("elsewhere"));
    }
}

#[test]
fn the_start_sends_to_a_language() {
    let site = Site::start();
    for (accepts, path) in [
        ("nl-NL,nl;q=0.9,en;q=0.8", "/nl/"),
        ("en-US,nl", "/en/"),
        ("fr, NL;q=0.1", "/nl/"),
        ("*", "/en/"),
        ("", "/en/"),
        ("zz,,;;,\u{e9}nl", "/en/"),
        (&"x,".repeat(1000), "/en/"),
    ] {
        let answer =
            site.raw(format!("GET / HTTP/1.1\r\nHost: x\r\nAccept-Language: {accepts}\r\n\r\n").as_bytes());
        assert_eq!((answer.status, answer.header("location")), (303, Some(path)), "{accepts}");
    }
    let none = site.get("/");
    assert_eq!((none.status, none.header("location")), (303, Some("/en/")));
    assert_eq!(site.get("/nl").header("location"), Some("/nl/"));
}

#[test]
fn shapes_that_two_servers_could_read_differently_store_nothing() {
    let site = Site::start();
    let form = site.visit("en");
    let body = format!("token={}&form={}&story=smuggled&act=send", form.token, form.form);
    let length = body.len();
    let kind = "POST /en/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    let chunk = format!("{length:x}\r\n{body}\r\n0\r\n\r\n");
    for (lines, sent) in [
        (format!("Content-Length: {length}\r\nContent-Length: {}\r\n", length + 1), body.as_str()),
        (format!("Content-Length: {length}, {length}\r\n"), &body),
        (format!("Content-Length: +{length}\r\n"), &body),
        ("Content-Length: -1\r\n".to_owned(), &body),
        ("Content-Length: 99999999999999999999\r\n".to_owned(), &body),
        ("Transfer-Encoding: gzip\r\n".to_owned(), &body),
        ("Transfer-Encoding: chunked, identity\r\n".to_owned(), &chunk),
        ("Transfer-Encoding: chunked\r\n".to_owned(), "zz\r\n"),
        ("Transfer-Encoding: chunked\r\n".to_owned(), "fffffffffffffffff\r\nx"),
        (format!("Content-Length : {length}\r\n"), &body),
        (format!("X: y\nContent-Length: {length}\r\n"), "story=half"),
    ] {
        let request = format!("{kind}{lines}\r\n{sent}");
        let Some(answer) = half_closed(&site, request.as_bytes()) else { continue };
        assert!((400..500).contains(&answer.status), "{lines}: {}", answer.status);
        has_no_internal_word(&answer);
    }
    assert_eq!(site.rows(), [0; 4]);
}

/// A request that two servers could read differently is refused, or stores nothing and ends its connection.
#[test]
fn a_request_without_a_host_or_with_two_is_refused_and_one_coded_below_its_chunks_is_not_understood() {
    let site = Site::start();
    for (to, path) in [(site.public, "/en/"), (site.public, "/api/v1/site"), (site.desk, "/healthz")] {
        let status = |lines: &str| {
            let request = format!("GET {path} HTTP/1.1\r\n{lines}Connection: close\r\n\r\n");
            let answer = exchange(to, request.as_bytes());
            has_no_internal_word(&answer);
            answer.status
        };
        assert_eq!(status("Host: x\r\n"), 200);
        assert_eq!(status(""), 400, "{path}");
        assert_eq!(status("Host: x\r\nHost: x\r\n"), 400, "{path}");
    }
    // HTTP/1.0 knows no hosts.
    assert_eq!(site.raw(b"GET /en/ HTTP/1.0\r\n\r\n").status, 200);
    for coding in ["gzip, chunked", "identity, chunked", "gzip\r\nTransfer-Encoding: chunked"] {
        let head = "POST /en/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        let request = format!("{head}Transfer-Encoding: {coding}\r\n\r\n8\r\nact=exit\r\n0\r\n\r\n");
        assert_eq!(site.raw(request.as_bytes()).status, 501, "{coding}");
    }
}

/// A length beside pieces: the pieces count, and nothing after them is taken for a request.
#[test]
fn what_follows_a_post_is_never_a_second_request() {
    let site = Site::start();
    let inner = "GET /en/privacy HTTP/1.1\r\nHost: x\r\n\r\n";
    let kind = "POST /en/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    for request in [
        format!("{kind}Content-Length: 8\r\n\r\nact=exit{inner}"),
        format!(
            "{kind}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nact=exit\r\n0\r\n\r\n{inner}"
        ),
    ] {
        let mut all = Vec::new();
        let mut stream = std::net::TcpStream::connect(site.public).unwrap();
        std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
        let _ = std::io::Read::read_to_end(&mut stream, &mut all);
        assert!(all.windows(9).filter(|window| window == b"HTTP/1.1 ").count() <= 1);
    }
}

#[test]
fn a_header_that_is_too_large_or_broken_is_refused_without_a_word() {
    let site = Site::start();
    let many: String = (0..200).map(|number| format!("X-{number}: y\r\n")).collect();
    for head in [
        format!("GET /nl/ HTTP/1.1\r\nHost: x\r\nCookie: {}\r\n\r\n", "a".repeat(200_000)),
        format!("GET /nl/ HTTP/1.1\r\nHost: x\r\n{many}\r\n"),
        format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(100_000)),
        "GET /nl/ HTTP/1.1\r\nHo st: x\r\n\r\n".to_owned(),
        "GET /nl/ HTTP/9.9\r\n\r\n".to_owned(),
        "GET /nl/\r\n\r\n".to_owned(),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\r\n\r\n".to_owned(),
        "\r\n\r\n\r\n\r\nx\r\n\r\n".to_owned(),
    ] {
        let Some(answer) = half_closed(&site, head.as_bytes()) else { continue };
        assert!((400..=505).contains(&answer.status), "{}: {}", &head[..20.min(head.len())], answer.status);
        assert!(answer.body.is_empty());
        has_no_internal_word(&answer);
        assert!(answer.header("date").is_none() && answer.header("server").is_none());
    }
    assert_eq!(site.get("/nl/").status, 200, "it goes on");
}

/// Sends, says that nothing more comes, and reads what there is.
fn half_closed(site: &Site, request: &[u8]) -> Option<Answer> {
    let mut stream = std::net::TcpStream::connect(site.public).unwrap();
    // The server may have ended it already.
    let _ = std::io::Write::write_all(&mut stream, request);
    let _ = stream.shutdown(std::net::Shutdown::Write);
    crate::support::http::read(&mut stream)
}
