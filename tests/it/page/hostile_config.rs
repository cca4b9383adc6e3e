//! What an organisation writes into its configuration: whatever it is, it is refused at the start with
//! its key, or every page shows it as the text that it is.

use std::collections::BTreeSet;
use std::path::Path;

use toml::Value;
use zegel_browser::markup::{Page, plain};
use zegeld::config::Config;

use crate::support::http::Answer;
use crate::support::site::{Form, Site};

const START: &str = "listen = \"127.0.0.1:0\"\nrecipients = \"recipients.txt\"\ndatabase = \"zegel.db\"\n";
const DESK: &str = "[desk]\nlisten = \"127.0.0.1:0\"\n";

/// Values that a page, a template, a terminal or a cache could take for something else.
const HOSTILE: [&str; 24] = [
    "~token~",
    "~form~ ~token~ ~form~",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='x",
    "<input type=\"hidden\" name=\"token\" value=\"",
    "</title></style></textarea></body>",
    "<!-- --> <![CDATA[ ]]>",
    "&amp; &lt;b&gt; &#60;",
    "{ $org } { $when } { $onion }",
    "{{ org }} ${org} %(org)s %s %n",
    "a\0b",
    "two\nlines",
    "\r\nSet-Cookie: a=b",
    "\u{1b}[2J\u{7}",
    "\u{202e}dlrow",
    "\u{2066}held\u{2069}",
    "עזרה 113 مساعدة",
    "👩‍👩‍👧‍👦 Hulp 🇳🇱",
    "Ze\u{301}gel ﬁ Ⅷ",
    "javascript:alert(1)",
    "../../etc/passwd",
    "name=\"form\" value=\"x\"",
    "https://x.example/\"><b>",
];

/// The key of a configuration, and how one with this value is written.
type Key = (&'static str, fn(&Path, &str) -> String);

const KEYS: [Key; 15] = [
    ("organisation.name", |_, value| format!("organisation.name = {}\n", quoted(value))),
    ("organisation.website", |_, value| format!("{ORGANISATION}organisation.website = {}\n", quoted(value))),
    ("organisation.website", |_, value| {
        format!("{ORGANISATION}organisation.website = {}\n", quoted(&format!("https://x.example/{value}")))
    }),
    ("organisation.email", |_, value| format!("{ORGANISATION}organisation.email = {}\n", quoted(value))),
    ("organisation.phone", |_, value| format!("{ORGANISATION}organisation.phone = {}\n", quoted(value))),
    ("organisation.ground", |_, value| format!("{ORGANISATION}organisation.ground = {}\n", quoted(value))),
    ("logo", |_, value| format!("{ORGANISATION}logo = {}\n", quoted(value))),
    ("notice", |_, value| format!("{ORGANISATION}notice.nl = {0}\nnotice.en = {0}\n", quoted(value))),
    ("exit_url", |_, value| format!("{ORGANISATION}exit_url = {}\n", quoted(value))),
    ("exit_url", |_, value| {
        format!("{ORGANISATION}exit_url = {}\n", quoted(&format!("https://x.example/{value}")))
    }),
    ("onion.address", |_, value| {
        format!("{ORGANISATION}onion.address = {}\n", quoted(&format!("http://{value}.onion/")))
    }),
    ("client_header", |_, value| format!("{ORGANISATION}client_header = {}\n", quoted(value))),
    ("words", |folder, value| own_words(folder, "[page]\ntitle", value)),
    ("words", |folder, value| own_words(folder, "[who]\nwork", value)),
    ("helplines", |folder, value| {
        let line = format!("[[helpline]]\nid = \"112\"\nnumber = {}\nlink = \"tel:112\"\n", quoted(value));
        std::fs::write(folder.join("lines.toml"), line).unwrap();
        format!("{ORGANISATION}helplines = \"lines.toml\"\n")
    }),
];

const ORGANISATION: &str = "organisation.name = \"Stichting Proef\"\n";

fn quoted(value: &str) -> String {
    Value::String(value.to_owned()).to_string()
}

/// Dutch words of the organisation's own, of which one is this.
fn own_words(folder: &Path, key: &str, value: &str) -> String {
    std::fs::create_dir_all(folder.join("words")).unwrap();
    std::fs::write(folder.join("words/nl.toml"), format!("{key} = {}\n", quoted(value))).unwrap();
    format!("{ORGANISATION}words = \"words\"\n")
}

/// The configuration with these lines, or why it is refused.
fn read(folder: &Path, lines: &str) -> Result<Config, String> {
    let exit = if lines.contains("exit_url") { "" } else { "exit_url = \"https://x.example/\"\n" };
    let path = folder.join("zegeld.toml");
    std::fs::write(&path, format!("{lines}{START}{exit}{DESK}")).unwrap();
    Config::read(&path).map_err(|error| error.to_string())
}

/// A site with this configuration, but for its files.
fn serve(config: Config) -> Site {
    Site::with(|setup| {
        let own = std::mem::replace(&mut setup.config, config);
        setup.config.recipients = own.recipients;
        setup.config.database = own.database;
    })
}

/// Every page of a site, as somebody comes to it who writes a report and reads on.
fn walk(site: &Site) -> Vec<(String, Answer)> {
    let mut pages = Vec::new();
    let paths = ["/nl/", "/nl/", "/en/", "/nl/privacy", "/nl/learn", "/nl/parts", "/nl/nowhere"];
    for path in paths {
        pages.push((path.to_owned(), site.get(path)));
    }
    let form = Form::of(&site.get("/nl/"), "nl");
    pages.push(("check".to_owned(), form.press(site, "check", &[("story", "Kamer 12")])));
    pages.push(("nothing".to_owned(), form.send(site, &[])));
    let sent = form.send(site, &[("story", "Kamer 12")]);
    assert_eq!(sent.status, 200, "{}", sent.text());
    pages.push(("sent".to_owned(), sent));
    let token = form.token.as_str();
    for act in ["look", "withdraw", "me", "exit"] {
        let fields = [("token", token), ("code", token), ("act", act)];
        pages.push((act.to_owned(), site.post("/nl/", &fields)));
    }
    pages
}

/// As a page shows a text: spaces in a row are one.
fn collapsed(text: &str) -> String {
    plain(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn escaped(text: &str) -> String {
    let signs = [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;")];
    signs.into_iter().fold(text.to_owned(), |text, (sign, written)| text.replace(sign, written))
}

/// The markup of a page that no first page has. The refresh of the way out names its address.
fn further_markup(answer: &Answer) -> BTreeSet<String> {
    let foreign = Page::parse(answer.text()).foreign_markup();
    let parts = foreign.split(", ").filter(|part| !part.contains("http-equiv"));
    parts.map(str::to_owned).collect()
}

/// The same of every page of a site whose configuration is harmless.
fn usual_markup() -> BTreeSet<String> {
    let pages = walk(&Site::start());
    pages.iter().flat_map(|(_, answer)| further_markup(answer)).collect()
}

/// The pages are whole, with nothing in them that acts, and some of them show the value.
fn shows_as_text(site: &Site, key: &str, value: &str, usual: &BTreeSet<String>) {
    let mut is_shown = false;
    for (name, answer) in walk(site) {
        let further = further_markup(&answer);
        assert!(further.is_subset(usual), "{key} = {value:?}: {name}: {:?}", further.difference(usual));
        assert!(answer.header("set-cookie").is_none() && answer.text().contains("</html>"), "{name}");
        let text = Page::parse(answer.text()).text();
        is_shown |= collapsed(&text).contains(&collapsed(value)) || answer.text().contains(value);
    }
    // A title is in the page and in no text of it, where its signs are escaped.
    let is_title = site.get("/nl/").text().contains(&format!("<title>{}</title>", escaped(value)));
    assert!(is_shown || is_title || key == "client_header", "{key} = {value:?} is shown nowhere");
    let form = Form::of(&site.get("/nl/"), "nl");
    assert_eq!(form.send(site, &[("story", "Kamer 14")]).status, 200, "{key} = {value:?}");
    assert_eq!(site.rows()[0], 2, "{key} = {value:?}");
}

#[test]
fn each_value_is_refused_by_its_key_or_shown_as_text_on_every_page() {
    let folder = tempfile::tempdir().unwrap();
    let long = "lang ".repeat(300);
    let usual = usual_markup();
    let mut taken = 0;
    for (key, lines) in KEYS {
        for value in HOSTILE.into_iter().chain(["", " ", long.as_str()]) {
            match read(folder.path(), &lines(folder.path(), value)) {
                Ok(config) => {
                    taken += 1;
                    shows_as_text(&serve(config), key, value, &usual);
                }
                Err(error) => assert!(error.contains(key), "{key} = {value:?}: {error}"),
            }
            // What one value left is not there for the next.
            drop(std::fs::remove_dir_all(folder.path().join("words")));
        }
    }
    assert!(taken > 90, "{taken}");
}

/// Characters that are not seen, and end or turn the line that they stand in.
#[test]
fn what_is_not_seen_and_acts_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for value in ["a\0b", "a\u{1b}[2Jb", "a\u{202e}b", "a\u{2067}b", "a\rb"] {
        for (key, lines) in KEYS {
            let refused = read(folder.path(), &lines(folder.path(), value)).err();
            assert!(refused.is_some_and(|error| error.contains(key)), "{key} = {value:?}");
        }
    }
}

/// The first page comes from a cache that is cut where its hidden fields are.
#[test]
fn the_first_page_has_fresh_fields_each_time_whatever_the_organisation_is_called() {
    let folder = tempfile::tempdir().unwrap();
    for value in HOSTILE {
        let Ok(config) = read(folder.path(), &format!("organisation.name = {}\nlogo = {0}\n", quoted(value)))
        else {
            continue;
        };
        let site = serve(config);
        let pages = [(); 3].map(|()| site.get("/nl/"));
        let forms: Vec<Form> = pages.iter().map(|page| Form::of(page, "nl")).collect();
        assert!(forms[0].token != forms[1].token && forms[1].form != forms[2].form, "{value}");
        for (page, form) in pages.iter().zip(&forms) {
            assert_eq!((form.token.len(), page.body.len() % 24_576), (34, 0), "{value}");
            let text = page.text().replace(&form.token, "").replace(&form.form, "");
            let first = pages[0].text().replace(&forms[0].token, "").replace(&forms[0].form, "");
            assert_eq!(text.trim_end(), first.trim_end(), "{value}");
        }
    }
}

#[test]
fn what_is_refused_is_said_without_a_character_that_moves_a_terminal() {
    const HOSTILE: &str = "\u{1b}]0;x\u{7}\u{9b}2J\u{202e}x";
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    std::fs::create_dir(folder.path().join("words")).unwrap();
    write("words/nl.toml", &format!("[page]\ntitle = \"{HOSTILE}\"\n"));
    write(
        "lines.toml",
        &format!("[[helpline]]\nid = \"112\"\nnumber = \"112\"\nlink = {}\n", quoted(HOSTILE)),
    );
    for lines in [
        format!("organisation.name = \"{HOSTILE}\"\n"),
        format!("organisation.{} = 1\n", quoted(HOSTILE)),
        format!("{ORGANISATION}words = \"words\"\n"),
        format!("{ORGANISATION}helplines = \"lines.toml\"\n"),
    ] {
        let said = read(folder.path(), &lines).err().unwrap();
        assert!(said.chars().all(|c| c == '\n' || !c.is_control() && c != '\u{202e}'), "{said:?}");
        assert!(said.contains("]0;x") || said.contains("nl.toml") || said.contains("112"), "{said}");
    }
}
