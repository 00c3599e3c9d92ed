//! The library over the caller's own HTTP: without any of ours, and over libcurl.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::time::Duration;

use super::build::{C99, Servers, have, have_library, path, scratch, shared, small_libraries};
use crate::support::emulator::Fault;
use crate::support::run::run;

#[test]
fn small_library_has_no_http_of_its_own() {
    if !have("nm") {
        return;
    }
    let names = |library: &str| {
        let mut nm = Command::new("nm");
        nm.arg(small_libraries().join(library));
        String::from_utf8(run(&mut nm).stdout).unwrap()
    };
    for library in ["libpinecone_import.so", "libpinecone_import.a"] {
        let names = names(library);
        assert!(names.contains("pinecone_import_client_new_with_transport"));
        for other in [
            "rustls",
            "ring_core",
            "ureq",
            "pinecone_import_client_new\n",
        ] {
            assert!(!names.contains(other), "{library}: {other}");
        }
    }
}

#[test]
fn libcurl_carries_every_call_and_resends_nothing() {
    if !have_library("libcurl") {
        return;
    }
    let mut link = vec![
        path(&["examples", "c", "curl_transport.c"])
            .display()
            .to_string(),
        format!("-I{}", path(&["examples", "c"]).display()),
        "-lcurl".into(),
    ];
    link.extend(shared(&small_libraries()));
    let folder = scratch("curl");
    let program = C99.compile("curl", &folder, &link);
    let servers = Servers::start(Duration::from_millis(1000));
    let ca = folder.join("ca.pem");
    fs::write(&ca, servers.tls.ca_pem()).unwrap();
    servers.tls.script([Fault::status(429, &[], "slow down")]);
    // The environment's proxy is not used.
    let mut command = Command::new(program);
    servers.tell(&mut command).env("CA_FILE", ca);
    run(command.env("https_proxy", "http://127.0.0.1:1"));

    // Each start and cancel went over a connection of its own, once.
    let exchanges = servers.tls.exchanges();
    let mut uses = BTreeMap::<usize, usize>::new();
    let (mut starts, mut lost) = (0, 0);
    for exchange in &exchanges {
        let before = uses.entry(exchange.connection).or_default();
        if exchange.request.method != "GET" {
            assert_eq!(*before, 0, "{exchange:?}");
        }
        *before += 1;
        starts += usize::from(exchange.request.method == "POST");
        lost += usize::from(exchange.request.path().ends_with("/drop"));
    }
    assert_eq!(lost, 3, "the attempts at a cancel whose answers were lost");
    assert_eq!(
        starts, 3,
        "one refused, one accepted, one whose answer was lost"
    );
    assert!(uses.values().any(|uses| *uses > 5), "reads share: {uses:?}");
}
