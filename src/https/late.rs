//! Jobs that know no timeout, each in a thread that is left behind when it is late.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::{io, thread};

use core::mem::replace;
use core::time::Duration;

/// How often a waiter asks whether to give up.
const TICK: Duration = Duration::from_millis(250);

/// A kind of job, and how many of it are late and still run.
pub(super) struct LateJobs {
    late: AtomicUsize,
    most: usize,
}

/// Why a job gave nothing.
#[derive(Debug)]
pub(super) enum NoResult {
    /// It goes on, and nobody waits for it.
    Late,
    /// It was not begun, because of those that are late.
    TooManyLate,
    NoThread(io::Error),
    Panicked,
}

impl LateJobs {
    pub(super) const fn new(most: usize) -> Self {
        Self {
            late: AtomicUsize::new(0),
            most,
        }
    }

    /// Runs `job` in a thread called `name`, and waits for it, but not longer than `time`, nor once
    /// `gives_up` is true, which is asked at least twice a second.
    pub(super) fn run<T: Send + 'static>(
        &'static self,
        name: &str,
        job: impl FnOnce() -> T + Send + 'static,
        time: Duration,
        gives_up: impl Fn() -> bool,
    ) -> Result<T, NoResult> {
        if self.late.load(Ordering::Relaxed) >= self.most {
            return Err(NoResult::TooManyLate);
        }
        // Not a channel of std, which links several kinds of them.
        let place = Arc::new(Place {
            state: Mutex::new(State::Runs),
            ended: Condvar::new(),
        });
        let end = End {
            jobs: self,
            place: place.clone(),
            result: None,
        };
        let thread = move || {
            let mut end = end;
            end.result = Some(job());
        };
        thread::Builder::new()
            .name(name.into())
            .spawn(thread)
            .map_err(NoResult::NoThread)?;
        let mut state = place.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut left = time;
        while matches!(*state, State::Runs) {
            let tick = left.min(TICK);
            let runs = |state: &mut State<T>| matches!(state, State::Runs);
            let waited = place.ended.wait_timeout_while(state, tick, runs);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
            left -= tick;
            if left.is_zero() || gives_up() {
                break;
            }
        }
        match replace(&mut *state, State::Late) {
            State::Ended(Some(result)) => Ok(result),
            State::Ended(None) => Err(NoResult::Panicked),
            State::Runs | State::Late => {
                self.late.fetch_add(1, Ordering::Relaxed);
                Err(NoResult::Late)
            }
        }
    }
}

/// Where a job and the one who waits for it meet.
struct Place<T> {
    state: Mutex<State<T>>,
    ended: Condvar,
}

enum State<T> {
    Runs,
    /// With its result, unless it panicked.
    Ended(Option<T>),
    /// Nobody waits any more.
    Late,
}

/// The end of a job, also by a panic.
struct End<T> {
    jobs: &'static LateJobs,
    place: Arc<Place<T>>,
    result: Option<T>,
}

impl<T> Drop for End<T> {
    fn drop(&mut self) {
        let state = self.place.state.lock();
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        match *state {
            State::Late => drop(self.jobs.late.fetch_sub(1, Ordering::Relaxed)),
            _ => *state = State::Ended(self.result.take()),
        }
        self.place.ended.notify_one();
    }
}
