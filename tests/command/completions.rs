//! The completions, installed as the shells look for them, and tried in these shells.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::pty::Terminal;
use super::shell::told;

/// What is typed before the tabulator, and the arguments after it.
const TYPED: [(&str, &[&str]); 12] = [
    ("can", &["cancel"]),
    ("start s3://x --ens", &["start", "s3://x", "--ensure"]),
    (
        "start s3://x --error-mode con",
        &["start", "s3://x", "--error-mode", "continue"],
    ),
    (
        "start s3://x --error-mode=con",
        &["start", "s3://x", "--error-mode=continue"],
    ),
    ("list --status Fai", &["list", "--status", "Failed"]),
    ("ls -o ts", &["ls", "-o", "tsv"]),
    ("wait 101 102 --dead", &["wait", "101", "102", "--deadline"]),
    ("get 101 --first", &["get", "101", "--first"]),
    ("list --ca-file spec", &["list", "--ca-file", "special.pem"]),
    ("completions z", &["completions", "zsh"]),
    ("help des", &["help", "describe"]),
    (
        "list --output=jsonl --verb",
        &["list", "--output=jsonl", "--verbose"],
    ),
];

fn is_there(shell: &str) -> bool {
    let mut command = Command::new(shell);
    let command = command.args(["-c", "exit"]).stdin(Stdio::null());
    let there = command.status().is_ok();
    if !there {
        eprintln!("SKIPPED: there is no {shell}");
    }
    there
}

/// A folder for a user who has the completions in this file, and another file.
fn home(name: &str, shell: &str, file: &str) -> PathBuf {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let mut print = Command::new(env!("CARGO_BIN_EXE_pinecone-import"));
    let (_, completions, _) = told(&print.args(["completions", shell]).output().unwrap());
    let file = home.join(file);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, completions).unwrap();
    fs::write(home.join("special.pem"), "").unwrap();
    home
}

fn shell(program: &str, home: &Path) -> Command {
    let mut command = Command::new(program);
    // fish completes only commands that it finds.
    let ours = Path::new(env!("CARGO_BIN_EXE_pinecone-import")).parent();
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", ours.unwrap().display());
    command.env_clear().env("PATH", path);
    command.env("HOME", home).env("TERM", "xterm");
    command.current_dir(home);
    command
}

/// In place of the command, a function that prints its arguments, each in brackets.
const SHOW: &str = "pinecone-import() { printf '[%s]' \"$@\"; echo; }\nPS1='READY>'\n";

/// Types at a shell, and looks at what it makes of it.
fn type_all(command: Command) {
    let mut terminal = Terminal::run(command, true);
    terminal.wait_for("READY>");
    for (typed, expected) in TYPED {
        terminal.press(&format!("pinecone-import {typed}\t\n"));
        let seen = terminal.wait_for("READY>");
        let shown = format!("[{}]", expected.join("]["));
        assert!(seen.contains(&format!("{shown}\r\n")), "{typed}: {seen:?}");
    }
}

#[test]
fn completions_work_in_bash() {
    if !is_there("bash") {
        return;
    }
    let file = ".local/share/bash-completion/completions/pinecone-import";
    let home = home("with-bash", "bash", file);
    // bash-completion, where it is installed, finds the file by itself.
    let load = format!(
        "for file in /usr/share/bash-completion/bash_completion ~/{file}; do\n\
         if [ -f $file ]; then . $file; break; fi; done\n"
    );
    fs::write(home.join("rc"), format!("{load}{SHOW}")).unwrap();
    let mut bash = shell("bash", &home);
    bash.args(["--noprofile", "--rcfile", "rc", "-i"]);
    type_all(bash);
}

#[test]
fn completions_work_in_zsh() {
    if !is_there("zsh") {
        return;
    }
    let home = home("with-zsh", "zsh", "functions/_pinecone-import");
    let load =
        "fpath=(~/functions $fpath)\nautoload -U compinit && compinit -u -D\nunsetopt promptsp\n";
    fs::write(home.join(".zshrc"), format!("{load}{SHOW}")).unwrap();
    let mut zsh = shell("zsh", &home);
    zsh.args(["-d", "-i"]);
    type_all(zsh);
}

#[test]
fn completions_for_zsh_can_be_sourced() {
    if !is_there("zsh") {
        return;
    }
    let home = home("sourcing-zsh", "zsh", "functions/_pinecone-import");
    let script = "autoload -U +X compinit && compinit -u -D\n\
                  . ~/functions/_pinecone-import && print -r -- \"$_comps[pinecone-import]\"";
    let output = shell("zsh", &home).args(["-f", "-c", script]).output();
    let (code, handler, stderr) = told(&output.unwrap());
    assert_eq!((code, &*handler, &*stderr), (0, "_pinecone-import\n", ""));
}

#[test]
fn completions_work_in_fish() {
    if !is_there("fish") {
        return;
    }
    let home = home(
        "with-fish",
        "fish",
        ".config/fish/completions/pinecone-import.fish",
    );
    for (typed, expected) in TYPED {
        let script = format!("complete -C 'pinecone-import {typed}'");
        let output = shell("fish", &home).args(["-c", &script]).output();
        let (code, offered, stderr) = told(&output.unwrap());
        assert_eq!((code, &*stderr), (0, ""), "{typed}");
        let offered = offered.lines().filter_map(|line| line.split('\t').next());
        let last = typed.split(' ').next_back().unwrap();
        let expected = expected.last().filter(|word| **word != last);
        assert_eq!(
            offered.collect::<Vec<_>>(),
            expected.into_iter().copied().collect::<Vec<_>>(),
            "{typed}"
        );
    }
}

#[test]
fn manual_page_has_no_mistake_that_groff_sees() {
    let mut print = Command::new(env!("CARGO_BIN_EXE_pinecone-import"));
    let (_, page, _) = told(&print.arg("man").output().unwrap());
    for title in ["NAME", "SYNOPSIS", "COMMANDS", "OPTIONS", "ENVIRONMENT"] {
        assert!(page.contains(&format!("\n.SH {title}\n")), "{page}");
    }
    for title in ["EXIT STATUS", "EXAMPLES"] {
        assert!(page.contains(&format!("\n.SH {title}\n")), "{page}");
    }
    // Not every groff shows these as they are.
    assert!(!page.contains(['`', '~', '\'']), "{page}");
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pinecone-import.1");
    fs::write(&file, &page).unwrap();
    let mut groff = Command::new("groff");
    groff
        .args(["-man", "-Tutf8", "-ww", "-rLL=200n"])
        .arg(&file);
    let Ok(output) = groff.output() else {
        eprintln!("SKIPPED: there is no groff");
        return;
    };
    let (code, text, stderr) = told(&output);
    assert_eq!((code, stderr.as_str()), (0, ""));
    // As they are to be typed.
    for line in [
        "id=$(pinecone-import start s3://bucket/dir) && pinecone-import wait \"$id\"",
        "pinecone-import list --status Failed -o jsonl | jq -r '[.id, .error] | @tsv'",
        "bash  pinecone-import completions bash > ~/.local/share/",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}
