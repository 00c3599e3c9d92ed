//! Text within limits, and without secrets.

use alloc::string::String;

use super::percent;

/// Secrets shorter than this are not looked for: they would match by chance.
const SHORTEST_SECRET: usize = 8;

/// At most `most` bytes of `text`.
pub(super) fn cut(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}

/// How many characters a text has, unless it has 1 to `most`.
pub(super) fn misfit(text: &str, most: usize) -> Option<usize> {
    // No more than bytes, so almost no text is counted. core's own count is made for long ones.
    let fits = |length: &usize| (1..=most).contains(length);
    if fits(&text.len()) {
        return None;
    }
    let begins = |byte: &u8| !matches!(byte, 0x80..=0xbf);
    Some(text.bytes().filter(begins).count()).filter(|length| !fits(length))
}

/// What stands before and after the first such byte, an ASCII character.
pub(super) fn split_once(text: &str, at: u8) -> Option<(&str, &str)> {
    let index = text.bytes().position(|byte| byte == at)?;
    Some((text.get(..index)?, text.get(index + 1..)?))
}

/// The number that digits are, and nothing but digits; the largest from 2^64 - 6 on.
pub(super) fn digits(text: &[u8]) -> Option<u64> {
    let digit = |number: u64, byte: &u8| {
        let digit = u64::from(byte.wrapping_sub(b'0'));
        let fits = number < u64::MAX / 10;
        (digit < 10).then(|| if fits { number * 10 + digit } else { u64::MAX })
    };
    text.iter().try_fold(0, digit).filter(|_| !text.is_empty())
}

/// Appends a number in digits, without a division of 64 bits, which is long code on small machines.
pub(super) fn push_number(out: &mut String, number: u64) {
    let mut rest = number;
    for unit in (0..20).rev().map(|zeros| 10_u64.pow(zeros)) {
        let mut digit = b'0';
        while rest >= unit {
            rest -= unit;
            digit += 1;
        }
        if number >= unit || unit == 1 {
            out.push(char::from(digit));
        }
    }
}

/// Bytes as text of at most `most` bytes, and whether more was cut off. Invalid UTF-8 becomes
/// U+FFFD; there is capacity for `more` bytes.
pub(super) fn lossy(bytes: &[u8], most: usize, more: usize) -> (String, bool) {
    // U+FFFD takes three bytes: if the text grew, both copies would be on the heap.
    let mut text = String::with_capacity(bytes.len().saturating_mul(3).min(most) + more);
    let mut rest = bytes;
    while !rest.is_empty() {
        let (valid, replaced, read) = match core::str::from_utf8(rest) {
            Ok(valid) => (valid, "", rest.len()),
            Err(error) => {
                let (valid, behind) = rest.split_at(error.valid_up_to());
                let invalid = error.error_len().unwrap_or(behind.len());
                let read = valid.len() + invalid;
                (
                    core::str::from_utf8(valid).unwrap_or_default(),
                    "\u{fffd}",
                    read,
                )
            }
        };
        for part in [valid, replaced] {
            let kept = cut(part, most - text.len());
            text.push_str(kept);
            if kept.len() < part.len() {
                return (text, true);
            }
        }
        rest = rest.get(read..).unwrap_or_default();
    }
    (text, false)
}

/// The start of a body as text, at most `most` bytes, without a last character that was cut in two.
pub(super) fn excerpt(start: &[u8], most: usize, is_whole: bool) -> String {
    let end = match core::str::from_utf8(start) {
        Ok(text) => return cut(text, most).into(),
        Err(error) if error.error_len().is_none() && !is_whole => error.valid_up_to(),
        _ => start.len(),
    };
    lossy(start.get(..end).unwrap_or(start), most, 0).0
}

/// The index of the first `part`, of four bytes or more, in `whole`, as it is or with escapes.
pub(super) fn find(whole: &[u8], part: &[u8]) -> Option<usize> {
    if !may_hold(whole, part) {
        return None;
    }
    let is_here = |at: &usize| matched(whole.get(*at..).unwrap_or_default(), part, false).is_some();
    (0..whole.len()).find(is_here)
}

/// Overwrites each occurrence of `secret`, overlapping ones too, as it is or with escapes, and unless
/// `bytes` are `complete` also a prefix of it at their end. Ignores short secrets.
///
/// Returns whether there was one.
pub(super) fn overwrite(bytes: &mut [u8], secret: &[u8], complete: bool) -> bool {
    if secret.len() < SHORTEST_SECRET || !may_hold(bytes, secret) {
        return false;
    }
    let (mask, mut end) = (mask(secret), 0);
    for at in 0..bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        if let Some(length) = matched(rest, secret, !complete) {
            end = end.max(at + length);
        }
        // No later occurrence begins before this byte, so it is no longer needed.
        if let Some(byte) = bytes.get_mut(at).filter(|_| at < end) {
            *byte = mask;
        }
    }
    end > 0
}

/// Whether the first four bytes of `secret`, or an escape, occur anywhere. Called for every answer:
/// it has no early exit, so that the compiler can vectorise it.
fn may_hold(bytes: &[u8], secret: &[u8]) -> bool {
    let &[a, b, c, d, ..] = secret else {
        return false;
    };
    let from = |at| bytes.get(at..).unwrap_or_default();
    let fours = bytes.iter().zip(from(1)).zip(from(2)).zip(from(3));
    fours.fold(false, |found, (((w, x), y), z)| {
        let is_start = (*w == a) & (*x == b) & (*y == c) & (*z == d);
        found | is_start | (*w == b'%') | (*w == b'\\')
    })
}

/// How many bytes at the start of `text` are `part`, each of its bytes as it is or escaped; if
/// `text` broke off, a part of it that is long enough will do at the end.
fn matched(text: &[u8], part: &[u8], broke_off: bool) -> Option<usize> {
    // Almost every text ends here.
    let (first, wanted) = (text.first()?, part.first()?);
    if first != wanted && !matches!(first, b'%' | b'\\') {
        return None;
    }
    // What looks like an escape can be the secret as it is.
    if text.starts_with(part) {
        return Some(part.len());
    }
    let mut rest = text;
    for (index, wanted) in part.iter().enumerate() {
        rest = match (escape(rest), rest) {
            (Some((byte, behind)), _) if byte == *wanted => behind,
            (_, [byte, behind @ ..]) if byte == wanted => behind,
            // Less than six bytes can be the start of an escape.
            _ if broke_off && index >= SHORTEST_SECRET && rest.len() < 6 => &[],
            _ => return None,
        };
    }
    Some(text.len() - rest.len())
}

/// The byte that is escaped here, as URLs or JSON do it, and what stands behind it.
fn escape(text: &[u8]) -> Option<(u8, &[u8])> {
    match text {
        [b'%', high, low, behind @ ..] | [b'\\', b'u', b'0', b'0', high, low, behind @ ..] => {
            Some((percent::hex(*high, *low)?, behind))
        }
        // No other visible character is escaped like this, and the backslash may be text itself.
        [b'\\', byte @ (b'"' | b'\\' | b'/'), behind @ ..] => Some((*byte, behind)),
        _ => None,
    }
}

/// A byte that is not in the secret, so that overwriting cannot form the secret again.
fn mask(secret: &[u8]) -> u8 {
    let mut visible = b'*'..=b'~';
    let is_free = |byte: &u8| secret.iter().all(|of_secret| of_secret != byte);
    visible.find(is_free).unwrap_or(b' ')
}
