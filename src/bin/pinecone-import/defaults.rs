//! Defaults that the library leaves to its user.

use std::time::Duration;

/// How long the first poll may fail, so that a host with a typo is not waited for.
pub const FIRST_ANSWER: Duration = Duration::from_secs(30);
/// The same if the server has just answered: until the deadline.
pub const AFTER_AN_ANSWER: Duration = Duration::MAX;
