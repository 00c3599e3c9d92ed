//! The crate without std on a Cortex-M4: requests, answers, and a client with retry and wait
//! over a transport from a script. `cargo run --release` runs it under QEMU.

#![no_std]
#![no_main]

extern crate alloc;

#[path = "../heap.rs"]
mod heap;

use alloc::string::String;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use core::ops::ControlFlow;
use core::time::Duration;

use cortex_m_rt::entry;
use cortex_m_semihosting::{debug, hprintln};
use panic_semihosting as _;
use pinecone_import::{
    ApiKey, Client, Clock, RpcCode, Endpoint, Error, IndexHost, ListImports, Operation, Request,
    Response, StartImport, RpcStatus, Transport, TransportError, WaitOptions, WaitOutcome,
};

const IMPORT: &str = r#"{"id":"101","uri":"s3://bucket/directory","status":"Completed","createdAt":"2024-08-27T17:10:32.206413+00:00","finishedAt":"2024-08-27T17:11:32.206413+00:00","percentComplete":99.5,"recordsImported":"10000"}"#;
const REFUSAL: &str = r#"{"code":3,"message":"no such scheme","details":[{"typeUrl":"type.googleapis.com/google.rpc.BadRequest","value":"AAEC"}]}"#;

/// Answers each request with the next step.
struct Script<'a> {
    steps: &'a [(u16, &'a str)],
    sent: RefCell<Vec<Request>>,
}

impl<'a> Script<'a> {
    fn new(steps: &'a [(u16, &'a str)]) -> Self {
        Self {
            steps,
            sent: RefCell::default(),
        }
    }
}

impl Transport for Script<'_> {
    fn send(&self, request: &Request, _: Duration) -> Result<Response, TransportError> {
        let mut sent = self.sent.borrow_mut();
        let (status, body) = self.steps[sent.len()];
        sent.push(request.clone());
        let headers = alloc::vec![("Retry-After".into(), "2".into())];
        Ok(Response::new(status, headers, body.into()))
    }
}

/// A clock that only moves when asked to.
#[derive(Default)]
struct Virtual(Cell<Duration>);

impl Clock for Virtual {
    fn now(&self) -> Duration {
        self.0.get()
    }

    fn sleep(&self, duration: Duration) {
        self.0.set(self.0.get() + duration);
    }
}

fn client<'a>(script: &'a Script<'a>, clock: &'a Virtual) -> Client<&'a Script<'a>, &'a Virtual> {
    Client::with_transport("idx.example", "pcsk_made-up_key", script, clock).unwrap()
}

fn report<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let (peak, result) = heap::peak(run);
    hprintln!("{}: {} bytes of heap at most", what, peak);
    result
}

fn ok(body: impl Into<String>) -> Response {
    Response::new(200, Vec::new(), body.into().into_bytes())
}

#[entry]
fn main() -> ! {
    heap::init();
    codec();
    retried_start();
    refused_start();
    wait();
    hprintln!("all as expected");
    debug::exit(debug::EXIT_SUCCESS);
    loop {}
}

fn codec() {
    let host = IndexHost::new("idx.example").unwrap();
    let endpoint = Endpoint::new(host, ApiKey::new("pcsk_made-up_key").unwrap());
    let start = StartImport::new("s3://bucket/directory").integration_id("a \"b\"");
    let request = report("a start's request", || start.request(&endpoint)).unwrap();
    assert_eq!(
        request.body.as_deref(),
        Some(&br#"{"integrationId":"a \"b\"","uri":"s3://bucket/directory"}"#[..])
    );
    let answer = ok(r#"{"id":"101"}"#);
    let started = report("a start's answer", || start.read(&endpoint, answer));
    assert_eq!(started.unwrap().id, "101");
    let status = report("an rpcStatus", || RpcStatus::from_body(REFUSAL.as_bytes()));
    assert_eq!(status.code.and_then(RpcCode::name), Some("INVALID_ARGUMENT"));
    assert_eq!(status.details[0].value, [0, 1, 2]);
    let page = [IMPORT; 10].join(",");
    let answer = ok(alloc::format!(
        r#"{{"data":[{page}],"pagination":{{"next":"more"}}}}"#
    ));
    let page = report("a page of 10 imports", || {
        ListImports::new().read(&endpoint, answer)
    })
    .unwrap();
    assert_eq!((page.data.len(), page.next.as_deref()), (10, Some("more")));
    assert_eq!(page.data[9].percent_complete, Some(99.5));
    assert_eq!(page.data[9].records_imported, Some(10_000));
}

fn retried_start() {
    let script = Script::new(&[(429, "slow down"), (200, r#"{"id":"101"}"#)]);
    let clock = Virtual::default();
    let client = client(&script, &clock);
    let start = StartImport::new("s3://bucket/directory");
    let started = report("a start, at the second try", || client.start_import(&start));
    assert_eq!(started.unwrap().id, "101");
    assert_eq!(script.sent.borrow().len(), 2);
    assert!(
        clock.now() >= Duration::from_secs(2),
        "Retry-After is heeded"
    );
}

fn refused_start() {
    let script = Script::new(&[(400, REFUSAL)]);
    let clock = Virtual::default();
    let start = StartImport::new("s3://bucket/directory");
    let error = client(&script, &clock).start_import(&start).unwrap_err();
    assert!(!error.may_have_executed() && !error.is_retryable());
    let Error::Api(error) = error else {
        panic!("{error}")
    };
    assert_eq!(
        (error.http_status, &*error.status.message),
        (400, "no such scheme")
    );
}

fn wait() {
    let pending = r#"{"id":"101","status":"Pending"}"#;
    let going = r#"{"id":"101","status":"InProgress","percentComplete":"12.5"}"#;
    let steps = [(200, pending), (503, ""), (200, going), (200, IMPORT)];
    let script = Script::new(&steps);
    let clock = Virtual::default();
    let client = client(&script, &clock);
    let mut seen = 0;
    let outcome = report("a wait of four polls", || {
        client.wait_for_import("101", &WaitOptions::default(), |progress| {
            seen += usize::from(progress.just_seen().is_some());
            ControlFlow::Continue(())
        })
    });
    assert!(matches!(outcome, Ok(WaitOutcome::Completed(import)) if import.id == "101"));
    assert_eq!((seen, script.sent.borrow().len()), (3, 4));
}
