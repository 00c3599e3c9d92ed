//! Prepares any text for the parser: one pass, in place, at the same length, without heap.
//!
//! The parser refuses a whole document for one lone surrogate or one number like `1e400`, rounds
//! long fractions, copies strings with escapes, and nests without bound. After this pass, such a
//! value costs only itself:
//!
//! - A lone surrogate becomes `\uFFFD`.
//! - A number that overflows becomes `null`; a fraction of zeros becomes spaces.
//! - An array or object nested deeper than [`DEPTH`] becomes empty.
//! - A string with escapes that is longer than the limit is closed early, or becomes `null`.
//!
//! Other valid text is unchanged, and nothing here decides what is valid: invalid text stays
//! invalid, except inside what is removed. Text that is not [`wild`](is_wild) can be parsed first,
//! and tamed only if the parser refuses it.

use alloc::vec::Vec;

use super::read::{self, DEPTH};
use super::split::{plain_len, string_end};

/// Number of digits that the parser always reads exactly.
const EXACT: usize = 15;

/// How long strings may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Bytes, as written, of a string with escapes.
    pub(crate) string: usize,
    /// Whether a longer string keeps its start; otherwise it becomes `null`.
    pub(crate) keep_start: bool,
}

/// Whether the parser might use too much memory, or misread a number.
///
/// Cheap, because it is called for every answer.
pub(crate) fn is_wild(text: &[u8], limits: Limits) -> bool {
    (text.len() > limits.string && has_escape(text)) || has_rounded_fraction(text)
}

fn has_escape(text: &[u8]) -> bool {
    // No early exit, so that the compiler can vectorise it.
    text.iter()
        .fold(false, |found, byte| found | (*byte == b'\\'))
}

/// Whether a fraction of zeros has so many digits that the parser rounds the number.
fn has_rounded_fraction(text: &[u8]) -> bool {
    // Such as the answer to a start.
    if text.len() <= EXACT {
        return false;
    }
    // No early exit, so that the compiler can vectorise it.
    let pairs = text.iter().zip(text.get(1..).unwrap_or_default());
    if !pairs.fold(false, |found, (a, b)| found | ((*a == b'.') & (*b == b'0'))) {
        return false;
    }
    let mut digits = 0;
    text.iter().any(|byte| {
        match byte {
            b'0'..=b'9' => digits += 1,
            b'.' => {}
            _ => digits = 0,
        }
        digits > EXACT
    })
}

/// What the pass found.
#[derive(Debug, Default)]
pub(crate) struct Tamed {
    /// Whether something exceeded a limit.
    pub(crate) is_cut: bool,
    /// How many arrays and objects were open where the text ended.
    depth: usize,
    /// A bit for each level, the innermost lowest: whether it is an object.
    objects: u32,
    /// Where the last complete value ends.
    complete: usize,
    /// Where a truncated string can be closed, if it is a value.
    string: Option<usize>,
}

impl Tamed {
    /// Completes a truncated text, dropping incomplete values other than strings.
    ///
    /// Returns whether the text was truncated.
    pub(crate) fn close(mut self, text: &mut Vec<u8>) -> bool {
        if self.depth == 0 && self.string.is_none() {
            return false;
        }
        text.truncate(self.string.unwrap_or(self.complete));
        if self.string.is_some() {
            text.push(b'"');
        }
        for _ in 0..self.depth {
            text.push(if self.objects & 1 == 1 { b'}' } else { b']' });
            self.objects >>= 1;
        }
        true
    }
}

pub(crate) fn tame(text: &mut [u8], limits: Limits) -> Tamed {
    let mut tamed = Tamed::default();
    // Whether a string that starts here is a value, not a name.
    let mut is_value = true;
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'"' => {
                let mut string = Quoted::scan(text, at);
                at = string.next;
                if string.is_escaped && string.end - start - 1 > limits.string {
                    shorten(text, start, &string, limits);
                    tamed.is_cut = true;
                    string.is_closed = true;
                }
                match (is_value, string.is_closed) {
                    (true, true) => tamed.complete = at,
                    (true, false) => tamed.string = Some(string.end),
                    (false, _) => {}
                }
            }
            b'-' | b'0'..=b'9' => {
                let rest = text.get(at..).unwrap_or_default();
                at += rest.iter().take_while(|byte| is_of_number(byte)).count();
                number(text.get_mut(start..at).unwrap_or_default());
            }
            b'[' | b'{' if tamed.depth == usize::from(DEPTH) => {
                let end = past(text, start);
                tamed.is_cut = true;
                at = end.unwrap_or(text.len());
                let inside = text.get_mut(start + 1..at - usize::from(end.is_some()));
                inside.unwrap_or_default().fill(b' ');
                if end.is_some() {
                    tamed.complete = at;
                }
            }
            b'[' | b'{' => {
                tamed.depth += 1;
                tamed.objects = tamed.objects << 1 | u32::from(byte == b'{');
                tamed.complete = at;
                is_value = byte == b'[';
            }
            b']' | b'}' => {
                tamed.depth = tamed.depth.saturating_sub(1);
                tamed.objects >>= 1;
                tamed.complete = at;
            }
            b':' => is_value = true,
            b',' => {
                tamed.complete = start;
                is_value = tamed.objects & 1 == 0;
            }
            _ => {}
        }
    }
    tamed
}

/// A string, as written.
struct Quoted {
    /// Where it ends: at its closing quote, or before a truncated escape.
    end: usize,
    /// Where the rest of the text starts.
    next: usize,
    is_closed: bool,
    is_escaped: bool,
}

impl Quoted {
    /// Goes through the string whose first byte is at `at`, and replaces lone surrogates.
    fn scan(text: &mut [u8], mut at: usize) -> Self {
        let mut is_escaped = false;
        loop {
            at += plain_len(text.get(at..).unwrap_or_default());
            let length = match text.get(at) {
                Some(b'\\') => escape_len(text, at),
                Some(_) => {
                    return Self {
                        end: at,
                        next: at + 1,
                        is_closed: true,
                        is_escaped,
                    };
                }
                None => usize::MAX,
            };
            if length > text.len() - at {
                return Self {
                    end: at,
                    next: text.len(),
                    is_closed: false,
                    is_escaped,
                };
            }
            is_escaped = true;
            if length == 6 && surrogate(text, at).is_some() {
                let digits = text.get_mut(at + 2..at + 6).unwrap_or_default();
                replace(digits, b"FFFD");
            }
            at += length;
        }
    }
}

/// The length of the escape at `at`: of both for a surrogate pair, and past the end of the text if
/// that comes first. An invalid one is counted so that no quote or character is split or skipped.
fn escape_len(text: &[u8], at: usize) -> usize {
    match text.get(at + 1) {
        Some(b'u') => {
            let digits = text.get(at + 2..).unwrap_or_default().iter().take(4);
            let count = digits.take_while(|byte| byte.is_ascii_hexdigit()).count();
            match surrogate(text, at) {
                Some(Surrogate::High) if surrogate(text, at + 6) == Some(Surrogate::Low) => 12,
                _ if count == 4 || at + 2 + count == text.len() => 6,
                _ => 2,
            }
        }
        Some(byte) if !byte.is_ascii() => 1,
        _ => 2,
    }
}

#[derive(PartialEq, Eq)]
enum Surrogate {
    High,
    Low,
}

/// Which half of a pair the escape at `at` is, if it is one.
fn surrogate(text: &[u8], at: usize) -> Option<Surrogate> {
    let &[b'\\', b'u', b'd' | b'D', second, x, y] = text.get(at..at + 6)? else {
        return None;
    };
    if !(x.is_ascii_hexdigit() && y.is_ascii_hexdigit()) {
        return None;
    }
    match second {
        b'8' | b'9' | b'a' | b'b' | b'A' | b'B' => Some(Surrogate::High),
        b'c'..=b'f' | b'C'..=b'F' => Some(Surrogate::Low),
        _ => None,
    }
}

/// Closes a string early, or replaces it with `null`.
fn shorten(text: &mut [u8], start: usize, string: &Quoted, limits: Limits) {
    let behind = text
        .get(string.next..)
        .unwrap_or_default()
        .trim_ascii_start();
    // A name must remain a string.
    let cut = if limits.keep_start || behind.first() == Some(&b':') {
        let mut cut = start + 1;
        loop {
            let step = match text.get(cut) {
                // A quote right behind a backslash would not close anything.
                Some(b'\\') => Some(escape_len(text, cut))
                    .filter(|step| *step > 1)
                    .unwrap_or(0),
                Some(first) => first.leading_ones().max(1) as usize,
                None => 0,
            };
            if step == 0 || cut + step > start + 1 + limits.string {
                break cut;
            }
            cut += step;
        }
    } else {
        start
    };
    let new: &[u8] = if cut == start { b"null" } else { b"\"" };
    let old = text.get_mut(cut..string.next).unwrap_or_default();
    replace(old, new);
}

/// Writes `new`, and spaces behind it.
fn replace(old: &mut [u8], new: &[u8]) {
    for (at, byte) in old.iter_mut().enumerate() {
        *byte = new.get(at).copied().unwrap_or(b' ');
    }
}

/// Where the array or object that starts at `at` ends, if it does.
fn past(text: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    loop {
        match text.get(at)? {
            b'"' => at = string_end(text, at + 1) - 1,
            b'[' | b'{' => depth += 1,
            b']' | b'}' if depth == 1 => return Some(at + 1),
            b']' | b'}' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
}

fn is_of_number(byte: &u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')
}

/// Blanks a fraction of zeros, and replaces a number that the parser refuses.
fn number(token: &mut [u8]) {
    // Almost all are short integers.
    if token.len() < 18 && token.iter().all(u8::is_ascii_digit) {
        return;
    }
    let Some((whole, fraction, end)) = parts(token) else {
        return;
    };
    let zeros = token.get_mut(whole..end).unwrap_or_default();
    if end == fraction && zeros.iter().all(|byte| matches!(byte, b'.' | b'0')) {
        zeros.fill(b' ');
    }
    // The parser accepts any number of this length.
    if whole <= 300 && end == fraction {
        return;
    }
    let text = core::str::from_utf8(token).unwrap_or_default();
    if read::number(text.trim_ascii_end()).is_none() {
        replace(token, b"null");
    }
}

/// Where the whole part, the fraction and the exponent of a valid number end.
fn parts(token: &[u8]) -> Option<(usize, usize, usize)> {
    let digits = |from: usize| {
        let rest = token.get(from..).unwrap_or_default();
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        (count > 0).then_some(from + count)
    };
    let sign = usize::from(token.first() == Some(&b'-'));
    let whole = digits(sign)?;
    if token.get(sign) == Some(&b'0') && whole > sign + 1 {
        return None;
    }
    let fraction = match token.get(whole) {
        Some(b'.') => digits(whole + 1)?,
        _ => whole,
    };
    let end = match (token.get(fraction), token.get(fraction + 1)) {
        (Some(b'e' | b'E'), Some(b'+' | b'-')) => digits(fraction + 2)?,
        (Some(b'e' | b'E'), _) => digits(fraction + 1)?,
        _ => fraction,
    };
    (end == token.len()).then_some((whole, fraction, end))
}
