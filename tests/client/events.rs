//! What a listener is told between a call and its result.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

use crate::support::fake::{KEY, Script, VirtualClock, answer, answer_with, import, lost, page};
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{Client, EventLevel, ListImports, StartImport, WaitOptions};

type Lines = Arc<Mutex<Vec<(EventLevel, String)>>>;

fn listening<'a>(
    script: &'a Script,
    clock: &'a VirtualClock,
) -> (Client<&'a Script, &'a VirtualClock>, Lines) {
    let lines = Lines::default();
    let client = Client::with_transport("idx.example", KEY, script, clock).unwrap();
    let to = lines.clone();
    let client = client.on_event(move |event| {
        let mut lines = to.lock().unwrap();
        lines.push((event.level(), event.to_string()));
    });
    (client, lines)
}

fn texts(lines: &Lines) -> Vec<String> {
    let lines = lines.lock().unwrap();
    lines.iter().map(|(_, line)| line.clone()).collect()
}

#[test]
fn call_that_succeeds_at_the_third_attempt_is_told_step_by_step() {
    let script = Script::new([
        lost(Kind::Connect, false),
        answer_with(429, &[("Retry-After", "7")], "slow down"),
        answer(200, r#"{"id":"101"}"#),
    ]);
    let clock = VirtualClock::default();
    let (client, lines) = listening(&script, &clock);
    client.start_import(&StartImport::new("s3://b/d")).unwrap();
    assert_eq!(
        texts(&lines),
        [
            "start: attempt 1 of 3",
            "start: failed after 0.0 s: cannot connect to idx.example:443",
            "cannot connect to idx.example:443; trying again in 0.5 s (2 of 3)",
            "start: attempt 2 of 3",
            "start: failed after 0.0 s: the server answered 429: slow down; retry after 7 s",
            "the server answered 429: slow down; retry after 7 s; trying again in 7.0 s (3 of 3)",
            "start: attempt 3 of 3",
            "start: HTTP 200 after 0.0 s",
        ]
    );
    let warnings = lines.lock().unwrap();
    let warnings = warnings
        .iter()
        .filter(|(level, _)| *level == EventLevel::Warning);
    assert_eq!(warnings.count(), 2);
}

#[test]
fn call_that_is_not_retried_tells_no_retry() {
    let script = Script::new([lost(Kind::Io, true)]);
    let clock = VirtualClock::default();
    let (client, lines) = listening(&script, &clock);
    client
        .start_import(&StartImport::new("s3://b/d"))
        .unwrap_err();
    assert_eq!(
        texts(&lines),
        [
            "start: attempt 1 of 3",
            "start: failed after 0.0 s: the connection was lost (idx.example:443); \
             the import may have been started",
        ]
    );
}

#[test]
fn argument_refused_before_anything_is_sent_is_no_event() {
    let (script, clock) = (Script::default(), VirtualClock::default());
    let (client, lines) = listening(&script, &clock);
    client.start_import(&StartImport::new("")).unwrap_err();
    client.describe_import("..").unwrap_err();
    assert!(texts(&lines).is_empty());
}

#[test]
fn searches_of_ensure_are_told_with_their_number() {
    let script = Script::new([
        page(&[], ""),
        lost(Kind::Timeout, true),
        page(&[], ""),
        page(&[import("7", "s3://b/d", "Pending")], ""),
    ]);
    let clock = VirtualClock::default();
    let (client, lines) = listening(&script, &clock);
    client.ensure_import(&StartImport::new("s3://b/d")).unwrap();
    let told = texts(&lines);
    let searches: Vec<_> = told.iter().filter(|line| line.contains("search")).collect();
    assert_eq!(
        searches,
        [
            "the answer was lost; search 1 of 6 for the import",
            "the answer was lost; search 2 of 6 for the import",
        ]
    );
    let place = |text: &str| told.iter().position(|line| line.contains(text)).unwrap();
    assert!(place("start: failed") < place("search 1"));
}

#[test]
fn pauses_of_a_wait_are_told_with_the_failure_before_them() {
    let script = Script::new([
        answer(200, &import("101", "s3://b/d", "Pending")),
        answer(503, ""),
        answer(503, ""),
        answer(200, &import("101", "s3://b/d", "Completed")),
    ]);
    let clock = VirtualClock::default();
    let (client, lines) = listening(&script, &clock);
    let go_on = |_: &pinecone_import::WaitProgress<'_>| ControlFlow::Continue(());
    let outcome = client.wait_for_import("101", &WaitOptions::default(), go_on);
    outcome.unwrap().into_result().unwrap();
    let told = lines.lock().unwrap();
    let of = |level| {
        let lines = told.iter().filter(move |(of, _)| *of == level);
        lines.map(|(_, line)| line.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(
        of(EventLevel::Warning),
        [
            "still waiting: the server answered 503; polling again in 3.0 s",
            "still waiting: the server answered 503; polling again in 4.5 s (2 failures in a row)",
        ]
    );
    let pauses = of(EventLevel::Debug);
    assert_eq!(
        pauses
            .iter()
            .filter(|line| line.starts_with("next poll in"))
            .count(),
        1
    );
}

#[test]
fn no_event_shows_the_key_or_a_token() {
    let token = "token-of-the-next-page";
    let echo = format!(r#"{{"code":3,"message":"{KEY} and {token} are wrong"}}"#);
    let script = Script::new([answer(500, &echo), answer(500, &echo), answer(500, &echo)]);
    let clock = VirtualClock::default();
    let lines = Lines::default();
    let to = lines.clone();
    let client = Client::with_transport("idx.example", KEY, &script, &clock).unwrap();
    let client = client.on_event(move |event| {
        let mut lines = to.lock().unwrap();
        lines.push((event.level(), format!("{event} {event:?}")));
    });
    client
        .list_imports(&ListImports::new().pagination_token(token))
        .unwrap_err();
    let told = texts(&lines);
    assert_eq!(told.len(), 8);
    for line in told {
        assert!(!line.contains(KEY) && !line.contains(token), "{line}");
    }
}

#[test]
fn clone_of_a_client_listens_as_well_until_it_is_given_another() {
    let script = Script::new([answer(404, ""), answer(404, ""), answer(404, "")]);
    let clock = VirtualClock::default();
    let (client, lines) = listening(&script, &clock);
    let quiet = client.clone().on_event(|_| {});
    client.describe_import("1").unwrap_err();
    client.clone().describe_import("1").unwrap_err();
    quiet.describe_import("1").unwrap_err();
    assert_eq!(texts(&lines).len(), 4);
    // A client over HTTPS with a listener can still be shared by threads.
    fn is_shared<T: Send + Sync + Clone>() {}
    is_shared::<Client<(), ()>>();
}
