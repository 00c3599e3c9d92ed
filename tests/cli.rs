//! The command, as a shell runs it.

#![cfg(all(feature = "cli", unix))]

#[path = "support/emulator/mod.rs"]
mod emulator;

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use emulator::service::ServiceSettings;
use emulator::{Emulator, Fault, Settings};
use nix::pty::{Winsize, openpty};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};

const URI: &str = "s3://bucket/dir";

/// An emulator whose imports take this long.
fn emulator(millis: u64) -> Emulator {
    let service = ServiceSettings {
        import_duration: Duration::from_millis(millis),
        ..ServiceSettings::default()
    };
    Emulator::start(Settings {
        service,
        ..Settings::default()
    })
    .unwrap()
}

fn command(emulator: &Emulator, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pinecone-import"));
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command
        .env("PINECONE_API_KEY", emulator.api_key())
        .env("PINECONE_INDEX_HOST", emulator.url());
    command.args(args).stdin(Stdio::null());
    command
}

/// Exit code, stdout, stderr.
fn told(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code().unwrap(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

fn run(emulator: &Emulator, args: &[&str]) -> (i32, String, String) {
    told(&command(emulator, args).output().unwrap())
}

/// Exit code and the one JSON document on stdout.
fn run_json(emulator: &Emulator, args: &[&str]) -> (i32, Value) {
    let (code, stdout, _) = run(emulator, &[args, &["--json"]].concat());
    assert_eq!(stdout.lines().count(), 1, "{stdout}");
    (code, serde_json::from_str(&stdout).unwrap())
}

#[test]
fn start_prints_the_id_alone() {
    let emulator = emulator(0);
    let args = [
        "start",
        URI,
        "--integration-id",
        "int-1",
        "--error-mode=continue",
    ];
    let (code, stdout, stderr) = run(&emulator, &args);
    assert_eq!((code, stdout.as_str()), (0, "101\n"), "{stderr}");
    assert!(stderr.contains("pinecone-import wait 101"), "{stderr}");
    let import = &emulator.imports()[0];
    assert_eq!(import.integration_id.as_deref(), Some("int-1"));
    assert_eq!(import.error_mode.as_deref(), Some("continue"));
    let agent = emulator.exchanges()[0]
        .request
        .header("user-agent")
        .unwrap()
        .to_owned();
    assert!(agent.ends_with("; source_tag=cli"), "{agent}");
}

#[test]
fn start_json_is_one_flat_document() {
    let (code, document) = run_json(&emulator(0), &["start", URI]);
    assert_eq!(
        (code, &document["id"], &document["outcome"]),
        (0, &json!("101"), &json!("started"))
    );
    assert!(
        document
            .as_object()
            .unwrap()
            .values()
            .all(|value| !value.is_object() && !value.is_array())
    );
}

#[test]
fn start_with_ensure_tells_how_it_came_by_the_import() {
    let emulator = emulator(60_000);
    let (code, document) = run_json(&emulator, &["start", URI, "--ensure"]);
    assert_eq!((code, &document["outcome"]), (0, &json!("started")));
    let (code, document) = run_json(&emulator, &["start", URI, "--ensure"]);
    assert_eq!(
        (code, &document["outcome"], &document["id"]),
        (0, &json!("already_running"), &json!("101"))
    );
    emulator.script([Fault::none(), Fault::drop_after()]);
    let (code, stdout, stderr) = run(&emulator, &["start", "s3://other", "--ensure"]);
    assert_eq!((code, stdout.as_str()), (0, "102\n"));
    assert!(stderr.contains("its answer was lost"), "{stderr}");
    assert_eq!(emulator.imports_started(), 2);
}

#[test]
fn wait_without_a_terminal_prints_a_line_per_change() {
    let emulator = emulator(600);
    let (code, stdout, stderr) = run(&emulator, &["start", URI, "--wait", "--poll", "0.1"]);
    assert_eq!(code, 0, "{stderr}");
    assert!(
        stdout.contains("status    Completed\n") && stdout.contains("records   10000\n"),
        "{stdout}"
    );
    let lines: Vec<&str> = stderr.lines().collect();
    assert!(
        lines.len() > 3 && lines[0].starts_with("import 101 is started"),
        "{stderr}"
    );
    assert!(
        lines
            .last()
            .unwrap()
            .starts_with("Completed  100.0 %  10000 records"),
        "{stderr}"
    );
    assert!(!stderr.contains('\u{1b}') && !stderr.contains('\r'));
}

#[test]
fn wait_on_a_terminal_shows_a_bar() {
    let emulator = emulator(600);
    run(&emulator, &["start", URI]);
    let size = Winsize {
        ws_row: 24,
        ws_col: 100,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    let terminal = openpty(Some(&size), None).unwrap();
    let mut wait = command(&emulator, &["wait", "101", "--poll", "0.1"]);
    let child = wait
        .env("TERM", "xterm")
        .stderr(terminal.slave)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // The terminal ends when nobody has it open any more.
    drop(wait);
    let mut screen = Vec::new();
    // Linux ends a terminal with an error instead of an end of file.
    let _ = std::fs::File::from(terminal.master).read_to_end(&mut screen);
    let screen = String::from_utf8_lossy(&screen);
    let (code, stdout, _) = told(&child.wait_with_output().unwrap());
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
        rest.contains("import 101 goes on") && rest.contains("pinecone-import wait 101"),
        "{rest}"
    );
}

#[test]
fn end_of_a_wait_has_its_exit_code() {
    let emulator = emulator(300);
    run(&emulator, &["start", "s3://bucket/fail"]);
    run(&emulator, &["start", URI]);
    run(&emulator, &["cancel", "102"]);
    run(&emulator, &["start", URI]);
    for (id, code, outcome) in [
        ("101", 9, "import_failed"),
        ("102", 10, "import_cancelled"),
        ("103", 0, "completed"),
    ] {
        let (exit, document) = run_json(&emulator, &["wait", id, "--poll", "0.1"]);
        assert_eq!(
            (exit, &document["outcome"], &document["id"]),
            (code, &json!(outcome), &json!(id))
        );
    }
    let (code, stdout, _) = run(&emulator, &["wait", "101"]);
    assert_eq!(code, 9);
    assert!(stdout.contains("error     a Parquet file"), "{stdout}");
}

#[test]
fn wait_past_its_deadline_tells_the_last_state() {
    let emulator = emulator(60_000);
    run(&emulator, &["start", URI]);
    let (code, stdout, stderr) = run(
        &emulator,
        &["wait", "101", "--deadline", "0.3", "--poll", "0.1"],
    );
    assert_eq!(code, 11);
    assert!(
        stdout.contains("status    Pending") && stderr.contains("goes on"),
        "{stdout}{stderr}"
    );
    emulator.script((0..9).map(|_| Fault::status(500, &[], "")));
    let args = ["wait", "101", "--deadline", "0.3", "--poll", "0.1"];
    let (code, document) = run_json(&emulator, &args);
    assert_eq!(
        (code, &document["outcome"], &document["status"]),
        (11, &json!("wait_deadline"), &json!(null))
    );
}

#[test]
fn failure_has_its_exit_code_in_each_mode() {
    let emulator = emulator(0);
    let never = [("retry-after", "999999")];
    for (fault, args, code, outcome) in [
        (
            Fault::status(401, &[], "Unauthorized"),
            &["list"][..],
            3,
            "not_authorised",
        ),
        (
            Fault::status(403, &[], "Wrong API key"),
            &["list"],
            3,
            "not_authorised",
        ),
        (Fault::none(), &["describe", "999"], 4, "not_found"),
        (
            Fault::status(429, &never, ""),
            &["start", URI],
            5,
            "rate_limited",
        ),
        (
            Fault::status(400, &[], "{\"code\":3}"),
            &["start", URI],
            6,
            "server",
        ),
        (Fault::status(503, &never, ""), &["list"], 6, "server"),
        (Fault::drop_after(), &["start", URI], 8, "outcome_unknown"),
        (
            Fault::status(200, &[], "{}"),
            &["start", URI],
            8,
            "outcome_unknown",
        ),
    ] {
        emulator.script([fault.clone(), fault]);
        let (exit, stdout, stderr) = run(&emulator, args);
        assert_eq!((exit, stdout.as_str()), (code, ""), "{stderr}");
        assert!(stderr.starts_with("pinecone-import: "), "{stderr}");
        let (exit, document) = run_json(&emulator, args);
        assert_eq!(
            (exit, &document["outcome"], &document["exit_code"]),
            (code, &json!(outcome), &json!(code))
        );
        assert_eq!(document["may_have_executed"], json!(code == 8));
        assert!(
            document
                .as_object()
                .unwrap()
                .values()
                .all(|value| !value.is_object()),
            "{document}"
        );
    }
}

#[test]
fn server_that_is_not_there_is_a_network_failure() {
    let gone = emulator(0);
    let mut list = command(&gone, &["list", "--json", "--timeout", "2"]);
    drop(gone);
    let (code, stdout, _) = told(&list.output().unwrap());
    let document: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(
        (code, &document["outcome"], &document["http_status"]),
        (7, &json!("network"), &json!(null))
    );
}

#[test]
fn failure_after_the_start_tells_the_id() {
    let emulator = emulator(60_000);
    emulator.script([Fault::none(), Fault::status(404, &[], "")]);
    let (code, document) = run_json(&emulator, &["start", URI, "--wait"]);
    assert_eq!((code, &document["id"]), (4, &json!("101")));
    emulator.script([Fault::none(), Fault::status(404, &[], "")]);
    let (_, _, stderr) = run(&emulator, &["start", URI, "--wait"]);
    assert!(
        stderr.contains("import 102 was started, but")
            && stderr.contains("pinecone-import wait 102"),
        "{stderr}"
    );
}

#[test]
fn usage_errors_are_one_line_and_send_nothing() {
    let emulator = emulator(0);
    for (args, says) in [
        (&[][..], "which command?"),
        (&["lst"], "no command \"lst\""),
        (&["start"], "pinecone-import start URI"),
        (&["start", URI, "more"], "pinecone-import start URI"),
        (&["list", "x"], "pinecone-import list"),
        (&["list", "--wait"], "list takes no option --wait"),
        (&["list", "--limit", "101"], "1 to 100"),
        (&["list", "--limit"], "--limit"),
        (&["list", "--nope"], "--nope"),
        (&["list", "-x"], "-x"),
        (&["list", "--api-key", "s3cr3t-word"], "PINECONE_API_KEY"),
        (&["list", "--api-version", "x"], "YYYY-MM"),
        (&["list", "--timeout", "x"], "--timeout must be a time"),
        (&["list", "--timeout", "-1"], "--timeout must be a time"),
        (&["list", "--ca-file", "/no/such/file"], "--ca-file"),
        (
            &["list", "--index-host", "http://example.com"],
            "plain http is for loopback only",
        ),
        (&["start", "file:///x"], "invalid uri"),
        (&["start", URI, "--error-mode", "skip"], "abort or continue"),
        (&["describe", ".."], "must not be . or .."),
        (&["completions", "csh"], "bash, zsh or fish"),
    ] {
        let (code, stdout, stderr) = run(&emulator, args);
        assert_eq!((code, stdout.as_str()), (2, ""), "{args:?}: {stderr}");
        let first = stderr.lines().next().unwrap();
        assert!(
            first.contains(says) && !stderr.contains("s3cr3t-word"),
            "{args:?}: {stderr}"
        );
        let (code, document) = run_json(&emulator, args);
        assert_eq!(
            (code, &document["outcome"]),
            (2, &json!("usage")),
            "{args:?}"
        );
    }
    assert_eq!(emulator.connections(), 0);
    for name in ["PINECONE_API_KEY", "PINECONE_INDEX_HOST"] {
        for unset in [true, false] {
            let mut list = command(&emulator, &["list"]);
            if unset {
                list.env_remove(name)
            } else {
                list.env(name, "")
            };
            let (code, _, stderr) = told(&list.output().unwrap());
            assert!(code == 2 && stderr.contains(name), "{stderr}");
        }
    }
}

#[test]
fn list_prints_a_table_or_a_document_of_one_page_or_all() {
    let emulator = emulator(0);
    assert_eq!(run(&emulator, &["list"]).1.lines().count(), 1);
    for _ in 0..5 {
        run(&emulator, &["start", URI]);
    }
    let (_, stdout, stderr) = run(&emulator, &["list", "--limit", "2"]);
    let lines: Vec<&str> = stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{stdout}");
    assert!(
        lines[0].starts_with("ID ") && lines[1].starts_with("105  Completed  100.0 %"),
        "{stdout}"
    );
    assert!(stderr.contains("--all"), "{stderr}");
    assert_eq!(
        run(&emulator, &["list", "--limit", "2", "--all"])
            .1
            .lines()
            .count(),
        6
    );
    let (_, page) = run_json(&emulator, &["list", "--limit", "2"]);
    assert_eq!(page["imports"].as_array().unwrap().len(), 2);
    let next = page["next"].as_str().unwrap();
    let (_, page) = run_json(
        &emulator,
        &["list", "--limit", "3", "--pagination-token", next],
    );
    assert_eq!(
        (page["imports"].as_array().unwrap().len(), &page["next"]),
        (3, &json!(null))
    );
}

#[test]
fn json_keeps_zeros_and_unknown_fields_as_null() {
    let emulator = emulator(0);
    let body = r#"{"id":"7","status":"New\u001b[2J","percentComplete":0,"recordsImported":0}"#;
    emulator.script([Fault::status(200, &[], body), Fault::status(200, &[], body)]);
    let (_, document) = run_json(&emulator, &["describe", "7"]);
    assert_eq!(
        (&document["percent_complete"], &document["records_imported"]),
        (&json!(0.0), &json!(0))
    );
    assert_eq!(
        (&document["error"], &document["status"]),
        (&json!(null), &json!("New\u{1b}[2J"))
    );
    let (_, stdout, _) = run(&emulator, &["describe", "7"]);
    assert!(
        stdout.contains("status    New [2J\n") && stdout.contains("records   0\n"),
        "{stdout}"
    );
}

#[test]
fn help_version_man_and_completions_need_no_settings() {
    let run = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_pinecone-import"))
            .args(args)
            .env_clear()
            .output()
            .unwrap();
        let (code, stdout, stderr) = told(&output);
        assert_eq!((code, stderr.as_str()), (0, ""), "{args:?}");
        stdout
    };
    assert_eq!(
        run(&["--version"]),
        concat!("pinecone-import ", env!("CARGO_PKG_VERSION"), "\n")
    );
    let help = run(&["--help"]);
    for name in [
        "start URI",
        "wait ID",
        "describe ID",
        "list",
        "cancel ID",
        "PINECONE_API_KEY",
        "  130 ",
    ] {
        assert!(help.contains(name), "{name}: {help}");
    }
    assert!(run(&["start", "-h"]).contains("--integration-id ID"));
    assert!(run(&["man"]).starts_with(".TH PINECONE-IMPORT 1"));
    for shell in ["bash", "zsh", "fish"] {
        assert!(run(&["completions", shell]).contains("integration-id"));
    }
}

#[test]
fn readme_tells_the_exit_codes_of_the_help() {
    let help = Command::new(env!("CARGO_BIN_EXE_pinecone-import"))
        .arg("--help")
        .output()
        .unwrap();
    let (_, help, _) = told(&help);
    let (_, codes) = help.split_once("\nExit codes:\n").unwrap();
    let row = |line: &str| {
        let (code, means) = line.trim().split_once(' ').unwrap();
        format!("| {code} | {} |", means.trim())
    };
    let expected: Vec<String> = codes
        .lines()
        .take_while(|line| !line.is_empty())
        .map(row)
        .collect();
    assert!(expected.len() > 10);
    let readme = include_str!("../README.md");
    let (_, table) = readme.split_once("| code | means |\n|---|---|\n").unwrap();
    assert_eq!(
        table.lines().take(expected.len()).collect::<Vec<_>>(),
        expected
    );
}

#[test]
fn no_output_shows_the_key() {
    let emulator = emulator(0);
    let key = emulator.api_key();
    for fault in [
        Fault::status(401, &[("x-pinecone-request-id", &key)], &key),
        Fault::status(500, &[], &format!("{{\"message\":\"{key}\"}}")),
        Fault::status(200, &[], &key),
    ] {
        for json in [&[][..], &["--json"]] {
            emulator.script([fault.clone()]);
            let (_, stdout, stderr) = run(&emulator, &[&["start", URI][..], json].concat());
            assert!(
                !stdout.contains(&key) && !stderr.contains(&key),
                "{stdout}{stderr}"
            );
        }
    }
}
