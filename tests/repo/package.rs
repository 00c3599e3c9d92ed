//! The package is whole: what it holds is all that the README's commands, the tests and the links
//! of its documents need, and nothing else is in it.

mod links;
#[cfg(target_os = "linux")]
mod unpacked;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::run::run;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Cargo, without what it tells a test by the environment: a build script that looks at one of
/// those variables would run again at every turn.
fn cargo(args: &[&str], folder: &Path) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        let told = [
            "BIN_",
            "CRATE_",
            "MANIFEST_",
            "PKG_",
            "PRIMARY_",
            "TARGET_DIR",
            "TARGET_TMP",
        ];
        let part = name.strip_prefix("CARGO_").unwrap_or("");
        if told.iter().any(|start| part.starts_with(start)) {
            cargo.env_remove(name);
        }
    }
    cargo.args(args).current_dir(folder);
    cargo
}

/// The files of the package. None if this is the unpacked package itself, of which Cargo makes no
/// other one.
fn listed() -> Option<BTreeSet<String>> {
    if Path::new(ROOT).join("Cargo.toml.orig").exists() {
        eprintln!("SKIPPED: this is the package itself");
        return None;
    }
    let args = [
        "package",
        "--list",
        "--allow-dirty",
        "--locked",
        "--offline",
    ];
    let output = run(&mut cargo(&args, Path::new(ROOT)));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!said.contains("warning"), "{said}");
    let files = String::from_utf8(output.stdout).unwrap();
    Some(files.lines().map(|path| path.replace('\\', "/")).collect())
}

/// The text of a file of the package; none of those that Cargo makes.
fn text(path: &str) -> Option<String> {
    fs::read_to_string(Path::new(ROOT).join(path)).ok()
}

#[test]
fn package_holds_these_folders_and_documents_and_no_other() {
    let Some(files) = listed() else { return };
    let root = |path: &String| path.split('/').next().unwrap().to_owned();
    let mut found: BTreeSet<String> = files.iter().map(root).collect();
    // There in a git checkout only.
    found.remove(".cargo_vcs_info.json");
    let expected = [
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "Cargo.lock",
        "Cargo.toml",
        "Cargo.toml.orig",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "benches",
        "docs",
        "examples",
        "include",
        "src",
        "tests",
    ];
    assert_eq!(found, expected.map(str::to_owned).into());
}

/// No fuzz input, no program that was built, nothing that a tool left behind.
#[test]
fn package_holds_only_files_that_people_wrote() {
    let Some(files) = listed() else { return };
    let written = |path: &&String| {
        let name = path.rsplit('/').next().unwrap();
        let known = [
            "c", "cmake", "cpp", "h", "hpp", "json", "ld", "lock", "md", "orig", "py", "rs",
            "toml", "txt",
        ];
        match name.rsplit_once('.') {
            Some((_, extension)) => known.contains(&extension) || name == ".cargo_vcs_info.json",
            None => ["Doxyfile", "Makefile"].contains(&name) || name.starts_with("LICENSE-"),
        }
    };
    let (_, others): (Vec<_>, Vec<_>) = files.iter().partition(written);
    assert!(others.is_empty(), "{others:?}");
    let fuzz: Vec<_> = files.iter().filter(|path| path.contains("fuzz/")).collect();
    assert!(fuzz.is_empty(), "{fuzz:?}");
}

#[test]
fn documents_link_to_what_the_package_holds() {
    let Some(files) = listed() else { return };
    let broken = links::broken(&files, &|path| text(path));
    assert!(broken.is_empty(), "broken links:\n{}", broken.join("\n"));
}

/// Otherwise the tests of the package do not even build.
#[test]
fn code_includes_what_the_package_holds() {
    let Some(files) = listed() else { return };
    let mut missing = Vec::new();
    for file in files.iter().filter(|path| path.ends_with(".rs")) {
        let text = text(file).unwrap();
        for start in ["include_str!(\"", "include_bytes!(\"", "#[path = \""] {
            for rest in text.split(start).skip(1) {
                let path = links::join(file, rest.split('"').next().unwrap());
                if !files.contains(&path) {
                    missing.push(format!("  {file}: {path}"));
                }
            }
        }
    }
    assert!(
        missing.is_empty(),
        "not in the package:\n{}",
        missing.join("\n")
    );
}
