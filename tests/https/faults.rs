//! What comes of every fault, for every operation, over real sockets.
//!
//! | what goes wrong | start | describe, list | cancel |
//! |---|---|---|---|
//! | nothing | done | done | done |
//! | a bad argument | refused | refused | refused |
//! | DNS, connection refused, connect timeout, TLS failure | not executed, retry | retry | not executed, retry |
//! | a certificate that is not trusted, a client certificate that is missing | not executed | no retry | not executed |
//! | connection lost or timeout after the request was sent | may have executed | retry | may have executed, retry |
//! | slow drip | may have executed | retry | may have executed, retry |
//! | 2xx truncated, not JSON, a list, encoded | may have executed | retry | may have executed, retry |
//! | 2xx without an id, empty | may have executed | retry | done |
//! | 301, 302, 303 and any other 3xx | may have executed | no retry | may have executed |
//! | 307, 308 | not executed | no retry | not executed |
//! | 400, 401, 403, 404, 409, 412, 422 | not executed | no retry | not executed |
//! | 429 | not executed, retry | retry | not executed, retry |
//! | 408, 500, 502, 504 | may have executed | retry | may have executed, retry |
//! | 503, unless the caller has allowed that a start is sent again | may have executed | retry | may have executed, retry |
//! | any other status | may have executed | no retry | may have executed |
//! | body over the cap, header bomb | may have executed | no retry | may have executed |
//!
//! A start that may have executed is never sent again: that is the point of all this.

#[cfg(feature = "cli")]
mod exits;
mod table;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::{bare, call};
use crate::support::emulator::Emulator;
use crate::support::https::{client, start};
use pinecone_import::{Client, Clock, Error, HttpsTransport, ListImports, StartImport, Transport};
use table::{Cause, Row, Server, TABLE, TIMEOUT};

/// A clock that only counts the pauses between tries.
#[derive(Default)]
struct Pauses(AtomicUsize);

impl Clock for Pauses {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

fn told(result: &Result<(), Error>) -> String {
    let Err(error) = result else {
        return "ok".into();
    };
    let kind = match error {
        Error::InvalidArgument(_) => "Argument".into(),
        Error::Transport(error) => format!("{:?}", error.kind),
        Error::Api(error) => format!("Api {}", error.http_status),
        Error::Decode(_) => "Decode".into(),
        other => format!("{other:?}"),
    };
    kind + if error.may_have_executed() { "?" } else { "" }
}

/// What a row says of an operation, in words.
fn words(operation: usize, outcome: &str) -> &'static str {
    let reads = matches!(operation, 1 | 2);
    let (told, tries) = outcome.rsplit_once(' ').unwrap();
    match (reads, told.ends_with('?'), tries) {
        _ if told == "ok" => "done",
        (_, false, "0") => "refused",
        (true, false, "1") => "no retry",
        (true, false, "3") => "retry",
        (false, false, "1") => "not executed",
        (false, false, "3") => "not executed, retry",
        (false, true, "1") => "may have executed",
        (false, true, "3") => "may have executed, retry",
        _ => panic!("{outcome}"),
    }
}

#[test]
fn table_says_what_its_words_say() {
    let lines = include_str!("faults.rs").lines();
    let lines = lines.filter_map(|line| line.strip_prefix("//! | "));
    let in_words: Vec<Vec<&str>> = lines
        .skip(1)
        .map(|line| line.trim_end_matches(" |").split(" | ").collect())
        .collect();
    assert_eq!(in_words.len(), TABLE.len());
    for (line, (fault, rows)) in in_words.iter().zip(TABLE) {
        assert_eq!(line[0], fault);
        for (name, _, outcomes) in rows {
            let of = [0, 1, 2, 3].map(|n| words(n, outcomes[n]));
            assert_eq!(of, [line[1], line[2], line[2], line[3]], "{fault}: {name}");
        }
    }
}

fn rows() -> impl Iterator<Item = &'static Row> {
    TABLE.iter().flat_map(|(_, rows)| *rows)
}

/// Calls an operation with an argument that is out of its limits.
fn call_badly(client: &Client<impl Transport>, operation: usize) -> Result<(), Error> {
    match operation {
        0 => client.start_import(&StartImport::new("")).map(drop),
        1 => client.describe_import("").map(drop),
        2 => client.list_imports(&ListImports::new().limit(0)).map(drop),
        _ => client.cancel_import(".."),
    }
}

/// The timeout for what the table says: short only where nothing comes, so that a busy machine
/// answers the rest in time.
fn timeout(expected: &str) -> Duration {
    match expected.starts_with("Timeout") {
        true => TIMEOUT,
        false => 40 * TIMEOUT,
    }
}

fn check(emulator: &Emulator, client: &Client<impl Transport + Clone>) {
    // The import that is described and cancelled.
    self::client(emulator).start_import(&start()).unwrap();
    for (name, cause, expected) in rows() {
        for (operation, expected) in expected.iter().enumerate() {
            let client = &client.clone().timeout(timeout(expected));
            let before = emulator.exchanges().len();
            let begin = Instant::now();
            let result = match cause {
                Cause::Argument => call_badly(client, operation),
                Cause::Fault(fault) => {
                    emulator.script([fault(), fault(), fault()]);
                    call(client, operation)
                }
                Cause::Unsent(_) => continue,
            };
            assert!(begin.elapsed() < 50 * TIMEOUT, "{name} {operation}");
            // What the last try left of the script must not meet the next operation.
            emulator.clear_script();
            let count = emulator.exchanges().len() - before;
            let told = format!("{} {count}", told(&result));
            assert_eq!(told, *expected, "{name} {operation} {result:?}");
        }
    }
}

#[test]
fn every_fault_comes_out_as_the_table_says_over_http() {
    let emulator = Emulator::plain();
    check(&emulator, &client(&emulator));
}

#[test]
fn every_fault_comes_out_as_the_table_says_over_tls() {
    let emulator = Emulator::tls();
    check(&emulator, &client(&emulator));
}

#[test]
fn every_fault_comes_out_alike_by_the_example_of_a_transport() {
    for emulator in [Emulator::plain(), Emulator::tls()] {
        let transport = bare::transport(&emulator);
        check(&emulator, &bare::client(&emulator, &transport));
    }
}

#[test]
fn every_fault_comes_out_alike_by_the_example_without_std() {
    let emulator = Emulator::tls();
    let transport = bare::firmware(emulator.ca_pem());
    check(&emulator, &bare::client(&emulator, &transport));
}

#[test]
fn request_that_is_not_sent_comes_out_as_the_table_says() {
    for (name, cause, expected) in rows() {
        let Cause::Unsent(server) = cause else {
            continue;
        };
        let Server { url, emulator } = server();
        let ca = emulator.as_ref().map_or("", |emulator| emulator.ca_pem());
        let mut builder = Client::builder(&url, "key");
        if expected[0].starts_with("Timeout") {
            builder = builder.connect_timeout(TIMEOUT / 8);
        }
        if !ca.is_empty() {
            builder = builder.root_certificate_pem(ca);
        }
        let transport = builder.build_transport().unwrap();
        for (operation, expected) in expected.iter().enumerate() {
            let pauses = Pauses::default();
            let client: Client<&HttpsTransport, _> =
                Client::with_transport(&url, "key", &transport, &pauses).unwrap();
            let result = call(&client, operation);
            let tries = pauses.0.into_inner() + 1;
            let told = format!("{} {tries}", told(&result));
            assert_eq!(told, *expected, "{name} {operation} {result:?}");
        }
        let exchanges = emulator.map_or(0, |emulator| emulator.exchanges().len());
        assert_eq!(exchanges, 0, "{name}");
    }
}

#[test]
fn fault_that_passes_is_ridden_out_where_the_table_resends() {
    let emulator = Emulator::plain();
    let client = client(&emulator);
    client.start_import(&start()).unwrap();
    for (name, cause, expected) in rows() {
        let Cause::Fault(fault) = cause else {
            continue;
        };
        for (operation, expected) in expected.iter().enumerate() {
            if expected.ends_with(" 3") {
                emulator.script([fault()]);
                let client = client.clone().timeout(timeout(expected));
                let result = call(&client, operation);
                assert_eq!(told(&result), "ok", "{name} {operation} {expected}");
            }
        }
    }
}
