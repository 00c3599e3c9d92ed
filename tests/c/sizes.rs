//! How large a program in C gets by each build of the library, as docs/COSTS.md says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::build::{ROOT, STRICT, Servers, have_library, path, scratch};
use super::lives::firmware;
use crate::support::run::run;

const COSTS: &str = include_str!("../../docs/COSTS.md");

/// The most that a program over libcurl may have of ours.
const OURS: u64 = 200_000;

/// Builds a static library by `cargo rustc`, with these features.
fn library(folder: &str, features: &[&str], level: &str) -> PathBuf {
    let target = scratch(folder);
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["rustc", "--offline", "--locked", "--lib", "--release"]);
    cargo.args(["--crate-type", "staticlib"]).args(features);
    cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level);
    run(cargo.arg("--target-dir").arg(&target).current_dir(ROOT));
    target.join("release/libpinecone_import.a")
}

/// The bytes of the program that starts an import; it also has to start one.
fn bytes(name: &str, args: &[&str], library: Option<&Path>, servers: &Servers) -> u64 {
    let folder = scratch("sizes");
    let program = folder.join(name);
    let mut cc = Command::new("cc");
    cc.args(["-std=c99", "-Os", "-s", "-ffunction-sections"]);
    cc.args(STRICT).arg("-Wl,--gc-sections");
    cc.arg("-I").arg(path(&["include"]));
    cc.arg("-I").arg(path(&["examples", "c"]));
    cc.arg(path(&["tests", "c", "start.c"])).args(args);
    cc.args(library);
    cc.args(["-Wl,--as-needed", "-lcurl", "-lpthread", "-lm", "-ldl"]);
    run(cc.arg("-o").arg(&program));
    let ca = folder.join("ca.pem");
    fs::write(&ca, servers.tls.ca_pem()).unwrap();
    let before = servers.tls.imports_started();
    let mut start = Command::new(&program);
    servers.tell(&mut start).env("CA_FILE", ca);
    start.args([
        &servers.tls.url(),
        &servers.tls.api_key(),
        "s3://bucket/dir",
    ]);
    run(&mut start);
    assert_eq!(servers.tls.imports_started(), before + 1, "{name}");
    fs::metadata(program).unwrap().len()
}

/// The number after the name of a row, with its commas.
fn told(row: &str) -> u64 {
    let mut lines = COSTS.lines();
    let rest = lines.find_map(|line| line.strip_prefix(&format!("| {row} | ")));
    let number = rest.expect(row).split(' ').next().unwrap();
    number.replace(',', "").parse().unwrap()
}

#[test]
#[ignore = "builds with optimisation; .ci/run runs it"]
fn program_over_libcurl_has_less_than_200_kb_of_ours() {
    if !have_library("libcurl") {
        return;
    }
    let Some(small) = firmware(false) else {
        return;
    };
    let servers = Servers::start(Duration::from_secs(5));
    let full = library("release", &["--features", "cdylib"], "3");
    let own_http = ["--no-default-features", "--features", "std,capi"];
    let std = library("release-small", &own_http, "z");
    let curl = path(&["examples", "c", "curl_transport.c"]);
    let curl = curl.to_str().unwrap();
    let bare = bytes("bare", &["-DBARE"], None, &servers);
    let rows = [
        ("libcurl alone", bare),
        (
            "this library, with its HTTPS",
            bytes("full", &["-DHTTPS"], Some(&full), &servers),
        ),
        (
            "over libcurl, `std,capi` for size",
            bytes("std", &[curl], Some(&std), &servers),
        ),
        (
            "over libcurl, `examples/firmware`",
            bytes("small", &[curl], Some(&small), &servers),
        ),
    ];
    for (row, bytes) in rows {
        let (ours, told) = (bytes - bare, told(row));
        eprintln!("{row}: {bytes} bytes, {ours} of them ours");
        // Compilers differ a little.
        assert!(
            bytes.abs_diff(told) <= told / 20,
            "{row}: {bytes}, not {told}"
        );
    }
    assert!(rows[3].1 - bare < OURS);
}
