//! Which connections are made, shared, and given up in time.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use crate::support::emulator::service::ServiceSettings;
use crate::support::emulator::{Accept, Certificate, Emulator, Fault, Settings};
use crate::support::https::{builder, client, start};
#[cfg(unix)]
use pinecone_import::RetryPolicy;
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{
    Client, Error, Request, Response, SystemClock, Transport, TransportError, WaitOptions,
    WaitOutcome,
};

use super::kind;

/// Counts the requests that pass.
struct Counted<T>(T, Cell<usize>);

impl<T: Transport> Transport for Counted<T> {
    fn send(&self, request: &Request, timeout: Duration) -> Result<Response, TransportError> {
        self.1.set(self.1.get() + 1);
        self.0.send(request, timeout)
    }
}

#[test]
fn transport_of_the_builder_can_be_wrapped() {
    let emulator = Emulator::tls();
    let transport = Counted(builder(&emulator).build_transport().unwrap(), Cell::new(0));
    let (host, key) = (emulator.url(), emulator.api_key());
    let client = Client::with_transport(host, key, &transport, SystemClock::default()).unwrap();
    let id = client.start_import(&start()).unwrap().id;
    client.describe_import(&id).unwrap();
    assert_eq!((transport.1.get(), emulator.exchanges().len()), (2, 2));
    let refused = builder(&emulator).proxy("ftp://proxy").build_transport();
    assert!(matches!(refused, Err(Error::InvalidArgument(error)) if error.field == "proxy"));
}

#[test]
fn reads_share_a_connection_and_starts_take_a_new_one() {
    for emulator in [Emulator::plain(), Emulator::tls()] {
        let client = client(&emulator);
        let id = client.start_import(&start()).unwrap().id;
        for _ in 0..5 {
            client.describe_import(&id).unwrap();
        }
        assert_eq!(emulator.connections(), 1);
        client.start_import(&start()).unwrap();
        client.describe_import(&id).unwrap();
        assert_eq!(emulator.connections(), 2);
        let by: Vec<usize> = emulator
            .exchanges()
            .iter()
            .map(|exchange| exchange.connection)
            .collect();
        assert_eq!(by, [0, 0, 0, 0, 0, 0, 1, 1]);
    }
}

/// Also for a host that the new process does not call first.
#[cfg(unix)]
#[test]
#[allow(unsafe_code, reason = "only what runs before exec runs in a fork")]
fn forked_process_makes_connections_of_its_own_to_every_host() {
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    let emulators = [Emulator::plain(), Emulator::tls()];
    // The roots are the second's, and the transport is shared.
    let transport = builder(&emulators[1]).build_transport().unwrap();
    let clients = emulators.each_ref().map(|emulator| {
        let (host, key) = (emulator.url(), emulator.api_key());
        let client = Client::with_transport(host, key, transport.clone(), SystemClock::default());
        let client = client.unwrap().retry(RetryPolicy::none());
        client.start_import(&start()).unwrap();
        client
    });
    let clients: &'static [_; 2] = Box::leak(Box::new(clients));
    let forked = move || {
        for client in clients {
            client
                .describe_import("101")
                .map_err(std::io::Error::other)?;
        }
        Ok(())
    };
    // SAFETY: the closure allocates, which the C library allows after a fork.
    let status = unsafe { Command::new("true").pre_exec(forked).status() };
    assert!(status.unwrap().success());
    // What the new process gave up is still there for the first one.
    for client in clients {
        client.describe_import("101").unwrap();
    }
    assert_eq!(emulators.map(|emulator| emulator.connections()), [2, 2]);
}

#[test]
fn wait_polls_by_one_connection() {
    let service = ServiceSettings {
        import_duration: Duration::from_millis(500),
        ..ServiceSettings::default()
    };
    let settings = Settings {
        service,
        tls: Some(Certificate::Valid),
        ..Settings::default()
    };
    let emulator = Emulator::start(settings).unwrap();
    let client = client(&emulator);
    let id = client.start_import(&start()).unwrap().id;
    let often = WaitOptions::default().interval(Duration::ZERO, Duration::ZERO);
    let outcome = client.wait_for_import(&id, &often, |_| ControlFlow::Continue(()));
    assert!(matches!(outcome.unwrap(), WaitOutcome::Completed(_)));
    assert!(emulator.exchanges().len() > 3);
    assert_eq!(emulator.connections(), 1);
}

#[test]
fn one_client_serves_many_threads() {
    let emulator = Emulator::tls();
    let client = client(&emulator);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..10 {
                    let id = client.start_import(&start()).unwrap().id;
                    assert_eq!(client.describe_import(&id).unwrap().id, id);
                }
            });
        }
    });
    assert_eq!(emulator.imports_started(), 80);
}

#[test]
fn time_limit_ends_whatever_the_server_does() {
    let stalled = Settings {
        accept: |_| Accept::Stall,
        ..Settings::default()
    };
    let slow = Emulator::plain();
    let second = Duration::from_secs(1);
    slow.script([
        Fault::none().delay(60 * second),
        Fault::none().drip(1, second / 20),
        Fault::raw_after("HTTP/1.1 100 Continue\r\n\r\n".repeat(10_000)).drip(1, second / 100),
    ]);
    for (emulator, count) in [(&Emulator::start(stalled).unwrap(), 1), (&slow, 3)] {
        let client = builder(emulator).timeout(second / 4).build().unwrap();
        for _ in 0..count {
            let begin = Instant::now();
            let error = client.start_import(&start()).unwrap_err();
            assert_eq!(kind(&error), Some(Kind::Timeout), "{error}");
            assert!(error.may_have_executed() && !error.is_retryable());
            assert!(begin.elapsed() < 5 * second);
        }
    }
}
