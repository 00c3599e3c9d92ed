//! Settings of a client.

use alloc::boxed::Box;
use alloc::string::String;
use core::ffi::{c_char, c_void};
use core::ptr;

use super::event::{EventCallback, listener};
use super::failure::Failure;
use super::guard::{call, caught, free};
#[cfg(feature = "https")]
use super::https_settings::HttpsSettings;
use super::text::{UserData, required};
use super::time::millis;
use crate::client::{Client, RetryPolicy};
use crate::clock::Clock;
use crate::codec::ApiVersion;
use crate::error::Error;
use crate::stop::Stop;
use crate::transport::Transport;

/// Settings of a client; 0 and `None` are the default.
#[derive(Default)]
pub(super) struct Options {
    timeout: u64,
    api_version: Option<String>,
    tries: u32,
    delays: (u64, u64),
    deadline: u64,
    resend_start_on_503: bool,
    source_tag: Option<String>,
    listener: Option<(EventCallback, UserData)>,
    stop: Option<Stop>,
    pub(super) max_response_bytes: usize,
    #[cfg(feature = "https")]
    pub(super) https: HttpsSettings,
}

impl Options {
    /// Sets what the options say.
    pub(super) fn apply<T: Transport, C: Clock>(
        &self,
        mut client: Client<T, C>,
    ) -> Result<Client<T, C>, Error> {
        let default = RetryPolicy::default();
        let mut retry = default
            .delays(
                millis(self.delays.0).unwrap_or(default.first_delay),
                millis(self.delays.1).unwrap_or(default.longest_delay),
            )
            .resend_start_on_503(self.resend_start_on_503);
        if self.tries != 0 {
            retry = retry.tries(self.tries);
        }
        if let Some(time) = millis(self.deadline) {
            retry = retry.deadline(time);
        }
        client = client.retry(retry);
        if let Some(time) = millis(self.timeout) {
            client = client.timeout(time);
        }
        if let Some(version) = &self.api_version {
            client = client.api_version(ApiVersion::new(version)?);
        }
        if let Some(tag) = &self.source_tag {
            client = client.source_tag(tag);
        }
        if let Some((Some(callback), user_data)) = self.listener {
            client = client.on_event(listener(callback, user_data));
        }
        if let Some(stop) = &self.stop {
            client = client.stop(stop.clone());
        }
        Ok(client)
    }
}

/// Changes a setting.
pub(super) fn set(
    options: Option<&mut Options>,
    change: impl FnOnce(&mut Options) -> Result<(), Failure>,
) -> i32 {
    call(ptr::null_mut(), || {
        change(options.ok_or(Failure::Null("options"))?)
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_options_new() -> *mut Options {
    caught(|| Box::into_raw(Box::default())).unwrap_or(ptr::null_mut())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_options_free(options: Option<Box<Options>>) {
    free(options);
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_options_set_timeout_ms(
    options: Option<&mut Options>,
    ms: u64,
) -> i32 {
    set(options, |options| {
        options.timeout = ms;
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_options_set_api_version(
    options: Option<&mut Options>,
    version: *const c_char,
) -> i32 {
    set(options, |options| {
        options.api_version = Some(required(version, "api version")?.into());
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_options_set_retry_tries(
    options: Option<&mut Options>,
    tries: u32,
) -> i32 {
    set(options, |options| {
        options.tries = tries;
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_options_set_retry_delays_ms(
    options: Option<&mut Options>,
    first: u64,
    longest: u64,
) -> i32 {
    set(options, |options| {
        options.delays = (first, longest);
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_options_set_retry_deadline_ms(
    options: Option<&mut Options>,
    ms: u64,
) -> i32 {
    set(options, |options| {
        options.deadline = ms;
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_options_set_resend_start_on_503(
    options: Option<&mut Options>,
    resend: i32,
) -> i32 {
    set(options, |options| {
        options.resend_start_on_503 = resend != 0;
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_options_set_source_tag(
    options: Option<&mut Options>,
    tag: *const c_char,
) -> i32 {
    set(options, |options| {
        options.source_tag = Some(required(tag, "source tag")?.into());
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_options_set_max_response_bytes(
    options: Option<&mut Options>,
    most: usize,
) -> i32 {
    set(options, |options| {
        options.max_response_bytes = most;
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_options_set_on_event(
    options: Option<&mut Options>,
    callback: EventCallback,
    user_data: *mut c_void,
) -> i32 {
    set(options, |options| {
        options.listener = Some((callback, UserData(user_data)));
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_options_set_stop(
    options: Option<&mut Options>,
    stop: Option<&Stop>,
) -> i32 {
    set(options, |options| {
        options.stop = stop.cloned();
        Ok(())
    })
}
