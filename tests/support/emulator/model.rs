//! What an import looks like at a given time.

use std::time::Duration;

use serde_json::{Value, json};

use super::service::ServiceSettings;

/// An import that was started.
#[derive(Debug, Clone)]
pub struct Import {
    pub id: String,
    pub uri: String,
    pub integration_id: Option<String>,
    pub error_mode: Option<String>,
    pub started: Duration,
    pub cancelled: Option<Duration>,
}

const RECORDS: u64 = 10_000;

impl Import {
    pub fn status(&self, settings: &ServiceSettings, now: Duration) -> &'static str {
        match self.progress(settings, now) {
            _ if self.cancelled.is_some() => "Cancelled",
            done if done < 0.1 => "Pending",
            done if done < 1.0 => "InProgress",
            _ if self.uri.contains(&settings.fail_marker) => "Failed",
            _ => "Completed",
        }
    }

    pub fn has_ended(&self, settings: &ServiceSettings, now: Duration) -> bool {
        let status = self.status(settings, now);
        matches!(status, "Completed" | "Failed" | "Cancelled")
    }

    /// How much of it is done, 0 to 1.
    fn progress(&self, settings: &ServiceSettings, now: Duration) -> f64 {
        let elapsed = self.cancelled.unwrap_or(now).saturating_sub(self.started);
        let whole = settings.import_duration.max(Duration::from_nanos(1));
        (elapsed.as_secs_f64() / whole.as_secs_f64()).min(1.0)
    }

    /// The `ImportModel` of the API's `version`.
    pub fn model(&self, settings: &ServiceSettings, now: Duration, version: &str) -> Value {
        let (status, done) = (self.status(settings, now), self.progress(settings, now));
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 10,000"
        )]
        let records = (done * RECORDS as f64) as u64;
        let mut model = json!({
            "id": self.id,
            "uri": self.uri,
            "status": status,
            "createdAt": time(self.started),
            "percentComplete": (done * 1000.0).floor() / 10.0,
            "recordsImported": records,
        });
        if self.has_ended(settings, now) {
            let end = self.started + settings.import_duration;
            model["finishedAt"] = time(self.cancelled.unwrap_or(end)).into();
        }
        if status == "Failed" {
            model["error"] = "a Parquet file could not be read: dimension 3 expected, got 4".into();
        }
        if version >= "2026-07" {
            let errors = u64::from(status == "Failed");
            model["validationResult"] =
                json!({ "importSuccesses": records, "importErrors": errors });
        }
        model
    }
}

/// RFC 3339, from an arbitrary day on.
fn time(since: Duration) -> String {
    let (seconds, micros) = (since.as_secs(), since.subsec_micros());
    let (day, hour, minute) = (
        1 + seconds / 86_400 % 28,
        seconds / 3600 % 24,
        seconds / 60 % 60,
    );
    format!(
        "2026-02-{day:02}T{hour:02}:{minute:02}:{:02}.{micros:06}+00:00",
        seconds % 60
    )
}
