//! Waits in virtual time, against a server that answers poll by poll.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::time::Duration;

use pinecone_import::{
    Client, Clock as _, Error, ImportModel, Request, Response, TransportError, WaitOptions,
    WaitOutcome,
};

use crate::support::fake::{KEY, Respond, VirtualClock, answer, import, line};

pub type Step = Result<Response, TransportError>;

pub fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

pub fn status(status: &str) -> Step {
    answer(200, &import("101", "s3://b/d", status))
}

/// What a wait did.
pub struct Waited {
    pub outcome: Result<WaitOutcome, Error>,
    /// When each poll was sent, and the time that it had.
    pub polls: Vec<(Duration, Duration)>,
    /// From the end of each poll to the next.
    pub sleeps: Vec<Duration>,
    pub end: Duration,
}

/// Waits with a server that answers poll after poll, each taking `takes` (or its timeout).
pub fn wait(
    options: WaitOptions,
    clock: &VirtualClock,
    takes: Duration,
    answers: impl Fn(usize) -> Step,
    mut progress: impl FnMut(&ImportModel) -> ControlFlow<()>,
) -> Waited {
    let (polls, ends) = (RefCell::new(Vec::new()), RefCell::new(Vec::new()));
    let transport = Respond(|request: &Request, timeout: Duration| {
        assert_eq!(line(request), "GET /bulk/imports/101");
        polls.borrow_mut().push((clock.now(), timeout));
        assert!(polls.borrow().len() < 50_000, "a busy loop");
        clock.pass(takes.min(timeout));
        ends.borrow_mut().push(clock.now());
        answers(polls.borrow().len() - 1)
    });
    let client = Client::with_transport("idx.example", KEY, transport, clock).unwrap();
    let outcome = client.wait_for_import("101", &options, |seen| match seen.just_seen() {
        Some(import) => progress(import),
        _ => ControlFlow::Continue(()),
    });
    drop(client);
    let (polls, ends) = (polls.into_inner(), ends.into_inner());
    let begins = polls.iter().skip(1).map(|(begin, _)| *begin);
    Waited {
        outcome,
        sleeps: begins.zip(&ends).map(|(begin, end)| begin - *end).collect(),
        polls,
        end: clock.now(),
    }
}

/// The same by the defaults, but for however long the first polls fail, with answers that take no
/// time.
pub fn wait_for(answers: impl Fn(usize) -> Step) -> Waited {
    let clock = VirtualClock::default();
    let go_on = |_: &_| ControlFlow::Continue(());
    wait(
        WaitOptions::default().first_answer_within(Duration::MAX),
        &clock,
        Duration::ZERO,
        answers,
        go_on,
    )
}

/// A server that answers `first`, poll by poll, and then that the import is completed.
pub fn then_completed(first: &[fn() -> Step]) -> Waited {
    wait_for(|at| {
        first
            .get(at)
            .map_or_else(|| status("Completed"), |step| step())
    })
}
