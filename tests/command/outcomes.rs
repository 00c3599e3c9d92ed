//! What the command does, and how it ends.

use super::shell::{URI, command, emulator, run, run_json, told};
use crate::support::emulator::Fault;
use serde_json::{Value, json};

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
            .all(|value| !value.is_object())
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
    assert!(stderr.contains("the answer was lost"), "{stderr}");
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
        lines.len() > 3 && lines[0].starts_with("import 101 started"),
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
fn end_of_a_wait_has_its_exit_code() {
    let emulator = emulator(2000);
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
        stdout.contains("status    Pending") && stderr.contains("continues"),
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
fn rejected_key_is_told_where_it_comes_from() {
    let emulator = emulator(0);
    let mut list = command(&emulator, &["list"]);
    let (code, _, stderr) = told(&list.env("PINECONE_API_KEY", "another").output().unwrap());
    assert!(code == 3 && stderr.contains("PINECONE_API_KEY"), "{stderr}");
}

#[test]
fn api_version_is_sent() {
    let emulator = emulator(0);
    for (args, version) in [
        (&["list"][..], "2025-10"),
        (&["list", "--api-version", "2025-04"], "2025-04"),
    ] {
        assert_eq!(run(&emulator, args).0, 0);
        let sent = emulator.exchanges().pop().unwrap().request;
        assert_eq!(sent.header("x-pinecone-api-version"), Some(version));
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
