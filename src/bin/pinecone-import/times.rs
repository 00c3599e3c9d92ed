//! Times as people read them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A span in its two largest units: `45 s`, `8 min`, `2 h 5 min`, `3 d 4 h`.
pub fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    let (minutes, hours) = (seconds / 60, seconds / 3600);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{minutes} min"),
        3600..86_400 => format!("{hours} h {} min", minutes % 60),
        _ => format!("{} d {} h", hours / 24, hours % 24),
    }
}

/// How long ago it was, in the largest unit; `None` for what is not a time in the past.
pub fn ago(time: &str) -> Option<String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    let span = span(now.checked_sub(since_epoch(time)?)?);
    let mut words = span.split(' ');
    Some(format!("{} {} ago", words.next()?, words.next()?))
}

/// The time from one to another.
pub fn between(begin: &str, end: &str) -> Option<Duration> {
    since_epoch(end)?.checked_sub(since_epoch(begin)?)
}

/// A time in RFC 3339, such as `2026-02-01T10:00:00.5+00:00`, since 1970; whole seconds.
fn since_epoch(text: &str) -> Option<Duration> {
    let number = |from: usize, to: usize| -> Option<i64> {
        let digits = text.get(from..to)?;
        let all = digits.bytes().all(|b| b.is_ascii_digit());
        all.then(|| digits.parse().ok())?
    };
    let at = |place: usize, marks: &str| {
        let mark = text.get(place..place + 1);
        mark.is_some_and(|mark| marks.contains(mark))
    };
    let separated = at(4, "-") && at(7, "-") && at(10, "Tt ") && at(13, ":") && at(16, ":");
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    if !separated || !(1..=12).contains(&month) {
        return None;
    }
    let rest = text.get(19..)?;
    let fraction = rest.strip_prefix('.').unwrap_or("");
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    let zone = rest.get(if rest.starts_with('.') { 1 + digits } else { 0 }..)?;
    let offset = match zone.as_bytes() {
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), _, _, b':', _, _] => {
            let minutes =
                zone.get(1..3)?.parse::<i64>().ok()? * 60 + zone.get(4..6)?.parse::<i64>().ok()?;
            if *sign == b'-' { -minutes } else { minutes }
        }
        _ => return None,
    };
    // Days since 1970 of a year that begins in March, so that a leap day is its last.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leap_days = year / 4 - year / 100 + year / 400;
    let days = year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - 719_468;
    let seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second;
    Some(Duration::from_secs(seconds.try_into().ok()?))
}
