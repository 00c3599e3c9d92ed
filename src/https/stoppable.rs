//! An exchange that a [`Stop`] ends.
//!
//! Nothing can interrupt a look-up, a connect or a read, so the exchange runs in a thread, which is
//! left behind. A gate keeps it from sending afterwards what was told as not sent.

use core::time::Duration;

use super::exchange::Gate;
use super::late::{LateJobs, NoResult};
use crate::error::{TransportError, TransportErrorKind as Kind};
use crate::http::Response;
use crate::stop::Stop;

/// Most exchanges of the process that may be left behind; each ends by its own timeout.
const LATE_EXCHANGES: usize = 16;
/// What the thread has in addition to its timeout, so that its own error is told.
const SLACK: Duration = Duration::from_secs(5);

/// Runs `exchange`; `None` if there is no thread for it.
pub(super) fn run(
    exchange: impl FnOnce(Gate) -> Result<Response, TransportError> + Send + 'static,
    timeout: Duration,
    stop: &Stop,
) -> Option<Result<Response, TransportError>> {
    static LATE: LateJobs = LateJobs::new(LATE_EXCHANGES);
    let gate = Gate::default();
    let of_thread = gate.clone();
    let time = timeout.saturating_add(SLACK);
    let job = move || exchange(of_thread);
    let kind = match LATE.run("exchange", job, time, || stop.is_requested()) {
        Ok(result) => return Some(result),
        Err(NoResult::NoThread(_)) => return None,
        Err(NoResult::TooManyLate) => {
            let error = TransportError::not_sent(Kind::Timeout);
            return Some(Err(
                error.with_detail("too many stopped requests are still under way")
            ));
        }
        Err(NoResult::Late) if stop.is_requested() => Kind::Stopped,
        Err(NoResult::Late) => Kind::Timeout,
        Err(NoResult::Panicked) => Kind::Io,
    };
    Some(Err(match gate.close() {
        true => TransportError::not_sent(kind),
        false => TransportError::maybe_sent(kind),
    }))
}
