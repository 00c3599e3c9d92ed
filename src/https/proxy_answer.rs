//! What a proxy answers to `CONNECT`.

use std::io::{self, ErrorKind, Read};

use alloc::vec::Vec;

/// Most bytes of a proxy's answer.
const MOST: usize = 4096;

/// What a proxy answered.
pub(super) enum Answer {
    Status(u16),
    NotHttp,
    TooLong,
    /// It closed the connection in the middle of its answer.
    Broken,
    /// It closed the connection before it answered.
    Nothing,
}

/// Reads the answer up to the empty line that ends it, and passes over interim ones (1xx).
pub(super) fn read(stream: &mut impl Read) -> io::Result<Answer> {
    let mut head = Vec::new();
    for _ in 0..MOST {
        // Byte by byte: what follows the empty line belongs to the tunnel.
        let mut byte = [0];
        match stream.read_exact(&mut byte) {
            Ok(()) => head.extend(byte),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                return Ok(refusal(&head).unwrap_or(match head.is_empty() {
                    true => Answer::Nothing,
                    false => Answer::Broken,
                }));
            }
            Err(error) => return Err(error),
        }
        if head.ends_with(b"\n\r\n") || head.ends_with(b"\n\n") {
            match status(&head) {
                Some(100..=199) => head.clear(),
                Some(status) => return Ok(Answer::Status(status)),
                None => return Ok(Answer::NotHttp),
            }
        }
    }
    Ok(refusal(&head).unwrap_or(Answer::TooLong))
}

/// Whether a proxy that answers this would refuse again; asking again can lock an account.
pub(super) fn is_refusal(status: u16) -> bool {
    matches!(status, 401 | 403 | 407)
}

/// The refusal in an answer that does not end as it should.
fn refusal(head: &[u8]) -> Option<Answer> {
    let status = status(head).filter(|status| is_refusal(*status))?;
    Some(Answer::Status(status))
}

/// The status of an answer that begins `HTTP/1.x NNN`.
fn status(head: &[u8]) -> Option<u16> {
    let line = head.strip_prefix(b"HTTP/1.")?;
    let digits = line
        .strip_prefix(b"0 ")
        .or_else(|| line.strip_prefix(b"1 "))?
        .get(..3)?;
    core::str::from_utf8(digits).ok()?.parse().ok()
}
