//! The crates that come with this one: a new one is a decision, not an accident.

use std::process::Command;

/// Names of the crates that a build for Linux takes in, this one left out.
fn crates(features: &[&str]) -> Vec<String> {
    let mut tree = Command::new(env!("CARGO"));
    tree.args([
        "tree",
        "--locked",
        "--offline",
        "--edges",
        "normal",
        "--prefix",
        "none",
    ]);
    tree.args(["--format", "{p}", "--target", "x86_64-unknown-linux-gnu"])
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
        "base64",
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
