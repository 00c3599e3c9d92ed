//! The command line.

use std::ffi::OsString;
use std::time::Duration;

use lexopt::prelude::*;
use pinecone_import::{ApiVersion, ImportErrorMode};

use crate::failure::Failure;
use crate::format::{FORMATS, Format};
use crate::help;
use crate::screen::Loudness;
use crate::suggest::did_you_mean;
use crate::values::{time, usage};

/// What to do.
#[derive(Debug)]
pub enum Command {
    Start(Start),
    Wait {
        ids: Vec<String>,
    },
    Describe {
        id: String,
    },
    List(List),
    Cancel {
        id: String,
    },
    /// Text that needs no server: help, version, completions, man page.
    Show(String),
}

#[derive(Debug, Default)]
pub struct Start {
    pub uri: String,
    pub integration_id: Option<String>,
    pub error_mode: Option<ImportErrorMode>,
    pub ensure: bool,
    pub wait: bool,
    pub dry_run: bool,
}

#[derive(Debug, Default)]
pub struct List {
    pub limit: Option<u32>,
    pub all: bool,
    pub token: Option<String>,
    pub status: Option<String>,
    pub uri: Option<String>,
}

/// How to reach the index.
#[derive(Debug, Default)]
pub struct Connection {
    pub host: Option<String>,
    pub key_file: Option<OsString>,
    pub version: Option<ApiVersion>,
    pub timeout: Option<Duration>,
    pub ca_files: Vec<OsString>,
}

/// How to wait.
#[derive(Debug, Default)]
pub struct Waiting {
    pub deadline: Option<Duration>,
    pub poll: Option<Duration>,
    pub first_answer: Option<Duration>,
    pub outage: Option<Duration>,
}

/// A command with the options of all commands.
#[derive(Debug)]
pub struct Invocation {
    pub command: Command,
    pub connection: Connection,
    pub waiting: Waiting,
    pub format: Format,
    pub loudness: Loudness,
}

/// The words, and the options of single commands, before the command is known.
#[derive(Default)]
struct Found {
    words: Vec<String>,
    options: Vec<&'static str>,
    start: Start,
    list: List,
}

/// Whether the output is to be JSON, also if the rest of the command line cannot be read.
pub fn wants_json(args: &[OsString]) -> bool {
    let texts = args.iter().map(|arg| arg.to_str().unwrap_or(""));
    let texts: Vec<&str> = texts.take_while(|arg| *arg != "--").collect();
    let is_json = |format: &str| Format::from_name(format).is_some_and(Format::is_json);
    let beside = texts.windows(2);
    texts.iter().any(|arg| {
        let value = arg.strip_prefix("--output=").or(arg.strip_prefix("-o"));
        *arg == "--json" || value.is_some_and(|value| is_json(value.trim_start_matches('=')))
    }) || beside
        .into_iter()
        .any(|pair| ["-o", "--output"].contains(&pair[0]) && is_json(pair[1]))
}

pub fn parse(args: Vec<OsString>) -> Result<Invocation, Failure> {
    let mut connection = Connection::default();
    let mut waiting = Waiting::default();
    let (mut format, mut loudness) = (None, Loudness::Normal);
    let mut found = Found::default();
    let mut parser = lexopt::Parser::from_args(args);
    while let Some(arg) = parser.next()? {
        let option = match &arg {
            Value(word) => {
                found.words.push(word.clone().string()?);
                continue;
            }
            Short(letter) => help::short_option(*letter),
            Long("api-key" | "key") => {
                return usage(
                    "the key is not an option, as others can see options: set PINECONE_API_KEY, \
                     or use --api-key-file",
                );
            }
            Long(name) => help::option(name),
        };
        let Some(option) = option else {
            return usage(found.unknown_option(&arg));
        };
        let name = option.name;
        found.options.push(name);
        let mut text = || -> Result<String, Failure> { Ok(parser.value()?.string()?) };
        match name {
            "index-host" => connection.host = Some(text()?),
            "api-version" => connection.version = Some(ApiVersion::new(&text()?)?),
            "timeout" => connection.timeout = Some(time(name, &text()?, false)?),
            "ca-file" => connection.ca_files.push(parser.value()?),
            "api-key-file" => connection.key_file = Some(parser.value()?),
            "deadline" => waiting.deadline = Some(time(name, &text()?, false)?),
            "poll" => waiting.poll = Some(time(name, &text()?, false)?),
            "first-answer" => waiting.first_answer = Some(time(name, &text()?, true)?),
            "outage" => waiting.outage = Some(time(name, &text()?, true)?),
            "json" | "output" => {
                let wanted = match name {
                    "json" => Some(Format::Json),
                    _ => Format::from_name(&text()?),
                };
                match (wanted, format) {
                    (None, _) => {
                        return usage(format!("--output must be {}", FORMATS.join(", ")));
                    }
                    (wanted, Some(_)) if wanted != format => {
                        return usage("only one output format can be chosen");
                    }
                    _ => format = wanted,
                }
            }
            "verbose" => loudness = Loudness::Verbose,
            "quiet" => loudness = Loudness::Quiet,
            "integration-id" => found.start.integration_id = Some(text()?),
            "error-mode" => {
                let mode = text()?.parse();
                let mode = mode.or_else(|_| usage("--error-mode must be abort or continue"))?;
                found.start.error_mode = Some(mode);
            }
            "pagination-token" => found.list.token = Some(text()?),
            "limit" => {
                let limit = text()?.parse().ok();
                let Some(limit) = limit.filter(|limit| (1..=100).contains(limit)) else {
                    return usage("--limit must be 1 to 100");
                };
                found.list.limit = Some(limit);
            }
            "status" => found.list.status = Some(text()?),
            "uri" => found.list.uri = Some(text()?),
            // Seen by their name.
            "help" | "version" | "ensure" | "wait" | "dry-run" | "all" => {}
            other => return usage(format!("--{other} is not handled")),
        }
    }
    let command = found.command()?;
    Ok(Invocation {
        command,
        connection,
        waiting,
        format: format.unwrap_or(Format::Table),
        loudness,
    })
}

impl Found {
    fn has(&self, option: &str) -> bool {
        self.options.contains(&option)
    }

    fn command(mut self) -> Result<Command, Failure> {
        if self.has("version") {
            let version = concat!("pinecone-import ", env!("CARGO_PKG_VERSION"));
            return Ok(Command::Show(version.into()));
        }
        let Some(name) = self.words.first() else {
            return match self.has("help") {
                true => Ok(Command::Show(help::help(None))),
                false => usage("no command given: use start, wait, describe, list or cancel"),
            };
        };
        let command = self.named(name)?;
        if self.has("help") {
            return Ok(Command::Show(help::help(Some(command))));
        }
        if let Some(option) = self.options.iter().find(|option| !command.takes(option)) {
            return usage(format!("{} takes no option --{option}", command.name));
        }
        if !command.takes_words(self.words.len() - 1) {
            let usage_line = format!("pinecone-import {} {}", command.name, command.argument);
            return usage(format!("wrong arguments; usage: {}", usage_line.trim_end()));
        }
        self.check_together()?;
        let mut words = self.words.split_off(1);
        let (all, ensure, wait) = (self.has("all"), self.has("ensure"), self.has("wait"));
        let dry_run = self.has("dry-run");
        let mut word = || words.pop().unwrap_or_default();
        Ok(match command.name {
            "start" => Command::Start(Start {
                uri: word(),
                ensure,
                wait,
                dry_run,
                ..self.start
            }),
            "wait" => Command::Wait { ids: words },
            "describe" => Command::Describe { id: word() },
            "list" => Command::List(List { all, ..self.list }),
            "cancel" => Command::Cancel { id: word() },
            "man" => Command::Show(help::man()),
            "help" => Command::Show(match words.pop() {
                Some(word) => help::help(Some(self.named(&word)?)),
                None => help::help(None),
            }),
            _ => match help::completions(&word()) {
                Some(completions) => Command::Show(completions),
                None => return usage("SHELL must be bash, zsh or fish"),
            },
        })
    }

    fn named(&self, name: &str) -> Result<&'static help::Command, Failure> {
        match help::command(name) {
            Some(command) => Ok(command),
            None => usage(format!(
                "unknown command {name:?}{}",
                did_you_mean(name, help::command_names(), "")
            )),
        }
    }

    /// Refuses options that have no effect.
    fn check_together(&self) -> Result<(), Failure> {
        let waiting = ["deadline", "poll", "first-answer", "outage"];
        let start = self.words.first().is_some_and(|name| name == "start");
        match waiting.into_iter().find(|option| self.has(option)) {
            Some(option) if start && !self.has("wait") => {
                return usage(format!("--{option} has no effect without --wait"));
            }
            _ => {}
        }
        for (one, other) in [
            ("dry-run", "wait"),
            ("dry-run", "ensure"),
            ("quiet", "verbose"),
        ] {
            if self.has(one) && self.has(other) {
                return usage(format!("--{one} and --{other} exclude each other"));
            }
        }
        Ok(())
    }

    fn unknown_option(&self, arg: &lexopt::Arg<'_>) -> String {
        let (option, meant) = match arg {
            Long(name) => {
                let command = self.words.first().and_then(|name| help::command(name));
                let meant = did_you_mean(name, help::option_names(command), "--");
                (format!("--{name}"), meant)
            }
            Short(letter) => (format!("-{letter}"), String::new()),
            Value(word) => (word.to_string_lossy().into_owned(), String::new()),
        };
        format!("unknown option {option}{meant}")
    }
}
