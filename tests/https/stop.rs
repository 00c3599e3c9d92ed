//! A stop from another thread, with the server up, silent and away.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::ops::ControlFlow;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::call;
use crate::support::emulator::service::ServiceSettings;
use crate::support::emulator::{Accept, Certificate, Emulator, Fault, Settings};
use crate::support::https::{builder, start};
use pinecone_import::{
    ClientBuilder, Error, HttpsClient, RetryPolicy, Stop, TransportErrorKind as Kind, WaitOptions,
    WaitOutcome, WaitProgress,
};

/// The time from `ready` to the stop, and how soon after it a call must have ended.
const AFTER: Duration = Duration::from_millis(300);
const SOON: Duration = Duration::from_millis(1_100);

/// What a call gives that is stopped from another thread, once it is `ready` for it.
fn stopped<T>(
    builder: ClientBuilder,
    ready: impl Fn() -> bool + Sync,
    call: impl FnOnce(&HttpsClient) -> T,
) -> T {
    let stop = Stop::new();
    let client = builder.stop(stop.clone()).build().unwrap();
    thread::scope(|scope| {
        let stopper = scope.spawn(|| {
            let begin = Instant::now();
            while !ready() && begin.elapsed() < Duration::from_secs(20) {
                thread::sleep(Duration::from_millis(5));
            }
            thread::sleep(AFTER);
            stop.request();
            Instant::now()
        });
        let result = call(&client);
        let end = Instant::now();
        let late = end.saturating_duration_since(stopper.join().unwrap());
        assert!(late < SOON, "{late:?}");
        result
    })
}

fn wait(client: &HttpsClient, id: &str) -> Result<WaitOutcome, Error> {
    let go_on = |_: &WaitProgress<'_>| ControlFlow::Continue(());
    client.wait_for_import(id, &WaitOptions::default(), go_on)
}

fn is_stopped(outcome: Result<WaitOutcome, Error>) -> bool {
    matches!(outcome, Ok(WaitOutcome::Stopped { .. }))
}

#[test]
fn wait_is_stopped_with_the_server_up_silent_or_away() {
    let up = Emulator::start(Settings {
        tls: Some(Certificate::Valid),
        service: ServiceSettings {
            import_duration: Duration::from_secs(600),
            ..ServiceSettings::default()
        },
        ..Settings::default()
    })
    .unwrap();
    let id = builder(&up).build().unwrap().start_import(&start());
    let id = id.unwrap().id;
    assert!(is_stopped(stopped(
        builder(&up),
        || true,
        |client| wait(client, &id)
    )));

    up.script([Fault::none().delay(Duration::from_secs(30))]);
    assert!(is_stopped(stopped(
        builder(&up),
        || true,
        |client| wait(client, &id)
    )));

    let gone = Emulator::plain();
    let to_gone = builder(&gone);
    drop(gone);
    assert!(is_stopped(stopped(
        to_gone,
        || true,
        |client| wait(client, &id)
    )));
}

#[test]
fn call_to_a_silent_server_is_stopped_and_says_what_may_have_been_executed() {
    let silent = |tls| {
        let settings = Settings {
            tls,
            accept: |_| Accept::Stall,
            ..Settings::default()
        };
        Emulator::start(settings).unwrap()
    };
    // Over plain http the request was sent; over TLS the handshake holds it back.
    for (tls, sent) in [(None, true), (Some(Certificate::Valid), false)] {
        let emulator = silent(tls);
        thread::scope(|scope| {
            for operation in 0..4 {
                let (builder, emulator) = (builder(&emulator), &emulator);
                scope.spawn(move || {
                    let ready = || emulator.connections() == 4;
                    let error = stopped(builder, ready, |client| call(client, operation));
                    let error = error.unwrap_err();
                    let changes = matches!(operation, 0 | 3);
                    assert_eq!(crate::kind(&error), Some(Kind::Stopped), "{error}");
                    assert_eq!(error.may_have_executed(), changes && sent, "{error}");
                    assert!(!error.is_retryable());
                });
            }
        });
    }
}

#[test]
fn few_requests_that_were_left_behind_do_not_hold_up_the_next() {
    let silent = Settings {
        accept: |_| Accept::Stall,
        ..Settings::default()
    };
    let silent = Emulator::start(silent).unwrap();
    for _ in 0..3 {
        let error = stopped(builder(&silent), || true, |client| call(client, 1)).unwrap_err();
        assert_eq!(crate::kind(&error), Some(Kind::Stopped), "{error}");
    }
}

#[test]
fn retry_and_ensure_are_stopped_in_their_pauses() {
    let patient = RetryPolicy::default()
        .tries(50)
        .delays(Duration::from_secs(60), Duration::from_secs(60));
    let limited = Fault::status(429, &[("Retry-After", "60")], "");
    let emulator = Emulator::plain();
    emulator.script([limited]);
    let ready = || emulator.exchanges().len() == 1;
    let patient = builder(&emulator).retry(patient);
    let error = stopped(patient, ready, |client| call(client, 0));
    assert!(error.unwrap_err().to_string().contains("429"));

    let lost = Emulator::plain();
    // The list, the start, and then one search.
    lost.script([Fault::none(), Fault::drop_before()]);
    let ready = || lost.exchanges().len() >= 2;
    let result = stopped(builder(&lost), ready, |client| {
        client.ensure_import(&start())
    });
    assert!(result.unwrap_err().may_have_executed());
    assert_eq!(lost.imports().len(), 0);
}

/// Passes connections on to `target`, but the client's bytes only once it is released.
fn held_back(target: u16) -> (u16, mpsc::Sender<()>, thread::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (release, released) = mpsc::channel();
    let relay = thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        released.recv().unwrap();
        let mut server = TcpStream::connect(("127.0.0.1", target)).unwrap();
        let (mut back_from, mut back_to) =
            (server.try_clone().unwrap(), client.try_clone().unwrap());
        let back = thread::spawn(move || std::io::copy(&mut back_from, &mut back_to));
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = client.read(&mut buffer) {
            if server.write_all(&buffer[..count]).is_err() {
                break;
            }
        }
        let _ = server.shutdown(std::net::Shutdown::Both);
        let _ = back.join().unwrap();
    });
    (port, release, relay)
}

#[test]
fn request_that_was_told_as_not_sent_is_not_sent_afterwards() {
    for operation in [0, 3] {
        let emulator = Emulator::tls();
        let (port, release, relay) = held_back(emulator.port());
        let builder = pinecone_import::Client::builder(
            format!("https://localhost:{port}"),
            emulator.api_key(),
        )
        .root_certificate_pem(emulator.ca_pem());
        let error = stopped(builder, || true, |client| call(client, operation)).unwrap_err();
        assert_eq!(error.to_string(), "stopped");
        assert!(!error.may_have_executed());
        // The handshake now succeeds, in the thread that was left behind; then it hangs up.
        release.send(()).unwrap();
        relay.join().unwrap();
        assert_eq!(emulator.connections(), 1);
        assert!(emulator.exchanges().is_empty(), "{operation}");
    }
}

#[test]
fn call_with_a_stop_that_is_not_requested_is_as_any_other() {
    for emulator in [Emulator::plain(), Emulator::tls()] {
        let client = builder(&emulator).stop(Stop::new()).build().unwrap();
        for operation in 0..4 {
            call(&client, operation).unwrap();
        }
        // The pool is shared by the threads.
        assert_eq!(emulator.connections(), 1);
        emulator.script([Fault::drop_after()]);
        assert!(call(&client, 0).unwrap_err().may_have_executed());
    }
}
