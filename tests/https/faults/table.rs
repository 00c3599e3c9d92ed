//! The faults, and what each operation makes of them.

use std::net::TcpListener;
use std::time::Duration;

use crate::support::emulator::{Accept, Certificate, Emulator, Fault, Settings};

use Cause::{Argument, Fault as F, Unsent as U};

/// What each try may take, longer under wine; a server that does not accept one has less.
pub const TIMEOUT: Duration = Duration::from_millis(if cfg!(windows) { 800 } else { 400 });

/// What meets every try, and what each operation makes of it: the error, `?` where the request may
/// have been executed, and how many tries there were.
pub type Row = (&'static str, Cause, [&'static str; 4]);

#[derive(Clone, Copy)]
pub enum Cause {
    /// The call is wrong.
    Argument,
    /// The server does not get so far as to read a request.
    Unsent(fn() -> Server),
    /// The exchange fails.
    Fault(fn() -> Fault),
}

/// A server, perhaps one that does not run.
pub struct Server {
    pub url: String,
    pub emulator: Option<Emulator>,
}

impl Server {
    pub fn of(emulator: Emulator) -> Self {
        Self {
            url: emulator.url(),
            emulator: Some(emulator),
        }
    }
}

/// Rows by what they have in common, in the words and the order of the table of this module's
/// parent.
#[rustfmt::skip]
pub const TABLE: [(&str, &[Row]); 16] = [
    //                                                                    start            describe       list           cancel
    ("nothing", &[
        ("nothing",            F(Fault::none),                           ["ok 1",          "ok 1",        "ok 1",        "ok 1"]),
    ]),
    ("a bad argument", &[
        ("bad argument",       Argument,                                 ["Argument 0",    "Argument 0",  "Argument 0",  "Argument 0"]),
    ]),
    ("DNS, connection refused, connect timeout, TLS failure", &[
        ("no such host",       U(no_such_host),                          ["Resolve 3",     "Resolve 3",   "Resolve 3",   "Resolve 3"]),
        ("refused connection", U(nobody),                                ["Connect 3",     "Connect 3",   "Connect 3",   "Connect 3"]),
        ("connect timeout",    U(|| tls(|_| Accept::Stall)),       ["Timeout 3",     "Timeout 3",   "Timeout 3",   "Timeout 3"]),
        ("dripping handshake", U(|| tls(|_| Accept::Drip)),        ["Timeout 3",     "Timeout 3",   "Timeout 3",   "Timeout 3"]),
        ("no TLS",             U(|| tls(|_| Accept::Say(b"SSH-"))), ["Tls 3",        "Tls 3",       "Tls 3",       "Tls 3"]),
        ("end of a handshake", U(|| tls(|_| Accept::Close)),       ["Tls 3",         "Tls 3",       "Tls 3",       "Tls 3"]),
    ]),
    ("a certificate that is not trusted, a client certificate that is missing", &[
        ("untrusted",          U(|| bad(Certificate::Untrusted)),        ["Certificate 1", "Certificate 1", "Certificate 1", "Certificate 1"]),
        ("expired",            U(|| bad(Certificate::Expired)),          ["Certificate 1", "Certificate 1", "Certificate 1", "Certificate 1"]),
        ("wrong name",         U(|| bad(Certificate::WrongName)),        ["Certificate 1", "Certificate 1", "Certificate 1", "Certificate 1"]),
        ("client certificate", U(|| bad(Certificate::ClientNeedsOne)),   ["Tls 1",         "Tls 1",       "Tls 1",       "Tls 1"]),
    ]),
    ("connection lost or timeout after the request was sent", &[
        ("lost before",        F(Fault::drop_before),                    ["Io? 1",         "Io 3",        "Io 3",        "Io? 3"]),
        ("lost after",         F(Fault::drop_after),                     ["Io? 1",         "Io 3",        "Io 3",        "Io? 3"]),
        ("lost rudely",        F(|| Fault::drop_after().rude()),         ["Io? 1",         "Io 3",        "Io 3",        "Io? 3"]),
        ("no answer",          F(|| Fault::none().delay(40 * TIMEOUT)),  ["Timeout? 1",    "Timeout 3",   "Timeout 3",   "Timeout? 3"]),
        ("head cut",           F(|| Fault::none().cut_at(20)),           ["Io? 1",         "Io 3",        "Io 3",        "Io? 3"]),
        ("body short",         F(|| raw("content-length: 99\r\n\r\n{")), ["Io? 1",       "Io 3",        "Io 3",        "Io? 3"]),
        ("interim 199 alone",  F(|| status(199, "")),                    ["Io? 1",         "Io 3",        "Io 3",        "Io? 3"]),
        ("not HTTP",           F(|| Fault::raw("SSH-2.0\r\n\r\n")),      ["Protocol? 1",   "Protocol 3",  "Protocol 3",  "Protocol? 3"]),
    ]),
    ("slow drip", &[
        ("dripping head",      F(|| Fault::none().drip(1, TIMEOUT / 10)), ["Timeout? 1",   "Timeout 3",   "Timeout 3",   "Timeout? 3"]),
        ("dripping body",      F(dripping_body),                         ["Timeout? 1",    "Timeout 3",   "Timeout 3",   "Timeout? 3"]),
    ]),
    ("2xx truncated, not JSON, a list, encoded", &[
        ("2xx truncated",      F(|| status(200, r#"{"id":"1"#)),         ["Decode? 1",     "Decode 3",    "Decode 3",    "Decode? 3"]),
        ("2xx not JSON",       F(|| status(200, "<html>")),              ["Decode? 1",     "Decode 3",    "Decode 3",    "Decode? 3"]),
        ("2xx a list",         F(|| status(200, "[]")),                  ["Decode? 1",     "Decode 3",    "Decode 3",    "Decode? 3"]),
        ("2xx encoded",        F(encoded),                               ["Decode? 1",     "Decode 3",    "Decode 3",    "Decode? 3"]),
    ]),
    ("2xx without an id, empty", &[
        ("2xx no id",          F(|| status(200, r#"{"data":[{}]}"#)),    ["Decode? 1",     "Decode 3",    "Decode 3",    "ok 1"]),
        ("2xx empty",          F(|| status(200, "")),                    ["Decode? 1",     "Decode 3",    "Decode 3",    "ok 1"]),
        ("202 empty",          F(|| status(202, "")),                    ["Decode? 1",     "Decode 3",    "Decode 3",    "ok 1"]),
        ("204",                F(|| status(204, "")),                    ["Decode? 1",     "Decode 3",    "Decode 3",    "ok 1"]),
    ]),
    ("301, 302, 303 and any other 3xx", &[
        ("redirect 300",       F(|| status(300, "")),                    ["Api 300? 1",    "Api 300 1",   "Api 300 1",   "Api 300? 1"]),
        ("redirect 301",       F(|| status(301, "")),                    ["Api 301? 1",    "Api 301 1",   "Api 301 1",   "Api 301? 1"]),
        ("redirect 302",       F(|| status(302, "")),                    ["Api 302? 1",    "Api 302 1",   "Api 302 1",   "Api 302? 1"]),
        ("redirect 303",       F(|| status(303, "")),                    ["Api 303? 1",    "Api 303 1",   "Api 303 1",   "Api 303? 1"]),
        ("not modified",       F(|| status(304, "")),                    ["Api 304? 1",    "Api 304 1",   "Api 304 1",   "Api 304? 1"]),
    ]),
    ("307, 308", &[
        ("redirect 307",       F(|| status(307, "")),                    ["Api 307 1",     "Api 307 1",   "Api 307 1",   "Api 307 1"]),
        ("redirect 308",       F(|| status(308, "")),                    ["Api 308 1",     "Api 308 1",   "Api 308 1",   "Api 308 1"]),
    ]),
    ("400, 401, 403, 404, 409, 412, 422", &[
        ("bad request",        F(|| status(400, "")),                    ["Api 400 1",     "Api 400 1",   "Api 400 1",   "Api 400 1"]),
        ("unauthorized",       F(|| status(401, "Unauthorized")),        ["Api 401 1",     "Api 401 1",   "Api 401 1",   "Api 401 1"]),
        ("forbidden",          F(|| status(403, "Wrong API key")),       ["Api 403 1",     "Api 403 1",   "Api 403 1",   "Api 403 1"]),
        ("not found",          F(|| status(404, "")),                    ["Api 404 1",     "Api 404 1",   "Api 404 1",   "Api 404 1"]),
        ("conflict",           F(|| status(409, "")),                    ["Api 409 1",     "Api 409 1",   "Api 409 1",   "Api 409 1"]),
        ("failed condition",   F(|| status(412, "")),                    ["Api 412 1",     "Api 412 1",   "Api 412 1",   "Api 412 1"]),
        ("unprocessable",      F(|| status(422, "")),                    ["Api 422 1",     "Api 422 1",   "Api 422 1",   "Api 422 1"]),
    ]),
    ("429", &[
        ("too many requests",  F(|| status(429, "")),                    ["Api 429 3",     "Api 429 3",   "Api 429 3",   "Api 429 3"]),
    ]),
    ("408, 500, 502, 504", &[
        ("request timeout",    F(|| status(408, "")),                    ["Api 408? 1",    "Api 408 3",   "Api 408 3",   "Api 408? 3"]),
        ("server error",       F(|| status(500, "")),                    ["Api 500? 1",    "Api 500 3",   "Api 500 3",   "Api 500? 3"]),
        ("bad gateway",        F(|| status(502, "<html>")),              ["Api 502? 1",    "Api 502 3",   "Api 502 3",   "Api 502? 3"]),
        ("gateway timeout",    F(|| status(504, "")),                    ["Api 504? 1",    "Api 504 3",   "Api 504 3",   "Api 504? 3"]),
    ]),
    ("503, unless the caller has allowed that a start is sent again", &[
        ("unavailable",        F(|| status(503, "")),                    ["Api 503? 1",    "Api 503 3",   "Api 503 3",   "Api 503? 3"]),
    ]),
    ("any other status", &[
        ("switching",          F(|| status(101, "")),                    ["Api 101? 1",    "Api 101 1",   "Api 101 1",   "Api 101? 1"]),
        ("status 501",         F(|| status(501, "")),                    ["Api 501? 1",    "Api 501 1",   "Api 501 1",   "Api 501? 1"]),
        ("status 600",         F(|| status(600, "")),                    ["Api 600? 1",    "Api 600 1",   "Api 600 1",   "Api 600? 1"]),
        ("status 999",         F(|| status(999, "")),                    ["Api 999? 1",    "Api 999 1",   "Api 999 1",   "Api 999? 1"]),
    ]),
    ("body over the cap, header bomb", &[
        ("body over the cap",  F(|| status(200, &" ".repeat(1 << 21))),  ["TooLarge? 1",   "TooLarge 1",  "TooLarge 1",  "TooLarge? 1"]),
        ("header bomb",        F(|| raw(&"a: b\r\n".repeat(9000))),      ["TooLarge? 1",   "TooLarge 1",  "TooLarge 1",  "TooLarge? 1"]),
    ]),
];

fn status(status: u16, body: &str) -> Fault {
    Fault::status(status, &[("retry-after", "0")], body)
}

fn raw(rest: &str) -> Fault {
    Fault::raw(format!("HTTP/1.1 200 OK\r\n{rest}"))
}

fn dripping_body() -> Fault {
    raw(&format!("content-length: 4000\r\n\r\n{}", " ".repeat(4000))).drip(50, TIMEOUT / 10)
}

fn encoded() -> Fault {
    Fault::status(200, &[("content-encoding", "gzip")], r#"{"id":"101"}"#)
}

fn no_such_host() -> Server {
    Server {
        url: "https://no-such-host.invalid".into(),
        emulator: None,
    }
}

fn nobody() -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    Server {
        url: format!("https://{}", listener.local_addr().unwrap()),
        emulator: None,
    }
}

fn bad(certificate: Certificate) -> Server {
    serve(certificate, |_| Accept::Serve)
}

fn tls(accept: fn(usize) -> Accept) -> Server {
    serve(Certificate::Valid, accept)
}

fn serve(certificate: Certificate, accept: fn(usize) -> Accept) -> Server {
    let settings = Settings {
        tls: Some(certificate),
        accept,
        ..Settings::default()
    };
    Server::of(Emulator::start(settings).unwrap())
}
