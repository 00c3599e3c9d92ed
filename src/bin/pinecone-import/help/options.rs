//! The options, as a table.

use crate::format::FORMATS;

/// What an option takes.
pub(super) enum Takes {
    Nothing,
    /// A value, by its placeholder.
    Value(&'static str),
    File,
    /// A value, by its placeholder, and the usual ones.
    OneOf(&'static str, &'static [&'static str]),
}

pub struct Opt {
    pub name: &'static str,
    pub(super) short: Option<char>,
    pub(super) takes: Takes,
    pub(super) about: &'static str,
}

impl Opt {
    /// The option as usage shows it.
    pub(super) fn flag(&self) -> String {
        let short = self.short.map_or(String::new(), |c| format!("-{c}, "));
        let value = match self.takes {
            Takes::Nothing => String::new(),
            Takes::File => " FILE".into(),
            Takes::Value(name) | Takes::OneOf(name, _) => format!(" {name}"),
        };
        format!("{short}--{}{value}", self.name)
    }
}

const STATUSES: [&str; 5] = ["Pending", "InProgress", "Failed", "Completed", "Cancelled"];

pub(super) const OPTIONS: [Opt; 25] = [
    long(
        "integration-id",
        Takes::Value("ID"),
        "the storage integration that grants access to the files",
    ),
    long(
        "error-mode",
        Takes::OneOf("MODE", &["abort", "continue"]),
        "what to do with a record that cannot be imported: abort or continue",
    ),
    long(
        "ensure",
        Takes::Nothing,
        "start nothing if an import of this URI is running; find a lost one",
    ),
    long(
        "dry-run",
        Takes::Nothing,
        "print the request, without the key; send nothing",
    ),
    long("wait", Takes::Nothing, "then follow the import to its end"),
    long(
        "deadline",
        Takes::Value("TIME"),
        "stop waiting after this time, such as 90, 15m or 1h30m [24h]",
    ),
    long(
        "poll",
        Takes::Value("TIME"),
        "longest polling interval [60s]",
    ),
    long(
        "first-answer",
        Takes::Value("TIME"),
        "give up if no poll has succeeded by then [30s; none after a start]",
    ),
    long(
        "outage",
        Takes::Value("TIME"),
        "give up if polls then fail for this long [none]",
    ),
    long(
        "status",
        Takes::OneOf("STATUS", &STATUSES),
        "only imports of this status, or of these: Failed,Cancelled; searches all pages",
    ),
    long(
        "uri",
        Takes::Value("TEXT"),
        "only imports whose URI contains this; searches all pages",
    ),
    long(
        "limit",
        Takes::Value("N"),
        "imports per page, 1 to 100 [100]",
    ),
    long("all", Takes::Nothing, "print all pages, not just one"),
    long(
        "pagination-token",
        Takes::Value("TOKEN"),
        "print the page after the one that gave this token",
    ),
    long(
        "index-host",
        Takes::Value("HOST"),
        "the index [PINECONE_INDEX_HOST]",
    ),
    long(
        "api-key-file",
        Takes::File,
        "read the API key from this file [PINECONE_API_KEY_FILE]",
    ),
    long(
        "api-version",
        Takes::OneOf("YYYY-MM", &["2025-10", "2025-04"]),
        "the API version [2025-10]",
    ),
    long(
        "timeout",
        Takes::Value("TIME"),
        "timeout of one attempt, from resolving the host to the last byte [30s]",
    ),
    long(
        "ca-file",
        Takes::File,
        "also trust the root certificates in this PEM file; repeatable",
    ),
    short(
        "output",
        'o',
        Takes::OneOf("FORMAT", &FORMATS),
        "table, json, jsonl (a document per import), tsv or id [table]",
    ),
    long(
        "json",
        Takes::Nothing,
        "the same as -o json: one document, errors included",
    ),
    short("verbose", 'v', Takes::Nothing, "tell every try"),
    short("quiet", 'q', Takes::Nothing, "tell nothing but errors"),
    short(
        "help",
        'h',
        Takes::Nothing,
        "print help; with a command, print its help",
    ),
    short("version", 'V', Takes::Nothing, "print the version"),
];

const fn long(name: &'static str, takes: Takes, about: &'static str) -> Opt {
    Opt {
        name,
        short: None,
        takes,
        about,
    }
}

const fn short(name: &'static str, letter: char, takes: Takes, about: &'static str) -> Opt {
    Opt {
        short: Some(letter),
        ..long(name, takes, about)
    }
}

pub fn option(name: &str) -> Option<&'static Opt> {
    OPTIONS.iter().find(|option| option.name == name)
}

pub fn short_option(letter: char) -> Option<&'static Opt> {
    OPTIONS.iter().find(|option| option.short == Some(letter))
}
