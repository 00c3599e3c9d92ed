//! An import as the server describes it.

use alloc::string::String;
use core::fmt;

use super::name::{At, Name};
use super::{id, number};
use crate::json::{Reader, Value};

/// The status of an import.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ImportStatus {
    /// Accepted, but not started yet.
    Pending,
    /// Running.
    InProgress,
    /// Ended with an error.
    Failed,
    /// Ended successfully, as the error mode defines it.
    Completed,
    /// Ended because it was cancelled.
    Cancelled,
    /// Any other status, as the server sent it.
    Other(String),
}

impl ImportStatus {
    fn new(text: &str) -> Self {
        match text {
            "Pending" => Self::Pending,
            "InProgress" => Self::InProgress,
            "Failed" => Self::Failed,
            "Completed" => Self::Completed,
            "Cancelled" => Self::Cancelled,
            _ => Self::Other(text.into()),
        }
    }

    /// The status as the server sent it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Pending => "Pending",
            Self::InProgress => "InProgress",
            Self::Failed => "Failed",
            Self::Completed => "Completed",
            Self::Cancelled => "Cancelled",
            Self::Other(text) => text,
        }
    }

    /// Whether the import has ended; an unknown status counts as not ended.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::Failed | Self::Completed | Self::Cancelled)
    }
}

impl fmt::Display for ImportStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How many records were imported and how many were not. From API version 2026-07 on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ValidationResult {
    /// The number of records imported.
    pub import_successes: Option<i64>,
    /// The number of records not imported.
    pub import_errors: Option<i64>,
}

/// An import as the server describes it.
///
/// A field that is missing or has the wrong type is `None`.
/// [API reference](https://docs.pinecone.io/reference/api/2025-10/data-plane/describe_import).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ImportModel {
    /// The import's id.
    pub id: String,
    /// Its status.
    pub status: ImportStatus,
    /// The URI of the files.
    pub uri: Option<String>,
    /// When it was started, in RFC 3339.
    pub created_at: Option<String>,
    /// When it ended, in RFC 3339.
    pub finished_at: Option<String>,
    /// The progress in percent, 0 to 100.
    pub percent_complete: Option<f32>,
    /// The number of records imported so far.
    pub records_imported: Option<i64>,
    /// How many records were imported and how many were not. From API version 2026-07 on.
    pub validation_result: Option<ValidationResult>,
    /// Why it failed.
    pub error: Option<String>,
}

impl ImportModel {
    /// An import with no field set.
    pub(crate) fn blank() -> Self {
        Self {
            id: String::new(),
            status: ImportStatus::Other(String::new()),
            uri: None,
            created_at: None,
            finished_at: None,
            percent_complete: None,
            records_imported: None,
            validation_result: None,
            error: None,
        }
    }
}

/// An import that is being read.
#[derive(Debug)]
pub(super) struct Draft(ImportModel);

impl Default for Draft {
    fn default() -> Self {
        Self(ImportModel::blank())
    }
}

impl Draft {
    /// The import, if it has an id and a status.
    pub(super) fn finish(self) -> Option<ImportModel> {
        let Self(import) = self;
        (!import.id.is_empty() && !import.status.as_str().is_empty()).then_some(import)
    }
}

/// Reads an import at any depth. The last of duplicate members counts.
impl Reader<Name> for Draft {
    fn scalar(&mut self, at: At, value: Value<'_>) {
        let Self(import) = self;
        // Strings need no limit of their own: that of the body is enough.
        let text = match value {
            Value::Text(text) => Some(text),
            _ => None,
        };
        if at.0 == Name::ValidationResult {
            let result = import.validation_result.get_or_insert_default();
            match at.1 {
                Name::ImportSuccesses => result.import_successes = number::integer(value),
                Name::ImportErrors => result.import_errors = number::integer(value),
                _ => {}
            }
            return;
        }
        let place = match at.1 {
            Name::Uri => &mut import.uri,
            Name::CreatedAt => &mut import.created_at,
            Name::FinishedAt => &mut import.finished_at,
            Name::Error => &mut import.error,
            name => {
                match name {
                    Name::Id => import.id = id::read(value).unwrap_or_default(),
                    Name::Status => import.status = ImportStatus::new(text.unwrap_or_default()),
                    Name::PercentComplete => import.percent_complete = number::float(value),
                    Name::RecordsImported => import.records_imported = number::integer(value),
                    Name::ValidationResult => import.validation_result = None,
                    _ => {}
                }
                return;
            }
        };
        *place = text.map(String::from);
    }

    fn opens(&mut self, at: At, is_object: bool) -> bool {
        match at {
            (Name::ValidationResult, _) => false,
            (_, Name::ValidationResult) if is_object => {
                self.0.validation_result = Some(ValidationResult::default());
                true
            }
            _ => false,
        }
    }
}
