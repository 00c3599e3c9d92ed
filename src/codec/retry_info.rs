//! The delay in a `google.rpc.RetryInfo`. Apart from the other messages, because every call reads it.

use core::time::Duration;

use super::protobuf::{Wire, fields};
use super::text;
use crate::json::Value;

/// Whether a type is that of a `RetryInfo`.
pub(super) fn is_type(type_url: &str) -> bool {
    type_url.ends_with("/google.rpc.RetryInfo")
}

/// The delay in a packed one; `None` if it is missing, malformed or negative.
pub(super) fn packed(bytes: &[u8]) -> Option<Duration> {
    let mut delay = None;
    for field in fields(bytes) {
        let (1, Wire::Bytes(duration)) = field else {
            continue;
        };
        // What is sent twice is merged.
        let (seconds, nanos) = delay.get_or_insert((0, 0));
        for field in fields(duration) {
            match field {
                (1, Wire::Varint(number)) => *seconds = number,
                // Of an int32, the lower half counts.
                (2, Wire::Varint(number)) => *nanos = number & u64::from(u32::MAX),
                _ => {}
            }
        }
    }
    let (seconds, nanos) = delay?;
    let nanos = u32::try_from(nanos).ok()?;
    let is_valid = i64::try_from(seconds).is_ok() && nanos < 1_000_000_000;
    is_valid.then(|| Duration::new(seconds, nanos))
}

/// A duration such as `3.5s`; `None` if it is malformed or negative.
pub(super) fn duration(value: Value<'_>) -> Option<Duration> {
    let Value::Text(duration) = value else {
        return None;
    };
    let number = duration.strip_suffix("s")?;
    let (seconds, fraction) = text::split_once(number, b'.').unwrap_or((number, "0"));
    let seconds = text::digits(seconds.as_bytes())?;
    text::digits(fraction.as_bytes())?;
    let digits = fraction.bytes().chain(core::iter::repeat(b'0')).take(9);
    let nanos = digits.fold(0, |nanos, digit| nanos * 10 + u32::from(digit - b'0'));
    Some(Duration::new(seconds, nanos))
}
