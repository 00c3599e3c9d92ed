//! Each fault is what its name says, and none outlives the server.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::panic;
use std::time::{Duration, Instant};

use super::raw::{bytes, connect, exchange, exchange_on, tls, until};
use crate::support::emulator::http::HttpRequest;
use crate::support::emulator::{Accept, Certificate, Emulator, Fault, Settings};

#[test]
fn each_fault_is_as_its_name_says() {
    let emulator = Emulator::plain();
    let mut started = 0;
    for (fault, processed, answer) in [
        (Fault::drop_before(), 0, ""),
        (Fault::drop_after(), 1, ""),
        (Fault::read_only(10), 0, ""),
        (Fault::none().cut_at(12), 1, "HTTP/1.1 200"),
        (Fault::raw("a"), 0, "a"),
        (
            Fault::raw_after("b").drip(1, Duration::from_millis(1)),
            1,
            "b",
        ),
        (
            Fault::status(500, &[], ""),
            0,
            "HTTP/1.1 500 Internal Server Error\r\n",
        ),
        (
            Fault::status_after(502, &[("a", "b")], ""),
            1,
            "HTTP/1.1 502 Bad Gateway\r\na: b\r\n",
        ),
        (
            Fault::none().delay(Duration::from_millis(5)),
            1,
            "HTTP/1.1 200 OK",
        ),
    ] {
        emulator.script([fault.clone()]);
        let got = exchange(&emulator, &bytes(&emulator, "connection: close\r\n"));
        assert!(
            got.starts_with(answer) && got.is_empty() == answer.is_empty(),
            "{fault:?}: {got}"
        );
        started += processed;
        assert_eq!(emulator.imports_started(), started, "{fault:?}");
    }
}

#[test]
fn connection_ends_by_rst_where_told_and_else_by_fin() {
    for secure in [false, true] {
        let emulator = if secure {
            Emulator::tls()
        } else {
            Emulator::plain()
        };
        for (fault, processed, whole) in [
            (Fault::drop_before(), 0, false),
            (Fault::drop_after(), 1, false),
            (Fault::none(), 1, true),
            (Fault::none().delay(Duration::from_millis(1)), 1, true),
            (Fault::status(500, &[], ""), 0, true),
        ] {
            for (fault, kind) in [
                (fault.clone(), None),
                (
                    fault.clone().rude(),
                    secure.then_some(ErrorKind::UnexpectedEof),
                ),
                (fault.reset(), Some(ErrorKind::ConnectionReset)),
            ] {
                let before = emulator.imports_started();
                emulator.script([fault.clone()]);
                let bytes = bytes(&emulator, "connection: close\r\n");
                let (answer, end) = if secure {
                    exchange_on(tls(&emulator, emulator.ca_pem()), &bytes)
                } else {
                    exchange_on(connect(&emulator), &bytes)
                };
                assert_eq!(
                    end.err().map(|error| error.kind()),
                    kind,
                    "{secure} {fault:?}"
                );
                assert_eq!(
                    answer.starts_with("HTTP/1.1 "),
                    whole,
                    "{fault:?}: {answer}"
                );
                assert_eq!(emulator.imports_started() - before, processed, "{fault:?}");
            }
        }
    }
}

#[test]
fn certificate_is_trusted_only_when_nothing_is_wrong_with_it() {
    for (certificate, says) in [
        (Certificate::Valid, None),
        (Certificate::Expired, Some("Expired")),
        (Certificate::NotYetValid, Some("NotValidYet")),
        (Certificate::WrongName, Some("NotValidForName")),
        (Certificate::Untrusted, Some("UnknownIssuer")),
        (Certificate::SelfSigned, Some("")),
    ] {
        let settings = Settings {
            tls: Some(certificate),
            ..Settings::default()
        };
        let emulator = Emulator::start(settings).unwrap();
        let stream = tls(&emulator, emulator.ca_pem());
        let (_, end) = exchange_on(stream, &bytes(&emulator, "connection: close\r\n"));
        let error = end.err().map(|error| format!("{:?}", error.get_ref()));
        assert_eq!(
            error.is_some(),
            says.is_some(),
            "{certificate:?}: {error:?}"
        );
        assert!(
            error.unwrap_or_default().contains(says.unwrap_or("")),
            "{certificate:?}"
        );
        assert_eq!(emulator.imports_started(), usize::from(says.is_none()));
    }
}

#[test]
fn client_that_goes_ends_a_delay_and_a_drip() {
    let minute = Duration::from_secs(60);
    for fault in [Fault::none().delay(minute), Fault::none().drip(1, minute)] {
        for secure in [false, true] {
            let emulator = if secure {
                Emulator::tls()
            } else {
                Emulator::plain()
            };
            emulator.script([fault.clone()]);
            let bytes = bytes(&emulator, "");
            if secure {
                let mut stream = tls(&emulator, emulator.ca_pem());
                stream.write_all(&bytes).unwrap();
                until(|| emulator.imports_started() == 1);
                stream.conn.send_close_notify();
                stream.flush().unwrap();
            } else {
                let mut stream = connect(&emulator);
                stream.write_all(&bytes).unwrap();
                until(|| emulator.imports_started() == 1);
            }
            until(|| emulator.open_connections() == 0);
        }
    }
}

#[test]
fn closure_that_panics_costs_its_connection_only() {
    let ask = |count: usize, _: &HttpRequest| match count {
        // Without the panic hook, and so without a word.
        0 => panic::resume_unwind(Box::new(())),
        _ => Fault::none(),
    };
    let emulator = Emulator::start_with(Settings::default(), Some(Box::new(ask))).unwrap();
    let bytes = bytes(&emulator, "connection: close\r\n");
    assert_eq!(exchange(&emulator, &bytes), "");
    assert!(exchange(&emulator, &bytes).starts_with("HTTP/1.1 200 OK"));
    until(|| emulator.open_connections() == 0);
}

#[test]
fn more_connections_than_are_open_at_a_time_wait_for_their_turn() {
    let emulator = Emulator::plain();
    // One at a time: where the queue of the listener is full, connecting takes a second.
    let one = |count: usize| {
        let stream = connect(&emulator);
        until(|| emulator.open_connections() == count);
        stream
    };
    let idle: Vec<TcpStream> = (1..=256).map(one).collect();
    let mut late = connect(&emulator);
    late.write_all(&bytes(&emulator, "connection: close\r\n"))
        .unwrap();
    assert_eq!(emulator.connections(), 256);
    drop(idle);
    let mut answer = String::new();
    late.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
}

#[test]
fn server_that_is_dropped_ends_whatever_it_does() {
    let stall = Settings {
        accept: |_| Accept::Stall,
        ..Settings::default()
    };
    let drip = Settings {
        accept: |_| Accept::Drip,
        ..Settings::default()
    };
    let minute = Duration::from_secs(60);
    for (settings, fault, processed) in [
        (stall, Fault::none(), 0),
        (drip, Fault::none(), 0),
        (Settings::default(), Fault::none().delay(minute), 1),
        (Settings::default(), Fault::none().drip(1, minute), 1),
        (Settings::default(), Fault::none().delay(minute).reset(), 1),
    ] {
        let emulator = Emulator::start(settings).unwrap();
        emulator.script([fault]);
        let mut stream = connect(&emulator);
        stream.write_all(&bytes(&emulator, "")).unwrap();
        until(|| emulator.connections() == 1 && emulator.imports_started() == processed);
        let begin = Instant::now();
        drop(emulator);
        assert!(begin.elapsed() < Duration::from_secs(4));
        // Nothing is left that could answer: this ends.
        let _ = stream.read_to_end(&mut Vec::new());
    }
}
