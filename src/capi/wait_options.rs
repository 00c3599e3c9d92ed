//! How often and how long a wait polls.

use alloc::boxed::Box;
use core::ptr;

use super::failure::Failure;
use super::guard::{call, caught, free};
use super::time::millis;
use crate::client;

/// Settings of a wait, in ms; 0 is the default.
#[derive(Default)]
pub(super) struct WaitOptions {
    least: u64,
    most: u64,
    deadline: u64,
    first_answer: u64,
    outage: u64,
}

impl WaitOptions {
    pub(super) fn of(options: Option<&Self>) -> client::WaitOptions {
        let default = client::WaitOptions::default();
        let Some(options) = options else {
            return default;
        };
        let or = |ms, default| millis(ms).unwrap_or(default);
        default
            .interval(
                or(options.least, default.least),
                or(options.most, default.most),
            )
            .deadline(or(options.deadline, default.deadline))
            .first_answer_within(or(options.first_answer, default.first_answer))
            .outage_at_most(or(options.outage, default.outage))
    }
}

fn set(options: Option<&mut WaitOptions>, change: impl FnOnce(&mut WaitOptions)) -> i32 {
    call(ptr::null_mut(), || {
        change(options.ok_or(Failure::Null("options"))?);
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_wait_options_new() -> *mut WaitOptions {
    caught(|| Box::into_raw(Box::default())).unwrap_or(ptr::null_mut())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_wait_options_free(options: Option<Box<WaitOptions>>) {
    free(options);
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_wait_options_set_interval_ms(
    options: Option<&mut WaitOptions>,
    least: u64,
    most: u64,
) -> i32 {
    set(options, |options| {
        (options.least, options.most) = (least, most);
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_wait_options_set_deadline_ms(
    options: Option<&mut WaitOptions>,
    ms: u64,
) -> i32 {
    set(options, |options| options.deadline = ms)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_wait_options_set_first_answer_ms(
    options: Option<&mut WaitOptions>,
    ms: u64,
) -> i32 {
    set(options, |options| options.first_answer = ms)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_wait_options_set_outage_ms(
    options: Option<&mut WaitOptions>,
    ms: u64,
) -> i32 {
    set(options, |options| options.outage = ms)
}
