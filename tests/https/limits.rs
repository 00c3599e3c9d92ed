//! What a server can make the client spend: bytes, time, panics.

use std::time::Duration;

use crate::support::emulator::{Emulator, Fault};
use crate::support::https::{builder, client, start};
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{Error, RetryPolicy};

use super::kind;

#[test]
fn body_over_the_cap_is_not_read_on() {
    for emulator in [Emulator::plain(), Emulator::tls()] {
        let client = builder(&emulator).max_response_bytes(100).build().unwrap();
        let fitting = format!(r#"{{"id":"7"{}}}"#, " ".repeat(90));
        assert_eq!(fitting.len(), 100);
        emulator.script([Fault::status_after(200, &[], &fitting)]);
        assert_eq!(client.start_import(&start()).unwrap().id, "7");
        let endless = "a".repeat(1 << 20);
        for body in [format!("{fitting} "), endless.clone()] {
            emulator.script([Fault::status_after(200, &[], &body)]);
            let error = client.start_import(&start()).unwrap_err();
            assert_eq!(kind(&error), Some(Kind::TooLarge), "{error}");
            assert!(error.may_have_executed() && !error.is_retryable());
            assert!(error.to_string().contains("more than 100 bytes"), "{error}");
        }
        // Of a refusal, what fits is kept.
        emulator.script([Fault::status(400, &[], &endless)]);
        match client.start_import(&start()).unwrap_err() {
            Error::Api(error) => {
                assert_eq!((error.http_status, error.status.message.len()), (400, 100));
                assert!(error.status.truncated);
            }
            other => panic!("{other}"),
        }
    }
}

#[test]
fn header_bomb_is_refused() {
    let emulator = Emulator::plain();
    let head = "HTTP/1.1 200 OK\r\n";
    let body = "content-length: 10\r\n\r\n{\"id\":\"7\"}";
    for bomb in [
        format!("a: {}\r\n", "b".repeat(9000)),
        format!("a: {}\r\n", "b".repeat(1 << 20)),
        "a: b\r\n".repeat(200),
        "a: b\r\n".repeat(100_000),
    ] {
        emulator.script([Fault::raw_after(format!("{head}{bomb}{body}"))]);
        let error = client(&emulator).start_import(&start()).unwrap_err();
        assert!(
            matches!(kind(&error), Some(Kind::TooLarge | Kind::Protocol)),
            "{error}"
        );
        assert!(
            error.may_have_executed() && !error.is_retryable(),
            "{error}"
        );
    }
    let fitting = format!("a: {}\r\n", "b".repeat(7000));
    emulator.script([Fault::raw_after(format!("{head}{fitting}{body}"))]);
    assert_eq!(client(&emulator).start_import(&start()).unwrap().id, "7");
}

#[test]
fn answer_that_is_not_http_is_an_error() {
    let emulator = Emulator::plain();
    for answer in [
        &b"\0\x01\x02\x03"[..],
        b"SSH-2.0-x\r\n",
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{\"id\":\"7\"}",
        b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999999\r\n\r\n{\"id\":\"7\"}",
        b"HTTP/1.1 200 OK\r\ncontent-length: 18446744073709551615\r\n\r\n{\"id\":\"7\"}",
        b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\ncontent-length: 10\r\n\r\n{\"id\":\"7\"}",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{\"id\":\"7\"}",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n{\"id\":\"7\"}",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\na\r\n{\"id\":\"7\"}",
        b"HTTP/1.1 200 OK\r\n: x\r\n\r\n{\"id\":\"7\"}",
        b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n{\"id\":\"7\"}",
    ] {
        emulator.script([Fault::raw_after(answer)]);
        let error = client(&emulator).start_import(&start()).unwrap_err();
        let shown = String::from_utf8_lossy(answer);
        assert!(
            error.may_have_executed() && !error.is_retryable(),
            "{shown}: {error}"
        );
    }
}

#[test]
fn announced_length_alone_costs_nothing() {
    let emulator = Emulator::plain();
    let client = builder(&emulator)
        .max_response_bytes(usize::MAX)
        .build()
        .unwrap();
    for length in [
        "18446744073709551615",
        "9223372036854775807",
        "1000000000000",
    ] {
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{{\"id\":\"7\"}}");
        emulator.script([Fault::raw_after(answer)]);
        assert!(
            client
                .start_import(&start())
                .unwrap_err()
                .may_have_executed()
        );
    }
}

#[test]
fn timeout_of_zero_is_refused() {
    let builder = || pinecone_import::Client::builder("localhost", "a-key");
    for (field, refused) in [
        ("timeout", builder().timeout(Duration::ZERO)),
        ("connect timeout", builder().connect_timeout(Duration::ZERO)),
    ] {
        let error = refused.build().map(|_| ()).unwrap_err();
        let expected = format!("invalid {field}: must be longer than 0");
        assert_eq!(error.to_string(), expected);
    }
    let error = builder().connect_timeout(Duration::ZERO).build_transport();
    assert!(matches!(error, Err(Error::InvalidArgument(_))));
}

#[test]
fn no_setting_makes_a_call_panic() {
    let emulator = Emulator::plain();
    let host = format!("http://localhost:{}", emulator.port());
    let ages = [Duration::ZERO, Duration::from_nanos(1), Duration::MAX];
    for timeout in [ages[1], ages[2]] {
        for connect in [ages[1], ages[2]] {
            for deadline in ages {
                let policy = RetryPolicy::none()
                    .deadline(deadline)
                    .delays(Duration::MAX, Duration::MAX);
                let client = pinecone_import::Client::builder(&host, emulator.api_key())
                    .timeout(timeout)
                    .connect_timeout(connect)
                    .retry(policy)
                    .source_tag("\r\n\0é".repeat(1000))
                    .max_response_bytes(if timeout < ages[2] { 0 } else { usize::MAX })
                    .build()
                    .unwrap();
                let result = client.start_import(&start());
                if timeout == Duration::MAX && connect == Duration::MAX && deadline == Duration::MAX
                {
                    result.unwrap();
                } else if let Err(error) = result {
                    assert!(matches!(error, Error::Transport(_)), "{error}");
                }
            }
        }
    }
}

#[test]
fn longest_id_fits_a_request() {
    for emulator in [Emulator::plain(), Emulator::tls()] {
        match client(&emulator)
            .describe_import("\u{1f980}".repeat(1000))
            .unwrap_err()
        {
            Error::Api(error) => assert_eq!(error.http_status, 404),
            other => panic!("{other}"),
        }
        assert!(emulator.exchanges()[0].request.target.len() > 12_000);
    }
}
