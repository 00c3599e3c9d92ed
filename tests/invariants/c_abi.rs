//! The C functions in any order, with NULLs and any bytes, against a server that fails at times.

#![allow(dead_code, reason = "a test and a fuzz target use a part each")]

use std::net::TcpStream;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::support::c_calls;
use crate::support::emulator::http::HttpRequest;
use crate::support::emulator::service::ServiceSettings;
use crate::support::emulator::{Emulator, Fault, Settings};

/// Runs that one server takes part in: it keeps everything that it was asked.
const RUNS: usize = 500;

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

/// A server whose imports do not take long.
pub fn server() -> Emulator {
    let service = ServiceSettings {
        import_duration: Duration::from_millis(200),
        ..ServiceSettings::default()
    };
    let settings = Settings {
        service,
        ..Settings::default()
    };
    let emulator = Emulator::start_with(settings, Some(Box::new(fault))).expect("a socket");
    // A thread that has not begun yet looks to the leak checker as if its start had leaked.
    drop(TcpStream::connect(("127.0.0.1", emulator.port())));
    while emulator.connections() == 0 {
        thread::yield_now();
    }
    emulator
}

pub fn check(data: &[u8]) {
    static SERVER: Mutex<Option<(Emulator, usize)>> = Mutex::new(None);
    let mut kept = SERVER.lock().unwrap_or_else(PoisonError::into_inner);
    let (emulator, runs) = match kept.take() {
        Some((emulator, runs)) if runs < RUNS => (emulator, runs + 1),
        _ => (server(), 0),
    };
    c_calls::run(data, &emulator.url(), &emulator.api_key());
    *kept = Some((emulator, runs));
}
