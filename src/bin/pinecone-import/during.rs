//! What the command is about at the moment, for whoever has to say how it ended.

use std::sync::{Mutex, PoisonError};

#[derive(Debug, Clone)]
pub enum During {
    /// Nothing was sent yet.
    Setup,
    Start,
    Ensure,
    /// An import was started, or is running already; the command follows it or tells its id.
    Started {
        id: String,
        /// Such as `was started`.
        says: &'static str,
    },
    Cancel(String),
    /// It reads the state of this import, or of several.
    Read(Option<String>),
}

static NOW: Mutex<During> = Mutex::new(During::Setup);

pub fn set(during: During) {
    *NOW.lock().unwrap_or_else(PoisonError::into_inner) = during;
}

pub fn now() -> During {
    NOW.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

impl During {
    /// The import that the command knows of.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Started { id, .. } | Self::Cancel(id) => Some(id),
            Self::Read(id) => id.as_deref(),
            Self::Setup | Self::Start | Self::Ensure => None,
        }
    }

    /// Whether it asks the server for more than to look.
    pub fn changes(&self) -> bool {
        !matches!(self, Self::Setup | Self::Read(_))
    }
}
