//! What the documents and the manifest claim, and nothing else would notice.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

const README: &str = include_str!("../../README.md");
const COSTS: &str = include_str!("../../docs/COSTS.md");

/// A file that the repository has and the package has not.
fn only_in_repository(path: &str) -> Option<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path));
    if text.is_err() {
        eprintln!("SKIPPED: {path} is not in the package");
    }
    text.ok()
}

/// The manifest as it was written: the package has another one beside it.
fn manifest() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(root.join("Cargo.toml.orig"))
        .or_else(|_| fs::read_to_string(root.join("Cargo.toml")))
        .unwrap()
}

/// What cargo makes of the manifest, and of those of all dependencies.
fn metadata() -> Value {
    let mut metadata = Command::new(env!("CARGO"));
    metadata.args([
        "metadata",
        "--locked",
        "--offline",
        "--format-version=1",
        "--all-features",
    ]);
    metadata.args(["--filter-platform", "x86_64-unknown-linux-gnu"]);
    let output = metadata
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

fn package<'a>(metadata: &'a Value, name: &str) -> &'a Value {
    let packages = metadata["packages"].as_array().unwrap();
    packages.iter().find(|one| one["name"] == name).unwrap()
}

#[test]
fn readme_lists_the_features_and_their_defaults() {
    let (_, rest) = README.split_once("\n## Features\n").unwrap();
    let listed: BTreeSet<(String, bool)> = rest
        .split("\n## ")
        .next()
        .unwrap()
        .lines()
        .filter_map(|line| {
            let (name, rest) = line.strip_prefix("| `")?.split_once('`')?;
            Some((name.to_owned(), rest.trim_end().ends_with("| yes |")))
        })
        .collect();
    let metadata = metadata();
    let features = &package(&metadata, env!("CARGO_PKG_NAME"))["features"];
    let defaults = features["default"].as_array().unwrap();
    let declared: BTreeSet<(String, bool)> = features
        .as_object()
        .unwrap()
        .keys()
        .filter(|name| *name != "default")
        .map(|name| (name.clone(), defaults.iter().any(|one| one == name)))
        .collect();
    assert_eq!(listed, declared);
}

#[test]
fn readme_tells_the_oldest_rust_with_and_without_graviola() {
    let metadata = metadata();
    let version = |name| package(&metadata, name)["rust_version"].as_str().unwrap();
    let (ours, graviola) = (version(env!("CARGO_PKG_NAME")), version("graviola"));
    assert!(README.contains(&format!("oldest Rust that builds it is {ours}.")));
    assert!(README.contains(&format!("With `graviola` it is {graviola},")));
}

/// Who wants a library for C asks for it: a Rust program that has the crate does not build one.
#[test]
fn library_is_built_for_rust_alone_unless_asked_otherwise() {
    let metadata = metadata();
    let targets = package(&metadata, env!("CARGO_PKG_NAME"))["targets"]
        .as_array()
        .unwrap();
    let library = targets
        .iter()
        .find(|target| target["name"] == "pinecone_import");
    assert_eq!(library.unwrap()["kind"], json!(["lib"]));
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest = manifest();
    for name in [
        "dependencies",
        "dev-dependencies",
        "target.'cfg(emulator_without_c)'.dev-dependencies",
        "target.'cfg(not(emulator_without_c))'.dev-dependencies",
        "target.'cfg(unix)'.dev-dependencies",
        "target.'cfg(windows)'.dev-dependencies",
    ] {
        let (_, rest) = manifest.split_once(&format!("\n[{name}]\n")).unwrap();
        let lines: Vec<&str> = rest
            .lines()
            .take_while(|line| !line.starts_with('['))
            .collect();
        for pair in lines.windows(2).filter(|pair| pair[1].contains(" = ")) {
            assert!(pair[0].starts_with("# "), "{} has no reason", pair[1]);
        }
    }
}

#[test]
fn ci_runs_the_commands_of_the_readme() {
    let commands: Vec<&str> = README
        .lines()
        .filter_map(|line| line.strip_prefix("$ cargo "))
        .take(2)
        .collect();
    assert_eq!(
        commands,
        ["run --example quickstart", "test --all-features"]
    );
    let Some(ci) = only_in_repository(".ci/run") else {
        return;
    };
    for command in commands {
        let (verb, rest) = command.split_once(' ').unwrap();
        assert!(
            ci.contains(&format!("step cargo {verb} --locked {rest}\n")),
            "{command}"
        );
    }
}

/// The number at the start of a text.
fn number(text: &str) -> u64 {
    let digits = text.trim_start().chars().filter(|c| !",_".contains(*c));
    let digits: String = digits.take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

/// What a document tells is within its budget, and not by a wide margin.
fn check(told: u64, budget: u64) {
    assert!(
        told <= budget && told * 20 > budget * 19,
        "{told} of {budget}"
    );
}

#[test]
fn costs_and_budget_tell_the_same_size() {
    let budget = include_str!("../../benches/footprint/budget.rs");
    let limit = |name: &str| number(budget.split_once(name).unwrap().1);
    let row = COSTS
        .lines()
        .find_map(|line| line.strip_prefix("| this crate | "))
        .unwrap();
    let (bytes, crates) = row.split_once('|').unwrap();
    check(number(bytes), limit("BYTES: u64 = "));
    assert_eq!(number(crates), limit("CRATES: usize = "));
}

#[test]
fn costs_and_ci_tell_the_same_sizes() {
    let costs = COSTS.split_whitespace().collect::<Vec<_>>().join(" ");
    for (script, budget, told) in [
        (
            ".ci/bare-metal",
            "\nOPERATIONS=",
            "all four operations take ",
        ),
        (".ci/bare-metal", "\nEVERYTHING=", "the whole client takes "),
        (".ci/bare-metal-tls", "\nFLASH=", "with TCP and TLS takes "),
        (".ci/bare-metal-tls", "\nHEAP=", "an import takes "),
        (".ci/bare-metal-tls", "\nSTACK=", " bytes of heap and "),
        (".ci/cross", "\nSTATIC=", "the static command has "),
        (".ci/cross", "\nWORDLESS=", "-Cpanic=immediate-abort` | "),
        (
            "benches/footprint/budget.rs",
            "NARROW: u64 = ",
            "feature `ring`) | ",
        ),
        (".ci/capi", "\nSHARED=", "std rebuilt without backtraces | "),
        (".ci/capi", "\nFLASH=", "all C functions take "),
        (".ci/capi", "\nHEAP=", "its heap is at most "),
    ] {
        let Some(script) = only_in_repository(script) else {
            return;
        };
        let behind = |text: &str, name| number(text.split_once(name).unwrap().1);
        check(behind(&costs, told), behind(&script, budget));
    }
}

/// The README's table of systems, in words.
fn systems() -> String {
    let (_, rest) = README.split_once("\n## Systems\n").unwrap();
    let (table, _) = rest.split_once("\n## ").unwrap();
    table.replace(['(', ')', ','], " ")
}

#[test]
fn readme_and_ci_name_the_same_systems() {
    let mut tested = BTreeSet::from(["x86_64 Linux".to_owned()]);
    for script in [".ci/cross", ".ci/windows", ".ci/bare-metal"] {
        let (Some(text), Some(run)) = (only_in_repository(script), only_in_repository(".ci/run"))
        else {
            return;
        };
        assert!(run.contains(&format!("\nstep {script}\n")), "{script}");
        for word in text.split(|c: char| !c.is_ascii_alphanumeric() && !"_-".contains(c)) {
            let Some((cpu, rest)) = word.split_once('-') else {
                continue;
            };
            let name = match rest {
                // The host's own CPU: a static file.
                "unknown-linux-musl" => continue,
                "unknown-linux-gnu" | "unknown-linux-gnueabihf" => {
                    format!("{} Linux", cpu.replace("gc", ""))
                }
                "pc-windows-gnu" => format!("{cpu} Windows"),
                _ => continue,
            };
            tested.insert(name);
        }
    }
    let table = systems();
    let first = table.lines().filter_map(|line| line.split('|').nth(1));
    let cells: Vec<&str> = first.filter(|cell| !cell.contains("macOS")).collect();
    let mut told = BTreeSet::new();
    for cell in cells {
        let words: Vec<&str> = cell.split_whitespace().collect();
        let system = words
            .iter()
            .find(|word| ["Linux", "Windows"].contains(*word));
        for cpu in words
            .iter()
            .filter(|word| word.contains(|c: char| c.is_ascii_digit()))
        {
            if let Some(system) = system {
                told.insert(format!("{cpu} {system}"));
            }
        }
    }
    assert_eq!(told, tested);
}

#[test]
fn readme_names_the_cargo_c_that_is_tested() {
    let Some(run) = only_in_repository(".ci/run") else {
        return;
    };
    let version = run.lines().find_map(|line| line.strip_prefix("CARGO_C="));
    let (version, _) = version.unwrap().split_once('+').unwrap();
    assert!(
        README.contains(&format!("/cargo-c) {version} ")),
        "{version}"
    );
}
