//! What a person sees while the server is away, and for how long the command waits for it.

use std::process::Stdio;
use std::time::{Duration, Instant};

use super::pty::Terminal;
use super::schema::document;
use super::shell::{URI, command, emulator, run, run_json};
use super::signals::{is_interruptible, send};
use crate::support::emulator::service::ServiceSettings;
use crate::support::emulator::{Emulator, Fault, Settings};
use nix::sys::signal::Signal;
use serde_json::json;

/// A port where an emulator was, and can be again.
fn free_port() -> u16 {
    emulator(0).port()
}

/// An emulator on a port, with an import that takes this long.
fn emulator_at(port: u16, millis: u64) -> Emulator {
    let service = ServiceSettings {
        import_duration: Duration::from_millis(millis),
        ..ServiceSettings::default()
    };
    let settings = Settings {
        service,
        port,
        ..Settings::default()
    };
    Emulator::start(settings).unwrap()
}

#[test]
fn retry_is_told_before_it_happens() {
    let emulator = emulator(0);
    for format in [&[][..], &["--json"]] {
        emulator.script([Fault::status(503, &[], "")]);
        let (code, _, stderr) = run(&emulator, &[&["list"], format].concat());
        assert_eq!(code, 0);
        let line = stderr.lines().next().unwrap();
        let told =
            line.starts_with("the server answered 503") && line.contains("; trying again in");
        assert!(told && line.ends_with("(2 of 3)"), "{stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
}

#[test]
fn verbose_tells_every_try_and_quiet_only_errors() {
    let emulator = emulator(0);
    emulator.script([Fault::status(503, &[], "")]);
    let (code, _, stderr) = run(&emulator, &["list", "-v"]);
    assert_eq!(code, 0);
    for line in [
        "list: attempt 1 of 3",
        "list: failed after ",
        "list: attempt 2 of 3",
        "list: HTTP 200 after ",
    ] {
        let count = stderr.lines().filter(|told| told.starts_with(line)).count();
        assert_eq!(count, 1, "{line}: {stderr}");
    }
    emulator.script([Fault::none(), Fault::status(503, &[], "")]);
    let args = ["start", URI, "--wait", "--poll", "0.1", "-q"];
    let (code, stdout, stderr) = run(&emulator, &args);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.contains("status    Completed"), "{stdout}");
    let (code, _, stderr) = run(&emulator, &["start", "s3://fail", "--wait", "-q"]);
    assert_eq!((code, stderr.lines().count()), (9, 1), "{stderr}");
    assert!(
        stderr.starts_with("import 102 failed: a Parquet file"),
        "{stderr}"
    );
    let (code, _, stderr) = run(&emulator, &["describe", "999", "-q"]);
    assert!(code == 4 && stderr.contains("404"), "{stderr}");
}

/// In a terminal, as a person sees it: the server goes, the command says so, and goes on when it is
/// back; Ctrl-C ends it at any moment.
#[test]
fn outage_on_a_terminal_is_seen_and_outlasted() {
    let port = free_port();
    let emulator = emulator_at(port, 60_000);
    run(&emulator, &["start", URI]);
    let wait = |emulator: &Emulator| {
        let mut wait = command(emulator, &["wait", "101", "--poll", "0.5"]);
        wait.env("TERM", "xterm");
        Terminal::run(wait, false)
    };
    let mut terminal = wait(&emulator);
    terminal.wait_for("Pending");
    drop(emulator);
    let gone = Instant::now();
    terminal.wait_for(&format!(
        "still waiting: cannot connect to 127.0.0.1:{port}"
    ));
    // Two polling intervals, and what a busy machine adds.
    assert!(
        gone.elapsed() < Duration::from_secs(10),
        "{:?}",
        gone.elapsed()
    );
    terminal.wait_for("(2 failures in a row)");
    terminal.wait_for("(4 failures in a row)");
    terminal.wait_for("no answer (");
    let back = emulator_at(port, 600);
    run(&back, &["start", URI]);
    terminal.wait_for("Completed");
    let (code, stdout) = terminal.end();
    assert_eq!(code, 0, "{}", terminal.screen);
    assert!(stdout.contains("status    Completed"), "{stdout}");

    if !is_interruptible() {
        return;
    }
    drop(back);
    let emulator = emulator_at(port, 60_000);
    run(&emulator, &["start", URI]);
    let mut terminal = wait(&emulator);
    terminal.wait_for("Pending");
    drop(emulator);
    terminal.wait_for("still waiting");
    let begun = Instant::now();
    send(&terminal.child, Signal::SIGINT);
    terminal
        .wait_for("interrupted; import 101 continues; follow it with: pinecone-import wait 101");
    assert_eq!(terminal.end().0, 130);
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn outage_is_told_in_lines_where_there_is_no_bar() {
    let emulator = emulator(0);
    run(&emulator, &["start", URI]);
    let outage = |count| (0..count).map(|_| Fault::status(503, &[], ""));
    let lines = |stderr: &str| {
        let told = stderr
            .lines()
            .filter(|line| line.starts_with("still waiting: "));
        told.count()
    };
    emulator.script(outage(9));
    let (code, _, stderr) = run(&emulator, &["wait", "101", "--poll", "0.1"]);
    assert_eq!((code, lines(&stderr)), (0, 4), "{stderr}");
    assert!(stderr.contains("(8 failures in a row)"), "{stderr}");
    emulator.script(outage(9));
    let (code, _, stderr) = run(&emulator, &["wait", "101", "--poll", "0.1", "-v"]);
    assert_eq!((code, lines(&stderr)), (0, 9), "{stderr}");
    emulator.script(outage(1));
    let mut wait = command(&emulator, &["wait", "101", "--poll", "0.1"]);
    wait.env("TERM", "dumb");
    let mut terminal = Terminal::run(wait, false);
    let (code, _) = terminal.end();
    assert_eq!(
        (code, lines(&terminal.screen)),
        (0, 1),
        "{}",
        terminal.screen
    );
    assert!(
        terminal
            .screen
            .contains("Completed  100.0 %  10000 records")
    );
    assert!(!terminal.screen.contains('\u{1b}'), "{}", terminal.screen);
}

#[test]
fn state_is_told_again_after_an_outage() {
    let emulator = emulator(0);
    let at = |status: &str| {
        let import = json!({ "id": "7", "status": status, "percentComplete": 50 });
        Fault::status(200, &[], &import.to_string())
    };
    let outage = Fault::status(503, &[], "");
    emulator.script([at("InProgress"), outage, at("InProgress"), at("Completed")]);
    let (code, _, stderr) = run(&emulator, &["wait", "7", "--poll", "0.1"]);
    assert_eq!(code, 0, "{stderr}");
    let begins: Vec<&str> = stderr
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(begins, ["InProgress", "still", "InProgress", "Completed"]);
}

#[test]
fn first_poll_is_waited_for_only_so_long() {
    let gone = emulator(0);
    let args = ["wait", "101", "--poll", "0.1", "--json", "--first-answer"];
    let mut wait = command(&gone, &[&args[..], &["1s"]].concat());
    // After a start, the host is known to be right.
    let settings = Settings {
        accept: |number| match number {
            0 => crate::support::emulator::Accept::Serve,
            _ => crate::support::emulator::Accept::Close,
        },
        ..Settings::default()
    };
    let only_a_start = Emulator::start(settings).unwrap();
    drop(gone);
    let output = wait.output().unwrap();
    let told = document(std::str::from_utf8(&output.stdout).unwrap());
    assert_eq!(
        (output.status.code(), &told["outcome"], &told["id"]),
        (Some(7), &json!("network"), &json!("101"))
    );
    let args = ["start", URI, "--wait", "--poll", "0.1", "--deadline", "2s"];
    let (code, told) = run_json(&only_a_start, &args);
    assert_eq!((code, &told["id"]), (11, &json!("101")), "{told}");
}

#[test]
fn outage_is_waited_for_as_long_as_wanted() {
    let emulator = emulator(60_000);
    run(&emulator, &["start", URI]);
    emulator.script(
        [Fault::none()]
            .into_iter()
            .chain((0..999).map(|_| Fault::drop_before())),
    );
    let args = ["wait", "101", "--poll", "0.1", "--outage", "500ms"];
    let (code, told) = run_json(&emulator, &args);
    assert_eq!((code, &told["outcome"]), (7, &json!("network")), "{told}");
}

#[test]
fn deadline_tells_its_cause() {
    let emulator = emulator(60_000);
    run(&emulator, &["start", URI]);
    let body =
        r#"{"code":14,"message":"made-up outage","details":[{"@type":"t/R","retryDelay":"1s"}]}"#;
    let faults = (0..99).map(|_| Fault::status(503, &[("x-request-id", "r-1")], body));
    emulator.script([Fault::none()].into_iter().chain(faults));
    let args = ["wait", "101", "--poll", "0.1", "--deadline", "1500ms"];
    let (code, told) = run_json(&emulator, &args);
    assert_eq!((code, &told["status"]), (11, &json!("Pending")), "{told}");
    assert_eq!(
        (
            &told["http_status"],
            &told["code_name"],
            &told["request_id"]
        ),
        (&json!(503), &json!("UNAVAILABLE"), &json!("r-1"))
    );
    assert_eq!(told["details"][0]["json"]["retryDelay"], "1s");
    let message = told["message"].as_str().unwrap();
    assert!(
        message.contains("the last poll failed: the server answered 503"),
        "{message}"
    );
}

#[test]
fn speed_and_time_left_are_told_once_there_is_a_basis() {
    let emulator = emulator(12_000);
    let mut start = command(&emulator, &["start", URI, "--wait", "--poll", "1s"]);
    let output = start.stdout(Stdio::null()).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    let (begin, end) = stderr.split_once("about ").expect("an estimate");
    // Not before five seconds of progress.
    assert!(begin.contains("InProgress  "), "{stderr}");
    assert!(
        end.contains(" s left  ") && end.contains("/s\n"),
        "{stderr}"
    );
    let last = stderr.lines().last().unwrap();
    assert!(
        last.starts_with("Completed") && !last.contains("left"),
        "{stderr}"
    );
}
