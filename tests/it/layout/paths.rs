//! Every path in a file that leads to a room: imports, types, expressions, attributes, and the
//! tokens of macros, with renames followed.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// A file of `src/` by its module path.
pub struct File {
    modules: Vec<String>,
}

/// Something in a file that the law looks at.
pub enum Finding {
    /// A path from the crate's root, the room first.
    Path(Vec<String>),
    /// Something that no room may have.
    Forbidden(String),
}

impl File {
    /// `store/rows.rs` is the module `store::rows`, `store/mod.rs` is `store`.
    pub fn of(path: &str) -> Self {
        let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
        Self { modules: path.split('/').map(str::to_owned).collect() }
    }

    /// The room it belongs to; `bin` and `lib` are none.
    pub fn room(&self) -> &str {
        &self.modules[0]
    }
}

/// The names of the modules a file declares, in order.
pub fn modules(text: &str) -> Vec<String> {
    let items = syn::parse_file(text).unwrap().items;
    let module = |item: &syn::Item| match item {
        syn::Item::Mod(module) => Some(module.ident.to_string()),
        _ => None,
    };
    items.iter().filter_map(module).collect()
}

/// All there is to judge in a file.
pub fn findings(file: &File, text: &str) -> syn::Result<Vec<Finding>> {
    let syntax = syn::parse_file(text)?;
    // The crate's root has no module path; a program's root is its own.
    let modules = match file.room() {
        "lib" | "bin" => Vec::new(),
        _ => file.modules.clone(),
    };
    let mut walker = Walker { modules, renames: BTreeMap::new(), findings: Vec::new() };
    // Twice, so that a rename is known wherever it stands.
    walker.visit_file(&syntax);
    walker.findings.clear();
    walker.visit_file(&syntax);
    Ok(walker.findings)
}

struct Walker {
    modules: Vec<String>,
    /// Names that lead to a room here, from any `use` of the file.
    renames: BTreeMap<String, Vec<String>>,
    findings: Vec<Finding>,
}

impl Walker {
    fn forbid(&mut self, what: &str) {
        self.findings.push(Finding::Forbidden(what.to_owned()));
    }

    /// From the crate's root, or nothing where a path leads to another crate or stays here.
    fn resolve(&self, path: &[String]) -> Option<Vec<String>> {
        let mut at = match path.first()?.as_str() {
            "crate" | "zegel" => Vec::new(),
            "self" | "super" => self.modules.clone(),
            name => {
                let renamed = self.renames.get(name)?;
                return Some([renamed, &path[1..]].concat());
            }
        };
        let ups = path.iter().take_while(|name| *name == "super" || *name == "self").count();
        for _ in path[..ups].iter().filter(|name| *name == "super") {
            at.pop();
        }
        let rest = if ups == 0 { 1 } else { ups };
        at.extend_from_slice(&path[rest..]);
        Some(at)
    }

    fn path(&mut self, path: &[String]) {
        match self.resolve(path) {
            Some(path) if !path.is_empty() => self.findings.push(Finding::Path(path)),
            _ => {}
        }
    }

    fn import(&mut self, path: &[String], name: &str) {
        let Some(found) = self.resolve(path) else { return };
        if found.is_empty() {
            self.forbid("imports the crate itself");
        } else {
            self.renames.insert(name.to_owned(), found.clone());
            self.findings.push(Finding::Path(found));
        }
    }

    /// A glob is allowed within the room only, where every name it brings is looked at anyway.
    fn glob(&mut self, path: &[String]) {
        if let Some(found) = self.resolve(path)
            && (found.is_empty() || found.first() != self.modules.first())
        {
            self.forbid("has a glob out of its room");
        }
    }

    fn tree(&mut self, before: &[String], tree: &syn::UseTree) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.tree(&with(&path.ident), &path.tree),
            syn::UseTree::Name(name) if name.ident == "self" && !before.is_empty() => {
                self.import(before, &before[before.len() - 1]);
            }
            syn::UseTree::Name(name) => self.import(&with(&name.ident), &name.ident.to_string()),
            syn::UseTree::Rename(name) if name.ident == "self" && !before.is_empty() => {
                self.import(before, &name.rename.to_string());
            }
            syn::UseTree::Rename(name) => self.import(&with(&name.ident), &name.rename.to_string()),
            syn::UseTree::Glob(_) => self.glob(before),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(before, tree)),
        }
    }

    /// Names joined by `::` in the tokens of a macro, and what follows them in braces.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Ident(_) => at = self.token_path(&tokens, at),
                TokenTree::Group(group) => {
                    self.tokens(group.stream());
                    at += 1;
                }
                _ => at += 1,
            }
        }
    }

    /// Reads the path that begins at a name, and returns where it ends.
    fn token_path(&mut self, tokens: &[TokenTree], start: usize) -> usize {
        let mut path = Vec::new();
        let mut at = start;
        while let Some(TokenTree::Ident(name)) = tokens.get(at) {
            path.push(name.to_string());
            at += 1;
            if !is_colons(tokens, at) {
                break;
            }
            at += 2;
        }
        match tokens.get(at) {
            Some(TokenTree::Group(group))
                if group.delimiter() == Delimiter::Brace && is_after_colons(tokens, at) =>
            {
                if let Ok(tree) = syn::parse2::<syn::UseTree>(TokenTree::from(group.clone()).into()) {
                    self.tree(&path, &tree);
                }
                at + 1
            }
            Some(TokenTree::Punct(star)) if star.as_char() == '*' && is_after_colons(tokens, at) => {
                self.glob(&path);
                at + 1
            }
            _ => {
                self.path(&path);
                at
            }
        }
    }
}

fn is_colons(tokens: &[TokenTree], at: usize) -> bool {
    let colon = |at| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    colon(at) && colon(at + 1)
}

fn is_after_colons(tokens: &[TokenTree], at: usize) -> bool {
    at >= 2 && is_colons(tokens, at - 2)
}

impl<'ast> Visit<'ast> for Walker {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        self.modules.push(module.ident.to_string());
        visit::visit_item_mod(self, module);
        self.modules.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if item.leading_colon.is_none() || begins_with_own_name(&item.tree) {
            self.tree(&[], &item.tree);
        }
        visit::visit_item_use(self, item);
    }

    fn visit_item_extern_crate(&mut self, _: &'ast syn::ItemExternCrate) {
        self.forbid("has an extern crate");
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.path(&names);
        visit::visit_path(self, path);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if attribute.path().is_ident("path") {
            self.forbid("has #[path]");
        }
        if let syn::Meta::List(list) = &attribute.meta {
            self.tokens(list.tokens.clone());
        }
        visit::visit_attribute(self, attribute);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if call.path.segments.last().is_some_and(|name| name.ident == "include") {
            self.forbid("has include!");
        }
        self.tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }
}

/// `::zegel::…` is this crate as well.
fn begins_with_own_name(tree: &syn::UseTree) -> bool {
    matches!(tree, syn::UseTree::Path(path) if path.ident == "zegel")
}
