//! Jobs that know no timeout, each in a thread that is left behind when it is late.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::{io, thread};

use core::time::Duration;

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

    /// Runs `job` in a thread called `name`, and waits for it, but not longer than `time`.
    pub(super) fn run<T: Send + 'static>(
        &'static self,
        name: &str,
        job: impl FnOnce() -> T + Send + 'static,
        time: Duration,
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
        receiver.recv_timeout(time).map_err(|error| match error {
            mpsc::RecvTimeoutError::Disconnected => NoResult::Panicked,
            mpsc::RecvTimeoutError::Timeout => {
                self.late.fetch_add(1, Ordering::Relaxed);
                if waiter.swap(true, Ordering::AcqRel) {
                    // It has just ended.
                    self.late.fetch_sub(1, Ordering::Relaxed);
                }
                NoResult::Late
            }
        })
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
