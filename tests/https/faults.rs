//! Every fault, for every operation, over real sockets: the table of what comes of it.

use std::time::{Duration, Instant};

use crate::support::emulator::{Emulator, Fault};
use crate::support::https::{builder, client, start};
use pinecone_import::Error;

use super::call;

const TIMEOUT: Duration = Duration::from_millis(400);

fn status(status: u16, body: &str) -> Fault {
    Fault::status(status, &[("retry-after", "0")], body)
}

/// A fault that meets every try, and what each operation makes of it: the error, `?` where the
/// request may have been executed, and how many requests came.
type Row = (&'static str, fn() -> Fault, [&'static str; 4]);

#[rustfmt::skip]
const TABLE: [Row; 40] = [
    //                                                                start            describe       list           cancel
    ("nothing",            Fault::none,                             ["ok 1",          "ok 1",        "ok 1",        "ok 1"]),
    ("lost before",        Fault::drop_before,                      ["Io? 1",         "Io 3",        "Io 3",        "Io? 3"]),
    ("lost after",         Fault::drop_after,                       ["Io? 1",         "Io 3",        "Io 3",        "Io? 3"]),
    ("lost rudely",        || Fault::drop_after().rude(),           ["Io? 1",         "Io 3",        "Io 3",        "Io? 3"]),
    ("no answer",          || Fault::none().delay(40 * TIMEOUT),    ["Timeout? 1",    "Timeout 3",   "Timeout 3",   "Timeout? 3"]),
    ("dripping head",      || Fault::none().drip(1, TIMEOUT / 10),  ["Timeout? 1",    "Timeout 3",   "Timeout 3",   "Timeout? 3"]),
    ("dripping body",      dripping_body,                           ["Timeout? 1",    "Timeout 3",   "Timeout 3",   "Timeout? 3"]),
    ("head cut",           || Fault::none().cut_at(20),             ["Io? 1",         "Io 3",        "Io 3",        "Io? 3"]),
    ("body short",         || raw("content-length: 99\r\n\r\n{"),   ["Io? 1",         "Io 3",        "Io 3",        "Io? 3"]),
    ("2xx truncated",      || status(200, r#"{"id":"1"#),           ["Decode? 1",     "Decode 3",    "Decode 3",    "Decode? 3"]),
    ("2xx not JSON",       || status(200, "<html>"),                ["Decode? 1",     "Decode 3",    "Decode 3",    "Decode? 3"]),
    ("2xx a list",         || status(200, "[]"),                    ["Decode? 1",     "Decode 3",    "Decode 3",    "Decode? 3"]),
    ("2xx no id",          || status(200, r#"{"data":[{}]}"#),      ["Decode? 1",     "Decode 3",    "Decode 3",    "ok 1"]),
    ("2xx empty",          || status(200, ""),                      ["Decode? 1",     "Decode 3",    "Decode 3",    "ok 1"]),
    ("202 empty",          || status(202, ""),                      ["Decode? 1",     "Decode 3",    "Decode 3",    "ok 1"]),
    ("204",                || status(204, ""),                      ["Decode? 1",     "Decode 3",    "Decode 3",    "ok 1"]),
    ("2xx encoded",        encoded,                                 ["Decode? 1",     "Decode 3",    "Decode 3",    "Decode? 3"]),
    ("switching",          || status(101, ""),                      ["Api 101? 1",    "Api 101 1",   "Api 101 1",   "Api 101? 1"]),
    ("interim 199 alone",  || status(199, ""),                      ["Io? 1",         "Io 3",        "Io 3",        "Io? 3"]),
    ("redirect 301",       || status(301, ""),                      ["Api 301? 1",    "Api 301 1",   "Api 301 1",   "Api 301? 1"]),
    ("redirect 302",       || status(302, ""),                      ["Api 302? 1",    "Api 302 1",   "Api 302 1",   "Api 302? 1"]),
    ("redirect 303",       || status(303, ""),                      ["Api 303? 1",    "Api 303 1",   "Api 303 1",   "Api 303? 1"]),
    ("redirect 307",       || status(307, ""),                      ["Api 307 1",     "Api 307 1",   "Api 307 1",   "Api 307 1"]),
    ("redirect 308",       || status(308, ""),                      ["Api 308 1",     "Api 308 1",   "Api 308 1",   "Api 308 1"]),
    ("bad request",        || status(400, ""),                      ["Api 400 1",     "Api 400 1",   "Api 400 1",   "Api 400 1"]),
    ("unauthorized",       || status(401, "Unauthorized"),          ["Api 401 1",     "Api 401 1",   "Api 401 1",   "Api 401 1"]),
    ("forbidden",          || status(403, "Wrong API key"),         ["Api 403 1",     "Api 403 1",   "Api 403 1",   "Api 403 1"]),
    ("not found",          || status(404, ""),                      ["Api 404 1",     "Api 404 1",   "Api 404 1",   "Api 404 1"]),
    ("conflict",           || status(409, ""),                      ["Api 409 1",     "Api 409 1",   "Api 409 1",   "Api 409 1"]),
    ("too many requests",  || status(429, ""),                      ["Api 429 3",     "Api 429 3",   "Api 429 3",   "Api 429 3"]),
    ("server error",       || status(500, ""),                      ["Api 500? 1",    "Api 500 3",   "Api 500 3",   "Api 500? 3"]),
    ("bad gateway",        || status(502, "<html>"),                ["Api 502? 1",    "Api 502 3",   "Api 502 3",   "Api 502? 3"]),
    ("unavailable",        || status(503, ""),                      ["Api 503? 1",    "Api 503 3",   "Api 503 3",   "Api 503? 3"]),
    ("gateway timeout",    || status(504, ""),                      ["Api 504? 1",    "Api 504 3",   "Api 504 3",   "Api 504? 3"]),
    ("status 501",         || status(501, ""),                      ["Api 501? 1",    "Api 501 1",   "Api 501 1",   "Api 501? 1"]),
    ("status 600",         || status(600, ""),                      ["Api 600? 1",    "Api 600 1",   "Api 600 1",   "Api 600? 1"]),
    ("status 999",         || status(999, ""),                      ["Api 999? 1",    "Api 999 1",   "Api 999 1",   "Api 999? 1"]),
    ("body over the cap",  || status(200, &" ".repeat(5000)),       ["TooLarge? 1",   "TooLarge 1",  "TooLarge 1",  "TooLarge? 1"]),
    ("header bomb",        || raw(&"a: b\r\n".repeat(9000)),        ["TooLarge? 1",   "TooLarge 1",  "TooLarge 1",  "TooLarge? 1"]),
    ("not HTTP",           || Fault::raw("SSH-2.0\r\n\r\n"),        ["Protocol? 1",   "Protocol 3",  "Protocol 3",  "Protocol? 3"]),
];

fn raw(rest: &str) -> Fault {
    Fault::raw(format!("HTTP/1.1 200 OK\r\n{rest}"))
}

fn dripping_body() -> Fault {
    raw(&format!("content-length: 4000\r\n\r\n{}", " ".repeat(4000))).drip(50, TIMEOUT / 10)
}

fn encoded() -> Fault {
    Fault::status(200, &[("content-encoding", "gzip")], r#"{"id":"101"}"#)
}

fn told(result: &Result<(), Error>) -> String {
    let Err(error) = result else {
        return "ok".into();
    };
    let kind = match error {
        Error::Transport(error) => format!("{:?}", error.kind),
        Error::Api(error) => format!("Api {}", error.http_status),
        Error::Decode(_) => "Decode".into(),
        other => format!("{other:?}"),
    };
    kind + if error.may_have_executed() { "?" } else { "" }
}

fn check(emulator: &Emulator) {
    let client = builder(emulator)
        .timeout(TIMEOUT)
        .max_response_bytes(4096)
        .build()
        .unwrap();
    // The import that is described and cancelled.
    self::client(emulator).start_import(&start()).unwrap();
    for (name, fault, expected) in TABLE {
        for (operation, expected) in expected.into_iter().enumerate() {
            let before = emulator.exchanges().len();
            emulator.script([fault(), fault(), fault()]);
            let begin = Instant::now();
            let result = call(&client, operation);
            assert!(begin.elapsed() < 50 * TIMEOUT, "{name} {operation}");
            // What the last try left of the script must not meet the next operation.
            emulator.clear_script();
            let count = emulator.exchanges().len() - before;
            assert_eq!(
                format!("{} {count}", told(&result)),
                expected,
                "{name} {operation} {result:?}"
            );
        }
    }
}

#[test]
fn every_fault_comes_out_as_the_table_says_over_http() {
    check(&Emulator::plain());
}

#[test]
fn every_fault_comes_out_as_the_table_says_over_tls() {
    check(&Emulator::tls());
}

#[test]
fn fault_that_passes_is_ridden_out_where_the_table_resends() {
    let emulator = Emulator::plain();
    let client = builder(&emulator)
        .timeout(TIMEOUT)
        .max_response_bytes(4096)
        .build()
        .unwrap();
    self::client(&emulator).start_import(&start()).unwrap();
    for (name, fault, expected) in TABLE {
        for (operation, expected) in expected
            .into_iter()
            .enumerate()
            .filter(|(_, row)| row.ends_with(" 3"))
        {
            emulator.script([fault()]);
            assert_eq!(
                told(&call(&client, operation)),
                "ok",
                "{name} {operation} {expected}"
            );
        }
    }
}
