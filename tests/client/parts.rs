//! The parts that a client is made of, and what it gives, in the shapes that programs want.

use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use crate::support::fake::{KEY, Script, VirtualClock, answer, lost};
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{
    ApiError, ApiVersion, Client, Clock, Endpoint, ImportModel, ImportStatus, ListImportsResponse,
    NotCompleted, RetryPolicy, RpcCode, StartImport, StartImportResponse, Transport, WaitOptions,
    WaitOutcome,
};

/// Starts an import at the second try, with a transport and a clock made of these.
fn starts<T: Transport, C: Clock>(
    transport: impl Fn(Script) -> T,
    clock: impl Fn(VirtualClock) -> C,
) {
    let steps = [lost(Kind::Connect, false), answer(200, r#"{"id":"101"}"#)];
    let (transport, clock) = (
        transport(Script::new(steps)),
        clock(VirtualClock::default()),
    );
    let endpoint = Endpoint::new("idx.example".parse().unwrap(), KEY.parse().unwrap());
    let client = Client::from_parts(endpoint, transport, clock);
    let started = client.start_import(&StartImport::new("s3://bucket/dir"));
    assert_eq!(started.unwrap().id, "101");
}

#[test]
#[allow(clippy::arc_with_non_send_sync, reason = "one thread has them all")]
fn transport_and_clock_work_behind_every_pointer() {
    starts(|transport| transport, |clock| clock);
    starts(Box::new, Rc::new);
    starts(Rc::new, Box::new);
    starts(Arc::new, Arc::new);
    starts(
        |transport| Box::new(transport) as Box<dyn Transport>,
        |clock| Rc::new(clock) as Rc<dyn Clock>,
    );
    // Each passes on all that the clock says.
    let clock = VirtualClock::with_random(7);
    clock.sleep(Duration::from_secs(3));
    let clocks: [Box<dyn Clock>; 3] = [
        Box::new(&clock),
        Box::new(Rc::new(&clock)),
        Box::new(Arc::new(&clock)),
    ];
    for other in clocks {
        assert_eq!((other.now(), other.random()), (Duration::from_secs(3), 7));
    }
}

#[test]
fn clock_without_random_numbers_takes_them_from_each_bit_of_its_time() {
    struct At(Duration);
    impl Clock for At {
        fn now(&self) -> Duration {
            self.0
        }
        fn sleep(&self, _: Duration) {}
    }
    let steps = [
        Duration::from_nanos(1),
        Duration::from_millis(1),
        Duration::from_secs(1),
    ];
    for step in steps {
        // Delays use the upper half.
        let mut randoms = Vec::from_iter((0..900).map(|n| At(step * n).random() >> 32));
        randoms.sort_unstable();
        randoms.dedup();
        assert!(randoms.len() > 890, "{step:?}: {}", randoms.len());
    }
}

#[test]
fn endpoint_of_a_client_is_the_one_it_was_made_from() {
    let endpoint = Endpoint::new("idx.example".parse().unwrap(), KEY.parse().unwrap())
        .api_version(ApiVersion::V2025_04)
        .source_tag("a test");
    let script = Script::new([answer(200, "{}")]);
    let client = Client::from_parts(endpoint, &script, VirtualClock::default());
    client.cancel_import("101").unwrap();
    let (request, timeout) = script.sent().remove(0);
    let header = |name: &str| {
        let found = request.headers.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone())
    };
    assert_eq!(header("X-Pinecone-Api-Version").unwrap(), "2025-04");
    assert!(header("User-Agent").unwrap().ends_with("source_tag=a_test"));
    assert_eq!(timeout, Duration::from_secs(30));
}

/// How a wait ended that the callback stops at the first look at a running import.
fn ended(body: &str, deadline: u64) -> Result<ImportModel, NotCompleted> {
    let script = Script::new((0..9).map(|_| answer(200, body)));
    let client = Client::with_transport("idx.example", KEY, script, VirtualClock::default());
    let client = client.unwrap().retry(RetryPolicy::none());
    let options = WaitOptions::default().deadline(Duration::from_secs(deadline));
    let outcome = client.wait_for_import("101", &options, |_| match deadline {
        3 => ControlFlow::Continue(()),
        _ => ControlFlow::Break(()),
    });
    let outcome = outcome.unwrap();
    assert_eq!(outcome.id(), "101");
    assert_eq!(
        outcome.import().map(|import| import.id.as_str()),
        Some("101")
    );
    outcome.into_result()
}

#[test]
fn outcome_of_a_wait_is_the_import_or_an_error_of_one_line() {
    let completed = ended(
        r#"{"id":"101","status":"Completed","recordsImported":7}"#,
        60,
    );
    assert_eq!(completed.unwrap().records_imported, Some(7));
    for (rest, deadline, says) in [
        (
            r#""Failed","error":"no\nfiles""#,
            60,
            "import 101 failed: no files",
        ),
        (r#""Failed""#, 60, "import 101 failed"),
        (r#""Cancelled""#, 60, "import 101 was cancelled"),
        (
            r#""InProgress""#,
            60,
            "import 101 continues; the wait was stopped",
        ),
        (
            r#""InProgress""#,
            3,
            "import 101 had not ended by the deadline, and continues",
        ),
    ] {
        let error = ended(&format!(r#"{{"id":"101","status":{rest}}}"#), deadline).unwrap_err();
        assert_eq!(error.to_string(), says);
        assert_eq!(error.outcome().id(), "101");
        // What Display says is not said again.
        assert!(std::error::Error::source(&error).is_none());
    }
}

#[test]
fn values_of_the_server_can_be_made_for_a_test() {
    let import = ImportModel::new("101", ImportStatus::Failed)
        .with_uri("s3://bucket/dir")
        .with_error("no files")
        .with_times("2026-02-01T00:00:00Z", Some("2026-02-01T00:07:09Z"))
        .with_progress(12.5, 7);
    let body = r#"{"id":"101","status":"Failed","uri":"s3://bucket/dir","error":"no files",
        "createdAt":"2026-02-01T00:00:00Z","finishedAt":"2026-02-01T00:07:09Z",
        "percentComplete":12.5,"recordsImported":7}"#;
    let script = Script::new([answer(200, body)]);
    let client = Client::with_transport("idx.example", KEY, script, VirtualClock::default());
    assert_eq!(client.unwrap().describe_import("101").unwrap(), import);
    let page = ListImportsResponse::new(vec![import.clone()], Some("next"));
    assert_eq!((page.data.len(), page.next.as_deref()), (1, Some("next")));
    assert_eq!(StartImportResponse::new("101").id, "101");
    for outcome in [
        WaitOutcome::deadline("101", Some(import.clone())),
        WaitOutcome::stopped("101", Some(import.clone())),
    ] {
        let error = outcome.into_result().unwrap_err();
        let outcome = error.into_outcome();
        assert_eq!((outcome.id(), outcome.import()), ("101", Some(&import)));
    }
    let error = ApiError::new(429)
        .with_status(RpcCode(8), "slow down")
        .with_retry_after(Duration::from_secs(9));
    let error = pinecone_import::Error::from(error);
    assert!(error.is_retryable() && !error.may_have_executed());
    assert_eq!(
        error.to_string(),
        "the server answered 429 RESOURCE_EXHAUSTED: slow down; retry after 9 s"
    );
}
