//! The command over TLS.

use std::fs;
use std::path::Path;

use super::shell::run;
use crate::support::emulator::{Accept, Certificate, Emulator, Settings};

/// A file with this text, by a name of its own.
fn file(name: &str, text: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn all_ca_files_are_trusted() {
    let (one, two) = (Emulator::tls(), Emulator::tls());
    let first = file("first.pem", one.ca_pem());
    // As some editors write it, with a byte-order mark.
    let second = file("second.pem", &format!("\u{feff}{}", two.ca_pem()));
    for emulator in [&one, &two] {
        let args = ["list", "--ca-file", &first, "--ca-file", &second];
        let (code, _, stderr) = run(emulator, &args);
        assert_eq!(code, 0, "{stderr}");
    }
    let (code, _, stderr) = run(&two, &["list", "--ca-file", &first]);
    assert_eq!(code, 7, "{stderr}");
    assert!(stderr.contains("--ca-file"), "{stderr}");
}

#[test]
fn server_that_is_silent_before_tls_was_told_nothing() {
    let settings = Settings {
        tls: Some(Certificate::Valid),
        accept: |_| Accept::Stall,
        ..Settings::default()
    };
    let emulator = Emulator::start(settings).unwrap();
    for args in [&["cancel", "101"][..], &["start", "s3://bucket/dir"]] {
        let (code, stdout, stderr) = run(&emulator, &[args, &["--timeout", "0.3"]].concat());
        assert_eq!((code, stdout.as_str()), (7, ""), "{stderr}");
        assert!(!stderr.contains("may have been"), "{stderr}");
    }
}

#[test]
fn server_that_wants_a_client_certificate_is_asked_once() {
    let settings = Settings {
        tls: Some(Certificate::ClientNeedsOne),
        ..Settings::default()
    };
    let emulator = Emulator::start(settings).unwrap();
    let ca = file("client.pem", emulator.ca_pem());
    let (code, _, stderr) = run(&emulator, &["start", "s3://bucket/dir", "--ca-file", &ca]);
    assert_eq!(code, 7, "{stderr}");
    assert!(stderr.contains("client certificate"), "{stderr}");
    assert_eq!((emulator.connections(), emulator.imports_started()), (1, 0));
}
