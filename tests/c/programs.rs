//! The C functions, as programs in C, C++ and Python call them.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::build::{C99, CPP17, PLAIN_CPP17, Servers, have, libraries, path, scratch, shared};
use crate::support::run::run;

/// Compiles a program as C and as C++, and runs each against emulators of its own.
fn both(program: &str) {
    let link = shared(&libraries());
    for compiler in [C99, CPP17] {
        if have(compiler.name) {
            let built = compiler.compile(program, &scratch("c"), &link);
            let servers = Servers::start(Duration::from_millis(1000));
            run(servers.tell(&mut Command::new(built)));
        }
    }
}

#[test]
fn life_of_imports() {
    both("life");
}

#[test]
fn every_error_is_told() {
    both("errors");
}

#[test]
fn every_null_and_bad_string_is_refused() {
    both("nulls");
}

#[test]
fn one_client_serves_many_threads() {
    both("threads");
}

#[test]
fn processes_that_share_a_client_after_a_fork_get_their_own_answers() {
    both("fork");
}

#[test]
fn stop_ends_waits_and_retries_within_a_second() {
    both("stop");
}

#[test]
fn signals_neither_end_nor_fail_a_call() {
    both("signals");
}

#[test]
fn wrapper_for_cpp_works_without_exceptions() {
    if have(PLAIN_CPP17.name) {
        let program = PLAIN_CPP17.compile("wrapper", &scratch("c"), &shared(&libraries()));
        let servers = Servers::start(Duration::from_millis(1000));
        run(servers.tell(&mut Command::new(program)));
    }
}

#[test]
fn wrapper_for_cpp_has_every_function() {
    let wrapper = include_str!("../../include/pinecone_import.hpp");
    let names = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let words = words.filter(|word| word.starts_with("pinecone_import_"));
        words.map(str::to_owned).collect()
    };
    let missing: Vec<String> = declared().difference(&names(wrapper)).cloned().collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn callers_own_http_and_clock_carry_every_call() {
    both("transport");
}

#[test]
fn one_call_waits_for_many_imports() {
    both("many");
}

#[test]
fn panic_comes_back_as_its_code() {
    both("panics");
}

#[test]
fn python_calls_it_by_plain_types() {
    if have("python3") {
        let servers = Servers::start(Duration::from_secs(60));
        let mut python = Command::new("python3");
        python.arg(path(&["tests", "c", "library.py"]));
        python.arg(libraries().join("libpinecone_import.so"));
        run(servers.tell(&mut python));
    }
}

/// What a shared library exports.
fn exports(library: &Path) -> BTreeSet<String> {
    let mut nm = Command::new("nm");
    let output = run(nm
        .args(["-D", "--defined-only", "--format=just-symbols"])
        .arg(library));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// What the header declares, as the preprocessor and nothing of ours sees it.
pub fn declared() -> BTreeSet<String> {
    let mut cpp = Command::new("cc");
    cpp.args(["-E", "-P"])
        .arg(path(&["include", "pinecone_import.h"]));
    let text = String::from_utf8(run(&mut cpp).stdout).unwrap();
    text.split('(')
        .filter_map(|before| before.rsplit([' ', '*', '\n']).next())
        .filter(|name| name.starts_with("pinecone_import_") && !name.ends_with(')'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn exports_are_exactly_the_functions_of_the_header() {
    if have("nm") {
        let exports = exports(&libraries().join("libpinecone_import.so"));
        assert!(exports.len() > 60);
        assert_eq!(exports, declared());
    }
}
