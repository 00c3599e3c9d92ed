//! Looks at JSON text beside the parser, without allocating: how deep it nests, how long its
//! strings are, where its members stand.
//!
//! The parser copies every string with escapes, so a hostile body must be measured before it
//! is parsed; and it does not tell where in the text a value stands. Nothing here decides
//! what is valid JSON; on invalid text every function still ends, with some answer.

use alloc::string::String;

/// What a text costs the parser.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Deepest nesting of arrays and objects.
    pub(crate) depth: usize,
    /// Bytes of the longest string, as written, that holds an escape.
    pub(crate) longest_escaped: usize,
}

pub(crate) fn shape(text: &str) -> Shape {
    let bytes = text.as_bytes();
    let mut shape = Shape::default();
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'"' => {
                let (end, escaped) = string_end(bytes, at);
                if escaped {
                    shape.longest_escaped = shape.longest_escaped.max(end - at);
                }
                at = end;
            }
            b'[' | b'{' => {
                depth += 1;
                shape.depth = shape.depth.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    shape
}

/// The string whose text starts at `at`: the index behind its closing quote, and whether it
/// holds an escape.
fn string_end(bytes: &[u8], mut at: usize) -> (usize, bool) {
    let mut escaped = false;
    loop {
        at += plain_len(bytes.get(at..).unwrap_or_default());
        match bytes.get(at) {
            Some(b'\\') => {
                escaped = true;
                at += 2;
            }
            Some(_) => return (at + 1, escaped),
            None => return (bytes.len(), escaped),
        }
    }
}

/// Bytes before the first quote or backslash.
///
/// Looks at a word at a time: most of a body is plain text, and all of it comes by here.
fn plain_len(bytes: &[u8]) -> usize {
    const ONES: usize = usize::MAX / 255;
    const QUOTES: usize = ONES * b'"' as usize;
    const BACKSLASHES: usize = ONES * b'\\' as usize;
    // The lowest bit of the result is in the lowest byte of the word that is zero.
    let zeros = |word: usize| word.wrapping_sub(ONES) & !word & (ONES << 7);
    let words = bytes.chunks_exact(size_of::<usize>());
    let rest = words.remainder();
    let mut at = 0;
    for word in words {
        let word = usize::from_le_bytes(word.try_into().unwrap_or_default());
        let found = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES);
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += size_of::<usize>();
    }
    let found = rest.iter().position(|byte| matches!(byte, b'"' | b'\\'));
    at + found.unwrap_or(rest.len())
}

/// A copy in which every string has at most `string` bytes and everything nested
/// deeper than `depth` is null; `None` where that still takes more than `total` bytes.
pub(crate) fn condense(text: &str, string: usize, depth: usize, total: usize) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(total);
    let (mut at, mut level) = (0, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        let end = match byte {
            b'"' => string_end(bytes, at + 1).0,
            _ => at + text.get(at..)?.chars().next()?.len_utf8(),
        };
        let piece = text.get(at..end)?;
        at = end;
        if matches!(byte, b']' | b'}') {
            level = level.saturating_sub(1);
            if level >= depth {
                continue;
            }
        } else if level > depth {
            level += usize::from(matches!(byte, b'[' | b'{'));
            continue;
        } else if matches!(byte, b'[' | b'{') {
            level += 1;
            if level > depth {
                push(&mut out, "null", total)?;
                continue;
            }
        } else if byte == b'"' && piece.len() > string {
            push(&mut out, cut_string(piece, string), total)?;
            push(&mut out, "\"", total)?;
            continue;
        }
        push(&mut out, piece, total)?;
    }
    Some(out)
}

fn push(out: &mut String, piece: &str, total: usize) -> Option<()> {
    (out.len() + piece.len() <= total).then(|| out.push_str(piece))
}

/// The start of a string as written, at most `most` bytes, never ending inside an escape.
pub(crate) fn cut_string(piece: &str, most: usize) -> &str {
    let bytes = piece.as_bytes();
    let (mut at, mut whole) = (0, 0);
    while at <= most {
        whole = at;
        at += match (
            bytes.get(at),
            bytes.get(at + 1),
            bytes.get(at + 2),
            bytes.get(at + 3),
        ) {
            // A surrogate pair is two escapes that only mean something together.
            (
                Some(b'\\'),
                Some(b'u'),
                Some(b'd' | b'D'),
                Some(b'8' | b'9' | b'a'..=b'b' | b'A'..=b'B'),
            ) => 12,
            (Some(b'\\'), Some(b'u'), ..) => 6,
            (Some(b'\\'), ..) => 2,
            (None, ..) => break,
            _ => piece
                .get(at..)
                .and_then(|rest| rest.chars().next())
                .map_or(1, char::len_utf8),
        };
    }
    piece.get(..whole).unwrap_or("\"")
}

/// What stands between the brackets of a valid array or object, split at its own commas.
#[derive(Clone)]
pub(crate) struct Items<'a>(Option<&'a str>);

pub(crate) fn items(container: &str) -> Items<'_> {
    let inner = container.trim_ascii();
    let inner = inner.get(1..inner.len().saturating_sub(1)).unwrap_or("");
    Items(Some(inner).filter(|inner| !inner.trim_ascii().is_empty()))
}

impl<'a> Iterator for Items<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = self.0.take()?;
        let bytes = text.as_bytes();
        let (mut at, mut level) = (0, 0_usize);
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b',' if level == 0 => {
                    self.0 = text.get(at + 1..);
                    break;
                }
                b'"' => at = string_end(bytes, at + 1).0 - 1,
                b'[' | b'{' => level += 1,
                b']' | b'}' => level = level.saturating_sub(1),
                _ => {}
            }
            at += 1;
        }
        text.get(..at).map(str::trim_ascii)
    }
}

/// The name, as written with its quotes, and the value of a member of a valid object.
pub(crate) fn member(item: &str) -> Option<(&str, &str)> {
    let (name, value) = item.split_at_checked(string_end(item.as_bytes(), 1).0)?;
    Some((name, value.trim_ascii().strip_prefix(':')?.trim_ascii()))
}
