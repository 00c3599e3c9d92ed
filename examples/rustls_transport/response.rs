//! Reads one HTTP/1.1 response in bounded memory, without std and from any connection.

use alloc::string::String;
use alloc::vec::Vec;

use pinecone_import::{Response, TransportError, TransportErrorKind as Kind};

/// Most bytes of the status line and the headers.
const HEAD: usize = 8 * 1024;
/// Most headers.
const HEADERS: usize = 64;
/// Most bytes of the line before each chunk.
const CHUNK_LINE: usize = 256;

/// Fills a part of the buffer and tells how much; 0 at the end of the connection.
pub type Read<'a> = &'a mut dyn FnMut(&mut [u8]) -> Result<usize, TransportError>;

/// Reads the response to a request that was sent whole, with at most `most` bytes of body.
///
/// # Errors
/// What `read` returns, or that the response is too large, breaks off, or is not HTTP. If only the
/// body of a status other than 2xx fails, the part that arrived is returned as not complete.
pub fn read_response(read: Read<'_>, most: usize) -> Result<Response, TransportError> {
    let mut source = Source {
        read,
        buffer: [0; 1024],
        from: 0,
        to: 0,
    };
    let mut response = source.head()?;
    // Interim answers come before the answer.
    while (100..200).contains(&response.status) && response.status != 101 {
        response = source.head()?;
    }
    let length = length(&response)?;
    match source.body(&length, &mut response.body, most) {
        Err(error) if (200..300).contains(&response.status) => return Err(error),
        result => response.complete = result.is_ok(),
    }
    Ok(response)
}

/// Where the body ends.
enum Length {
    Bytes(usize),
    Chunked,
    UntilTheEnd,
}

/// Two lengths that differ, or a length beside a coding, are errors: a guess could be wrong.
fn length(response: &Response) -> Result<Length, TransportError> {
    if matches!(response.status, 101 | 204 | 304) {
        return Ok(Length::Bytes(0));
    }
    let all = |wanted: &'static str| {
        let headers = response.headers.iter();
        headers
            .filter(move |(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.trim_matches([' ', '\t']))
    };
    let mut lengths = all("content-length");
    let mut codings = all("transfer-encoding");
    match (lengths.next(), codings.next(), codings.next()) {
        (None, None, None) => Ok(Length::UntilTheEnd),
        (None, Some(coding), None) if coding.eq_ignore_ascii_case("chunked") => Ok(Length::Chunked),
        (Some(length), None, None)
            if !length.is_empty()
                && lengths.all(|other| other == length)
                && length.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            // More than fits is too large anyway, which `body` tells.
            Ok(Length::Bytes(length.parse().unwrap_or(usize::MAX)))
        }
        _ => Err(not_http("the length of the body is unclear")),
    }
}

fn not_http(detail: &'static str) -> TransportError {
    TransportError::maybe_sent(Kind::Protocol).with_detail(detail)
}

fn too_large(detail: &'static str) -> TransportError {
    TransportError::maybe_sent(Kind::TooLarge).with_detail(detail)
}

fn broken_off() -> TransportError {
    TransportError::maybe_sent(Kind::Io).with_detail("the answer breaks off")
}

struct Source<'a> {
    read: Read<'a>,
    buffer: [u8; 1024],
    from: usize,
    to: usize,
}

impl Source<'_> {
    /// What has arrived and was not taken; nothing at the end of the connection.
    fn arrived(&mut self) -> Result<&[u8], TransportError> {
        if self.from == self.to {
            self.from = 0;
            self.to = (self.read)(&mut self.buffer)?;
        }
        Ok(&self.buffer[self.from..self.to])
    }

    /// Appends a line and its end.
    fn line(
        &mut self,
        to: &mut Vec<u8>,
        most: usize,
        what: &'static str,
    ) -> Result<(), TransportError> {
        loop {
            let bytes = self.arrived()?;
            if bytes.is_empty() {
                return Err(broken_off());
            }
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let count = end.map_or(bytes.len(), |end| end + 1);
            if count > most - to.len() {
                return Err(too_large(what));
            }
            to.extend_from_slice(&bytes[..count]);
            self.from += count;
            if end.is_some() {
                return Ok(());
            }
        }
    }

    /// Status and headers.
    fn head(&mut self) -> Result<Response, TransportError> {
        let mut head = Vec::new();
        let mut line = 0;
        loop {
            self.line(&mut head, HEAD, "the headers")?;
            // What does not begin as an answer may never have an empty line.
            if line == 0 && !head.starts_with(b"HTTP/1.") {
                return Err(not_http("no status line"));
            }
            if matches!(head[line..], [b'\n'] | [b'\r', b'\n']) {
                break;
            }
            line = head.len();
        }
        let mut headers = [httparse::EMPTY_HEADER; HEADERS];
        let mut parsed = httparse::Response::new(&mut headers);
        match parsed.parse(&head) {
            Err(httparse::Error::TooManyHeaders) => return Err(too_large("the headers")),
            Ok(httparse::Status::Complete(_)) => {}
            _ => return Err(not_http("the headers")),
        }
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        let headers = parsed.headers.iter();
        let headers = headers.map(|header| (header.name.into(), text(header.value)));
        let status = parsed.code.unwrap_or_default();
        Ok(Response::new(status, headers.collect(), Vec::new()))
    }

    fn body(
        &mut self,
        length: &Length,
        body: &mut Vec<u8>,
        most: usize,
    ) -> Result<(), TransportError> {
        match length {
            Length::Bytes(count) => {
                // A vector that doubles could take twice as much.
                body.reserve_exact(most.min(*count));
                self.bytes(*count, body, most)
            }
            Length::UntilTheEnd => loop {
                let count = self.arrived()?.len();
                if count == 0 {
                    return Ok(());
                }
                self.bytes(count, body, most)?;
            },
            Length::Chunked => loop {
                let mut line = Vec::new();
                self.line(&mut line, CHUNK_LINE, "a chunk's line")?;
                let size = match httparse::parse_chunk_size(&line) {
                    // No digit at all would count as 0, and so as the end.
                    Ok(httparse::Status::Complete((_, size))) if line[0].is_ascii_hexdigit() => {
                        size
                    }
                    _ => return Err(not_http("a chunk's size")),
                };
                if size == 0 {
                    // Trailers may follow, which nobody needs.
                    return Ok(());
                }
                self.bytes(usize::try_from(size).unwrap_or(usize::MAX), body, most)?;
                line.clear();
                self.line(&mut line, CHUNK_LINE, "a chunk's end")?;
                if !matches!(line[..], [b'\n'] | [b'\r', b'\n']) {
                    return Err(not_http("a chunk's end"));
                }
            },
        }
    }

    /// Appends so many bytes to the body.
    fn bytes(
        &mut self,
        mut count: usize,
        body: &mut Vec<u8>,
        most: usize,
    ) -> Result<(), TransportError> {
        while count > 0 {
            let room = most - body.len();
            let bytes = self.arrived()?;
            if bytes.is_empty() {
                return Err(broken_off());
            }
            if room == 0 {
                return Err(too_large("the body"));
            }
            let bytes = &bytes[..bytes.len().min(count).min(room)];
            body.extend_from_slice(bytes);
            count -= bytes.len();
            self.from += bytes.len();
        }
        Ok(())
    }
}
