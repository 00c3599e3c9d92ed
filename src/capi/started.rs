//! The result of a start or an ensure.

use alloc::boxed::Box;
use alloc::string::String;

use super::codes::*;
use super::guard::{free, get};
use super::model::Model;
use super::text::{Str, Text};
use crate::client::Ensured;
use crate::codec::StartImportResponse;

/// A running import, and how the call found it.
pub(super) struct Started {
    id: Text,
    how: i32,
    import: Option<Model>,
}

impl From<StartImportResponse> for Started {
    fn from(started: StartImportResponse) -> Self {
        Self {
            id: started.id.into(),
            how: PINECONE_IMPORT_STARTED_NOW,
            import: None,
        }
    }
}

impl From<Ensured> for Started {
    fn from(ensured: Ensured) -> Self {
        let id = String::from(ensured.id()).into();
        let (how, import) = match ensured {
            Ensured::Started { .. } => (PINECONE_IMPORT_STARTED_NOW, None),
            Ensured::AlreadyRunning(import) => (PINECONE_IMPORT_STARTED_BEFORE, Some(import)),
            Ensured::Recovered(import) => (PINECONE_IMPORT_STARTED_RECOVERED, Some(import)),
        };
        Self {
            id,
            how,
            import: import.map(Model::from),
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_started_free(started: Option<Box<Started>>) {
    free(started);
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_started_id(started: Option<&Started>) -> Str {
    get(started, Str::NONE, |started| started.id.view())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_started_how(started: Option<&Started>) -> i32 {
    get(started, 0, |started| started.how)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_started_import(started: Option<&Started>) -> Option<&Model> {
    get(started, None, |started| started.import.as_ref())
}
