//! Text within limits, and without secrets.

use alloc::string::String;

/// At most `most` bytes of `text`.
pub(crate) fn cut(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}

/// At most `most` bytes of a body as text; what is not UTF-8 becomes U+FFFD.
pub(crate) fn excerpt(body: &[u8], most: usize) -> String {
    let start = body.get(..most).unwrap_or(body);
    let text = match core::str::from_utf8(start) {
        // The cut went through a character: leave that one out.
        Err(error) if error.error_len().is_none() && start.len() < body.len() => {
            start.get(..error.valid_up_to()).unwrap_or(start)
        }
        _ => start,
    };
    let text = String::from_utf8_lossy(text);
    String::from(cut(&text, most))
}

/// Where `part` first stands in `whole`.
pub(crate) fn find(whole: &[u8], part: &[u8]) -> Option<usize> {
    let (first, rest) = part.split_first()?;
    whole
        .windows(part.len())
        .position(|window| window.split_first() == Some((first, rest)))
}

/// Makes stars of `secret` wherever it stands: as many, so that the rest stays where it is.
pub(crate) fn overwrite(bytes: &mut [u8], secret: &[u8]) {
    let mut rest = bytes;
    while let Some(at) = find(rest, secret) {
        let (found, behind) = rest.split_at_mut(at + secret.len());
        let (_, found) = found.split_at_mut(at);
        found.fill(b'*');
        rest = behind;
    }
}
