//! Page reader: a page in which nothing is foreign has no place where anything foreign could be put unseen.

use zegel_browser::compare;
use zegel_browser::markup::Page;

/// Markup that a page of this release never has.
const FOREIGN: [&str; 4] =
    ["<img src=\"/x\">", "<script>x</script>", "<p onclick=\"x\">", "<a href=\"javascript:x\">"];

/// Asserts what must hold of a page.
pub fn run(bytes: &[u8]) {
    let Ok(html) = std::str::from_utf8(bytes) else { return };
    let page = Page::parse(html);
    let foreign = page.foreign_markup();
    // Each tag is listed at most once as a whole or by its attributes, with a few characters around each.
    assert!(foreign.len() <= 16 * html.len() + 64, "{} of {}", foreign.len(), html.len());
    assert!(page.text().len() <= html.len());
    let parts = compare::page(&page);
    assert_eq!(parts.markup.is_equal(), foreign.is_empty());
    let shared = compare::freshness(&page, &page);
    let own = ["token", "form"].into_iter().filter(|name| page.hidden_field(name).is_some()).count();
    assert_eq!(shared.found.split(", ").filter(|name| !name.is_empty()).count(), own);
    if foreign.is_empty() {
        hides_nothing(html, bytes.len());
        has_no_active_attribute(html);
    }
}

/// Whatever is put anywhere into it is found.
fn hides_nothing(html: &str, choice: usize) {
    let places: Vec<usize> = html.char_indices().map(|(at, _)| at).chain([html.len()]).collect();
    for (number, foreign) in FOREIGN.iter().enumerate() {
        let place = places[choice.wrapping_mul(7_919).wrapping_add(number * 131) % places.len()];
        let with = format!("{}{foreign}{}", &html[..place], &html[place..]);
        assert!(!Page::parse(&with).foreign_markup().is_empty(), "{foreign} at {place}");
    }
}

/// Read in another way: between each `<` and the next `>`, without what is quoted, no name begins with `on`, and none
/// is one that loads or sends.
fn has_no_active_attribute(html: &str) {
    for tag in html.split('<').skip(1) {
        let inside = tag.split('>').next().unwrap_or_default().trim_start_matches('/');
        let names = inside.split('"').step_by(2).flat_map(|plain| plain.split([' ', '\n', '\t', '/', '=']));
        for name in names.skip(1).filter(|_| !inside.starts_with("script")) {
            assert!(
                !name.starts_with("on") && !["src", "action", "formaction", "style"].contains(&name),
                "{name}"
            );
        }
    }
}
