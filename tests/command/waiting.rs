//! How long the command waits, and what it prints meanwhile.

use std::process::Stdio;
use std::time::Duration;

use super::shell::{URI, command, emulator, run, told};
use crate::support::emulator::Fault;
use serde_json::json;

#[test]
fn deadline_is_taken_in_each_unit() {
    let emulator = emulator(1000);
    run(&emulator, &["start", URI]);
    let wait = |deadline: &str| {
        let args = ["wait", "101", "--poll", "0.1", "--deadline", deadline];
        let mut wait = command(&emulator, &args);
        let piped = wait.stdout(Stdio::piped()).stderr(Stdio::piped());
        piped.spawn().unwrap()
    };
    // Each outlasts the import by far; 0.5m and 0.01h would not, in a smaller unit.
    let waits = ["30", "30s", "0.5m", "0.01h", "0.001d", "0m30s", "9000ms"]
        .map(|deadline| (deadline, wait(deadline)));
    for (deadline, wait) in waits {
        let (code, _, stderr) = told(&wait.wait_with_output().unwrap());
        assert_eq!(code, 0, "{deadline}: {stderr}");
    }
}

#[test]
fn short_deadline_ends_the_wait_in_each_unit() {
    let emulator = emulator(60_000);
    run(&emulator, &["start", URI]);
    for deadline in [
        "0.2",
        "0.2s",
        "0.003m",
        "0.00005h",
        "200ms",
        "0.000002d",
        "0m200ms",
    ] {
        let args = ["wait", "101", "--poll", "0.1", "--deadline", deadline];
        let (code, _, stderr) = run(&emulator, &args);
        assert_eq!(code, 11, "{deadline}: {stderr}");
    }
}

#[test]
fn longest_poll_is_not_the_first() {
    let emulator = emulator(60_000);
    run(&emulator, &["start", URI]);
    let args = ["wait", "101", "--poll", "60", "--deadline", "5"];
    let (code, _, stderr) = run(&emulator, &args);
    assert_eq!(code, 11, "{stderr}");
    // At once, after 2 s, and before the deadline.
    let polls = emulator.exchanges().len() - 1;
    assert!((3..=4).contains(&polls), "{polls} polls");
}

#[test]
fn timeout_ends_a_request() {
    let emulator = emulator(0);
    // The answer comes, but too late.
    emulator.script([Fault::none().delay(Duration::from_secs(5))]);
    let (code, stdout, stderr) = run(&emulator, &["start", URI, "--timeout", "0.3"]);
    assert_eq!((code, stdout.as_str()), (8, ""), "{stderr}");
    assert!(stderr.contains("timed out"), "{stderr}");
}

#[test]
fn wait_without_a_terminal_prints_no_line_for_a_poll_without_a_change() {
    let emulator = emulator(0);
    let at = |percent: u32, status: &str| {
        let import = json!({ "id": "7", "status": status, "percentComplete": percent });
        Fault::status(200, &[], &import.to_string())
    };
    let running = [0, 0, 0, 50, 50, 50].map(|percent| at(percent, "InProgress"));
    emulator.script(running.into_iter().chain([at(100, "Completed")]));
    let (code, _, stderr) = run(&emulator, &["wait", "7", "--poll", "0.1"]);
    assert_eq!((code, emulator.exchanges().len()), (0, 7), "{stderr}");
    let lines: Vec<&str> = stderr.lines().collect();
    assert_eq!(lines.len(), 3, "{stderr}");
    for (line, state) in lines.iter().zip([
        "InProgress  0.0 %",
        "InProgress  50.0 %",
        "Completed  100.0 %",
    ]) {
        assert!(line.starts_with(state), "{stderr}");
    }
}
