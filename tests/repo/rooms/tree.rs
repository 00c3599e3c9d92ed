//! The tree of modules, as the declarations in the files make it, and what a path leads to.

use std::collections::BTreeMap;
use std::slice::from_ref;

use syn::visit::{self, Visit};
use syn::{Attribute, File, Item, ItemMod, ItemUse, Meta, Token, UseTree};

use super::Files;

/// A module, or anything else, by the names that lead to it from the root of the crate.
pub type Path = Vec<String>;

/// A path as a `use` ends it.
pub enum Leaf {
    /// One item, by the name that it goes by from there on.
    Item(Path, String),
    /// All items of a module.
    Glob(Path),
}

impl Leaf {
    pub fn path(&self) -> &Path {
        match self {
            Self::Item(path, _) | Self::Glob(path) => path,
        }
    }
}

pub struct Tree {
    /// The file that each module is in; an inline one is in its parent's.
    pub modules: BTreeMap<Path, String>,
    pub parsed: BTreeMap<String, File>,
    /// By module, what its `use` declarations bring in.
    uses: BTreeMap<Path, Vec<Leaf>>,
}

impl Tree {
    /// Reads a crate from its root on. A file that no module declares is an error.
    pub fn new(files: &Files, root: &str) -> Self {
        let mut tree = Self {
            modules: BTreeMap::new(),
            parsed: BTreeMap::new(),
            uses: BTreeMap::new(),
        };
        tree.file(files, root, &Path::new());
        let unused: Vec<&String> = files
            .keys()
            .filter(|name| !tree.parsed.contains_key(*name))
            .collect();
        assert!(unused.is_empty(), "no module declares {unused:?}");
        for (module, file) in tree.modules.clone() {
            if module.is_empty() || file != tree.modules[&module[..module.len() - 1]] {
                let mut uses = Uses {
                    scope: module,
                    found: &mut tree.uses,
                };
                uses.visit_file(&tree.parsed[&file]);
            }
        }
        tree
    }

    fn file(&mut self, files: &Files, name: &str, module: &Path) {
        let text = &files[name];
        let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let stem = name.strip_suffix(".rs").unwrap();
        let folder = match stem.rsplit_once('/') {
            Some((folder, "mod" | "main" | "lib")) => format!("{folder}/"),
            None if ["main", "lib"].contains(&stem) => String::new(),
            _ => format!("{stem}/"),
        };
        // An inline stand-in for where a feature is off gives way to the file.
        self.modules.insert(module.clone(), name.to_owned());
        self.items(files, name, &folder, module, &parsed.items);
        self.parsed.insert(name.to_owned(), parsed);
    }

    fn items(&mut self, files: &Files, name: &str, folder: &str, module: &Path, items: &[Item]) {
        for item in items {
            let Item::Mod(item) = item else { continue };
            if never_built(&item.attrs) {
                continue;
            }
            let hides = |one: &Attribute| one.path().is_ident("path");
            let ident = item.ident.to_string();
            assert!(
                !item.attrs.iter().any(hides),
                "#[path] hides {ident} in {name}"
            );
            let child = [&module[..], from_ref(&ident)].concat();
            if let Some((_, items)) = &item.content {
                self.modules
                    .entry(child.clone())
                    .or_insert_with(|| name.to_owned());
                self.items(files, name, &format!("{folder}{ident}/"), &child, items);
            } else {
                let places = [
                    format!("{folder}{ident}.rs"),
                    format!("{folder}{ident}/mod.rs"),
                ];
                let place = places.iter().find(|place| files.contains_key(*place));
                let place = place.unwrap_or_else(|| panic!("{name}: there is none of {places:?}"));
                self.file(files, place, &child);
            }
        }
    }

    /// The module in which a path that a module writes finds its item, or which it is itself;
    /// none if it leads to another crate or to an item that a `use` has brought in.
    pub fn find(&self, scope: &Path, path: &[String]) -> Option<Path> {
        Some(self.walk(scope, path, 8)?.0)
    }

    /// That module, and how much of the path it took to get there.
    fn walk(&self, scope: &Path, path: &[String], depth: usize) -> Option<(Path, usize)> {
        let first = path.first()?;
        let mut module = scope.clone();
        let mut taken = 1;
        match first.as_str() {
            "crate" => module.clear(),
            "self" => {}
            "super" => {
                module.pop()?;
            }
            name => module = self.named(scope, name, depth)?,
        }
        while taken < path.len() {
            if path[taken] == "super" {
                module.pop()?;
            } else {
                module.push(path[taken].clone());
                if !self.modules.contains_key(&module) {
                    module.pop();
                    break;
                }
            }
            taken += 1;
        }
        Some((module, taken))
    }

    /// The module that a name alone stands for: a child's, or one that a `use` brought in.
    fn named(&self, scope: &Path, name: &str, depth: usize) -> Option<Path> {
        let child = |module: &[String]| {
            let child = [module, &[name.to_owned()]].concat();
            self.modules.contains_key(&child).then_some(child)
        };
        if let Some(child) = child(scope) {
            return Some(child);
        }
        // A name may stand for itself: `use http::http` of another crate.
        let depth = depth.checked_sub(1)?;
        self.uses.get(scope)?.iter().find_map(|leaf| {
            let (module, taken) = match leaf {
                Leaf::Item(_, known) if known != name => return None,
                Leaf::Item(path, _) | Leaf::Glob(path) => self.walk(scope, path, depth)?,
            };
            let is_module = taken == leaf.path().len();
            match leaf {
                Leaf::Item(..) => is_module.then_some(module),
                Leaf::Glob(_) => child(&module),
            }
        })
    }
}

/// The `use` declarations of a file, by module.
struct Uses<'a> {
    scope: Path,
    found: &'a mut BTreeMap<Path, Vec<Leaf>>,
}

impl<'a> Visit<'a> for Uses<'_> {
    fn visit_item_use(&mut self, item: &'a ItemUse) {
        let leaves = leaves(item);
        self.found
            .entry(self.scope.clone())
            .or_default()
            .extend(leaves);
    }

    fn visit_item_mod(&mut self, item: &'a ItemMod) {
        self.scope.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.scope.pop();
    }
}

/// What a `use` names, group by group; nothing if it begins with `::`, at another crate.
pub fn leaves(item: &ItemUse) -> Vec<Leaf> {
    fn go(tree: &UseTree, mut path: Path, out: &mut Vec<Leaf>) {
        match tree {
            UseTree::Path(tree) => {
                path.push(tree.ident.to_string());
                go(&tree.tree, path, out);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    go(tree, path.clone(), out);
                }
            }
            UseTree::Name(tree) => {
                // `a::{self}` is `a`.
                if tree.ident != "self" || path.is_empty() {
                    path.push(tree.ident.to_string());
                }
                let name = path.last().cloned().unwrap_or_default();
                out.push(Leaf::Item(path, name));
            }
            UseTree::Rename(tree) => {
                if tree.ident != "self" || path.is_empty() {
                    path.push(tree.ident.to_string());
                }
                out.push(Leaf::Item(path, tree.rename.to_string()));
            }
            UseTree::Glob(_) => out.push(Leaf::Glob(path)),
        }
    }
    let mut out = Vec::new();
    if item.leading_colon.is_none() {
        go(&item.tree, Path::new(), &mut out);
    }
    out
}

/// Whether a `cfg` leaves an item out of everything but tests.
pub fn never_built(attributes: &[Attribute]) -> bool {
    let mut cfgs = attributes.iter().filter(|one| one.path().is_ident("cfg"));
    cfgs.any(|one| one.parse_args::<Meta>().is_ok_and(|cfg| is_of_tests(&cfg)))
}

fn is_of_tests(cfg: &Meta) -> bool {
    let parts = |list: &syn::MetaList| -> Vec<Meta> {
        let parser = syn::punctuated::Punctuated::<Meta, Token![,]>::parse_terminated;
        list.parse_args_with(parser).into_iter().flatten().collect()
    };
    match cfg {
        Meta::Path(name) => name.is_ident("test") || name.is_ident("doctest"),
        Meta::List(list) if list.path.is_ident("all") => parts(list).iter().any(is_of_tests),
        Meta::List(list) if list.path.is_ident("any") => parts(list).iter().all(is_of_tests),
        _ => false,
    }
}
