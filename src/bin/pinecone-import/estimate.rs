//! How fast an import goes, and how long it will still take.

use std::time::Duration;

use crate::times::span;

/// Less than this says too little about the speed.
const BASIS: Duration = Duration::from_secs(5);

/// What was seen first of an import that had begun; time before that was spent in a queue.
#[derive(Default)]
pub struct Estimate {
    first: Option<Seen>,
}

#[derive(Clone, Copy)]
struct Seen {
    at: Duration,
    /// How much is done, 0 to 1.
    done: f64,
    records: Option<i64>,
}

impl Estimate {
    /// Takes in how far the import is, and tells the speed and the time left once there is a basis
    /// for it: `about 8 min left  1234/s`.
    pub fn see(&mut self, at: Duration, done: f64, records: Option<i64>) -> Option<String> {
        let now = Seen { at, done, records };
        let first = match self.first {
            Some(first) if first.done <= done => first,
            _ if done > 0.0 => *self.first.insert(now),
            _ => return None,
        };
        let time = at.checked_sub(first.at).filter(|time| *time >= BASIS)?;
        let gained = done - first.done;
        if gained <= 0.0 || done >= 1.0 {
            return None;
        }
        let left = time.as_secs_f64() / gained * (1.0 - done);
        let left = Duration::try_from_secs_f64(left).ok()?;
        let mut told = format!("about {} left", span(left));
        let records = records
            .zip(first.records)
            .and_then(|(now, first)| now.checked_sub(first));
        if let Some(records) = records.filter(|records| *records > 0) {
            #[allow(clippy::cast_precision_loss, reason = "shown rounded")]
            let speed = records as f64 / time.as_secs_f64();
            let digits = usize::from(speed < 10.0);
            told.push_str(&format!("  {speed:.digits$}/s"));
        }
        Some(told)
    }
}
