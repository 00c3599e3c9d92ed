//! The text of `--help`.

use std::fmt::Write as _;

use super::options::Opt;
use super::tables::{COMMANDS, Command, ENVIRONMENT, EXAMPLES, PURPOSE, options_of};
use crate::exit;

/// Help on one command, or on all.
pub fn help(command: Option<&'static Command>) -> String {
    match command {
        Some(command) => on_command(command),
        None => on_all(),
    }
}

fn on_command(command: &'static Command) -> String {
    let usage = format!("pinecone-import {} {}", command.name, command.argument);
    let mut out = format!(
        "{}\n\nUsage: {} [OPTIONS]\n",
        command.about,
        usage.trim_end()
    );
    if !command.alias.is_empty() {
        let _ = writeln!(out, "Alias: {}", command.alias);
    }
    if !command.options.is_empty() {
        rows(&mut out, "Options", options_of(command.options).map(row));
    }
    let title = if command.is_remote {
        "Options of all commands"
    } else {
        "Options"
    };
    rows(&mut out, title, command.common().map(row));
    if !command.more.is_empty() {
        let _ = writeln!(out, "\n{}", command.more);
    }
    out
}

fn on_all() -> String {
    let mut out = format!("{PURPOSE}\n\nUsage: pinecone-import COMMAND [OPTIONS]\n");
    let names = COMMANDS.iter().map(|command| {
        let alias = match command.alias {
            "" => String::new(),
            alias => format!(" (or {alias})"),
        };
        let name = format!("{} {}", command.name, command.argument);
        (name, format!("{}{alias}", command.summary()))
    });
    rows(&mut out, "Commands", names);
    if let Some(start) = COMMANDS.first() {
        rows(&mut out, "Options of all commands", start.common().map(row));
    }
    let pair = |(left, right): &(&str, &str)| ((*left).to_owned(), (*right).to_owned());
    rows(&mut out, "Environment", ENVIRONMENT.iter().map(pair));
    let exits = exit::table().into_iter();
    let exits = exits.map(|(codes, about)| (codes, about.to_owned()));
    rows(&mut out, "Exit codes", exits);
    out.push_str("\nExample:\n");
    for (_, example) in EXAMPLES.iter().take(1) {
        let _ = writeln!(out, "  {example}");
    }
    out.push_str(
        "\n`pinecone-import help COMMAND` shows its options; `help completions` and `help man`\n\
                  show how to install those.\n",
    );
    out
}

fn row(option: &'static Opt) -> (String, String) {
    // The long names stand in one column.
    let indent = if option.short.is_none() { "    " } else { "" };
    (
        format!("{indent}{}", option.flag()),
        option.about.to_owned(),
    )
}

fn rows(out: &mut String, title: &str, rows: impl Iterator<Item = (String, String)>) {
    let rows: Vec<_> = rows.collect();
    let width = rows.iter().map(|(left, _)| left.len()).max().unwrap_or(0) + 2;
    let _ = writeln!(out, "\n{title}:");
    for (left, right) in rows {
        let _ = writeln!(out, "  {left:<width$}{right}");
    }
}
