//! Completions for fish.

use std::fmt::Write as _;

use super::offer::{arguments, names, options};
use super::options::Takes;
use super::tables::COMMANDS;

pub(super) fn completions() -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"));
    // Files are offered only for options that take them.
    let mut out = String::from(
        "complete -c pinecone-import -f
complete -c pinecone-import -n __fish_use_subcommand -s h -l help -d 'print help'
complete -c pinecone-import -n __fish_use_subcommand -s V -l version -d 'print the version'
",
    );
    for command in &COMMANDS {
        let (name, about) = (command.name, quoted(command.summary()));
        let _ = writeln!(
            out,
            "complete -c pinecone-import -n __fish_use_subcommand -a {name} -d {about}"
        );
        let names = names(command).collect::<Vec<_>>().join(" ");
        let begin = format!("complete -c pinecone-import -n '__fish_seen_subcommand_from {names}'");
        for option in options(command) {
            let short = option
                .short
                .map_or(String::new(), |letter| format!(" -s {letter}"));
            let value = match option.takes {
                Takes::Nothing => String::new(),
                Takes::Value(_) => " -x".into(),
                Takes::File => " -r -F".into(),
                Takes::OneOf(_, values) => format!(" -x -a {}", quoted(&values.join(" "))),
            };
            let about = quoted(option.about);
            let _ = writeln!(out, "{begin}{short} -l {}{value} -d {about}", option.name);
        }
        let words = arguments(command).join(" ");
        if !words.is_empty() {
            let _ = writeln!(out, "{begin} -a {}", quoted(&words));
        }
    }
    out
}
