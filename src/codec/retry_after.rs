//! `Retry-After`: seconds, or an HTTP date (RFC 9110 §10.2.3).

use core::time::Duration;

use super::text;

/// The delay that a `Retry-After` header asks for; `None` if it is malformed.
///
/// A date is relative to the answer's own `Date` header, so neither side's clock has to be
/// right. Without that header, the result is `None`.
pub(super) fn parse(value: &str, date: Option<&str>) -> Option<Duration> {
    let value = value.trim_ascii();
    // A number that overflows u64 still means a very long delay, not none.
    if let Some(seconds) = text::digits(value.as_bytes()) {
        return Some(Duration::from_secs(seconds));
    }
    let until = seconds(value)?;
    let now = seconds(date?.trim_ascii())?;
    Some(Duration::from_secs(until.saturating_sub(now)))
}

/// The one form of a date that senders may use, an IMF-fixdate: a digit for each 0, anything for `_`.
const FORM: &[u8] = b"___, 00 ___ 0000 00:00:00 GMT";
const MONTHS: &[u8] = b"JanFebMarAprMayJunJulAugSepOctNovDec";

/// Seconds since 1970 of a date in that form.
fn seconds(date: &str) -> Option<u64> {
    let date = date.as_bytes();
    let fits = |(byte, form): (&u8, &u8)| match form {
        b'0' => byte.is_ascii_digit(),
        b'_' => true,
        _ => byte == form,
    };
    if date.len() != FORM.len() || !date.iter().zip(FORM).all(fits) {
        return None;
    }
    let name = date.get(8..11)?;
    let month = MONTHS.chunks(3).position(|month| month == name)?;
    let month = u32::try_from(month).ok()? + 1;
    let number = |at: usize, length: usize, most: u32| {
        let digits = date.get(at..at + length)?.iter();
        let number = digits.fold(0, |number, digit| number * 10 + u32::from(digit & 15));
        (number <= most).then_some(number)
    };
    let year = number(12, 4, 9999).filter(|year| *year >= 1970)?;
    let day = number(5, 2, 31).filter(|day| *day > 0)?;
    let days = days(year, month, day);
    let minutes = number(17, 2, 23)? * 60 + number(20, 2, 59)?;
    let seconds = minutes * 60 + number(23, 2, 60)?;
    Some(u64::from(days) * 86_400 + u64::from(seconds))
}

/// Days since 1970-01-01 in the Gregorian calendar. With March as the first month,
/// the leap day is the last and month lengths follow one line: (153 m + 2) / 5.
fn days(year: u32, month: u32, day: u32) -> u32 {
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leap_days = year / 4 - year / 100 + year / 400;
    year * 365 + leap_days + (153 * month + 2) / 5 + day - 1 - 719_468
}
