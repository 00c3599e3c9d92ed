//! Settings of a client that concern HTTPS.

use core::ffi::c_char;

use super::https_settings::ProxyOf;
use super::options::{Options, set};
use super::text::required;

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_options_set_connect_timeout_ms(
    options: Option<&mut Options>,
    ms: u64,
) -> i32 {
    set(options, |options| {
        options.https.connect_timeout = ms;
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_options_add_root_certificate_pem(
    options: Option<&mut Options>,
    pem: *const c_char,
) -> i32 {
    set(options, |options| {
        let pem = required(pem, "root certificate")?;
        options.https.roots.push(pem.into());
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_options_set_proxy(
    options: Option<&mut Options>,
    url: *const c_char,
) -> i32 {
    set(options, |options| {
        options.https.proxy = Some(ProxyOf::Url(required(url, "proxy")?.into()));
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_options_set_proxy_from_env(options: Option<&mut Options>) -> i32 {
    set(options, |options| {
        options.https.proxy = Some(ProxyOf::Environment);
        Ok(())
    })
}
