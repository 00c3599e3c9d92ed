//! Why the command failed, in words.

use std::fmt;
use std::io;

use pinecone_import::{Error, TransportErrorKind};

use crate::during::{self, During};
use crate::exit::Exit;
use crate::text::{command_line, plain};

/// Why the command failed.
#[derive(Debug)]
pub enum Failure {
    Usage(String),
    Output {
        error: io::Error,
        during: During,
    },
    Call {
        error: Error,
        during: During,
    },
    /// A signal came.
    Interrupted {
        exit: Exit,
        /// How the call ended that it interrupted; `None` if it did not end.
        error: Option<Error>,
        during: During,
    },
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let during = during::now();
        Self::Call { error, during }
    }
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Self {
        Self::Usage(error.to_string())
    }
}

impl Failure {
    /// The same, or that a signal was the reason.
    pub fn or_interrupted(self, by: Option<Exit>) -> Self {
        match (self, by) {
            (Self::Call { error, during }, Some(exit)) => Self::Interrupted {
                exit,
                error: Some(error),
                during,
            },
            (other, _) => other,
        }
    }

    pub fn exit(&self) -> Exit {
        let error = match self {
            Self::Usage(_) => return Exit::Usage,
            Self::Output { during, .. } if during.changes() => return Exit::OutcomeUnknown,
            Self::Output { .. } => return Exit::Output,
            Self::Interrupted { exit, .. } => return *exit,
            Self::Call { error, .. } => error,
        };
        exit_of(error)
    }

    pub fn error(&self) -> Option<&Error> {
        match self {
            Self::Usage(_) | Self::Output { .. } => None,
            Self::Call { error, .. } => Some(error),
            Self::Interrupted { error, .. } => error.as_ref(),
        }
    }

    fn during(&self) -> Option<&During> {
        match self {
            Self::Usage(_) => None,
            Self::Output { during, .. }
            | Self::Call { during, .. }
            | Self::Interrupted { during, .. } => Some(during),
        }
    }

    /// The import that it is about.
    pub fn id(&self) -> Option<&str> {
        self.during()?.id()
    }

    /// Whether the server may have done what it was asked for: started or cancelled an import.
    pub fn may_have_executed(&self) -> bool {
        match self {
            Self::Usage(_) => false,
            Self::Output { during, .. } => during.changes(),
            Self::Interrupted {
                error: None,
                during: During::Start | During::Ensure | During::Cancel(_),
                ..
            } => true,
            _ => self.error().is_some_and(Error::may_have_executed),
        }
    }

    /// What to do next, if that is not obvious.
    pub fn hint(&self) -> Option<String> {
        let may = self.may_have_executed();
        Some(match (self.during(), self.exit()) {
            (None, _) => "`pinecone-import help` shows all commands and options".into(),
            (Some(During::Started { id, .. }), Exit::NotFound) => format!(
                "it may not be visible yet; try: {}",
                command_line("wait", id)
            ),
            (Some(During::Started { id, .. }), _) => format!(
                "the import continues; follow it with: {}",
                command_line("wait", id)
            ),
            (Some(During::Start), _) if may => {
                "`pinecone-import list` shows if it was; `start --ensure` never starts a second"
                    .into()
            }
            (Some(During::Ensure), _) if may => {
                "run the same command again: with --ensure it finds the import, or starts it".into()
            }
            (Some(During::Cancel(id)), _) if may => {
                let look = command_line("describe", id);
                format!("`{look}` shows if it was; a second cancel does no harm")
            }
            (Some(During::Read(Some(id))), Exit::HungUp | Exit::Interrupted | Exit::Terminated) => {
                format!("follow it with: {}", command_line("wait", id))
            }
            (_, Exit::NotAuthorised) => {
                "the key is read from --api-key-file, PINECONE_API_KEY or PINECONE_API_KEY_FILE"
                    .into()
            }
            (Some(During::Read(Some(_)) | During::Cancel(_)), Exit::NotFound) => {
                "`pinecone-import list` shows the imports of the index".into()
            }
            (Some(During::Start | During::Ensure), Exit::Network | Exit::RateLimited) => {
                "nothing was started; the same command is safe to repeat".into()
            }
            _ => return None,
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(problem) => f.write_str(problem),
            Self::Output { error, during } => {
                match during {
                    During::Started { id, says } => write!(f, "import {} {says}, but ", plain(id))?,
                    During::Cancel(id) => write!(f, "import {} was cancelled, but ", plain(id))?,
                    During::Read(Some(id)) => write!(f, "import {}: ", plain(id))?,
                    _ => {}
                }
                write!(f, "the output could not be written: {error}")
            }
            Self::Call { error, during } => match during {
                During::Started { id, says } => {
                    write!(f, "import {} {says}, but: {error}", plain(id))
                }
                _ => error.fmt(f),
            },
            Self::Interrupted { error, during, .. } => {
                let may = self.may_have_executed();
                f.write_str("interrupted")?;
                match during {
                    During::Setup | During::Read(None) => {}
                    During::Start | During::Ensure if may => {
                        f.write_str("; an import may have been started")?;
                    }
                    During::Start | During::Ensure => f.write_str("; no import was started")?,
                    During::Started { id, .. } | During::Read(Some(id)) => {
                        write!(f, "; import {} continues", plain(id))?;
                    }
                    During::Cancel(id) if may => {
                        write!(f, "; import {} may have been cancelled", plain(id))?;
                    }
                    During::Cancel(id) => write!(f, "; import {} was not cancelled", plain(id))?,
                }
                match error {
                    Some(Error::Transport(error)) if error.kind == TransportErrorKind::Stopped => {
                        Ok(())
                    }
                    Some(error) => write!(f, " ({error})"),
                    None => Ok(()),
                }
            }
        }
    }
}

pub fn exit_of(error: &Error) -> Exit {
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
