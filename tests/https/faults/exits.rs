//! The exit code of the command for every fault.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::table::{Cause, Row, Server, TIMEOUT};
use crate::support::emulator::Emulator;
use crate::support::https::{client, start};

/// The commands, sound and with an argument that is out of its limits.
const COMMANDS: [[&[&str]; 2]; 4] = [
    [&["start", "s3://bucket/dir"], &["start", ""]],
    [&["describe", "101"], &["describe", ""]],
    [&["list"], &["list", "--limit", "0"]],
    [&["cancel", "101"], &["cancel", ".."]],
];

/// What the command should end with, by what the table says.
fn exit(told: &str) -> i32 {
    match told {
        "ok" => 0,
        "Argument" => 2,
        _ if told.ends_with('?') => 8,
        "Api 401" | "Api 403" => 3,
        "Api 404" => 4,
        "Api 429" => 5,
        _ if told.starts_with("Api") || told == "Decode" => 6,
        _ => 7,
    }
}

fn check((name, cause, outcomes): &Row, operation: usize) {
    let (told, tries) = outcomes[operation].rsplit_once(' ').unwrap();
    let server = match cause {
        Cause::Unsent(server) => server(),
        _ => Server::of(Emulator::plain()),
    };
    let mut before = 0;
    if let (Cause::Fault(fault), Some(emulator)) = (cause, &server.emulator) {
        // The import that is described and cancelled.
        client(emulator).start_import(&start()).unwrap();
        before = emulator.exchanges().len();
        emulator.script([fault(), fault(), fault()]);
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_pinecone-import"));
    let bad = usize::from(matches!(cause, Cause::Argument));
    command.args(COMMANDS[operation][bad]);
    if told.starts_with("Timeout") {
        command.args(["--timeout", &TIMEOUT.as_secs_f64().to_string()]);
    }
    let pem = server.emulator.as_ref().map_or("", Emulator::ca_pem);
    let file = format!("{name} {operation}.pem");
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(file);
    if !pem.is_empty() {
        fs::write(&file, pem).unwrap();
        command.arg("--ca-file").arg(&file);
    }
    for name in ["ALL_PROXY", "HTTPS_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command.env("PINECONE_INDEX_HOST", &server.url);
    command.env("PINECONE_API_KEY", "pcsk_EMULATOR_made-up");
    let output = command.stdin(Stdio::null()).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    let code = output.status.code();
    assert_eq!(code, Some(exit(told)), "{name} {operation}: {stderr}");
    if let (Cause::Fault(_), Some(emulator)) = (cause, &server.emulator) {
        let count = emulator.exchanges().len() - before;
        assert_eq!(count.to_string(), tries, "{name} {operation}");
    }
}

#[test]
fn every_fault_has_the_exit_code_of_its_kind() {
    let calls = super::rows().flat_map(|row| [0, 1, 2, 3].map(|operation| (row, operation)));
    let calls = Vec::from_iter(calls);
    let next = AtomicUsize::new(0);
    // Most of the time they wait for the next try.
    thread::scope(|scope| {
        for _ in 0..24 {
            scope.spawn(|| {
                while let Some((row, operation)) = calls.get(next.fetch_add(1, Ordering::Relaxed)) {
                    check(row, *operation);
                }
            });
        }
    });
}
