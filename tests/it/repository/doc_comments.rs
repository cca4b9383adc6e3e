//! Doc comments: every file and every public item of `src/` says in a first sentence what it is. The
//! compiler's `missing_docs` would ask the same of each field and variant, whose names say enough.

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::layout::all;

/// What has no first sentence in one file, by line and name.
fn without_sentence(path: &str, text: &str) -> Vec<String> {
    let file = match syn::parse_file(text) {
        Ok(file) => file,
        Err(error) => return vec![format!("{path} is not Rust: {error}")],
    };
    let mut items = Items::default();
    if !has_sentence(&file.attrs) {
        items.found.push("1: the file".to_owned());
    }
    items.visit_file(&file);
    items.found.into_iter().map(|item| format!("{path}:{item}")).collect()
}

/// Whether the first paragraph of a doc comment has a word.
fn has_sentence(attributes: &[syn::Attribute]) -> bool {
    let lines = attributes.iter().filter_map(doc_line);
    let first_paragraph = lines.take_while(|line| !line.trim().is_empty());
    first_paragraph.flat_map(|line| line.chars().collect::<Vec<_>>()).any(char::is_alphabetic)
}

/// The text of one line of a doc comment.
fn doc_line(attribute: &syn::Attribute) -> Option<String> {
    let syn::Meta::NameValue(pair) = &attribute.meta else { return None };
    if !pair.path.is_ident("doc") {
        return None;
    }
    let syn::Expr::Lit(literal) = &pair.value else { return None };
    let syn::Lit::Str(text) = &literal.lit else { return None };
    Some(text.value())
}

/// The search through the items of a file.
#[derive(Default)]
struct Items {
    found: Vec<String>,
}

impl Items {
    fn check(&mut self, visibility: &syn::Visibility, attributes: &[syn::Attribute], name: &syn::Ident) {
        if matches!(visibility, syn::Visibility::Public(_)) && !has_sentence(attributes) {
            self.found.push(format!("{}: {name}", name.span().start().line));
        }
    }
}

impl<'ast> Visit<'ast> for Items {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        // Nothing inside a function is public.
        self.check(&item.vis, &item.attrs, &item.sig.ident);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.check(&item.vis, &item.attrs, &item.sig.ident);
    }

    fn visit_impl_item_const(&mut self, item: &'ast syn::ImplItemConst) {
        self.check(&item.vis, &item.attrs, &item.ident);
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.check(&item.vis, &item.attrs, &item.ident);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.check(&item.vis, &item.attrs, &item.ident);
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.check(&item.vis, &item.attrs, &item.ident);
    }

    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        self.check(&item.vis, &item.attrs, &item.ident);
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.check(&item.vis, &item.attrs, &item.ident);
    }

    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        self.check(&item.vis, &item.attrs, &item.ident);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        // A module in a file of its own has its sentence there.
        if item.content.is_some() && !has_sentence(&item.attrs) {
            self.found.push(format!("{}: {}", item.span().start().line, item.ident));
        }
        visit::visit_item_mod(self, item);
    }
}

#[test]
fn every_file_and_every_public_item_has_a_first_sentence() {
    let files = all();
    let found: Vec<String> = files.iter().flat_map(|(path, text)| without_sentence(path, text)).collect();
    assert!(files.len() > 200);
    assert!(found.is_empty(), "without a first sentence:\n{}", found.join("\n"));
}

/// A source, and what is found in it; nothing where all is well.
const SNIPPETS: [(&str, &str); 14] = [
    ("//! A file.\n/// A function.\npub fn f() {}", ""),
    ("/// A function.\npub fn f() {}", "1: the file"),
    ("//!\n//! Too late.\n", "1: the file"),
    ("//! A file.\npub fn f() {}", "2: f"),
    ("//! A file.\n///\n/// Too late.\npub fn f() {}", "4: f"),
    ("//! A file.\n/// …\npub struct S;", "3: S"),
    ("//! A file.\n#[doc(hidden)]\npub enum E { A }", "3: E"),
    ("//! A file.\n// No doc comment.\npub trait T {}", "3: T"),
    ("//! A file.\npub type T = u8;\npub const C: u8 = 0;\npub static S: u8 = 0;", "2: T 3: C 4: S"),
    ("//! A file.\nstruct S;\nimpl S { pub fn f() {} pub const C: u8 = 0; fn g() {} }", "3: f 3: C"),
    ("//! A file.\nmod inner { pub fn f() {} }", "2: inner 2: f"),
    ("//! A file.\n/// A struct.\npub struct S { pub field: u8 }\n/// An enum.\npub enum E { Variant }", ""),
    ("//! A file.\nfn f() {}\npub(crate) fn g() {}\npub use f as h;", ""),
    ("//! A file.\nfn f() { pub fn g() {} }", ""),
];

#[test]
fn what_has_no_first_sentence_is_found() {
    for (text, expected) in SNIPPETS {
        let found: Vec<String> = without_sentence("x.rs", text)
            .into_iter()
            .map(|item| item.trim_start_matches("x.rs:").to_owned())
            .collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }
}
