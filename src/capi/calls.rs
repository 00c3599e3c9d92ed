//! The calls, a function each.

use core::ffi::{c_char, c_int, c_void};
use core::ops::ControlFlow;

use super::client::Client;
use super::codes::*;
use super::error::Error;
use super::failure::Failure;
use super::guard::{Out, call, give};
use super::model::Model;
use super::page::Page;
use super::progress::{Progress, WaitCallback};
use super::progress_many::{ProgressMany, WaitManyCallback};
use super::started::Started;
use super::text::{array, optional, required};
use super::wait_options::WaitOptions;
use super::waited::Waited;
use super::waited_many::WaitedMany;
use crate::codec::ImportModel;
use crate::codec::ListImports;
use crate::codec::{ImportErrorMode, StartImport};
use crate::error::InvalidArgument;

/// The caller's function that is called with an import; anything but 0 stops the call.
type Callback = Option<unsafe extern "C" fn(import: &Model, user_data: *mut c_void) -> c_int>;

/// Shows an import to the caller.
fn show(callback: Callback, import: ImportModel, user_data: *mut c_void) -> ControlFlow<()> {
    let Some(callback) = callback else {
        return ControlFlow::Continue(());
    };
    let import = Model::from(import);
    // SAFETY: the header requires a function of this type that returns to its caller.
    match unsafe { callback(&import, user_data) } {
        0 => ControlFlow::Continue(()),
        _ => ControlFlow::Break(()),
    }
}

fn start(
    uri: *const c_char,
    integration_id: *const c_char,
    error_mode: i32,
) -> Result<StartImport, Failure> {
    let start = StartImport::new(required(uri, "uri")?);
    let start = match optional(integration_id, "integration id")? {
        Some(id) => start.integration_id(id),
        None => start,
    };
    match error_mode {
        PINECONE_IMPORT_ERROR_MODE_DEFAULT => Ok(start),
        PINECONE_IMPORT_ERROR_MODE_ABORT => Ok(start.error_mode(ImportErrorMode::Abort)),
        PINECONE_IMPORT_ERROR_MODE_CONTINUE => Ok(start.error_mode(ImportErrorMode::Continue)),
        _ => {
            let limit = "must be a PINECONE_IMPORT_ERROR_MODE";
            Err(InvalidArgument::new("error mode", limit).into())
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_start(
    client: Option<&Client>,
    uri: *const c_char,
    integration_id: *const c_char,
    error_mode: i32,
    out: Out<Started>,
    error: Out<Error>,
) -> i32 {
    give(out, error, || {
        let client = Client::of(client)?;
        let start = start(uri, integration_id, error_mode)?;
        Ok(client.start_import(&start)?.into())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_ensure(
    client: Option<&Client>,
    uri: *const c_char,
    integration_id: *const c_char,
    error_mode: i32,
    out: Out<Started>,
    error: Out<Error>,
) -> i32 {
    give(out, error, || {
        let client = Client::of(client)?;
        let start = start(uri, integration_id, error_mode)?;
        Ok(client.ensure_import(&start)?.into())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_describe(
    client: Option<&Client>,
    id: *const c_char,
    out: Out<Model>,
    error: Out<Error>,
) -> i32 {
    give(out, error, || {
        let client = Client::of(client)?;
        Ok(client.describe_import(required(id, "id")?)?.into())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_cancel(
    client: Option<&Client>,
    id: *const c_char,
    error: Out<Error>,
) -> i32 {
    call(error, || {
        let client = Client::of(client)?;
        Ok(client.cancel_import(required(id, "id")?)?)
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_list(
    client: Option<&Client>,
    limit: u32,
    token: *const c_char,
    out: Out<Page>,
    error: Out<Error>,
) -> i32 {
    give(out, error, || {
        let client = Client::of(client)?;
        let mut list = ListImports::new();
        if limit != 0 {
            list = list.limit(limit);
        }
        if let Some(token) = optional(token, "pagination token")? {
            list = list.pagination_token(token);
        }
        Ok(client.list_imports(&list)?.into())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_for_each(
    client: Option<&Client>,
    page_size: u32,
    max_pages: usize,
    callback: Callback,
    user_data: *mut c_void,
    error: Out<Error>,
) -> i32 {
    call(error, || {
        let client = Client::of(client)?;
        let callback = Some(callback.ok_or(Failure::Null("callback"))?);
        let mut imports = client.imports();
        if page_size != 0 {
            imports = imports.page_size(page_size);
        }
        if max_pages != 0 {
            imports = imports.max_pages(max_pages);
        }
        for import in imports {
            if show(callback, import?, user_data).is_break() {
                break;
            }
        }
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_wait(
    client: Option<&Client>,
    id: *const c_char,
    options: Option<&WaitOptions>,
    callback: WaitCallback,
    user_data: *mut c_void,
    out: Out<Waited>,
    error: Out<Error>,
) -> i32 {
    give(out, error, || {
        let client = Client::of(client)?;
        let id = required(id, "id")?;
        let mut progress = Progress::default();
        let outcome = client.wait_for_import(id, &WaitOptions::of(options), |seen| {
            progress.show(seen, callback, user_data)
        })?;
        Ok(outcome.into())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_wait_many(
    client: Option<&Client>,
    ids: *const *const c_char,
    count: usize,
    options: Option<&WaitOptions>,
    callback: WaitManyCallback,
    user_data: *mut c_void,
    out: Out<WaitedMany>,
    error: Out<Error>,
) -> i32 {
    give(out, error, || {
        let client = Client::of(client)?;
        let ids = array(ids, count, "ids", "id")?;
        let waited = client.wait_for_imports(ids, &WaitOptions::of(options), |seen| {
            ProgressMany::show(seen, callback, user_data)
        })?;
        Ok(waited.into())
    })
}
