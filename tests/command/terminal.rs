//! What the command does on a terminal of Unix: the progress bar, and the answer to Ctrl-C.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use super::shell::{URI, command, emulator, run, told};
use nix::pty::{Winsize, openpty};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

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
fn interrupt_while_waiting_tells_how_to_come_back() {
    let emulator = emulator(60_000);
    let mut child = command(&emulator, &["start", URI, "--wait", "--poll", "0.1"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.starts_with("Pending") {
        line.clear();
        assert_ne!(stderr.read_line(&mut line).unwrap(), 0);
    }
    kill(
        Pid::from_raw(child.id().try_into().unwrap()),
        Signal::SIGINT,
    )
    .unwrap();
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(
        rest.contains("import 101 continues") && rest.contains("pinecone-import wait 101"),
        "{rest}"
    );
}
