//! Jobs that know no timeout, each in a thread that is left behind when it is late.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::{io, thread};

use alloc::boxed::Box;
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
        let result = Arc::new(Mutex::new(None));
        let of_job = result.clone();
        let job = move || *locked(&of_job) = Some(job());
        self.run_any(name, Box::new(job), time, &gives_up)?;
        let result = locked(&result).take();
        result.ok_or(NoResult::Panicked)
    }

    /// The same for all types of results: a thread is much to link.
    fn run_any(
        &'static self,
        name: &str,
        job: Box<dyn FnOnce() + Send>,
        time: Duration,
        gives_up: &dyn Fn() -> bool,
    ) -> Result<(), NoResult> {
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
        };
        let thread = move || {
            let _end = end;
            job();
        };
        thread::Builder::new()
            .name(name.into())
            .spawn(thread)
            .map_err(NoResult::NoThread)?;
        let mut state = locked(&place.state);
        let mut left = time;
        while *state == State::Runs {
            let tick = left.min(TICK);
            let waited = place
                .ended
                .wait_timeout_while(state, tick, |state| *state == State::Runs);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
            left -= tick;
            if left.is_zero() || gives_up() {
                break;
            }
        }
        if *state == State::Ended {
            return Ok(());
        }
        *state = State::Late;
        self.late.fetch_add(1, Ordering::Relaxed);
        Err(NoResult::Late)
    }
}

/// Where a job and the one who waits for it meet.
struct Place {
    state: Mutex<State>,
    ended: Condvar,
}

#[derive(PartialEq, Eq)]
enum State {
    Runs,
    Ended,
    /// Nobody waits any more.
    Late,
}

/// The end of a job, also by a panic.
struct End {
    jobs: &'static LateJobs,
    place: Arc<Place>,
}

impl Drop for End {
    fn drop(&mut self) {
        let mut state = locked(&self.place.state);
        if *state == State::Late {
            self.jobs.late.fetch_sub(1, Ordering::Relaxed);
        }
        *state = State::Ended;
        self.place.ended.notify_one();
    }
}

/// What it holds: nothing here is left half changed by a panic.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
