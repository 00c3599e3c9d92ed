//! Signals: the command ends within a second, and says what it knows, once.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::schema::document;
use super::shell::{URI, command, emulator, told};
use crate::support::emulator::{Accept, Emulator, Fault, Settings};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};

/// More than the second that is promised: the machine may be busy.
const SOON: Duration = Duration::from_secs(10);

pub fn send(child: &Child, signal: Signal) {
    kill(Pid::from_raw(child.id().try_into().unwrap()), signal).unwrap();
}

/// Whether children of this process heed SIGINT: not where it runs in the background of a script.
pub fn is_interruptible() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.map_or(0, |mask| u64::from_str_radix(mask.trim(), 16).unwrap());
    let heeded = ignored >> (Signal::SIGINT as i32 - 1) & 1 == 0;
    if !heeded {
        eprintln!("SKIPPED: SIGINT is ignored");
    }
    heeded
}

/// Runs a command until `ready`, and sends it a signal: exit code, stdout, stderr.
pub fn interrupted(
    mut command: Command,
    signal: Signal,
    mut ready: impl FnMut() -> bool,
) -> (i32, String, String) {
    let piped = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = piped.spawn().unwrap();
    let end = Instant::now() + Duration::from_secs(60);
    while !ready() {
        assert!(Instant::now() < end, "never ready");
        std::thread::sleep(Duration::from_millis(10));
    }
    let begun = Instant::now();
    send(&child, signal);
    let output = child.wait_with_output().unwrap();
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    told(&output)
}

/// An emulator that takes connections, and is silent.
fn silent() -> Emulator {
    Emulator::start(Settings {
        accept: |_| Accept::Stall,
        ..Settings::default()
    })
    .unwrap()
}

/// A command with one JSON document.
fn with_json(emulator: &Emulator, args: &[&str]) -> Command {
    command(emulator, &[args, &["--json"]].concat())
}

#[test]
fn each_signal_has_its_exit_code_and_one_document() {
    if !is_interruptible() {
        return;
    }
    for (signal, code) in [
        (Signal::SIGHUP, 129),
        (Signal::SIGINT, 130),
        (Signal::SIGTERM, 143),
    ] {
        let emulator = emulator(60_000);
        let wait = with_json(&emulator, &["start", URI, "--wait", "--poll", "0.1"]);
        let polled = || emulator.exchanges().len() > 2;
        let (exit, stdout, stderr) = interrupted(wait, signal, polled);
        let document = document(&stdout);
        assert_eq!((exit, &document["exit_code"]), (code, &json!(code)));
        assert_eq!(
            (&document["outcome"], &document["id"], &document["status"]),
            (&json!("interrupted"), &json!("101"), &json!("Pending"))
        );
        assert!(stderr.contains("pinecone-import wait 101"), "{stderr}");
    }
}

#[test]
fn signal_that_is_ignored_from_the_start_stays_ignored() {
    let emulator = emulator(1500);
    // As nohup does it.
    let mut shell = Command::new("sh");
    let line = format!(
        "trap '' HUP; exec {} \"$@\"",
        env!("CARGO_BIN_EXE_pinecone-import")
    );
    let start = command(&emulator, &[]);
    for (name, value) in start.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell.args(["-c", &line, "sh", "start", URI, "--wait", "--poll", "0.1"]);
    let polled = || emulator.exchanges().len() > 2;
    let (code, stdout, stderr) = interrupted(shell, Signal::SIGHUP, polled);
    assert_eq!(code, 0, "{stderr}");
    assert!(stdout.contains("status    Completed"), "{stdout}");
}

#[test]
fn interrupt_during_a_start_says_whether_it_may_have_been_started() {
    if !is_interruptible() {
        return;
    }
    // The request was read, and its answer is kept.
    let emulator = emulator(60_000);
    emulator.script([Fault::none().delay(Duration::from_secs(60))]);
    let start = with_json(&emulator, &["start", URI]);
    let sent = || !emulator.exchanges().is_empty();
    let (code, stdout, _) = interrupted(start, Signal::SIGINT, sent);
    let may = document(&stdout);
    assert_eq!((code, &may["may_have_executed"]), (130, &json!(true)));
    let message = may["message"].as_str().unwrap();
    assert!(
        message.contains("an import may have been started"),
        "{message}"
    );

    // Nothing answers before TLS, so that nothing can be sent.
    let tls = Emulator::start(Settings {
        tls: Some(crate::support::emulator::Certificate::Valid),
        accept: |_| Accept::Stall,
        ..Settings::default()
    })
    .unwrap();
    let connected = || tls.connections() > 0;
    let start = with_json(&tls, &["start", URI]);
    let (code, stdout, _) = interrupted(start, Signal::SIGINT, connected);
    let no = document(&stdout);
    assert_eq!((code, &no["may_have_executed"]), (130, &json!(false)));
    let message = no["message"].as_str().unwrap();
    assert_eq!(message, "interrupted; no import was started");

    // For people, with what to do next.
    emulator.script([Fault::none().delay(Duration::from_secs(60))]);
    let start = command(&emulator, &["start", URI]);
    let sent = || emulator.exchanges().len() > 1;
    let (code, stdout, stderr) = interrupted(start, Signal::SIGINT, sent);
    assert_eq!((code, stdout.as_str()), (130, ""));
    assert!(
        stderr.contains("an import may have been started"),
        "{stderr}"
    );
    assert!(stderr.contains("--ensure"), "{stderr}");
}

#[test]
fn interrupt_of_a_cancel_says_whether_it_may_have_been_cancelled() {
    let silent = silent();
    let cancel = with_json(&silent, &["cancel", "7"]);
    let connected = || silent.connections() > 0;
    let (code, stdout, _) = interrupted(cancel, Signal::SIGTERM, connected);
    let document = document(&stdout);
    assert_eq!((code, &document["id"]), (143, &json!("7")));
    let may = document["may_have_executed"] == true;
    let message = document["message"].as_str().unwrap();
    let words = if may {
        "may have been cancelled"
    } else {
        "was not cancelled"
    };
    assert!(message.contains(words), "{message}");
}

#[test]
fn interrupt_ends_a_command_at_any_moment() {
    if !is_interruptible() {
        return;
    }
    let (silent, away) = (silent(), emulator(0));
    for args in [
        &["list"][..],
        &["describe", "7"],
        &["wait", "7"],
        &["wait", "7", "8"],
        &["start", URI, "--ensure"],
    ] {
        let before = silent.connections();
        let silently = with_json(&silent, args);
        let connected = || silent.connections() > before;
        let (code, stdout, _) = interrupted(silently, Signal::SIGINT, connected);
        let told: Value = document(&stdout);
        assert_eq!(
            (code, &told["outcome"]),
            (130, &json!("interrupted")),
            "{args:?}"
        );

        // In the pause after an error.
        let before = away.exchanges().len();
        let never = [("retry-after", "20")];
        away.script([Fault::status(429, &never, "")]);
        let pausing = with_json(&away, args);
        let answered = || away.exchanges().len() > before;
        let (code, stdout, _) = interrupted(pausing, Signal::SIGINT, answered);
        let told: Value = document(&stdout);
        assert_eq!(
            (code, &told["outcome"]),
            (130, &json!("interrupted")),
            "{args:?}"
        );
        away.clear_script();
    }
}

#[test]
fn interrupt_ends_a_command_whose_reader_does_not_read() {
    if !is_interruptible() {
        return;
    }
    let emulator = emulator(0);
    // More than a pipe holds.
    let import = json!({ "id": "7", "status": "Completed", "error": "x".repeat(300_000) });
    emulator.script([Fault::status(200, &[], &import.to_string())]);
    let mut describe = command(&emulator, &["describe", "7"]);
    let piped = describe.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    let mut begin = [0; 2];
    child
        .stdout
        .as_mut()
        .unwrap()
        .read_exact(&mut begin)
        .unwrap();
    let begun = Instant::now();
    send(&child, Signal::SIGINT);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(begun.elapsed() < SOON);
}

#[test]
fn second_interrupt_ends_the_command_at_once() {
    if !is_interruptible() {
        return;
    }
    let emulator = emulator(60_000);
    let mut wait = command(&emulator, &["start", URI, "--wait"]);
    let mut child = wait.stderr(Stdio::piped()).spawn().unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    stderr.read_line(&mut String::new()).unwrap();
    send(&child, Signal::SIGINT);
    send(&child, Signal::SIGINT);
    assert_eq!(child.wait().unwrap().code(), Some(130));
}
