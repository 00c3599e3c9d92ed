//! Faults by their names on a command line.

use std::time::Duration;

use super::fault::Fault;

/// The names, for a help text.
pub const NAMES: &str =
    "  503:3                this status is the answer, 3 times; any from 100 to 999
  drop-request:2       the connection ends, and the request was not processed
  drop-answer          the connection ends, and the request was processed
  cut-answer           the answer breaks off
  silent               no answer comes for ten minutes
  delay:5s:2           the answer comes after 5 s";

const MOST: usize = 10_000;
/// Long enough to break off within the headers.
const CUT: usize = 20;

/// The faults of one name, such as `503:3`, one for each request.
pub fn faults(name: &str) -> Result<Vec<Fault>, String> {
    let mut parts = name.split(':');
    let kind = parts.next().unwrap_or_default();
    let wrong = || format!("there is no fault {name}; --help shows them all");
    let fault = match (kind, kind.parse::<u16>()) {
        (_, Ok(status @ 100..=999)) => {
            let body = r#"{"code":2,"message":"made up by the emulator","details":[]}"#;
            Fault::status(status, &[("content-type", "application/json")], body)
        }
        ("drop-request", _) => Fault::drop_before(),
        ("drop-answer", _) => Fault::drop_after(),
        ("cut-answer", _) => Fault::none().cut_at(CUT),
        ("silent", _) => Fault::none().delay(Duration::from_secs(600)),
        ("delay", _) => Fault::none().delay(time(parts.next()).ok_or_else(wrong)?),
        _ => return Err(wrong()),
    };
    let count = match parts.next() {
        None => 1,
        Some(count) => count.parse().map_err(|_| wrong())?,
    };
    match (count, parts.next()) {
        (1..=MOST, None) => Ok(vec![fault; count]),
        _ => Err(wrong()),
    }
}

/// `5s`, `500ms` or `5`.
fn time(text: Option<&str>) -> Option<Duration> {
    let text = text?;
    match text.strip_suffix("ms") {
        Some(millis) => Some(Duration::from_millis(millis.parse().ok()?)),
        None => Some(Duration::from_secs(
            text.strip_suffix('s').unwrap_or(text).parse().ok()?,
        )),
    }
}
