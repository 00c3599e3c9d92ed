//! What cannot be told on stdout is told on stderr, and nothing that runs is lost.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use super::shell::{URI, command, emulator, told};
use crate::support::emulator::Fault;

/// A disk that is full, if this system has one.
fn full() -> Option<File> {
    let full = OpenOptions::new().write(true).open("/dev/full");
    if full.is_err() {
        eprintln!("SKIPPED: there is no /dev/full");
    }
    full.ok()
}

/// Runs a command whose output goes there: exit code and stderr.
fn run_to(stdout: impl Into<Stdio>, mut command: Command) -> (i32, String) {
    let (code, _, stderr) = told(&command.stdout(stdout).output().unwrap());
    (code, stderr)
}

/// A pipe that nobody reads.
fn closed_pipe() -> Stdio {
    let mut reader = Command::new("true").stdin(Stdio::piped()).spawn().unwrap();
    let writer = reader.stdin.take().unwrap();
    reader.wait().unwrap();
    writer.into()
}

#[test]
fn id_is_told_when_stdout_fails_after_a_start() {
    let emulator = emulator(60_000);
    for (more, id) in [(&[][..], "101"), (&["--json"], "102"), (&["-q"], "103")] {
        let Some(full) = full() else { return };
        let args = [&["start", URI][..], more].concat();
        let (code, stderr) = run_to(full, command(&emulator, &args));
        assert_eq!(code, 8, "{stderr}");
        for part in [
            &format!("import {id} was started, but the output could not be written"),
            &format!("pinecone-import wait {id}"),
        ] {
            assert!(stderr.contains(part.as_str()), "{stderr}");
        }
    }
    let (code, stderr) = run_to(closed_pipe(), command(&emulator, &["start", URI]));
    assert!(
        code == 8 && stderr.contains("import 104 was started"),
        "{stderr}"
    );
    assert_eq!(emulator.imports_started(), 4);
}

#[test]
fn doubt_is_told_when_stdout_fails_too() {
    let emulator = emulator(60_000);
    emulator.script([Fault::drop_after()]);
    let Some(full) = full() else { return };
    let (code, stderr) = run_to(full, command(&emulator, &["start", URI, "--json"]));
    assert_eq!(code, 8, "{stderr}");
    assert!(stderr.contains("may have"), "{stderr}");
    assert!(
        stderr.contains("the output could not be written"),
        "{stderr}"
    );
}

#[test]
fn end_of_a_wait_counts_more_than_its_output() {
    let emulator = emulator(0);
    told(
        &command(&emulator, &["start", "s3://fail"])
            .output()
            .unwrap(),
    );
    for (args, code) in [(&["wait", "101"][..], 9), (&["describe", "101"], 1)] {
        let Some(full) = full() else { return };
        let (exit, stderr) = run_to(full, command(&emulator, args));
        assert_eq!(exit, code, "{stderr}");
        assert!(
            stderr.contains("import 101: the output could not"),
            "{stderr}"
        );
    }
}

#[test]
fn reader_who_has_seen_enough_is_no_failure() {
    let emulator = emulator(0);
    for args in [&["list"][..], &["list", "--json"], &["help"], &["man"]] {
        let (code, stderr) = run_to(closed_pipe(), command(&emulator, args));
        assert_eq!((code, stderr.as_str()), (0, ""), "{args:?}");
    }
    // The same with a table that is larger than a pipe.
    let import = format!(
        r#"{{"id":"7","status":"Failed","uri":"{}"}}"#,
        "u".repeat(9000)
    );
    let page = format!(r#"{{"data":[{}]}}"#, vec![import; 30].join(","));
    emulator.script([Fault::status(200, &[], &page)]);
    let mut list = command(&emulator, &["list"]);
    let piped = list.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    let mut line = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut line).unwrap();
    drop(stdout);
    assert!(line.starts_with("ID "), "{line}");
    let (code, _, stderr) = told(&child.wait_with_output().unwrap());
    assert_eq!((code, stderr.as_str()), (0, ""));
}
