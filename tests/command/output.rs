//! What the command prints, and what it does not take.

use std::process::Command;

use super::shell::{URI, command, emulator, run, run_json, told};
use crate::support::emulator::Fault;
use serde_json::{Value, json};

#[test]
fn usage_errors_are_one_line_and_send_nothing() {
    let emulator = emulator(0);
    for (args, says) in [
        (&[][..], "no command given"),
        (&["lst"], "unknown command \"lst\""),
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
        (
            &["list", "--timeout", "0"],
            "--timeout must be longer than 0",
        ),
        (&["list", "--timeout", "1h30"], "--timeout must be a time"),
        (&["list", "--timeout", "s"], "--timeout must be a time"),
        (&["list", "--timeout", "1e3"], "--timeout must be a time"),
        (
            &["list", "--timeout", "99999999999999999999d"],
            "must be a time",
        ),
        (&["wait", "7", "--deadline", "0s"], "must be longer than 0"),
        (&["wait", "7", "--poll", "0ms"], "must be longer than 0"),
        (&["wait"], "pinecone-import wait ID..."),
        (
            &["start", URI, "--deadline", "9"],
            "has no effect without --wait",
        ),
        (
            &["start", URI, "--poll", "9"],
            "has no effect without --wait",
        ),
        (
            &["start", URI, "--outage", "9"],
            "has no effect without --wait",
        ),
        (&["start", URI, "--dry-run", "--wait"], "exclude each other"),
        (
            &["start", URI, "--ensure", "--dry-run"],
            "exclude each other",
        ),
        (&["list", "-q", "-v"], "exclude each other"),
        (&["list", "-o", "xml"], "table, json, jsonl, tsv, id"),
        (&["man", "-v"], "man takes no option --verbose"),
        (&["help", "lst"], "did you mean list?"),
        (
            &["list", "--api-key-file", "s3cr3t-word"],
            "cannot read the file of --api-key-file",
        ),
        (&["list", "--ca-file", "/no/such/file"], "--ca-file"),
        (
            &["list", "--index-host", "http://example.com"],
            "plain http is allowed for loopback only",
        ),
        (&["start", "file:///x"], "invalid uri"),
        (&["start", URI, "--error-mode", "skip"], "abort or continue"),
        (&["describe", ".."], "a segment that is . or .."),
        (
            &["cancel", "../../vectors/delete"],
            "a segment that is . or ..",
        ),
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
fn list_of_all_starts_at_its_token_and_fetches_each_page_once() {
    let emulator = emulator(0);
    for _ in 0..7 {
        run(&emulator, &["start", URI]);
    }
    let list = |more: &[&str]| run_json(&emulator, &[&["list", "--limit", "2"], more].concat()).1;
    let (first, all) = (list(&[]), list(&["--all"]));
    assert_eq!(emulator.exchanges().len(), 7 + 1 + 4);
    let ids = |page: &Value| -> Vec<String> {
        let imports = page["imports"].as_array().unwrap();
        let id = |import: &Value| import["id"].as_str().unwrap().to_owned();
        imports.iter().map(id).collect()
    };
    assert_eq!(
        (ids(&all).len(), &all["next"], ids(&first)),
        (7, &json!(null), ids(&all)[..2].to_vec())
    );
    let token = first["next"].as_str().unwrap();
    let rest = list(&["--all", "--pagination-token", token]);
    assert_eq!(
        (ids(&rest), &rest["next"]),
        (ids(&all)[2..].to_vec(), &json!(null))
    );
    assert_eq!(emulator.exchanges().len(), 7 + 1 + 4 + 3);
}

#[test]
fn json_keeps_zeros_and_unknown_fields_as_null() {
    let emulator = emulator(0);
    let body = r#"{"id":"7","status":"New\u001b[2J","percentComplete":0,"recordsImported":0}"#;
    emulator.script([Fault::status(200, &[], body)]);
    let (_, document) = run_json(&emulator, &["describe", "7"]);
    assert_eq!(
        (&document["percent_complete"], &document["records_imported"]),
        (&json!(0), &json!(0))
    );
    assert_eq!(
        (&document["error"], &document["status"]),
        (&json!(null), &json!("New\u{1b}[2J"))
    );
    for number in ["NaN", "Infinity", "-Infinity"] {
        let body = body.replace(":0,", &format!(":\"{number}\","));
        emulator.script([Fault::status(200, &[], &body)]);
        let (_, document) = run_json(&emulator, &["describe", "7"]);
        assert_eq!(document["percent_complete"], json!(null), "{number}");
    }
    emulator.script([Fault::status(200, &[], body)]);
    let (_, stdout, _) = run(&emulator, &["describe", "7"]);
    assert!(
        stdout.contains("status    New [2J\n") && stdout.contains("records   0\n"),
        "{stdout}"
    );
}

#[test]
fn validation_result_is_shown_under_its_names() {
    let emulator = emulator(0);
    let body = r#"{"id":"7","status":"Completed","validationResult":{"importSuccesses":"98","importErrors":2}}"#;
    emulator.script([Fault::status(200, &[], body), Fault::status(200, &[], body)]);
    let (_, stdout, _) = run(&emulator, &["describe", "7"]);
    assert!(
        stdout.contains("successes 98\n") && stdout.contains("errors    2\n"),
        "{stdout}"
    );
    let (_, document) = run_json(&emulator, &["describe", "7"]);
    assert_eq!(
        (&document["import_successes"], &document["import_errors"]),
        (&json!(98), &json!(2))
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
        "wait ID...",
        "describe ID",
        "list",
        "cancel ID",
        "PINECONE_API_KEY",
        "HTTPS_PROXY, ALL_PROXY",
        "NO_PROXY",
        "  129, 130, 143 ",
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
        let (code, means) = line.trim().split_once("  ").unwrap();
        format!("| {code} | {} |", means.trim())
    };
    let expected: Vec<String> = codes
        .lines()
        .take_while(|line| !line.is_empty())
        .map(row)
        .collect();
    assert!(expected.len() > 10);
    let readme = include_str!("../../README.md");
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
