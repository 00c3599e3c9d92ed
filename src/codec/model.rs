//! An import as the server describes it.

use alloc::string::String;
use core::fmt;
use miniserde::de::Visitor;

use super::id::Id;
use super::read::{self, Field, Object, Record, Sink, Text, Value};

/// Where an import is in its life.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ImportStatus {
    /// Not begun yet.
    Pending,
    /// Being imported.
    InProgress,
    /// Ended by an error.
    Failed,
    /// Ended with everything imported that the error mode demands.
    Completed,
    /// Ended by a cancel.
    Cancelled,
    /// One that this crate does not know, as it came.
    Other(String),
}

impl ImportStatus {
    fn new(text: String) -> Self {
        match text.as_str() {
            "Pending" => Self::Pending,
            "InProgress" => Self::InProgress,
            "Failed" => Self::Failed,
            "Completed" => Self::Completed,
            "Cancelled" => Self::Cancelled,
            _ => Self::Other(text),
        }
    }

    /// The status as it goes over the wire.
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

/// How the records fared; API version 2026-07 and later.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ValidationResult {
    /// Records that were imported.
    pub import_successes: Option<i64>,
    /// Records that were not.
    pub import_errors: Option<i64>,
}

/// An import as the server describes it.
///
/// A field that the server left out, or that does not fit its type, is `None`.
/// [API reference](https://docs.pinecone.io/reference/api/2025-10/data-plane/describe_import).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ImportModel {
    /// The import's id.
    pub id: String,
    /// Where it is in its life.
    pub status: ImportStatus,
    /// Where the files are.
    pub uri: Option<String>,
    /// When it was started, in RFC 3339.
    pub created_at: Option<String>,
    /// When it ended, in RFC 3339.
    pub finished_at: Option<String>,
    /// How far it is, 0 to 100.
    pub percent_complete: Option<f32>,
    /// How many records it has imported.
    pub records_imported: Option<i64>,
    /// How the records fared; API version 2026-07 and later.
    pub validation_result: Option<ValidationResult>,
    /// Why it failed.
    pub error: Option<String>,
}

/// A text of any length: the cap on the body is the cap on its texts.
type Free = Field<Text<{ usize::MAX }>>;

/// The members of an import.
#[derive(Debug, Default)]
pub(super) struct Members {
    id: Field<Id>,
    status: Free,
    uri: Free,
    created_at: Free,
    finished_at: Free,
    percent_complete: Field<Float>,
    records_imported: Field<Integer>,
    validation_result: Field<Object<Validation>>,
    error: Free,
}

impl Record for Members {
    fn field(&mut self, key: &str) -> Option<&mut dyn Visitor> {
        match key {
            "id" => Some(&mut self.id),
            "status" => Some(&mut self.status),
            "uri" => Some(&mut self.uri),
            "createdAt" => Some(&mut self.created_at),
            "finishedAt" => Some(&mut self.finished_at),
            "percentComplete" => Some(&mut self.percent_complete),
            "recordsImported" => Some(&mut self.records_imported),
            "validationResult" => Some(&mut self.validation_result),
            "error" => Some(&mut self.error),
            _ => None,
        }
    }
}

impl Members {
    /// The import, if it has an id and a status.
    pub(super) fn into_model(self) -> Option<ImportModel> {
        let validation = self.validation_result.0;
        Some(ImportModel {
            id: self.id.0.0?,
            status: ImportStatus::new(self.status.0.value.filter(|text| !text.is_empty())?),
            uri: self.uri.0.value,
            created_at: self.created_at.0.value,
            finished_at: self.finished_at.0.value,
            percent_complete: self.percent_complete.0.0,
            records_imported: self.records_imported.0.0,
            validation_result: validation.seen.then_some(ValidationResult {
                import_successes: validation.record.import_successes.0.0,
                import_errors: validation.record.import_errors.0.0,
            }),
            error: self.error.0.value,
        })
    }
}

#[derive(Debug, Default)]
struct Validation {
    import_successes: Field<Integer>,
    import_errors: Field<Integer>,
}

impl Record for Validation {
    fn field(&mut self, key: &str) -> Option<&mut dyn Visitor> {
        match key {
            "importSuccesses" => Some(&mut self.import_successes),
            "importErrors" => Some(&mut self.import_errors),
            _ => None,
        }
    }
}

#[derive(Debug, Default)]
struct Integer(Option<i64>);

impl Sink for Integer {
    fn scalar(&mut self, value: Value<'_>) {
        self.0 = read::integer(value);
    }
}

#[derive(Debug, Default)]
struct Float(Option<f32>);

impl Sink for Float {
    fn scalar(&mut self, value: Value<'_>) {
        self.0 = read::float(value);
    }
}
