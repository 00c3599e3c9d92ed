//! Parts of the command that would take long to see from outside.

use std::process::Command;
use std::time::Duration;

use super::shell::told;
use crate::defaults::{AFTER_AN_ANSWER, FIRST_ANSWER};
use crate::estimate::Estimate;
use crate::times::{ago, between, span};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn times_are_read_in_each_form_and_refused_otherwise() {
    const EPOCH: &str = "1970-01-01T00:00:00Z";
    for (text, since) in [
        (EPOCH, 0),
        ("2000-02-29T23:59:59.999Z", 951_868_799),
        ("2000-03-01T00:00:00Z", 951_868_800),
        ("2024-08-27T17:10:32.206413+00:00", 1_724_778_632),
        ("2024-08-27T19:10:32+02:00", 1_724_778_632),
        ("2024-08-27t15:40:32-01:30", 1_724_778_632),
    ] {
        assert_eq!(between(EPOCH, text), Some(seconds(since)), "{text}");
        assert!(ago(text).unwrap().ends_with(" d ago"), "{text}");
    }
    for text in [
        "",
        "yesterday",
        "2024-08-27",
        "2024-08-27T17:10:32",
        "1969-01-01T00:00:00Z",
        "2024-13-01T00:00:00Z",
        "2024-08-27T17:10:32+é",
        "2024-08-27T17:10:32+aa:00",
        "+024-08-27T17:10:32Z",
        "é024-08-27T17:10:32Z",
    ] {
        assert_eq!(between(EPOCH, text), None, "{text}");
        assert_eq!(ago(text), None, "{text}");
    }
    // It ended before it began, and a clock that is behind.
    assert_eq!(between("2000-03-01T00:00:00Z", EPOCH), None);
    assert_eq!(ago("9999-01-01T00:00:00Z"), None);
}

#[test]
fn span_has_two_units_at_most() {
    for (time, text) in [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (7500, "2 h 5 min"),
        (273_600, "3 d 4 h"),
    ] {
        assert_eq!(span(seconds(time)), text);
    }
}

#[test]
fn estimate_has_a_basis_first() {
    let mut estimate = Estimate::default();
    // In a queue, at the first progress, and too soon after it.
    assert_eq!(estimate.see(seconds(0), 0.0, Some(0)), None);
    assert_eq!(estimate.see(seconds(100), 0.1, Some(1000)), None);
    assert_eq!(estimate.see(seconds(104), 0.2, Some(2000)), None);
    assert_eq!(
        estimate.see(seconds(110), 0.2, Some(2000)).as_deref(),
        Some("about 1 min left  100/s")
    );
    assert_eq!(
        estimate.see(seconds(400), 0.4, None).as_deref(),
        Some("about 10 min left")
    );
    // At the end, nothing is left.
    assert_eq!(estimate.see(seconds(500), 1.0, Some(10_000)), None);
}

#[test]
fn estimate_begins_anew_when_an_import_goes_back() {
    let mut estimate = Estimate::default();
    assert_eq!(estimate.see(seconds(0), 0.5, Some(500)), None);
    assert_eq!(estimate.see(seconds(10), 0.1, Some(i64::MIN)), None);
    assert_eq!(
        estimate.see(seconds(20), 0.2, Some(i64::MAX)).as_deref(),
        Some("about 1 min left")
    );
}

#[test]
fn readme_and_help_tell_how_long_the_first_poll_may_fail() {
    let limit = FIRST_ANSWER.as_secs();
    let readme = include_str!("../../README.md");
    let readme = readme.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(readme.contains(&format!("The first poll may fail for {limit} s, ")));
    let mut help = Command::new(env!("CARGO_BIN_EXE_pinecone-import"));
    let (_, help, _) = told(&help.args(["help", "start"]).output().unwrap());
    assert!(
        help.contains(&format!("[{limit}s; none after a start]")),
        "{help}"
    );
    assert_eq!(AFTER_AN_ANSWER, Duration::MAX);
}
