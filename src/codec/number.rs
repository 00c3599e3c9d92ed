//! Numbers as ProtoJSON writes them: bare, or in quotes.

use crate::json::{self, Value};

/// An integer: bare, with an exponent or a zero fraction, or quoted.
pub(super) fn integer(value: Value<'_>) -> Option<i64> {
    match unquoted(value) {
        Value::Unsigned(n) => i64::try_from(n).ok(),
        Value::Negative(n) => Some(n),
        // The bounds are open: an integer just past i64 arrives as the bound itself.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "checked"
        )]
        Value::Float(n) => {
            let is_bound = |whole| matches!(whole, i64::MIN | i64::MAX);
            Some(n as i64).filter(|&whole| whole as f64 == n && !is_bound(whole))
        }
        _ => None,
    }
}

/// A float: bare or quoted, `"NaN"`, `"Infinity"`, `"-Infinity"`.
pub(super) fn float(value: Value<'_>) -> Option<f32> {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "f32 is the field's type"
    )]
    let n = match unquoted(value) {
        Value::Unsigned(n) => n as f64,
        Value::Negative(n) => n as f64,
        Value::Float(n) => n,
        Value::Text("NaN") => return Some(f32::NAN),
        Value::Text("Infinity") => return Some(f32::INFINITY),
        Value::Text("-Infinity") => return Some(f32::NEG_INFINITY),
        _ => return None,
    } as f32;
    Some(n).filter(|n| n.is_finite())
}

/// The number in a string, by exactly JSON's grammar: no space, plus sign or leading zero. Any
/// other value is returned unchanged.
fn unquoted(value: Value<'_>) -> Value<'_> {
    let number = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_digit() || *b == b'-');
    match value {
        Value::Text(text) if number(text.as_bytes().first()) && number(text.as_bytes().last()) => {
            json::number(without_fraction_of_zeros(text)).unwrap_or(value)
        }
        _ => value,
    }
}

/// The parser rounds long fractions, even those of zeros only.
fn without_fraction_of_zeros(number: &str) -> &str {
    let mut rest = number.as_bytes();
    while let [before @ .., b'0'] = rest {
        rest = before;
    }
    match rest {
        [whole @ .., b'.'] if whole.iter().all(|byte| matches!(byte, b'-' | b'0'..=b'9')) => {
            number.get(..whole.len()).unwrap_or(number)
        }
        _ => number,
    }
}
