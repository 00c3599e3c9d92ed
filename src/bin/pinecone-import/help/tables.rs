//! The commands and options, as tables.

pub struct Command {
    pub name: &'static str,
    /// The one argument; empty for none.
    pub argument: &'static str,
    pub about: &'static str,
    /// Its options, beside those of all commands.
    pub(super) options: &'static [&'static str],
}

impl Command {
    pub fn takes(&self, option: &str) -> bool {
        self.options.contains(&option) || COMMON.contains(&option)
    }
}

pub struct Opt {
    pub name: &'static str,
    /// What its value is called; empty for none.
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

pub(super) const PURPOSE: &str =
    "Start bulk imports into a Pinecone index, at most once, and see them through.";
pub(super) const ENVIRONMENT: [(&str, &str); 3] = [
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

pub(super) fn options_of(names: &'static [&'static str]) -> impl Iterator<Item = &'static Opt> {
    names.iter().filter_map(|name| option(name))
}

pub(super) fn flag(option: &Opt) -> String {
    format!("--{} {}", option.name, option.value)
        .trim_end()
        .to_owned()
}
