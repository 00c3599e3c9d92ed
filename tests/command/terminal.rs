//! What reaches a terminal: the progress bar, and nothing that steers.

use std::io::Read;
use std::process::{Command, Stdio};

use super::shell::{URI, command, emulator, run, run_json, told};
use crate::support::emulator::Fault;
use nix::pty::{Winsize, openpty};
use serde_json::json;

/// Runs a command with a terminal for stderr: exit code, stdout, and all that came to the screen.
fn on_a_terminal(mut command: Command) -> (i32, String, String) {
    let size = Winsize {
        ws_row: 24,
        ws_col: 100,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    let terminal = openpty(Some(&size), None).unwrap();
    let child = command
        .env("TERM", "xterm")
        .stderr(terminal.slave)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // The terminal ends when nobody has it open any more.
    drop(command);
    let mut screen = Vec::new();
    // Linux ends a terminal with an error instead of an end of file.
    let _ = std::fs::File::from(terminal.master).read_to_end(&mut screen);
    let (code, stdout, _) = told(&child.wait_with_output().unwrap());
    (code, stdout, String::from_utf8_lossy(&screen).into_owned())
}

#[test]
fn wait_on_a_terminal_shows_a_bar() {
    let emulator = emulator(600);
    run(&emulator, &["start", URI]);
    let wait = command(&emulator, &["wait", "101", "--poll", "0.1"]);
    let (code, stdout, screen) = on_a_terminal(wait);
    assert_eq!(code, 0);
    assert!(stdout.contains("status    Completed"), "{stdout}");
    assert!(
        screen.contains("[=") && screen.contains("InProgress") && screen.contains("00:00:0"),
        "{screen}"
    );
    assert!(
        screen.contains("Completed  100.0 %  10000 records"),
        "{screen}"
    );
}

#[test]
fn wait_where_no_thread_can_be_had_shows_a_bar() {
    let emulator = emulator(600);
    run(&emulator, &["start", URI]);
    let mut wait = command(&emulator, &["wait", "101", "--poll", "0.1"]);
    // No thread gets a stack of a pebibyte.
    wait.env("RUST_MIN_STACK", (1_u64 << 50).to_string());
    let (code, stdout, screen) = on_a_terminal(wait);
    assert_eq!(code, 0, "{screen}");
    assert!(stdout.contains("status    Completed"), "{stdout}");
    assert!(
        screen.contains("[=") && screen.contains("Completed  100.0 %"),
        "{screen}"
    );
}

#[test]
fn id_of_the_server_neither_steers_nor_ends_a_line() {
    let emulator = emulator(0);
    let answer = r#"{"id":"1\u001b[2J\nimport 9 \u009b1m\u202e\u2067\u007f"}"#;
    let script = |status| {
        emulator.clear_script();
        emulator.script([
            Fault::status(200, &[], answer),
            Fault::status(status, &[], "a\u{1b}[2J\nb\u{9b}"),
        ]);
    };
    // A start alone, a wait that fails, and a wait to the deadline.
    for (status, args, lines) in [
        (404, &["start", URI][..], 1),
        (404, &["start", URI, "--wait"], 3),
        (500, &["start", URI, "--wait", "--deadline", "0.2"], 2),
    ] {
        script(status);
        let (_, stdout, stderr) = run(&emulator, args);
        let steers = |c: char| c != '\n' && (c.is_control() || "\u{202e}\u{2067}".contains(c));
        assert!(
            !stdout.contains(steers) && !stderr.contains(steers),
            "{stdout:?} {stderr:?}"
        );
        assert_eq!(stderr.lines().count(), lines, "{stderr}");
        script(status);
        // A program gets the same value.
        let args = [args, &["--json"]].concat();
        let (_, stdout, _) = run(&emulator, &args);
        assert!(!stdout.contains(steers), "{stdout:?}");
        script(status);
        let (_, document) = run_json(&emulator, &args[..args.len() - 1]);
        let id = "1\u{1b}[2J\nimport 9 \u{9b}1m\u{202e}\u{2067}\u{7f}";
        assert_eq!(document["id"], json!(id));
    }
}
