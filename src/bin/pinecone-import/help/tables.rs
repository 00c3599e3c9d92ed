//! The commands and options, as tables.

pub struct Command {
    pub name: &'static str,
    /// Its only argument; empty for none.
    pub argument: &'static str,
    pub about: &'static str,
    /// Its options, in addition to those of all commands.
    pub(super) options: &'static [&'static str],
}

impl Command {
    pub fn takes(&self, option: &str) -> bool {
        self.options.contains(&option) || COMMON.contains(&option)
    }
}

pub struct Opt {
    pub name: &'static str,
    /// The placeholder of its value; empty for none.
    pub(super) value: &'static str,
    pub(super) about: &'static str,
}

pub(super) const COMMANDS: [Command; 7] = [
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
        about: "Follow an import to its end. Prints its final state.",
        options: &["deadline", "poll"],
    },
    Command {
        name: "describe",
        argument: "ID",
        about: "Print the current state of an import.",
        options: &[],
    },
    Command {
        name: "list",
        argument: "",
        about: "Print the imports of the index, in the server's order.",
        options: &["limit", "all", "pagination-token"],
    },
    Command {
        name: "cancel",
        argument: "ID",
        about: "Cancel an import; has no effect on one that has ended.",
        options: &[],
    },
    Command {
        name: "completions",
        argument: "SHELL",
        about: "Print shell completions for bash, zsh or fish.",
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
pub(super) const COMMON: [&str; 7] = [
    "index-host",
    "api-version",
    "timeout",
    "ca-file",
    "json",
    "help",
    "version",
];

pub(super) const OPTIONS: [Opt; 16] = [
    Opt {
        name: "integration-id",
        value: "ID",
        about: "the storage integration that grants access to the files",
    },
    Opt {
        name: "error-mode",
        value: "MODE",
        about: "what to do with a record that cannot be imported: abort or continue",
    },
    Opt {
        name: "ensure",
        value: "",
        about: "start nothing if an import of this URI is running; find a lost one",
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
        about: "longest polling interval [60s]",
    },
    Opt {
        name: "limit",
        value: "N",
        about: "imports per page, 1 to 100 [100]",
    },
    Opt {
        name: "all",
        value: "",
        about: "print all pages, not just one",
    },
    Opt {
        name: "pagination-token",
        value: "TOKEN",
        about: "print the page after the one that gave this token",
    },
    Opt {
        name: "index-host",
        value: "HOST",
        about: "the index [PINECONE_INDEX_HOST]",
    },
    Opt {
        name: "api-version",
        value: "YYYY-MM",
        about: "the API version [2025-10]",
    },
    Opt {
        name: "timeout",
        value: "TIME",
        about: "timeout of one attempt, from resolving the host to the last byte [30s]",
    },
    Opt {
        name: "ca-file",
        value: "FILE",
        about: "also trust the root certificates in this PEM file; repeatable",
    },
    Opt {
        name: "json",
        value: "",
        about: "print one JSON document, errors included",
    },
    Opt {
        name: "help",
        value: "",
        about: "print help; with a command, print its help",
    },
    Opt {
        name: "version",
        value: "",
        about: "print the version",
    },
];

pub(super) const PURPOSE: &str =
    "Start bulk imports into a Pinecone index, at most once, and follow them to their end.";
pub(super) const ENVIRONMENT: [(&str, &str); 4] = [
    (
        "PINECONE_API_KEY",
        "the API key; not an option, because other users can see options",
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

pub fn command(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.name == name)
}

pub fn option(name: &str) -> Option<&'static Opt> {
    OPTIONS.iter().find(|option| option.name == name)
}

pub(super) fn options_of(names: &'static [&'static str]) -> impl Iterator<Item = &'static Opt> {
    names.iter().filter_map(|name| option(name))
}

pub(super) fn flag(option: &Opt) -> String {
    format!("--{} {}", option.name, option.value)
        .trim_end()
        .to_owned()
}
