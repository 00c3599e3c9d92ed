//! The formats of the output, and what is left out of it.

use std::fs;
use std::path::Path;

use super::schema::document;
use super::shell::{URI, command, emulator, run, run_json, told};
use crate::support::emulator::Fault;
use serde_json::{Value, json};

/// A page with an import that runs and one that has failed, and the token of another page.
fn page() -> String {
    let import = |id: &str, status: &str, uri: &str| {
        json!({
            "id": id, "status": status, "uri": uri, "percentComplete": 42.2,
            "recordsImported": 7, "createdAt": "2024-08-27T17:10:32.206413+00:00",
        })
    };
    let mut failed = import("2", "Failed", "s3://b/two");
    failed["finishedAt"] = "2024-08-27T18:40:35Z".into();
    failed["error"] = "a\tb".into();
    let all = [import("1", "InProgress", "s3://b/one"), failed];
    json!({ "data": all, "pagination": { "next": "more" } }).to_string()
}

#[test]
fn list_comes_in_each_format() {
    let emulator = emulator(0);
    let list = |format: &str| {
        emulator.script([Fault::status(200, &[], &page())]);
        let (code, stdout, stderr) = run(&emulator, &["list", "-o", format]);
        assert_eq!(code, 0, "{stderr}");
        assert_eq!(stderr.contains("--all"), format != "json", "{stderr}");
        stdout
    };
    assert_eq!(list("id"), "1\n2\n");
    let time = "2024-08-27T17:10:32.206413+00:00";
    let finished = "2024-08-27T18:40:35Z";
    assert_eq!(
        list("tsv"),
        format!(
            "1\tInProgress\t42.2\t7\t{time}\t\ts3://b/one\t\n\
             2\tFailed\t42.2\t7\t{time}\t{finished}\ts3://b/two\ta b\n"
        )
    );
    let lines: Vec<Value> = list("jsonl").lines().map(document).collect();
    let whole = document(&list("json"));
    assert_eq!(whole["imports"], json!(lines));
    assert_eq!(whole["next"], "more");
    assert_eq!(whole["imports"][0]["percent_complete"].to_string(), "42.2");
    let table = list("table");
    let rows: Vec<Vec<&str>> = table
        .lines()
        .map(|line| {
            line.split("  ")
                .map(str::trim)
                .filter(|cell| !cell.is_empty())
        })
        .map(Iterator::collect)
        .collect();
    let title = [
        "ID", "STATUS", "PROGRESS", "RECORDS", "CREATED", "FINISHED", "TOOK", "URI",
    ];
    assert_eq!(rows[0], title);
    assert!(rows[1][4].ends_with(" d ago"), "{table}");
    assert_eq!(rows[1][5..], ["-", "-", "s3://b/one"]);
    assert_eq!(rows[2][6..], ["1 h 30 min", "s3://b/two"]);
}

#[test]
fn list_is_searched_on_all_pages() {
    let emulator = emulator(0);
    for uri in ["s3://b/one", "s3://b/fail", "s3://c/one", "s3://c/fail"] {
        run(&emulator, &["start", uri]);
    }
    for (args, ids) in [
        (&["--status", "failed"][..], "104\n102\n"),
        (&["--status", "Failed,completed"], "104\n103\n102\n101\n"),
        (&["--uri", "//c/"], "104\n103\n"),
        (&["--uri", "one", "--status", "Completed"], "103\n101\n"),
        (&["--uri", "nowhere"], ""),
    ] {
        let args = [&["ls", "--limit", "1", "-o", "id"], args].concat();
        let (code, stdout, stderr) = run(&emulator, &args);
        assert_eq!((code, &*stdout, &*stderr), (0, ids, ""), "{args:?}");
    }
}

#[test]
fn failure_is_a_document_in_each_json_format() {
    let emulator = emulator(0);
    // As servers write them: on several lines, and with a character that turns a line around.
    let details = "[{\n\"@type\":\"t/google.rpc.BadRequest\",\n\"fieldViolations\":[{\"field\":\"u\u{202e}r\"}]},
        {\"typeUrl\":\"t\",\"value\":\"AQI=\"}]";
    let violation = format!(r#"{{"code":3,"message":"m","details":{details}}}"#);
    for args in [
        &["start", URI, "--json"][..],
        &["start", URI, "-o", "json"],
        &["start", URI, "-ojsonl"],
        &["start", URI, "--output=jsonl"],
    ] {
        emulator.script([Fault::status(400, &[], &violation)]);
        let (code, stdout, _) = run(&emulator, args);
        let failure = document(&stdout);
        assert_eq!((code, &failure["outcome"]), (6, &json!("server")));
        let details = &failure["details"];
        assert_eq!(
            details[0]["json"]["fieldViolations"][0]["field"],
            "u\u{202e}r"
        );
        assert_eq!(
            details[1],
            json!({ "type_url": "t", "json": null, "base64": "AQI=" })
        );
        assert!(!stdout.contains('\u{202e}'), "{stdout}");
        assert_eq!(stdout.lines().count(), 1, "{stdout}");
        let (code, stdout, _) = run(&emulator, &[args, &["--nope"]].concat());
        assert_eq!((code, &document(&stdout)["outcome"]), (2, &json!("usage")));
    }
    // Not asked for.
    let (code, stdout, _) = run(&emulator, &["describe", "--", "--json"]);
    assert_eq!((code, &*stdout), (4, ""));
}

#[test]
fn dry_run_shows_the_request_without_the_key() {
    let emulator = emulator(0);
    let args = ["start", URI, "--error-mode", "abort", "--dry-run"];
    let (code, stdout, stderr) = run(&emulator, &args);
    assert_eq!((code, &*stderr), (0, ""));
    let body = format!(r#"{{"uri":"{URI}","errorMode":{{"onError":"abort"}}}}"#);
    assert!(stdout.starts_with(&format!("POST {}/bulk/imports\n", emulator.url())));
    assert!(stdout.ends_with(&format!("\n\n{body}\n")), "{stdout}");
    assert!(stdout.contains("\nApi-Key: ***\n") && !stdout.contains(&emulator.api_key()));
    let (code, told) = run_json(&emulator, &args);
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((code, &told["body"]), (0, &body));
    assert_eq!(
        (&told["method"], &told["headers"]["Api-Key"]),
        (&json!("POST"), &json!("***"))
    );
    // What it would refuse, it refuses.
    assert_eq!(run(&emulator, &["start", "file:///x", "--dry-run"]).0, 2);
    assert_eq!(emulator.connections(), 0);
}

#[test]
fn key_comes_from_a_file_too() {
    let emulator = emulator(0);
    let file = |name: &str, text: &str| {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let good = file("good-key", &format!("{}\r\n", emulator.api_key()));
    let (empty, wrong) = (file("empty-key", " \n"), file("wrong-key", "pcsk_wrong\n"));
    let (none, good) = (None, Some(good.as_str()));
    for (variable, of_variable, of_option, code) in [
        (none, good, none, 0),
        (none, none, good, 0),
        (Some("pcsk_wrong"), good, none, 3),
        (Some("pcsk_wrong"), none, good, 0),
        (none, Some(&*wrong), none, 3),
        (none, Some(&*wrong), good, 0),
        (none, Some(&*empty), none, 2),
        (none, none, Some(&*empty), 2),
        (none, none, Some("/no/such/file"), 2),
        (none, Some(""), none, 2),
    ] {
        let mut list = command(&emulator, &["list"]);
        list.env_remove("PINECONE_API_KEY");
        if let Some(key) = variable {
            list.env("PINECONE_API_KEY", key);
        }
        if let Some(file) = of_variable {
            list.env("PINECONE_API_KEY_FILE", file);
        }
        if let Some(file) = of_option {
            list.args(["--api-key-file", file]);
        }
        let (exit, _, stderr) = told(&list.output().unwrap());
        assert_eq!(
            exit, code,
            "{variable:?} {of_variable:?} {of_option:?}: {stderr}"
        );
        assert!(!stderr.contains("pcsk_"), "{stderr}");
    }
}
