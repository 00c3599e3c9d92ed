//! The time to connect is one for all its steps.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use super::kind;
use crate::support::https::start;
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{Client, RetryPolicy};

#[test]
fn connect_timeout_is_shared_by_the_proxy_and_the_handshake() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    let (limit, first_step) = (Duration::from_secs(3), Duration::from_millis(2500));
    thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        while lines.next().unwrap().unwrap() != "" {}
        thread::sleep(first_step);
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        // The handshake is never answered; the client ends the connection.
        lines.for_each(drop);
    });
    let client = Client::builder("service.example", "key")
        .proxy(proxy)
        .connect_timeout(limit)
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    let begin = Instant::now();
    let error = client.start_import(&start()).unwrap_err();
    // With a time for each step it would be the sum of both.
    assert!(begin.elapsed() < first_step + limit / 2, "{error}");
    assert_eq!(kind(&error), Some(Kind::Timeout), "{error}");
    assert!(!error.may_have_executed(), "{error}");
}
