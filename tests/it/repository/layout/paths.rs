//! Every path in a file that leads to a module of ours: imports, types, expressions, attributes, and
//! the tokens of macros, with renames followed.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::visit::{self, Visit};

use super::table::CRATES;

/// A file of `src/` by its module path, the folder of its crate first.
pub struct File {
    modules: Vec<String>,
}

/// Something in a file that the table speaks of.
pub enum Finding {
    /// A path, the folder of the crate first, then the module.
    Path(Vec<String>),
    /// Something that no module may have.
    Forbidden(String),
}

impl File {
    /// `server/store/rows.rs` is the module `store::rows` of `server`, `server/store/mod.rs` is
    /// `store`; `server/lib.rs` and `server/main.rs` are none.
    pub fn of(path: &str) -> Self {
        let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
        let path = path.trim_end_matches("/lib").trim_end_matches("/main");
        Self { modules: path.split('/').map(str::to_owned).collect() }
    }

    /// The folder of its crate.
    pub fn folder(&self) -> &str {
        &self.modules[0]
    }

    /// The module it belongs to, if it is no root of a crate or program.
    pub fn module(&self) -> Option<&str> {
        self.modules.get(1).map(String::as_str)
    }

    /// Its whole module path, the folder of its crate first.
    pub fn path(&self) -> &[String] {
        &self.modules
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
    let modules = file.modules.clone();
    let mut walker =
        Walker { modules, renames: BTreeMap::new(), findings: Vec::new(), children: self::modules(text) };
    // Twice, so that a rename is known wherever it stands.
    walker.visit_file(&syntax);
    walker.findings.clear();
    walker.visit_file(&syntax);
    Ok(walker.findings)
}

/// The same, without what the file only exports again.
pub fn findings_without_exports(file: &File, text: &str) -> syn::Result<Vec<Finding>> {
    let mut syntax = syn::parse_file(text)?;
    let modules = file.modules.clone();
    let mut walker =
        Walker { modules, renames: BTreeMap::new(), findings: Vec::new(), children: self::modules(text) };
    for module in self::modules(text) {
        walker.renames.insert(module.clone(), [file.path(), &[module]].concat());
    }
    walker.visit_file(&syntax);
    walker.findings.clear();
    syntax.items.retain(|item| !is_export(item));
    walker.visit_file(&syntax);
    Ok(walker.findings)
}

/// What a file exports again: the name, and the path it leads to.
pub fn exports(file: &File, text: &str) -> syn::Result<BTreeMap<String, Vec<String>>> {
    let mut syntax = syn::parse_file(text)?;
    syntax.items.retain(is_export);
    let mut walker = Walker {
        modules: file.modules.clone(),
        renames: BTreeMap::new(),
        findings: Vec::new(),
        children: self::modules(text),
    };
    // A path that begins with a child module has no `crate` or `self` before it.
    for module in modules(text) {
        walker.renames.insert(module.clone(), [file.path(), &[module]].concat());
    }
    let children = walker.renames.clone();
    walker.visit_file(&syntax);
    walker.renames.retain(|name, path| children.get(name) != Some(path));
    Ok(walker.renames)
}

fn is_export(item: &syn::Item) -> bool {
    matches!(item, syn::Item::Use(item) if !matches!(item.vis, syn::Visibility::Inherited))
}

struct Walker {
    modules: Vec<String>,
    /// Names that lead to a module of ours, from any `use` of the file.
    renames: BTreeMap<String, Vec<String>>,
    findings: Vec<Finding>,
    /// The modules that the file declares.
    children: Vec<String>,
}

impl Walker {
    fn forbid(&mut self, what: &str) {
        self.findings.push(Finding::Forbidden(what.to_owned()));
    }

    /// From a crate of ours, or nothing where a path leads to a library or stays here.
    fn resolve(&self, path: &[String]) -> Option<Vec<String>> {
        let mut at = match path.first()?.as_str() {
            "crate" => vec![self.modules[0].clone()],
            "self" | "super" => self.modules.clone(),
            name if folder_of(name).is_some() => vec![folder_of(name)?.to_owned()],
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
        // A variable may have the name of a module.
        if let [name] = path
            && name.starts_with(char::is_lowercase)
            && self.children.contains(name)
        {
            return;
        }
        match self.resolve(path) {
            Some(path) if path.len() > 1 => self.findings.push(Finding::Path(path)),
            _ => {}
        }
    }

    fn import(&mut self, path: &[String], name: &str) {
        let Some(found) = self.resolve(path) else { return };
        if found.len() < 2 {
            self.forbid("imports the crate itself");
        } else {
            self.renames.insert(name.to_owned(), found.clone());
            self.findings.push(Finding::Path(found));
        }
    }

    /// A glob is allowed within the module only, where every name it brings is looked at anyway.
    fn glob(&mut self, path: &[String]) {
        if let Some(found) = self.resolve(path)
            && (found.len() < 2 || found.get(..2) != self.modules.get(..2))
        {
            self.forbid("has a glob out of its module");
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
        if item.leading_colon.is_none() || begins_with_our_name(&item.tree) {
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

/// `::zegel_core::…` is a crate of ours as well.
fn begins_with_our_name(tree: &syn::UseTree) -> bool {
    matches!(tree, syn::UseTree::Path(path) if folder_of(&path.ident.to_string()).is_some())
}

/// The folder of a crate of ours.
fn folder_of(name: &str) -> Option<&'static str> {
    CRATES.iter().find(|(_, in_paths, _)| *in_paths == name).map(|(folder, _, _)| *folder)
}
