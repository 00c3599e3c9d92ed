//! How connections end.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use crate::support::emulator::Certificate;
use crate::support::emulator::certs::Tls;
use pinecone_import::{Client, HttpsClient, ListImports, RetryPolicy};
use rustls::{ServerConnection, StreamOwned};

/// A client of a server that gives this answer to the first request of each connection, and either
/// ends it and tells so, or tells what it reads next.
fn server(answer: String, hangs_up: bool) -> (HttpsClient, Receiver<io::Result<()>>) {
    let tls = Tls::new(Certificate::Valid);
    let config = Arc::new((*tls.config).clone());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (tell, told) = channel();
    thread::spawn(move || {
        for socket in listener.incoming() {
            let connection = ServerConnection::new(config.clone()).unwrap();
            let mut stream = StreamOwned::new(connection, socket.unwrap());
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                request.extend(byte);
            }
            stream.write_all(answer.as_bytes()).unwrap();
            let next = match hangs_up {
                true => stream.sock.shutdown(Shutdown::Both),
                false => stream.read(&mut [0]).map(|count| assert_eq!(count, 0)),
            };
            let _ = tell.send(next);
        }
    });
    let client = Client::builder(format!("localhost:{port}"), "key")
        .retry(RetryPolicy::none())
        .root_certificate_pem(tls.ca_pem)
        .build();
    (client.unwrap(), told)
}

const ANSWER: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";

#[test]
fn connection_that_is_not_needed_any_more_ends_with_close_notify() {
    let (client, told) = server(ANSWER.into(), false);
    client.list_imports(&ListImports::new()).unwrap();
    drop(client);
    // Without it, rustls reports an unexpected end.
    told.recv().unwrap().unwrap();
}

#[test]
fn connection_that_the_server_ended_is_not_used_again() {
    let (client, told) = server(ANSWER.into(), true);
    for _ in 0..3 {
        client.list_imports(&ListImports::new()).unwrap();
        told.recv().unwrap().unwrap();
    }
}

#[test]
fn what_follows_an_answer_is_not_taken_for_the_next() {
    // All in one record of TLS. Of lengths like these, a read can give the answer and no more.
    for length in [ANSWER.len(), 1024, 2048, 4096] {
        let padding = "x".repeat((length - ANSWER.len()).saturating_sub("a: \r\n".len()));
        let answer = match padding.len() {
            0 => ANSWER.into(),
            _ => ANSWER.replacen("\r\n", &format!("\r\na: {padding}\r\n"), 1),
        };
        assert_eq!(answer.len(), length);
        let (client, told) = server(answer + "junk", false);
        for _ in 0..3 {
            client.list_imports(&ListImports::new()).unwrap();
        }
        drop(client);
        for _ in 0..3 {
            told.recv().unwrap().unwrap();
        }
    }
}
