//! The command line and the environment.

use std::env;
use std::ffi::OsString;
use std::time::Duration;

use lexopt::prelude::*;
use pinecone_import::{ApiVersion, ImportErrorMode};

use crate::exit::Failure;
use crate::help;

/// What to do.
#[derive(Debug)]
pub enum Command {
    Start {
        uri: String,
        integration_id: Option<String>,
        error_mode: Option<ImportErrorMode>,
        ensure: bool,
        wait: bool,
    },
    Wait {
        id: String,
    },
    Describe {
        id: String,
    },
    List {
        limit: Option<u32>,
        all: bool,
        token: Option<String>,
    },
    Cancel {
        id: String,
    },
    /// Text that needs no server: help, version, completions, man page.
    Show(String),
}

/// A command with the options of all commands.
#[derive(Debug)]
pub struct Invocation {
    pub command: Command,
    pub host: Option<String>,
    pub version: Option<ApiVersion>,
    pub timeout: Option<Duration>,
    pub deadline: Option<Duration>,
    pub poll: Option<Duration>,
    pub ca_files: Vec<OsString>,
    pub json: bool,
}

/// The words, and the options of single commands, before the command is known.
#[derive(Default)]
struct Found {
    words: Vec<String>,
    options: Vec<&'static str>,
    integration_id: Option<String>,
    error_mode: Option<ImportErrorMode>,
    limit: Option<u32>,
    token: Option<String>,
}

pub fn parse(args: Vec<OsString>) -> Result<Invocation, Failure> {
    let mut invocation = Invocation {
        command: Command::Show(String::new()),
        host: None,
        version: None,
        timeout: None,
        deadline: None,
        poll: None,
        ca_files: Vec::new(),
        json: false,
    };
    let mut found = Found::default();
    let (mut want_help, mut want_version) = (false, false);
    let mut parser = lexopt::Parser::from_args(args);
    while let Some(arg) = parser.next()? {
        let name = match &arg {
            Value(word) => {
                found.words.push(word.clone().string()?);
                continue;
            }
            Short('h') => "help",
            Short('V') => "version",
            Long("api-key" | "key") => {
                return usage(
                    "the key is not an option, as others can see options: set PINECONE_API_KEY",
                );
            }
            Long(name) => *name,
            Short(_) => return Err(arg.unexpected().into()),
        };
        let Some(option) = help::option(name) else {
            return Err(arg.unexpected().into());
        };
        found.options.push(option.name);
        match option.name {
            "help" => want_help = true,
            "version" => want_version = true,
            "json" => invocation.json = true,
            "ensure" | "wait" | "all" => {}
            "index-host" => invocation.host = Some(parser.value()?.string()?),
            "api-version" => {
                invocation.version = Some(ApiVersion::new(&parser.value()?.string()?)?)
            }
            "timeout" => invocation.timeout = Some(duration("timeout", parser.value()?.string()?)?),
            "deadline" => {
                invocation.deadline = Some(duration("deadline", parser.value()?.string()?)?)
            }
            "poll" => invocation.poll = Some(duration("poll", parser.value()?.string()?)?),
            "ca-file" => invocation.ca_files.push(parser.value()?),
            "integration-id" => found.integration_id = Some(parser.value()?.string()?),
            "pagination-token" => found.token = Some(parser.value()?.string()?),
            "limit" => {
                let limit = parser.value()?.string()?;
                let limit = limit.parse().ok().filter(|limit| (1..=100).contains(limit));
                found.limit =
                    Some(limit.ok_or_else(|| Failure::Usage("--limit must be 1 to 100".into()))?);
            }
            "error-mode" => {
                let mode = parser.value()?.string()?.parse();
                found.error_mode = Some(mode.map_err(|_| {
                    Failure::Usage("--error-mode must be abort or continue".into())
                })?);
            }
            other => return usage(format!("--{other} is not handled")),
        }
    }
    invocation.command = if want_version {
        Command::Show(concat!("pinecone-import ", env!("CARGO_PKG_VERSION")).into())
    } else if want_help {
        Command::Show(help::help(found.words.first().map(String::as_str)))
    } else {
        found.command()?
    };
    Ok(invocation)
}

impl Found {
    fn command(mut self) -> Result<Command, Failure> {
        let Some(name) = self.words.first().cloned() else {
            return usage("no command given: use start, wait, describe, list or cancel");
        };
        let Some(command) = help::command(&name) else {
            return usage(format!("unknown command {name:?}"));
        };
        if let Some(option) = self.options.iter().find(|option| !command.takes(option)) {
            return usage(format!("{name} takes no option --{option}"));
        }
        let wanted = usize::from(!command.argument.is_empty());
        if self.words.len() != 1 + wanted {
            let usage_line = format!("pinecone-import {name} {}", command.argument);
            return usage(format!("wrong arguments; usage: {}", usage_line.trim_end()));
        }
        let word = self.words.pop().unwrap_or_default();
        let has = |name| self.options.contains(&name);
        Ok(match command.name {
            "start" => Command::Start {
                uri: word,
                ensure: has("ensure"),
                wait: has("wait"),
                integration_id: self.integration_id,
                error_mode: self.error_mode,
            },
            "wait" => Command::Wait { id: word },
            "describe" => Command::Describe { id: word },
            "list" => Command::List {
                all: has("all"),
                limit: self.limit,
                token: self.token,
            },
            "cancel" => Command::Cancel { id: word },
            "man" => Command::Show(help::man()),
            _ => Command::Show(
                help::completions(&word)
                    .ok_or_else(|| Failure::Usage("SHELL must be bash, zsh or fish".into()))?,
            ),
        })
    }
}

/// `90`, `1.5`, `90s`, `15m`, `2h`.
fn duration(option: &str, text: String) -> Result<Duration, Failure> {
    let number = text.trim_end_matches(['s', 'm', 'h']);
    let unit = match text.get(number.len()..) {
        Some("" | "s") => Some(1.0),
        Some("m") => Some(60.0),
        Some("h") => Some(3600.0),
        _ => None,
    };
    let seconds = unit.and_then(|unit| Some(number.parse::<f64>().ok()? * unit));
    let duration = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    duration
        .ok_or_else(|| Failure::Usage(format!("--{option} must be a time such as 90, 15m or 2h")))
}

fn usage<T>(problem: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Usage(problem.into()))
}

/// An environment variable, if it is set and not empty.
pub fn variable(name: &str) -> Result<Option<String>, Failure> {
    match env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => usage(format!("{name} is not valid UTF-8")),
    }
}
