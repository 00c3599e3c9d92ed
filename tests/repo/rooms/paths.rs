//! The paths that a file writes, in `use` declarations, in code and in the arguments of macros.

use std::collections::BTreeSet;

use syn::buffer::{Cursor, TokenBuffer};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, ItemUse, Macro, VisRestricted};

use super::Files;
use super::graph::Arrow;
use super::tree::{Path, Tree, leaves, never_built};

/// The library, by the name that a program knows it by.
const LIBRARY: &str = "pinecone_import";

/// All arrows of a crate, from the file of its root on.
pub fn arrows(files: &Files, root: &str) -> BTreeSet<Arrow> {
    let tree = Tree::new(files, root);
    let mut found = BTreeSet::new();
    for (file, parsed) in &tree.parsed {
        let is_here = |(_, name): &(&Path, &String)| *name == file;
        // The shortest of those that are in the file: the others are inline.
        let module = tree
            .modules
            .iter()
            .filter(is_here)
            .map(|(module, _)| module);
        let scope = module.min_by_key(|module| module.len()).unwrap().clone();
        let mut paths = Paths {
            tree: &tree,
            file,
            scope,
            found: &mut found,
        };
        paths.visit_file(parsed);
    }
    found
}

struct Paths<'a> {
    tree: &'a Tree,
    file: &'a str,
    /// The module, which may be inline.
    scope: Path,
    found: &'a mut BTreeSet<Arrow>,
}

impl Paths<'_> {
    fn path(&mut self, path: &[String]) {
        let to = if path.first().is_some_and(|name| name == LIBRARY) {
            "lib.rs"
        } else {
            let Some(module) = self.tree.find(&self.scope, path) else {
                return;
            };
            &self.tree.modules[&module]
        };
        if to != self.file {
            self.found.insert(Arrow {
                from: self.file.to_owned(),
                to: to.to_owned(),
                path: path.join("::"),
            });
        }
    }

    /// The paths among tokens that are not parsed.
    fn tokens(&mut self, mut at: Cursor<'_>) {
        while !at.eof() {
            if let Some((inside, _, _, next)) = at.any_group() {
                self.tokens(inside);
                at = next;
            } else if let Some((first, next)) = at.ident() {
                let mut path = vec![first.to_string()];
                at = next;
                while let Some((name, next)) = colons(at).and_then(Cursor::ident) {
                    path.push(name.to_string());
                    at = next;
                }
                if path.len() > 1 {
                    self.path(&path);
                }
            } else if let Some((_, next)) = colons(at).and_then(Cursor::ident) {
                // `::std::mem::take`: of another crate, all of it.
                at = next;
                while let Some((_, next)) = colons(at).and_then(Cursor::ident) {
                    at = next;
                }
            } else if let Some((_, next)) = at.token_tree() {
                at = next;
            }
        }
    }
}

/// Behind `::`.
fn colons(at: Cursor<'_>) -> Option<Cursor<'_>> {
    let (first, at) = at.punct()?;
    let (second, at) = at.punct()?;
    (first.as_char() == ':' && second.as_char() == ':').then_some(at)
}

impl<'a> Visit<'a> for Paths<'_> {
    fn visit_item(&mut self, item: &'a Item) {
        let attributes = match item {
            Item::Const(item) => &item.attrs,
            Item::Enum(item) => &item.attrs,
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Macro(item) => &item.attrs,
            Item::Mod(item) => &item.attrs,
            Item::Static(item) => &item.attrs,
            Item::Struct(item) => &item.attrs,
            Item::Trait(item) => &item.attrs,
            Item::Type(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            _ => &Vec::new(),
        };
        if !never_built(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'a ItemMod) {
        self.scope.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.scope.pop();
    }

    fn visit_item_use(&mut self, item: &'a ItemUse) {
        for leaf in leaves(item) {
            self.path(leaf.path());
        }
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        // One name alone is a local item, or one that a `use` brought in.
        if path.leading_colon.is_none() && path.segments.len() > 1 {
            let names = path.segments.iter().map(|part| part.ident.to_string());
            self.path(&names.collect::<Vec<_>>());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'a Macro) {
        self.visit_path(&called.path);
        self.tokens(TokenBuffer::new2(called.tokens.clone()).begin());
    }

    fn visit_attribute(&mut self, _: &'a Attribute) {}

    fn visit_vis_restricted(&mut self, _: &'a VisRestricted) {}
}
