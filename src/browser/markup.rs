//! Reader of a page: parses it as strictly as this program's own server writes it, and lists whatever
//! this release never writes.
//!
//! Each `<` begins a tag with quoted values, and no value holds a `<` or a `>`. A browser may find fewer
//! tags in such a text than are found here, but no others; whatever is written differently is foreign.

/// How every page begins. Without it a browser reads by older rules.
const BEGINNING: &str = "<!DOCTYPE html>";

/// The elements that the page may have.
const ELEMENTS: [&str; 32] = [
    "html", "head", "meta", "title", "link", "style", "script", "body", "header", "nav", "main", "footer",
    "div", "span", "h1", "h2", "p", "b", "a", "ul", "li", "details", "summary", "form", "fieldset", "legend",
    "label", "input", "textarea", "button", "small", "noscript",
];

/// Elements in which a browser reads no tags, so that the next tag has to be their end.
const WITHOUT_TAGS: [&str; 4] = ["title", "style", "script", "textarea"];

/// Attributes that any element may have with any value. They describe and do nothing: `action`,
/// `formaction`, `style`, `src` and all `on…` are absent.
const ATTRIBUTES: &str = "lang class id for name value type rows rel dir hidden open checked autofocus tabindex translate \
    spellcheck autocomplete autocorrect autocapitalize aria-label aria-current aria-invalid \
    aria-describedby aria-labelledby data-exit";

/// How the target of a link may begin. Anything else could be a script.
const LINKS: [&str; 4] = ["/", "#", "https://", "tel:"];

/// A page that was parsed.
pub struct Page<'a> {
    tags: Vec<Tag<'a>>,
    foreign: Vec<String>,
}

/// A tag, and the text between it and the next one.
struct Tag<'a> {
    name: &'a str,
    is_end: bool,
    attributes: Vec<(&'a str, &'a str)>,
    text: &'a str,
}

impl<'a> Page<'a> {
    /// Parses any text. What does not read as a page of this release is listed as foreign.
    pub fn parse(html: &'a str) -> Self {
        let mut page = Self { tags: Vec::new(), foreign: Vec::new() };
        let Some(("", all)) = html.strip_prefix(BEGINNING).and_then(|rest| rest.split_once('<')) else {
            page.foreign.push(html.chars().take(BEGINNING.len()).collect());
            return page;
        };
        for piece in all.split('<') {
            match Tag::parse(piece) {
                Some(tag) => page.tags.push(tag),
                None => page.foreign.push(format!("<{}", piece.split('>').next().unwrap_or_default())),
            }
        }
        page.find_foreign_markup();
        page
    }

    /// The texts of all style elements.
    pub fn styles(&self) -> impl Iterator<Item = &'a str> {
        self.starts("style").map(|tag| tag.text)
    }

    /// The attributes of all script elements. Those named `data-…` are left out: they are told to the
    /// script and differ from site to site.
    pub fn scripts(&self) -> Vec<String> {
        let own = |attributes: &&(&str, &str)| !attributes.0.starts_with("data-");
        let written =
            |tag: &Tag<'_>| tag.attributes.iter().filter(own).map(written).collect::<Vec<_>>().join(" ");
        self.starts("script").map(written).collect()
    }

    /// The values of an attribute of all script elements.
    pub fn script_data(&self, name: &str) -> Vec<&'a str> {
        let all = self.starts("script").flat_map(|tag| &tag.attributes);
        all.filter(|attribute| attribute.0 == name).map(|attribute| attribute.1).collect()
    }

    /// The value of the first hidden field of this name.
    pub fn hidden_field(&self, name: &str) -> Option<&'a str> {
        let is_it = |tag: &&Tag<'_>| {
            tag.attributes.contains(&("type", "hidden")) && tag.attributes.contains(&("name", name))
        };
        let field = self.starts("input").find(is_it)?;
        field.attributes.iter().find(|attribute| attribute.0 == "value").map(|attribute| attribute.1)
    }

    /// The text that a reader sees, as [`plain`] gives it.
    pub fn text(&self) -> String {
        let said = self.tags.iter().filter(|tag| tag.is_end || !WITHOUT_TAGS.contains(&tag.name));
        let text: String = said.map(|tag| tag.text).collect();
        let escapes = [("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
        plain(&escapes.into_iter().fold(text, |text, (written, meant)| text.replace(written, meant)))
    }

    /// Whether an element is of this class alone.
    pub fn has_class(&self, class: &str) -> bool {
        self.tags.iter().any(|tag| tag.attributes.contains(&("class", class)))
    }

    /// All markup that a page of this release never has; empty if there is none.
    pub fn foreign_markup(&self) -> String {
        self.foreign.join(", ")
    }

    /// The start tags of an element.
    fn starts(&self, name: &'static str) -> impl Iterator<Item = &Tag<'a>> {
        self.tags.iter().filter(move |tag| tag.name == name && !tag.is_end)
    }

    fn find_foreign_markup(&mut self) {
        let mut foreign: Vec<String> = self.tags.iter().flat_map(Tag::foreign_markup).collect();
        // A browser takes all up to the end tag of a style, a script, a title or a text area as text.
        // Another tag before that end would be read here and not there.
        let nexts = self.tags.iter().skip(1).map(Some).chain([None]);
        for (tag, next) in self.tags.iter().zip(nexts) {
            let is_ended = next.is_some_and(|next| next.is_end && next.name == tag.name);
            if WITHOUT_TAGS.contains(&tag.name) && !tag.is_end && !is_ended {
                foreign.push(format!("<{}> without end", tag.name));
            }
        }
        self.foreign.append(&mut foreign);
    }
}

impl<'a> Tag<'a> {
    /// Parses what follows a `<`, up to the next one.
    fn parse(piece: &'a str) -> Option<Self> {
        let (inside, text) = piece.split_once('>')?;
        let (is_end, inside) = inside.strip_prefix('/').map_or((false, inside), |end| (true, end));
        let (name, mut rest) = name(inside)?;
        let mut attributes = Vec::new();
        while !rest.is_empty() {
            let (attribute, after) = self::name(rest.strip_prefix(' ')?)?;
            let (value, after) = match after.strip_prefix("=\"") {
                Some(quoted) => quoted.split_once('"')?,
                None => ("", after),
            };
            attributes.push((attribute, value));
            rest = after;
        }
        (!is_end || attributes.is_empty()).then_some(Self { name, is_end, attributes, text })
    }

    /// What of the tag this release never writes: the whole of it, or single attributes.
    fn foreign_markup(&self) -> Vec<String> {
        let whole = || {
            let attributes = self.attributes.iter().map(|attribute| format!(" {}", written(attribute)));
            vec![format!("<{}{}>", self.name, attributes.collect::<String>())]
        };
        match (self.name, self.attributes.as_slice()) {
            (name, _) if !ELEMENTS.contains(&name) => whole(),
            ("script", _) if self.text.is_empty() || self.is_end => Vec::new(),
            (
                "meta",
                [("charset", "utf-8")] | [("name", "viewport" | "robots" | "description"), ("content", _)],
            ) => Vec::new(),
            ("link", [("rel", "icon"), ("href", "data:,")]) | ("style", []) => Vec::new(),
            ("script" | "meta" | "link" | "style", _) if !self.is_end => whole(),
            (_, attributes) => {
                attributes.iter().filter(|attribute| !is_known(attribute)).map(written).collect()
            }
        }
    }
}

/// Replaces the characters that keep a telephone number on one line by a space and a hyphen.
pub fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ").replace('\u{2011}', "-")
}

fn is_known((name, value): &(&str, &str)) -> bool {
    match *name {
        "method" => *value == "post",
        "href" => LINKS.iter().any(|beginning| value.starts_with(beginning)),
        name => ATTRIBUTES.split(' ').any(|known| known == name),
    }
}

/// Splits a name of lower-case letters, digits and hyphens from what follows it.
fn name(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
    let (name, rest) = text.split_at(end.unwrap_or(text.len()));
    name.starts_with(|c: char| c.is_ascii_lowercase()).then_some((name, rest))
}

fn written((name, value): &(&str, &str)) -> String {
    format!("{name}=\"{value}\"")
}
