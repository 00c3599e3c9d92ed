//! What reaches a terminal: the progress bar, and nothing that steers.

use std::process::Command;

use super::pty::Terminal;
use super::shell::{URI, command, emulator, run};

/// Runs a command with a terminal for stderr: exit code, stdout, and all that came to the screen.
fn on_a_terminal(mut command: Command) -> (i32, String, String) {
    command.env("TERM", "xterm");
    let mut terminal = Terminal::run(command, false);
    let (code, stdout) = terminal.end();
    (code, stdout, terminal.screen.clone())
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
    let last = screen.trim_end_matches("\r\n").lines().last().unwrap();
    let last = last.rsplit('\r').next().unwrap();
    assert!(
        screen.ends_with("\r\n") && last.contains("Completed  100.0 %  10000 records"),
        "{screen:?}"
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
