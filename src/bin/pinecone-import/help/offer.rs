//! What completions offer, in any shell.

use super::options::Opt;
use super::tables::{COMMANDS, Command, SHELLS, options_of};

/// The options of a command, its own first.
pub(super) fn options(command: &'static Command) -> impl Iterator<Item = &'static Opt> {
    options_of(command.options).chain(command.common())
}

/// The names of a command.
pub(super) fn names(command: &'static Command) -> impl Iterator<Item = &'static str> {
    let names = [command.name, command.alias];
    names.into_iter().filter(|name| !name.is_empty())
}

/// What an argument of a command can be.
pub(super) fn arguments(command: &Command) -> Vec<&'static str> {
    match command.argument {
        "SHELL" => SHELLS.to_vec(),
        "[COMMAND]" => COMMANDS.iter().map(|command| command.name).collect(),
        _ => Vec::new(),
    }
}

/// An option as it is written, long and short.
pub(super) fn flags(option: &Opt) -> Vec<String> {
    let short = option.short.map(|letter| format!("-{letter}"));
    [format!("--{}", option.name)]
        .into_iter()
        .chain(short)
        .collect()
}
