//! An import.

use alloc::boxed::Box;
use alloc::string::String;
use core::mem::MaybeUninit;

use super::codes::*;
use super::guard::{free, get, number};
use super::text::{Str, Text};
use crate::codec::{ImportModel, ImportStatus, ValidationResult};

/// An import as the server describes it.
pub(super) struct Model {
    id: Text,
    status: i32,
    status_name: Text,
    terminal: bool,
    uri: Option<Text>,
    created_at: Option<Text>,
    finished_at: Option<Text>,
    percent_complete: Option<f32>,
    records_imported: Option<i64>,
    validation_result: Option<ValidationResult>,
    error: Option<Text>,
}

impl From<ImportModel> for Model {
    fn from(import: ImportModel) -> Self {
        let status = match &import.status {
            ImportStatus::Pending => PINECONE_IMPORT_STATUS_PENDING,
            ImportStatus::InProgress => PINECONE_IMPORT_STATUS_IN_PROGRESS,
            ImportStatus::Failed => PINECONE_IMPORT_STATUS_FAILED,
            ImportStatus::Completed => PINECONE_IMPORT_STATUS_COMPLETED,
            ImportStatus::Cancelled => PINECONE_IMPORT_STATUS_CANCELLED,
            ImportStatus::Other(_) => PINECONE_IMPORT_STATUS_OTHER,
        };
        Self {
            status,
            status_name: String::from(import.status.as_str()).into(),
            terminal: import.status.is_terminal(),
            id: import.id.into(),
            uri: import.uri.map(Text::from),
            created_at: import.created_at.map(Text::from),
            finished_at: import.finished_at.map(Text::from),
            percent_complete: import.percent_complete,
            records_imported: import.records_imported,
            validation_result: import.validation_result,
            error: import.error.map(Text::from),
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_model_free(model: Option<Box<Model>>) {
    free(model);
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_model_id(model: Option<&Model>) -> Str {
    get(model, Str::NONE, |model| model.id.view())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_model_status(model: Option<&Model>) -> i32 {
    get(model, PINECONE_IMPORT_STATUS_OTHER, |model| model.status)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_model_status_name(model: Option<&Model>) -> Str {
    get(model, Str::NONE, |model| model.status_name.view())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_model_is_terminal(model: Option<&Model>) -> bool {
    get(model, false, |model| model.terminal)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_model_uri(model: Option<&Model>) -> Str {
    get(model, Str::NONE, |model| Text::optional(model.uri.as_ref()))
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_model_created_at(model: Option<&Model>) -> Str {
    get(model, Str::NONE, |model| {
        Text::optional(model.created_at.as_ref())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_model_finished_at(model: Option<&Model>) -> Str {
    get(model, Str::NONE, |model| {
        Text::optional(model.finished_at.as_ref())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_model_percent_complete(
    model: Option<&Model>,
    out: Option<&mut MaybeUninit<f32>>,
) -> bool {
    number(out, get(model, None, |model| model.percent_complete))
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_model_records_imported(
    model: Option<&Model>,
    out: Option<&mut MaybeUninit<i64>>,
) -> bool {
    number(out, get(model, None, |model| model.records_imported))
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_model_import_successes(
    model: Option<&Model>,
    out: Option<&mut MaybeUninit<i64>>,
) -> bool {
    let value = get(model, None, |model| {
        model.validation_result?.import_successes
    });
    number(out, value)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_model_import_errors(
    model: Option<&Model>,
    out: Option<&mut MaybeUninit<i64>>,
) -> bool {
    let value = get(model, None, |model| model.validation_result?.import_errors);
    number(out, value)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_model_error(model: Option<&Model>) -> Str {
    get(model, Str::NONE, |model| {
        Text::optional(model.error.as_ref())
    })
}
