//! The crates that come with this one: a new one is a decision, not an accident.

use std::process::Command;

/// Names of the crates that a build for Linux takes in, this one left out.
fn crates(features: &[&str]) -> Vec<String> {
    crates_of("x86_64-unknown-linux-gnu", "normal", features)
}

/// The same for any target, with the crates that those `edges` lead to.
fn crates_of(target: &str, edges: &str, features: &[&str]) -> Vec<String> {
    let mut tree = Command::new(env!("CARGO"));
    tree.args(["tree", "--locked", "--offline", "--prefix", "none"])
        .args(["--format", "{p}", "--edges", edges, "--target", target])
        .args(features);
    let output = tree
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let names = text.lines().filter_map(|line| line.split(' ').next());
    let mut names: Vec<String> = names
        .filter(|name| *name != env!("CARGO_PKG_NAME"))
        .map(Into::into)
        .collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn default_features_bring_these_crates() {
    let expected = [
        "base64",
        "bytes",
        "cfg-if",
        "getrandom",
        "http",
        "httparse",
        "itoa",
        "libc",
        "log",
        "mini-internal",
        "miniserde",
        "once_cell",
        "percent-encoding",
        "proc-macro2",
        "quote",
        "ring",
        "rustls",
        "rustls-pki-types",
        "rustls-webpki",
        "subtle",
        "syn",
        "unicode-ident",
        "untrusted",
        "ureq",
        "ureq-proto",
        "utf8-zero",
        "webpki-roots",
        "zeroize",
        "zmij",
    ];
    assert_eq!(crates(&[]), expected);
}

#[test]
fn no_features_bring_these_crates() {
    let expected = [
        "itoa",
        "mini-internal",
        "miniserde",
        "proc-macro2",
        "quote",
        "syn",
        "unicode-ident",
        "zmij",
    ];
    assert_eq!(crates(&["--no-default-features"]), expected);
}

/// What the README's table says of a feature.
fn told(feature: &str) -> &'static str {
    let start = format!("| `{feature}` |");
    let readme = include_str!("../../README.md");
    readme
        .lines()
        .find(|line| line.starts_with(&start))
        .unwrap()
}

/// `cc` is what build scripts find a C compiler with; ring is the only crate here that does.
#[test]
fn graviola_brings_no_crate_that_compiles_c_as_the_readme_says() {
    assert!(told("graviola").contains("without a C compiler"));
    assert!(told("ring").contains("needs a C compiler"));
    for target in ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"] {
        let compiles_c = |features: &[&str]| {
            let mut names = crates_of(target, "normal,build", features);
            names.retain(|name| ["bindgen", "cc", "cmake", "ring"].contains(&name.as_str()));
            names
        };
        let graviola = ["--no-default-features", "--features", "cli,capi,graviola"];
        assert_eq!(compiles_c(&graviola), [""; 0], "{target}");
        assert_eq!(compiles_c(&[]), ["cc", "ring"], "{target}");
    }
}
