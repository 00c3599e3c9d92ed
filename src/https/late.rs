//! Jobs that know no timeout, each in a thread that is left behind when it is late.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::{io, thread};

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
        let (sender, receiver) = mpsc::sync_channel(1);
        let end = End {
            jobs: self,
            either: Arc::new(AtomicBool::new(false)),
        };
        let waiter = end.either.clone();
        let thread = move || {
            let _end = end;
            // Nobody listens any more after the timeout.
            let _ = sender.send(job());
        };
        thread::Builder::new()
            .name(name.into())
            .spawn(thread)
            .map_err(NoResult::NoThread)?;
        let mut left = time;
        loop {
            let tick = left.min(TICK);
            match receiver.recv_timeout(tick) {
                Ok(result) => return Ok(result),
                Err(mpsc::RecvTimeoutError::Disconnected) => return Err(NoResult::Panicked),
                Err(mpsc::RecvTimeoutError::Timeout) => left -= tick,
            }
            if left.is_zero() || gives_up() {
                break;
            }
        }
        self.late.fetch_add(1, Ordering::Relaxed);
        if waiter.swap(true, Ordering::AcqRel) {
            // It has just ended.
            self.late.fetch_sub(1, Ordering::Relaxed);
        }
        Err(NoResult::Late)
    }
}

/// The end of a job, also by a panic.
struct End {
    jobs: &'static LateJobs,
    /// Set by whichever comes first, the end or the timeout.
    either: Arc<AtomicBool>,
}

impl Drop for End {
    fn drop(&mut self) {
        if self.either.swap(true, Ordering::AcqRel) {
            self.jobs.late.fetch_sub(1, Ordering::Relaxed);
        }
    }
}
