//! The rooms of `src`: no cycle between files or folders, and no arrow that
//! `docs/ARCHITECTURE.md` does not allow.
//!
//! A room is a folder or a file directly in `src`. An arrow leads from a file to another one of
//! which it names an item by a path: in a `use`, in code, or in a macro's arguments. A declaration
//! (`mod x;`), an attribute, documentation and a visibility (`pub(in ...)`) are no arrows. A path
//! leads to the file where it finds its item, so one to a re-export leads to the file that
//! re-exports, and from there another arrow leads on.

mod graph;
mod made_up;
mod page;
mod paths;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use graph::Arrow;

const PAGE: &str = "docs/ARCHITECTURE.md";

/// Rust files by their path from `src`, with their text.
type Files = BTreeMap<String, String>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(folder: &Path, name: &str, files: &mut Files) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{name}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            read(&entry.path(), &format!("{name}/"), files);
        } else if name.ends_with(".rs") {
            files.insert(name, fs::read_to_string(entry.path()).unwrap());
        }
    }
}

fn src() -> Files {
    let mut files = Files::new();
    read(&root().join("src"), "", &mut files);
    assert!(files.len() > 20, "{} files in src", files.len());
    files
}

/// The arrows of the library and of each program in `bin`; those of `lib.rs`, which names every
/// room to re-export from it, are left out.
fn arrows(files: &Files) -> BTreeSet<Arrow> {
    let (programs, library): (Files, Files) = files
        .clone()
        .into_iter()
        .partition(|(name, _)| name.starts_with("bin/"));
    let mut found = paths::arrows(&library, "lib.rs");
    found.retain(|arrow| arrow.from != "lib.rs");
    for root in programs.keys() {
        let folder = match root.split('/').collect::<Vec<_>>()[..] {
            ["bin", name, "main.rs"] => format!("bin/{name}/"),
            ["bin", _] => root.clone(),
            _ => continue,
        };
        let mut program = programs.clone();
        program.retain(|name, _| name.starts_with(&folder));
        found.extend(paths::arrows(&program, root));
    }
    found
}

/// All rooms but `lib`.
fn rooms(files: &Files) -> BTreeSet<String> {
    let rooms = files.keys().map(|file| graph::room(file).to_owned());
    rooms.filter(|room| room != "lib").collect()
}

/// Fails with every complaint on lines of its own.
fn none(complaints: &[String], what: &str) {
    let (count, told) = (complaints.len(), complaints.join("\n"));
    assert!(complaints.is_empty(), "{what}: {count}\n{told}");
}

#[test]
fn files_of_src_use_each_other_without_a_cycle() {
    let rings = graph::rings_of_files(&arrows(&src()));
    none(&rings, "cycles between files of src");
}

#[test]
fn folders_of_src_use_each_other_without_a_cycle() {
    let rings = graph::rings_of_folders(&arrows(&src()));
    none(&rings, "cycles between folders of src");
}

#[test]
fn rooms_use_only_what_the_page_allows() {
    let allowed = page::allowed(&fs::read_to_string(root().join(PAGE)).unwrap());
    let forbidden = graph::forbidden(&arrows(&src()), &allowed);
    none(&forbidden, &format!("arrows that {PAGE} does not allow"));
}

#[test]
fn page_names_every_room_and_no_other() {
    let allowed = page::allowed(&fs::read_to_string(root().join(PAGE)).unwrap());
    let wrong = page::differences(&allowed, &rooms(&src()));
    none(&wrong, &format!("rooms of src and of {PAGE} that differ"));
}
