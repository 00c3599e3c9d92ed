//! The imports of a wait for many, and what its callback sees of them.

use alloc::string::String;
use core::time::Duration;

use super::outcome::WaitOutcome;
use crate::codec::ImportModel;
use crate::error::Error;

/// One import that is waited for.
#[derive(Debug)]
pub(super) struct Waited {
    pub(super) id: String,
    /// As last seen, until it has ended.
    pub(super) last: Option<ImportModel>,
    pub(super) ended: Option<Result<WaitOutcome, Error>>,
    /// The last round that saw it.
    pub(super) round: u32,
}

impl Waited {
    pub(super) fn new(id: &str) -> Self {
        Self {
            id: id.into(),
            last: None,
            ended: None,
            round: 0,
        }
    }

    pub(super) fn is_unseen(&self, round: u32) -> bool {
        self.ended.is_none() && self.round != round
    }
}

/// What the callback of [`Client::wait_for_imports`](crate::Client::wait_for_imports) sees.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct WaitsProgress<'a> {
    /// The import whose wait has just ended: its id, and how. Each is told once.
    pub ended: Option<(&'a str, &'a Result<WaitOutcome, Error>)>,
    /// How many imports are still waited for.
    pub pending: usize,
    /// The error of the last round of polls that failed, wholly or in part.
    pub error: Option<&'a Error>,
    /// How many rounds in a row have failed wholly.
    pub failures: u32,
    /// The time since the wait began.
    pub elapsed: Duration,
    /// The time until the next round; `None` during a round, and if there is none.
    pub next_poll: Option<Duration>,
    pub(super) waits: &'a [Waited],
}

impl<'a> WaitsProgress<'a> {
    /// The imports that are still waited for, as last seen; without those not seen yet.
    pub fn imports(&self) -> impl Iterator<Item = &'a ImportModel> + use<'a> {
        self.waits.iter().filter_map(|wait| wait.last.as_ref())
    }
}
