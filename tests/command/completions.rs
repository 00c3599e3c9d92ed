//! The completions, in the shells that they are for.

use std::process::{Command, Stdio};

use super::shell::told;

fn completions(shell: &str) -> String {
    let mut print = Command::new(env!("CARGO_BIN_EXE_pinecone-import"));
    let output = print.args(["completions", shell]).output().unwrap();
    told(&output).1
}

/// What a shell prints that runs a script with these arguments, or nothing if there is no such
/// shell.
fn run(shell: &str, options: &[&str], script: &str, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(shell);
    command.args(options).args(["-c", script, shell]);
    let output = command.args(arguments).stdin(Stdio::null()).output();
    let Ok(output) = output else {
        eprintln!("SKIPPED: there is no {shell}");
        return None;
    };
    let (code, stdout, stderr) = told(&output);
    assert_eq!((code, stderr.as_str()), (0, ""), "{stdout}");
    Some(stdout)
}

/// What bash offers for the last of these words, after it ran `before`.
fn offered(before: &str, completions: &str, words: &[&str]) -> Option<Vec<String>> {
    let script = r#"
        eval "$1" && eval "$2" && shift 2
        complete -p pinecone-import > /dev/null
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _pinecone_import
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let arguments = [&[before, completions], words].concat();
    let offered = run("bash", &["--norc", "--noprofile"], script, &arguments)?;
    Some(offered.lines().map(str::to_owned).collect())
}

/// A shell that has the built-ins of bash's completions only after it loaded them, as zsh has.
const ON_DEMAND: &str = r#"
    enable -n complete compgen
    autoload() { [[ " $* " == *" bashcompinit "* ]] && loaded=1; }
    bashcompinit() { [ -n "$loaded" ] && enable complete compgen; }
"#;

#[test]
fn completions_for_bash_and_zsh_offer_commands_options_and_shells() {
    for (shell, before) in [("bash", ""), ("zsh", ON_DEMAND)] {
        for (words, expected) in [
            (&["can"][..], &["cancel"][..]),
            (&["start", "--en"], &["--ensure"]),
            (&["list", "--en"], &[""]),
            (&["wait", "--dead"], &["--deadline"]),
            (&["completions", "z"], &["zsh"]),
        ] {
            let words = [&["pinecone-import"], words].concat();
            let Some(offered) = offered(before, &completions(shell), &words) else {
                return;
            };
            assert_eq!(offered, expected, "{shell}: {words:?}");
        }
    }
}

#[test]
fn completions_for_zsh_load_into_a_new_zsh() {
    let script = r#"
        autoload -U +X compinit && compinit -u -D
        eval "$1"
        print -r -- "$_comps[pinecone-import]"
    "#;
    if let Some(handler) = run("zsh", &["-f"], script, &[&completions("zsh")]) {
        assert!(handler.contains("_pinecone_import"), "{handler}");
    }
}
