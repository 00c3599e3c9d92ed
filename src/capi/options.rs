//! Settings of a client.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::ffi::c_char;
use core::ptr;
use core::time::Duration;

use super::failure::Failure;
use super::guard::{call, caught, free};
use super::text::required;
use crate::client::RetryPolicy;
use crate::client::{ClientBuilder, HttpsClient};
use crate::codec::ApiVersion;
use crate::error::Error;

/// Settings of a client; those not set have their defaults.
#[derive(Default)]
pub(super) struct Options {
    timeout: Option<Duration>,
    connect_timeout: Option<Duration>,
    api_version: Option<String>,
    retry: RetryPolicy,
    source_tag: Option<String>,
    roots: Vec<String>,
    proxy: Option<ProxyOf>,
    max_response_bytes: Option<usize>,
}

enum ProxyOf {
    Url(String),
    Environment,
}

impl Options {
    pub(super) fn client(&self, host: &str, key: &str) -> Result<HttpsClient, Error> {
        let mut builder = HttpsClient::builder(host, key).retry(self.retry);
        if let Some(time) = self.timeout {
            builder = builder.timeout(time);
        }
        if let Some(time) = self.connect_timeout {
            builder = builder.connect_timeout(time);
        }
        if let Some(version) = &self.api_version {
            builder = builder.api_version(ApiVersion::new(version)?);
        }
        if let Some(tag) = &self.source_tag {
            builder = builder.source_tag(tag);
        }
        if let Some(most) = self.max_response_bytes {
            builder = builder.max_response_bytes(most);
        }
        builder = match &self.proxy {
            Some(ProxyOf::Url(url)) => builder.proxy(url),
            Some(ProxyOf::Environment) => builder.proxy_from_env(),
            None => builder,
        };
        self.roots
            .iter()
            .fold(builder, |builder, pem| {
                ClientBuilder::root_certificate_pem(builder, pem.as_bytes())
            })
            .build()
    }
}

/// Changes a setting.
fn set(
    options: Option<&mut Options>,
    change: impl FnOnce(&mut Options) -> Result<(), Failure>,
) -> i32 {
    call(ptr::null_mut(), || {
        change(options.ok_or(Failure::Null("options"))?)
    })
}

fn millis(ms: u64) -> Option<Duration> {
    (ms != 0).then(|| Duration::from_millis(ms))
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
        options.timeout = millis(ms);
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_options_set_connect_timeout_ms(
    options: Option<&mut Options>,
    ms: u64,
) -> i32 {
    set(options, |options| {
        options.connect_timeout = millis(ms);
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
        options.retry = options.retry.tries(tries);
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
        let [first, longest] = [first, longest].map(Duration::from_millis);
        options.retry = options.retry.delays(first, longest);
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_options_set_retry_deadline_ms(
    options: Option<&mut Options>,
    ms: u64,
) -> i32 {
    set(options, |options| {
        options.retry = options.retry.deadline(Duration::from_millis(ms));
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_options_set_resend_start_on_503(
    options: Option<&mut Options>,
    resend: i32,
) -> i32 {
    set(options, |options| {
        options.retry = options.retry.resend_start_on_503(resend != 0);
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
extern "C" fn pinecone_import_options_add_root_certificate_pem(
    options: Option<&mut Options>,
    pem: *const c_char,
) -> i32 {
    set(options, |options| {
        options
            .roots
            .push(required(pem, "root certificate")?.into());
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_options_set_proxy(
    options: Option<&mut Options>,
    url: *const c_char,
) -> i32 {
    set(options, |options| {
        options.proxy = Some(ProxyOf::Url(required(url, "proxy")?.into()));
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_options_set_proxy_from_env(options: Option<&mut Options>) -> i32 {
    set(options, |options| {
        options.proxy = Some(ProxyOf::Environment);
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_options_set_max_response_bytes(
    options: Option<&mut Options>,
    most: usize,
) -> i32 {
    set(options, |options| {
        options.max_response_bytes = (most != 0).then_some(most);
        Ok(())
    })
}
