//! Look-ups that the system does not end in time.

#[path = "../../src/https/late.rs"]
mod jobs;

use std::sync::mpsc;
use std::time::{Duration, Instant};

use jobs::{LateJobs, NoResult};

const SHORT: Duration = Duration::from_millis(1);
const LONG: Duration = Duration::from_secs(10);

#[test]
fn late_look_ups_over_the_cap_are_not_begun() {
    static JOBS: LateJobs = LateJobs::new(2);
    let mut held = Vec::new();
    for _ in 0..2 {
        let (release, wait) = mpsc::channel::<()>();
        let late = JOBS.run("job", move || wait.recv().is_ok(), SHORT, never);
        assert!(matches!(late, Err(NoResult::Late)), "{late:?}");
        held.push(release);
    }
    match JOBS.run("job", || panic!("begun"), LONG, never) {
        Err(NoResult::TooManyLate) => {}
        Err(NoResult::NoThread(error)) => panic!("{error}"),
        other => panic!("{other:?}"),
    }
    // One that ends makes room for others.
    held.pop();
    let begin = Instant::now();
    while JOBS.run("job", || 7, LONG, never).is_err() {
        assert!(begin.elapsed() < LONG);
    }
    assert_eq!(JOBS.run("job", || 7, LONG, never).unwrap(), 7);
}

#[test]
fn look_up_that_panics_is_not_late() {
    static JOBS: LateJobs = LateJobs::new(1);
    for _ in 0..2 {
        let panicked = JOBS.run("job", || panic!("as it should"), LONG, never);
        assert!(matches!(panicked, Err(NoResult::Panicked)), "{panicked:?}");
    }
}

#[test]
fn job_is_left_behind_once_its_waiter_gives_up() {
    static JOBS: LateJobs = LateJobs::new(1);
    let (release, wait) = mpsc::channel::<()>();
    let begin = Instant::now();
    let left = JOBS.run("job", move || wait.recv().is_ok(), LONG, || true);
    assert!(matches!(left, Err(NoResult::Late)), "{left:?}");
    assert!(begin.elapsed() < LONG);
    drop(release);
}

fn never() -> bool {
    false
}
