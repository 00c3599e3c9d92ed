//! How the command can end, and the exit code of each.

use std::fmt;
use std::io;

use pinecone_import::Error;

use crate::text::plain;

/// The ways to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Success,
    Output,
    Usage,
    NotAuthorised,
    NotFound,
    RateLimited,
    Server,
    Network,
    OutcomeUnknown,
    ImportFailed,
    ImportCancelled,
    WaitDeadline,
    Interrupted,
}

/// Exit code, name in JSON, and meaning, as help and man page show it.
pub const EXITS: [(Exit, u8, &str, &str); 13] = [
    (Exit::Success, 0, "success", "done"),
    (Exit::Output, 1, "output", "the output could not be written"),
    (
        Exit::Usage,
        2,
        "usage",
        "wrong options or arguments; nothing was sent",
    ),
    (
        Exit::NotAuthorised,
        3,
        "not_authorised",
        "the key was rejected (401, 403)",
    ),
    (
        Exit::NotFound,
        4,
        "not_found",
        "no such import or index (404)",
    ),
    (
        Exit::RateLimited,
        5,
        "rate_limited",
        "too many requests (429)",
    ),
    (
        Exit::Server,
        6,
        "server",
        "any other error answer, or an unusable one",
    ),
    (
        Exit::Network,
        7,
        "network",
        "the server was not reached, or its answer was lost",
    ),
    (
        Exit::OutcomeUnknown,
        8,
        "outcome_unknown",
        "the import may have been started or cancelled",
    ),
    (Exit::ImportFailed, 9, "import_failed", "the import failed"),
    (
        Exit::ImportCancelled,
        10,
        "import_cancelled",
        "the import was cancelled",
    ),
    (
        Exit::WaitDeadline,
        11,
        "wait_deadline",
        "the import had not ended by the deadline",
    ),
    (
        Exit::Interrupted,
        130,
        "interrupted",
        "Ctrl-C; an import that was started continues",
    ),
];

impl Exit {
    pub fn code(self) -> u8 {
        EXITS
            .iter()
            .find(|(exit, ..)| *exit == self)
            .map_or(1, |(_, code, ..)| *code)
    }

    pub fn name(self) -> &'static str {
        EXITS
            .iter()
            .find(|(exit, ..)| *exit == self)
            .map_or("", |(_, _, name, _)| name)
    }
}

/// Why the command failed.
#[derive(Debug)]
pub enum Failure {
    Usage(String),
    Output(io::Error),
    Call {
        error: Error,
        /// The import that this command started before the error, if any.
        import: Option<String>,
    },
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Call {
            error,
            import: None,
        }
    }
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Self {
        Self::Usage(error.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(problem) => f.write_str(problem),
            Self::Output(error) => write!(f, "cannot write the output: {error}"),
            Self::Call {
                error,
                import: None,
            } => error.fmt(f),
            Self::Call {
                error,
                import: Some(id),
            } => write!(f, "import {} was started, but: {error}", plain(id)),
        }
    }
}

impl Failure {
    pub fn exit(&self) -> Exit {
        let error = match self {
            Self::Usage(_) => return Exit::Usage,
            Self::Output(_) => return Exit::Output,
            Self::Call { error, .. } => error,
        };
        match error {
            _ if error.may_have_executed() => Exit::OutcomeUnknown,
            Error::InvalidArgument(_) => Exit::Usage,
            Error::Transport(_) => Exit::Network,
            Error::Api(api) => match api.http_status {
                401 | 403 => Exit::NotAuthorised,
                404 => Exit::NotFound,
                429 => Exit::RateLimited,
                _ => Exit::Server,
            },
            _ => Exit::Server,
        }
    }

    /// What to do next, if that is not obvious.
    pub fn hint(&self) -> Option<String> {
        match (self, self.exit()) {
            (
                Self::Call {
                    import: Some(id), ..
                },
                _,
            ) => Some(format!(
                "the import continues; follow it with: pinecone-import wait {}",
                plain(id)
            )),
            (_, Exit::OutcomeUnknown) => Some(
                "`pinecone-import list` shows if it was; `start --ensure` never starts a second"
                    .into(),
            ),
            (Self::Usage(_), _) => {
                Some("`pinecone-import --help` shows all commands and options".into())
            }
            (_, Exit::NotAuthorised) => Some("the key is read from PINECONE_API_KEY".into()),
            _ => None,
        }
    }
}
