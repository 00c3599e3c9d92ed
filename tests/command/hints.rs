//! What the command says to do next.

use std::path::Path;
use std::process::Command;

use super::shell::{URI, command, emulator, run, told};
use super::signals::interrupted;
use crate::support::emulator::Fault;
use nix::sys::signal::Signal;

/// The hint of a command that ends with this exit code.
fn hint(args: &[&str], faults: impl IntoIterator<Item = Fault>, code: i32) -> String {
    let emulator = emulator(60_000);
    emulator.script(faults);
    let (exit, _, stderr) = run(&emulator, args);
    assert_eq!(exit, code, "{args:?}: {stderr}");
    let hint = stderr.lines().find_map(|line| line.strip_prefix("hint: "));
    hint.unwrap_or_default().to_owned()
}

#[test]
fn hint_fits_what_was_done() {
    let lost = || (0..9).map(|_| Fault::drop_after());
    let unready = || (0..9).map(|_| Fault::status(429, &[("retry-after", "999")], ""));
    let missing = || [Fault::none(), Fault::status(404, &[], "")];
    let rejected = || [Fault::status(401, &[], "")];
    for (hint, expected) in [
        (
            hint(&["start", URI], lost(), 8),
            "`pinecone-import list` shows if it was; `start --ensure` never starts a second",
        ),
        (
            hint(&["cancel", "7"], lost(), 8),
            "`pinecone-import describe 7` shows if it was; a second cancel does no harm",
        ),
        (
            hint(&["start", URI, "--ensure"], unready(), 5),
            "nothing was started; the same command is safe to repeat",
        ),
        (
            hint(&["start", URI, "--wait"], missing(), 4),
            "it may not be visible yet; try: pinecone-import wait 101",
        ),
        (
            hint(&["describe", "7"], [], 4),
            "`pinecone-import list` shows the imports of the index",
        ),
        (
            hint(&["list"], rejected(), 3),
            "the key is read from --api-key-file, PINECONE_API_KEY or PINECONE_API_KEY_FILE",
        ),
        (hint(&["list"], unready(), 5), ""),
        (
            hint(&["list", "x"], [], 2),
            "`pinecone-import help` shows all commands and options",
        ),
    ] {
        assert_eq!(hint, expected);
    }
}

#[test]
fn ensure_that_is_in_doubt_can_be_repeated() {
    let emulator = emulator(60_000);
    // The list works, the answer is lost, and the list cannot be searched.
    let rejected = (0..9).map(|_| Fault::status(401, &[], ""));
    let faults = [Fault::none(), Fault::drop_after()];
    emulator.script(faults.into_iter().chain(rejected));
    let start = command(&emulator, &["start", URI, "--ensure"]);
    let searched = || emulator.exchanges().len() > 2;
    let (code, _, stderr) = interrupted(start, Signal::SIGTERM, searched);
    assert_eq!(code, 143, "{stderr}");
    for line in [
        "pinecone-import: interrupted; an import may have been started",
        "hint: run the same command again: with --ensure it finds the import, or starts it\n",
    ] {
        assert!(stderr.contains(line), "{stderr}");
    }
}

#[test]
fn ids_are_quoted_for_the_shell() {
    let emulator = emulator(0);
    for (id, word) in [
        ("101", "101"),
        ("a:b/c-d_e.f", "a:b/c-d_e.f"),
        ("a b", "'a b'"),
        ("$(id)", "'$(id)'"),
        ("it's", r"'it'\''s'"),
        ("-x", "-- -x"),
        ("-$", "-- '-$'"),
    ] {
        let answer = serde_json::json!({ "id": id }).to_string();
        emulator.script([Fault::status(200, &[], &answer)]);
        let (code, _, stderr) = run(&emulator, &["start", URI]);
        assert_eq!(code, 0, "{stderr}");
        let follow = format!("; follow it with: pinecone-import wait {word}\n");
        assert!(stderr.ends_with(&follow), "{stderr}");
    }
}

#[test]
fn what_was_mistyped_is_guessed() {
    let emulator = emulator(0);
    for (args, guess) in [
        (&["lst"][..], "; did you mean list?"),
        (&["desc"], "; did you mean describe?"),
        (&["strat", URI], "; did you mean start?"),
        (&["help", "wiat"], "; did you mean wait?"),
        (&["list", "--statsu", "x"], "; did you mean --status?"),
        (&["wait", "--dead", "5"], "; did you mean --deadline?"),
        (&["wait", "1", "--limt", "5"], "unknown option --limt\n"),
        (&["frobnicate"], "unknown command \"frobnicate\"\n"),
        (&["list", "-x"], "unknown option -x\n"),
    ] {
        let (code, _, stderr) = run(&emulator, args);
        assert_eq!(code, 2, "{stderr}");
        assert!(stderr.contains(guess), "{args:?}: {stderr}");
    }
}

/// The examples of the manual page that need nothing but a shell and jq.
#[test]
fn examples_of_the_manual_page_do_what_they_say() {
    let emulator = emulator(0);
    let examples = [
        (
            "id=$(pinecone-import start s3://bucket/dir) && pinecone-import wait \"$id\"",
            "id        101\nstatus    Completed\n",
        ),
        (
            "pinecone-import start s3://bucket/dir --ensure --wait --deadline 1h --verbose",
            "id        102\nstatus    Completed\n",
        ),
        (
            "pinecone-import list --status Failed -o jsonl | jq -r '[.id, .error] | @tsv'",
            "103\ta Parquet file could not be read",
        ),
    ];
    let (_, page, _) = run(&emulator, &["man"]);
    for (example, says) in examples {
        let roff = example.replace('-', "\\-").replace('\'', "\\(aq");
        assert!(page.contains(&roff), "{example}");
        if example.contains("jq") {
            run(&emulator, &["start", "s3://fail"]);
            if Command::new("jq").arg("--version").output().is_err() {
                eprintln!("SKIPPED: there is no jq");
                continue;
            }
        }
        let ours = Path::new(env!("CARGO_BIN_EXE_pinecone-import")).parent();
        let mut path = ours.unwrap().as_os_str().to_owned();
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap());
        let mut shell = Command::new("sh");
        shell.args(["-c", example]).env("PATH", path);
        shell.env("PINECONE_API_KEY", emulator.api_key());
        shell.env("PINECONE_INDEX_HOST", emulator.url());
        let (code, stdout, stderr) = told(&shell.output().unwrap());
        assert_eq!(code, 0, "{example}: {stderr}");
        assert!(stdout.starts_with(says), "{example}: {stdout}");
    }
}
