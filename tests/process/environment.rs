//! The environment is read once: other threads may be changing it later.

#![allow(unsafe_code, reason = "a function of the C library is replaced")]

use std::cell::RefCell;
use std::env;
use std::ffi::{CStr, c_char};

use crate::support::emulator::Emulator;
use crate::support::https::{builder, start};

thread_local! {
    static READ: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

unsafe extern "C" {
    fn secure_getenv(name: *const c_char) -> *const c_char;
}

/// In place of the C library's, also for std.
// SAFETY: the same contract, and the same result.
#[unsafe(no_mangle)]
unsafe extern "C" fn getenv(name: *const c_char) -> *const c_char {
    // SAFETY: the caller keeps the contract, that `name` is a string.
    let told = unsafe { CStr::from_ptr(name) };
    let _ = READ.try_with(|read| read.borrow_mut().push(told.to_string_lossy().into_owned()));
    // SAFETY: as above.
    unsafe { secure_getenv(name) }
}

/// What `run` reads, in this thread.
fn read(run: impl FnOnce()) -> Vec<String> {
    READ.take();
    run();
    READ.take()
}

#[test]
fn environment_is_read_once_in_a_process_and_for_the_proxy_alone() {
    assert_eq!(read(|| drop(env::var("ANY_NAME"))), ["ANY_NAME"]);
    let emulators = [Emulator::plain(), Emulator::tls()];
    let call = |emulator| {
        let client = builder(emulator).build().unwrap();
        client.start_import(&start()).unwrap();
    };
    // Empty if another test made a client before.
    for name in read(|| call(&emulators[0])) {
        assert!(name.to_lowercase().ends_with("_proxy"), "{name}");
    }
    assert!(read(|| emulators.iter().for_each(call)).is_empty());
    let with_proxy = read(|| drop(builder(&emulators[0]).proxy_from_env().build()));
    assert!(with_proxy.iter().any(|name| name == "HTTPS_PROXY"));
}
