//! The commands and options as tables: the help, the man page and the completions of
//! shells are all made of them.

mod completions;
mod man;

use std::fmt::Write as _;

pub use completions::completions;
pub use man::man;

use crate::exit::EXITS;

pub struct Command {
    pub name: &'static str,
    /// The one argument; empty for none.
    pub argument: &'static str,
    pub about: &'static str,
    /// Its options, beside those of all commands.
    options: &'static [&'static str],
}

impl Command {
    pub fn takes(&self, option: &str) -> bool {
        self.options.contains(&option) || COMMON.contains(&option)
    }
}

pub struct Opt {
    pub name: &'static str,
    /// What its value is called; empty for none.
    value: &'static str,
    about: &'static str,
}

const COMMANDS: [Command; 7] = [
    Command {
        name: "start",
        argument: "URI",
        about: "Start an import of the Parquet files at URI: s3://BUCKET/DIR, gs://BUCKET/DIR \
                or https://ACCOUNT.blob.core.windows.net/CONTAINER/DIR. Prints its id.",
        options: &[
            "integration-id",
            "error-mode",
            "ensure",
            "wait",
            "deadline",
            "poll",
        ],
    },
    Command {
        name: "wait",
        argument: "ID",
        about: "Follow an import to its end. Prints what became of it.",
        options: &["deadline", "poll"],
    },
    Command {
        name: "describe",
        argument: "ID",
        about: "Print the state of an import.",
        options: &[],
    },
    Command {
        name: "list",
        argument: "",
        about: "Print the imports of the index, as the server orders them.",
        options: &["limit", "all", "pagination-token"],
    },
    Command {
        name: "cancel",
        argument: "ID",
        about: "Cancel an import; without effect on one that has ended.",
        options: &[],
    },
    Command {
        name: "completions",
        argument: "SHELL",
        about: "Print the completions for bash, zsh or fish.",
        options: &[],
    },
    Command {
        name: "man",
        argument: "",
        about: "Print the manual page.",
        options: &[],
    },
];

/// The options that every command takes.
const COMMON: [&str; 7] = [
    "index-host",
    "api-version",
    "timeout",
    "ca-file",
    "json",
    "help",
    "version",
];

const OPTIONS: [Opt; 16] = [
    Opt {
        name: "integration-id",
        value: "ID",
        about: "the storage integration that grants access to the files",
    },
    Opt {
        name: "error-mode",
        value: "MODE",
        about: "at a record that cannot be imported: abort or continue",
    },
    Opt {
        name: "ensure",
        value: "",
        about: "start nothing if an import of this URI runs; find a lost one",
    },
    Opt {
        name: "wait",
        value: "",
        about: "then follow the import to its end",
    },
    Opt {
        name: "deadline",
        value: "TIME",
        about: "stop waiting after this time, such as 90, 15m or 2h [24h]",
    },
    Opt {
        name: "poll",
        value: "TIME",
        about: "longest pause between two looks [60s]",
    },
    Opt {
        name: "limit",
        value: "N",
        about: "imports per page, 1 to 100 [100]",
    },
    Opt {
        name: "all",
        value: "",
        about: "print all pages, not only the first",
    },
    Opt {
        name: "pagination-token",
        value: "TOKEN",
        about: "print the page that an earlier one named as next",
    },
    Opt {
        name: "index-host",
        value: "HOST",
        about: "the index [PINECONE_INDEX_HOST]",
    },
    Opt {
        name: "api-version",
        value: "YYYY-MM",
        about: "the version of the API [2025-10]",
    },
    Opt {
        name: "timeout",
        value: "TIME",
        about: "time limit of each request [30s]",
    },
    Opt {
        name: "ca-file",
        value: "FILE",
        about: "also trust the root certificates in this PEM file",
    },
    Opt {
        name: "json",
        value: "",
        about: "print one JSON document, also for errors",
    },
    Opt {
        name: "help",
        value: "",
        about: "print help, with a command's name about that command",
    },
    Opt {
        name: "version",
        value: "",
        about: "print the version",
    },
];

const PURPOSE: &str =
    "Start bulk imports into a Pinecone index, at most once, and see them through.";
const ENVIRONMENT: [(&str, &str); 3] = [
    (
        "PINECONE_API_KEY",
        "the API key; there is no option for it, because others see options",
    ),
    (
        "PINECONE_INDEX_HOST",
        "the index, unless --index-host is given",
    ),
    (
        "HTTPS_PROXY, NO_PROXY",
        "the proxy to go through, and the hosts to reach without it",
    ),
];

pub fn command(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.name == name)
}

pub fn option(name: &str) -> Option<&'static Opt> {
    OPTIONS.iter().find(|option| option.name == name)
}

fn options_of(names: &'static [&'static str]) -> impl Iterator<Item = &'static Opt> {
    names.iter().filter_map(|name| option(name))
}

fn flag(option: &Opt) -> String {
    format!("--{} {}", option.name, option.value)
        .trim_end()
        .to_owned()
}

pub fn help(topic: Option<&str>) -> String {
    let mut out = String::new();
    let rows = |out: &mut String, title: &str, rows: &mut dyn Iterator<Item = (String, String)>| {
        let _ = writeln!(out, "\n{title}:");
        for (left, right) in rows {
            let _ = writeln!(out, "  {left:<26}{right}");
        }
    };
    let describe = |option: &'static Opt| (flag(option), option.about.to_owned());
    match topic.and_then(command) {
        Some(command) => {
            let usage = format!("pinecone-import {} {}", command.name, command.argument);
            let _ = writeln!(
                out,
                "{}\n\nUsage: {} [OPTIONS]",
                command.about,
                usage.trim_end()
            );
            if !command.options.is_empty() {
                rows(
                    &mut out,
                    "Options",
                    &mut options_of(command.options).map(describe),
                );
            }
        }
        None => {
            let _ = writeln!(out, "{PURPOSE}\n\nUsage: pinecone-import COMMAND [OPTIONS]");
            let first = |about: &str| {
                about
                    .split_inclusive([':', '.'])
                    .next()
                    .unwrap_or(about)
                    .trim_end_matches([':', '.'])
                    .to_owned()
            };
            let commands = COMMANDS
                .iter()
                .map(|c| (format!("{} {}", c.name, c.argument), first(c.about)));
            rows(&mut out, "Commands", &mut commands.into_iter());
        }
    }
    rows(
        &mut out,
        "Options of all commands",
        &mut options_of(&COMMON).map(describe),
    );
    if topic.and_then(command).is_none() {
        let pair = |(left, right): &(&str, &str)| ((*left).to_owned(), (*right).to_owned());
        rows(&mut out, "Environment", &mut ENVIRONMENT.iter().map(pair));
        let exits = EXITS
            .iter()
            .map(|(_, code, _, about)| (code.to_string(), (*about).to_owned()));
        rows(&mut out, "Exit codes", &mut exits.into_iter());
        out.push_str("\nExample:\n  id=$(pinecone-import start s3://bucket/dir) && pinecone-import wait \"$id\"\n");
    }
    out
}
