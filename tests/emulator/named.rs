//! Faults by the names that the emulator's command line takes.

use std::time::{Duration, Instant};

use super::raw::{bytes, exchange};
use crate::support::emulator::Emulator;
use crate::support::emulator::named::{NAMES, faults};

#[test]
fn named_faults_are_as_their_names_say() {
    let emulator = Emulator::plain();
    let mut started = 0;
    for (name, count, processed, begin, end) in [
        ("503:3", 3, 0, "HTTP/1.1 503 ", "}"),
        ("404", 1, 0, "HTTP/1.1 404 ", "}"),
        ("drop-request:2", 2, 0, "", ""),
        ("drop-answer", 1, 1, "", ""),
        ("cut-answer:2", 2, 2, "HTTP/1.1 200 OK", "\n"),
        ("delay:50ms:2", 2, 2, "HTTP/1.1 200 OK", "}"),
        ("delay:0s", 1, 1, "HTTP/1.1 200 OK", "}"),
    ] {
        let faults = faults(name).unwrap();
        assert_eq!(faults.len(), count, "{name}");
        emulator.script(faults);
        let begun = Instant::now();
        for _ in 0..count {
            let got = exchange(&emulator, &bytes(&emulator, "connection: close\r\n"));
            let is_cut = name.starts_with("cut") && got.len() == 20;
            assert!(got.starts_with(begin), "{name}: {got:?}");
            assert!(got.ends_with(end) || is_cut, "{name}: {got:?}");
            assert_eq!(got.is_empty(), begin.is_empty(), "{name}: {got:?}");
        }
        if name.contains("50ms") {
            assert!(begun.elapsed() >= Duration::from_millis(100));
        }
        started += processed;
        assert_eq!(emulator.imports_started(), started, "{name}");
    }
}

#[test]
fn faults_without_such_a_name_are_refused() {
    for name in [
        "",
        "99",
        "1000",
        "503:",
        "503:0",
        "503:x",
        "503:10001",
        "503:1:1",
        "drop",
        "delay",
        "delay:",
        "delay:x",
        "delay:5m",
        "delay:5s:0",
        "delay:5s:1:1",
        "silent:-1",
    ] {
        assert!(faults(name).is_err(), "{name}");
    }
}

#[test]
fn help_names_only_faults_that_there_are() {
    let mut names = NAMES
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    assert_eq!(NAMES.lines().count(), 6);
    assert!(NAMES.lines().all(|line| line.starts_with("  ")));
    assert!(names.all(|name| faults(name).is_ok()));
}
