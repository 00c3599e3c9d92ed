//! A page of the list.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::guard::{free, get};
use super::model::Model;
use super::text::{Str, Text};
use crate::codec::{ImportModel, ListImportsResponse};

/// A page of the list.
pub(super) struct Page {
    imports: Vec<Model>,
    next: Option<Text>,
}

impl From<ListImportsResponse> for Page {
    fn from(page: ListImportsResponse) -> Self {
        Self {
            next: page.next.map(Text::from),
            ..Self::of(page.data)
        }
    }
}

impl Page {
    /// A page that no other follows.
    pub(super) fn of(imports: impl IntoIterator<Item = ImportModel>) -> Self {
        Self {
            imports: imports.into_iter().map(Model::from).collect(),
            next: None,
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_page_free(page: Option<Box<Page>>) {
    free(page);
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_page_len(page: Option<&Page>) -> usize {
    get(page, 0, |page| page.imports.len())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_page_at(page: Option<&Page>, index: usize) -> Option<&Model> {
    get(page, None, |page| page.imports.get(index))
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_page_next(page: Option<&Page>) -> Str {
    get(page, Str::NONE, |page| Text::optional(page.next.as_ref()))
}
