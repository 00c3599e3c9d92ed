//! The C functions in any order, with NULLs and random bytes.

#![cfg(feature = "cdylib")]

// Brings the functions along that `c_calls` declares.
use pinecone_import as _;

#[path = "support/c_calls.rs"]
mod c_calls;
#[path = "support/emulator/mod.rs"]
mod emulator;
#[path = "support/random.rs"]
mod random;

use std::time::Duration;

use emulator::http::HttpRequest;
use emulator::service::ServiceSettings;
use emulator::{Emulator, Fault, Settings};
use random::Random;

/// A server whose answers are good, odd or none, by their number. A start is answered: to look
/// for an import whose answer was lost takes ensure half a minute.
fn fault(number: usize, request: &HttpRequest) -> Fault {
    let details = r#"{"code":3,"message":"a\u0000b","details":[{"typeUrl":"t","value":"AAEC"},7]}"#;
    match number % 16 {
        1 => Fault::status(400, &[("retry-after", "9")], details),
        _ if request.method == "POST" => Fault::none(),
        3 => Fault::status(
            200,
            &[],
            r#"{"id":"nul","status":"Odd\u0000","error":"\u0000"}"#,
        ),
        5 => Fault::status(200, &[], r#"{"data":[],"pagination":{"next":"again"}}"#),
        7 => Fault::status(200, &[], "[]"),
        9 => Fault::drop_before(),
        _ => Fault::none(),
    }
}

#[test]
fn calls_in_any_order_keep_what_the_header_promises() {
    let service = ServiceSettings {
        import_duration: Duration::from_millis(200),
        ..ServiceSettings::default()
    };
    let settings = Settings {
        service,
        ..Settings::default()
    };
    let emulator = Emulator::start_with(settings, Some(Box::new(fault))).unwrap();
    let (url, key) = (emulator.url(), emulator.api_key());
    let mut random = Random(4);
    let mut succeeded = 0;
    for _ in 0..500 {
        let bytes: Vec<u8> = (0..400).map(|_| random.bits() as u8).collect();
        succeeded += c_calls::run(&bytes, &url, &key);
    }
    // Else it would only be refusals that are tested.
    assert!(
        emulator.imports_started() > 100,
        "{}",
        emulator.imports_started()
    );
    assert!(succeeded > 1000, "{succeeded}");
}
