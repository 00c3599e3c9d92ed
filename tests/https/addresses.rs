//! A host of several addresses.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, TcpListener, ToSocketAddrs};
use std::path::Path;
use std::process::Command;
use std::thread;

use pinecone_import::{Client, RetryPolicy};

const HOSTS: &str = "127.0.0.1 localhost\n127.0.0.2 localhost\n";
const TEST: &str = "addresses::host_is_reached_at_its_last_address";

/// The first address of `localhost`, and the last one that this machine has, if that is another.
fn last() -> Option<(IpAddr, IpAddr)> {
    let found = ("localhost", 0).to_socket_addrs().unwrap();
    let addresses: Vec<IpAddr> = found.map(|address| address.ip()).collect();
    let (first, later) = addresses.split_first().unwrap();
    let is_here = |address: &&IpAddr| TcpListener::bind((**address, 0)).is_ok();
    later.iter().rev().find(is_here).map(|last| (*first, *last))
}

/// A listener at `last`, at a port where nobody listens at `first`.
fn listen(first: IpAddr, last: IpAddr) -> TcpListener {
    loop {
        let listener = TcpListener::bind((last, 0)).unwrap();
        if TcpListener::bind((first, listener.local_addr().unwrap().port())).is_ok() {
            return listener;
        }
    }
}

/// Answers one describe.
fn serve(listener: &TcpListener) -> std::io::Result<()> {
    let (stream, _) = listener.accept()?;
    let mut head = String::new();
    let mut reader = BufReader::new(&stream);
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            break;
        }
    }
    let body = r#"{"id":"101","status":"Pending"}"#;
    let length = body.len();
    write!(
        &stream,
        "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

#[test]
#[ignore = "is run by host_of_several_addresses_is_tried_at_each, where localhost has several"]
fn host_is_reached_at_its_last_address() {
    let (first, last) = last().unwrap();
    println!("from {first} to {last}");
    let listener = listen(first, last);
    let port = listener.local_addr().unwrap().port();
    // Not joined: without a client it waits forever.
    thread::spawn(move || serve(&listener));
    let client = Client::builder(format!("http://localhost:{port}"), "key")
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    assert_eq!(client.describe_import("101").unwrap().id, "101");
}

#[test]
fn host_of_several_addresses_is_tried_at_each() {
    if last().is_some() {
        return host_is_reached_at_its_last_address();
    }
    // On Linux, a process of its own can have a hosts file of its own.
    let hosts = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hosts");
    std::fs::write(&hosts, HOSTS).unwrap();
    let mut child = Command::new("unshare");
    child.args(["--user", "--map-root-user", "--mount", "sh", "-c"]);
    child.arg("mount --bind \"$0\" /etc/hosts && exec \"$@\"");
    child.arg(hosts).arg(env::current_exe().unwrap());
    child.args(["--exact", TEST, "--ignored", "--nocapture"]);
    let told = child.output().map_or(String::new(), |output| {
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    });
    if told.contains("from 127.0.0.") {
        assert!(told.contains("1 passed"), "{told}");
    } else {
        eprintln!("SKIPPED: localhost has one address only, and unshare gives no other: {told}");
    }
}
