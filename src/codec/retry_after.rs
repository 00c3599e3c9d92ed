//! `Retry-After`: seconds, or an HTTP date (RFC 9110 §10.2.3).

use core::time::Duration;

/// The delay that a `Retry-After` header asks for; `None` if it is malformed.
///
/// A date is relative to the answer's own `Date` header, so neither side's clock has to be
/// right. Without that header, the result is `None`.
pub(super) fn parse(value: &str, date: Option<&str>) -> Option<Duration> {
    let value = value.trim_ascii();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that overflows u64 still means a very long delay, not none.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let until = seconds(value)?;
    let now = seconds(date?.trim_ascii())?;
    Some(Duration::from_secs(until.saturating_sub(now)))
}

/// Seconds since 1970 of an IMF-fixdate, the one form that senders may use:
/// `Sun, 06 Nov 1994 08:49:37 GMT`.
#[rustfmt::skip]
fn seconds(date: &str) -> Option<u64> {
    let &[_, _, _, b',', b' ', d1, d2, b' ', m1, m2, m3, b' ', y1, y2, y3, y4, b' ',
        h1, h2, b':', n1, n2, b':', s1, s2, b' ', b'G', b'M', b'T'] = date.as_bytes()
    else {
        return None;
    };
    let month = MONTHS.iter().position(|name| *name == [m1, m2, m3])?;
    let days = days(
        number(&[y1, y2, y3, y4], 1970, 9999)?,
        u32::try_from(month).ok()? + 1,
        number(&[d1, d2], 1, 31)?,
    );
    let hours = number(&[h1, h2], 0, 23)?;
    let minutes = hours * 60 + number(&[n1, n2], 0, 59)?;
    let seconds = minutes * 60 + number(&[s1, s2], 0, 60)?;
    Some(u64::from(days) * 86_400 + u64::from(seconds))
}

const MONTHS: [[u8; 3]; 12] = [
    *b"Jan", *b"Feb", *b"Mar", *b"Apr", *b"May", *b"Jun", *b"Jul", *b"Aug", *b"Sep", *b"Oct",
    *b"Nov", *b"Dec",
];

fn number(digits: &[u8], least: u32, most: u32) -> Option<u32> {
    let number = digits.iter().try_fold(0, |number, digit| {
        let digit = char::from(*digit).to_digit(10)?;
        Some(number * 10 + digit)
    });
    number.filter(|n| (least..=most).contains(n))
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
