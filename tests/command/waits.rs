//! Waiting for several imports.

use super::schema::document;
use super::shell::{URI, emulator, run, run_json};
use serde_json::{Value, json};

#[test]
fn wait_for_several_imports_ends_as_the_worst_of_them() {
    let emulator = emulator(3000);
    for uri in [URI, "s3://fail", "s3://other"] {
        run(&emulator, &["start", uri]);
    }
    run(&emulator, &["start", URI]);
    run(&emulator, &["cancel", "104"]);
    for (ids, code, outcome) in [
        (&["101", "103"][..], 0, "completed"),
        (&["101", "104"], 10, "import_cancelled"),
        (&["104", "102", "101"], 9, "import_failed"),
        (&["102", "999", "101"], 4, "not_found"),
    ] {
        let args = [&["wait", "--poll", "0.1"], ids].concat();
        let (exit, told) = run_json(&emulator, &args);
        assert_eq!((exit, &told["outcome"]), (code, &json!(outcome)), "{ids:?}");
        let imports = told["imports"].as_array().unwrap();
        let of_each = imports.iter().map(|import| import["id"].as_str().unwrap());
        assert_eq!(of_each.collect::<Vec<_>>(), ids);
        let (exit, stdout, _) = run(&emulator, &[&args[..], &["-o", "jsonl"]].concat());
        let lines: Vec<Value> = stdout.lines().map(document).collect();
        let outcomes = |imports: &[Value]| -> Vec<Value> {
            imports
                .iter()
                .map(|import| import["outcome"].clone())
                .collect()
        };
        assert_eq!((exit, outcomes(&lines)), (code, outcomes(imports)));
    }
}

#[test]
fn wait_for_several_imports_tells_each_end_and_how_many_are_left() {
    let emulator = emulator(600);
    run(&emulator, &["start", URI]);
    run(&emulator, &["start", "s3://fail"]);
    let (code, stdout, stderr) = run(&emulator, &["wait", "101", "102", "999", "--poll", "0.1"]);
    assert_eq!(code, 4, "{stderr}");
    for line in [
        "3 of 3 ended  100.0 %",
        "101  Completed  100.0 %  10000 records\n",
        "102  Failed  100.0 %  10000 records\n",
        "999  the server answered 404",
        "1 of 3 imports completed\n",
    ] {
        assert!(stderr.contains(line), "{line}: {stderr}");
    }
    assert_eq!(stdout.lines().count(), 3, "{stdout}");
    assert!(stdout.lines().nth(1).unwrap().starts_with("101  Completed"));
}

#[test]
fn deadline_of_several_imports_tells_those_that_run() {
    let emulator = emulator(60_000);
    run(&emulator, &["start", URI]);
    run(&emulator, &["start", URI]);
    run(&emulator, &["cancel", "102"]);
    let args = ["wait", "101", "102", "--poll", "0.1", "--deadline", "500ms"];
    let (code, told) = run_json(&emulator, &args);
    // A cancelled one is worse than one that runs.
    assert_eq!((code, &told["outcome"]), (10, &json!("import_cancelled")));
    let first = &told["imports"][0];
    assert_eq!(
        (&first["outcome"], &first["exit_code"], &first["status"]),
        (&json!("wait_deadline"), &json!(11), &json!("Pending"))
    );
    let (_, _, stderr) = run(&emulator, &args);
    let follow = "0 of 2 imports completed; follow the rest with: pinecone-import wait 101\n";
    assert!(stderr.ends_with(follow), "{stderr}");
    let (code, _, stderr) = run(&emulator, &["wait", "101", "..", "--poll", "0.1"]);
    assert_eq!(code, 2, "{stderr}");
    assert!(stderr.contains("a segment that is . or .."), "{stderr}");
}
