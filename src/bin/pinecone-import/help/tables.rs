//! The commands and options, as tables.

use super::options::{OPTIONS, Opt, option};

pub struct Command {
    pub name: &'static str,
    /// A second name; empty for none.
    pub(super) alias: &'static str,
    /// Its arguments: empty for none, `X...` for one or more, `[X]` for one or none.
    pub argument: &'static str,
    pub(super) about: &'static str,
    /// Its options, in addition to those of its kind.
    pub(super) options: &'static [&'static str],
    /// Whether it asks the server, and takes the options for that.
    pub(super) is_remote: bool,
    /// More help; empty for none.
    pub(super) more: &'static str,
}

impl Command {
    /// What it does, in a few words.
    pub(super) fn summary(&self) -> &'static str {
        let end = self.about.find([':', '.', ';']);
        end.and_then(|end| self.about.get(..end))
            .unwrap_or(self.about)
    }

    pub fn takes(&self, option: &str) -> bool {
        self.options.contains(&option) || self.common().any(|common| common.name == option)
    }

    pub fn takes_words(&self, count: usize) -> bool {
        match self.argument {
            "" => count == 0,
            one if one.ends_with("...") => count > 0,
            one if one.starts_with('[') => count < 2,
            _ => count == 1,
        }
    }

    /// The options of all commands of its kind.
    pub(super) fn common(&self) -> impl Iterator<Item = &'static Opt> + use<> {
        let local = COMMON.len() - LOCAL;
        let skipped = if self.is_remote { 0 } else { local };
        options_of(&COMMON).skip(skipped)
    }
}

pub(super) const SHELLS: [&str; 3] = ["bash", "zsh", "fish"];

pub(super) const COMMANDS: [Command; 8] = [
    Command {
        name: "start",
        alias: "",
        argument: "URI",
        about: "Start an import of the Parquet files at URI: s3://BUCKET/DIR, gs://BUCKET/DIR \
                or https://ACCOUNT.blob.core.windows.net/CONTAINER/DIR. Prints its id.",
        options: &[
            "integration-id",
            "error-mode",
            "ensure",
            "dry-run",
            "wait",
            "deadline",
            "poll",
            "first-answer",
            "outage",
        ],
        is_remote: true,
        more: "",
    },
    Command {
        name: "wait",
        alias: "",
        argument: "ID...",
        about: "Follow imports to their end. Prints their final state.",
        options: &["deadline", "poll", "first-answer", "outage"],
        is_remote: true,
        more: "With several ids, the exit code is that of the import that went worst: an error,\n\
               then failed, cancelled, not ended.",
    },
    Command {
        name: "describe",
        alias: "get",
        argument: "ID",
        about: "Print the current state of an import.",
        options: &[],
        is_remote: true,
        more: "",
    },
    Command {
        name: "list",
        alias: "ls",
        argument: "",
        about: "Print the imports of the index, in the server's order.",
        options: &["status", "uri", "limit", "all", "pagination-token"],
        is_remote: true,
        more: "",
    },
    Command {
        name: "cancel",
        alias: "",
        argument: "ID",
        about: "Cancel an import; has no effect on one that has ended.",
        options: &[],
        is_remote: true,
        more: "",
    },
    Command {
        name: "completions",
        alias: "",
        argument: "SHELL",
        about: "Print shell completions for bash, zsh or fish.",
        options: &[],
        is_remote: false,
        more: "Install them for new shells:\n  \
               bash  pinecone-import completions bash > ~/.local/share/bash-completion/completions/pinecone-import\n  \
               zsh   pinecone-import completions zsh > DIR/_pinecone-import    (DIR is in $fpath)\n  \
               fish  pinecone-import completions fish > ~/.config/fish/completions/pinecone-import.fish",
    },
    Command {
        name: "man",
        alias: "",
        argument: "",
        about: "Print the manual page.",
        options: &[],
        is_remote: false,
        more: "Install it:\n  pinecone-import man > ~/.local/share/man/man1/pinecone-import.1",
    },
    Command {
        name: "help",
        alias: "",
        argument: "[COMMAND]",
        about: "Print help on a command, or this.",
        options: &[],
        is_remote: false,
        more: "",
    },
];

/// The options that every command takes; the last ones also those that ask no server.
pub(super) const COMMON: [&str; 11] = [
    "index-host",
    "api-key-file",
    "api-version",
    "timeout",
    "ca-file",
    "output",
    "json",
    "verbose",
    "quiet",
    "help",
    "version",
];
const LOCAL: usize = 2;

pub(super) const PURPOSE: &str =
    "Start bulk imports into a Pinecone index, at most once, and follow them to their end.";

pub(super) const ENVIRONMENT: [(&str, &str); 5] = [
    (
        "PINECONE_API_KEY",
        "the API key; not an option, because other users can see options",
    ),
    (
        "PINECONE_API_KEY_FILE",
        "a file with the API key, unless PINECONE_API_KEY is set",
    ),
    (
        "PINECONE_INDEX_HOST",
        "the index host, unless --index-host is given",
    ),
    (
        "HTTPS_PROXY, ALL_PROXY",
        "the proxy, in upper or lower case; the first that is set counts",
    ),
    (
        "NO_PROXY",
        "hosts to reach without it: domains, addresses, ranges like 10.0.0.0/8, or *",
    ),
];

/// What to do, and how.
pub(super) const EXAMPLES: [(&str, &str); 4] = [
    (
        "Start an import, and wait for it later",
        "id=$(pinecone-import start s3://bucket/dir) && pinecone-import wait \"$id\"",
    ),
    (
        "From cron, each night: never a second import beside one that runs, and mail if it fails",
        "0 2 * * * pinecone-import start s3://bucket/dir --ensure --wait --quiet >/dev/null",
    ),
    (
        "In CI: a log of every try, and at most an hour",
        "pinecone-import start s3://bucket/dir --ensure --wait --deadline 1h --verbose",
    ),
    (
        "With jq: the errors of all imports that failed",
        "pinecone-import list --status Failed -o jsonl | jq -r '[.id, .error] | @tsv'",
    ),
];

pub fn command(name: &str) -> Option<&'static Command> {
    let is_it = |command: &&Command| command.name == name || command.alias == name;
    COMMANDS.iter().find(is_it).filter(|_| !name.is_empty())
}

/// All names of commands, the main ones first.
pub fn command_names() -> impl Iterator<Item = &'static str> {
    let names = COMMANDS.iter().map(|command| command.name);
    let aliases = COMMANDS.iter().map(|command| command.alias);
    names.chain(aliases.filter(|alias| !alias.is_empty()))
}

/// The names of the options of a command, or of all.
pub fn option_names(command: Option<&Command>) -> impl Iterator<Item = &'static str> {
    let takes = move |option: &&Opt| command.is_none_or(|command| command.takes(option.name));
    OPTIONS.iter().filter(takes).map(|option| option.name)
}

pub(super) fn options_of(
    names: &'static [&'static str],
) -> impl Iterator<Item = &'static Opt> + use<> {
    names.iter().filter_map(|name| option(name))
}
