//! Splits valid JSON text: finds the ends of strings, and the items of an array or object.
//!
//! On invalid text, every function still returns, with an arbitrary result.

/// Bytes before the first quote or backslash.
///
/// Checks a word at a time, because it sees every byte of a body, and most are plain.
pub(super) fn plain_len(bytes: &[u8]) -> usize {
    const ONES: usize = usize::MAX / 255;
    const QUOTES: usize = ONES * b'"' as usize;
    const BACKSLASHES: usize = ONES * b'\\' as usize;
    // The lowest bit of the result is in the lowest byte of the word that is zero.
    let zeros = |word: usize| word.wrapping_sub(ONES) & !word & (ONES << 7);
    let mut rest = bytes;
    while let Some((word, behind)) = rest.split_first_chunk() {
        let word = usize::from_le_bytes(*word);
        let found = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES);
        if found != 0 {
            return bytes.len() - rest.len() + found.trailing_zeros() as usize / 8;
        }
        rest = behind;
    }
    let found = rest.iter().position(|byte| matches!(byte, b'"' | b'\\'));
    bytes.len() - rest.len() + found.unwrap_or(rest.len())
}

/// The index after the closing quote of the string whose first byte is at `at`.
pub(super) fn string_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        at += plain_len(bytes.get(at..).unwrap_or_default());
        match bytes.get(at) {
            Some(b'\\') => at += 2,
            Some(_) => return at + 1,
            None => return bytes.len(),
        }
    }
}

/// The content of a valid array or object, split at its own commas.
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
                b'"' => at = string_end(bytes, at + 1) - 1,
                b'[' | b'{' => level += 1,
                b']' | b'}' => level = level.saturating_sub(1),
                _ => {}
            }
            at += 1;
        }
        text.get(..at).map(str::trim_ascii)
    }
}

/// The value of a member of a valid object.
pub(crate) fn member(item: &str) -> Option<&str> {
    let (_, value) = item.split_at_checked(string_end(item.as_bytes(), 1))?;
    Some(value.trim_ascii().strip_prefix(":")?.trim_ascii())
}
