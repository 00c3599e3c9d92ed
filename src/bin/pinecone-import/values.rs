//! The values of options.

use std::env;
use std::ffi::OsStr;
use std::fs::File;
use std::io::Read as _;
use std::time::Duration;

use crate::failure::Failure;

pub fn usage<T>(problem: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Usage(problem.into()))
}

/// A time of an option; zero only where that has a meaning.
pub fn time(option: &str, text: &str, zero: bool) -> Result<Duration, Failure> {
    match duration(text) {
        None => usage(format!(
            "--{option} must be a time such as 90, 500ms, 15m, 1h30m or 1d"
        )),
        Some(Duration::ZERO) if !zero => usage(format!("--{option} must be longer than 0")),
        Some(time) => Ok(time),
    }
}

/// `90`, `1.5`, `90s`, `500ms`, `15m`, `1h30m`, `1d`.
fn duration(text: &str) -> Option<Duration> {
    let is_number = |c: char| c.is_ascii_digit() || c == '.';
    let mut rest = text;
    let mut sum = Duration::ZERO;
    loop {
        let (number, more) = rest.split_at(rest.find(|c| !is_number(c)).unwrap_or(rest.len()));
        let (unit, more) = more.split_at(more.find(is_number).unwrap_or(more.len()));
        let seconds = match unit {
            "ms" => 0.001,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            "d" => 86_400.0,
            // Without a unit only if nothing else is there.
            "" if number.len() == text.len() => 1.0,
            _ => return None,
        };
        let part = Duration::try_from_secs_f64(number.parse::<f64>().ok()? * seconds).ok()?;
        sum = sum.checked_add(part)?;
        if more.is_empty() {
            return Some(sum);
        }
        rest = more;
    }
}

/// An environment variable, if it is set and not empty.
pub fn variable(name: &str) -> Result<Option<String>, Failure> {
    match env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => usage(format!("{name} is not valid UTF-8")),
    }
}

/// The most bytes of a file with a key: whoever names another file should not wait for all of it.
const KEY_FILE: u64 = 16 * 1024;

/// The key in a file, without the space around it. Errors name where the path comes from and not the
/// path, because it could be the key itself.
pub fn key_of_file(source: &str, path: &OsStr) -> Result<String, Failure> {
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(KEY_FILE).read_to_string(&mut text));
    match read {
        Err(error) => usage(format!("cannot read the file of {source}: {error}")),
        Ok(_) if text.trim().is_empty() => usage(format!("the file of {source} has no API key")),
        Ok(_) => Ok(text.trim().to_owned()),
    }
}
