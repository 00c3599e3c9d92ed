//! HTTP/1.1, and 1.0 as proxies speak it, as far as a server needs it: one request in, one
//! response out.

use std::io::{self, Read, Write};

use super::target;

const HEAD: usize = 64 * 1024;
const BODY: usize = 1024 * 1024;

#[derive(Debug, Clone, Default)]
pub struct HttpRequest {
    pub method: String,
    pub target: String,
    /// Whether the version is 1.0, as nginx speaks to the servers behind it by default.
    pub is_old: bool,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl HttpRequest {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// How many headers have this name.
    pub fn count(&self, name: &str) -> usize {
        let named = |(known, _): &&(String, String)| known.eq_ignore_ascii_case(name);
        self.headers.iter().filter(named).count()
    }

    /// Whether the client wants no other request on the connection.
    pub fn closes(&self) -> bool {
        let mut options = self.header("connection").unwrap_or("").split(',');
        self.is_old || options.any(|option| option.trim().eq_ignore_ascii_case("close"))
    }

    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or("")
    }
}

#[derive(Debug, Clone, Default)]
pub struct HttpResponse {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl HttpResponse {
    pub fn text(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type".into(), "text/plain; charset=utf-8".into())];
        Self {
            status,
            headers,
            body: body.into(),
        }
    }

    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        let headers = vec![("content-type".into(), "application/json".into())];
        Self {
            status,
            headers,
            body: body.to_string().into_bytes(),
        }
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub fn to_bytes(&self, keep_alive: bool) -> Vec<u8> {
        let mut out = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        for (name, value) in &self.headers {
            out += &format!("{name}: {value}\r\n");
        }
        if !matches!(self.status, 100..=199 | 204 | 304) {
            out += &format!("content-length: {}\r\n", self.body.len());
        }
        out += if keep_alive {
            "\r\n"
        } else {
            "connection: close\r\n\r\n"
        };
        [out.as_bytes(), &self.body].concat()
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        202 => "Accepted",
        204 => "No Content",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        415 => "Unsupported Media Type",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Status",
    }
}

/// The status in the bytes of an answer, if they come that far.
pub fn status_of(answer: &[u8]) -> Option<u16> {
    let digits = answer.strip_prefix(b"HTTP/1.1 ")?.get(..3)?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// Reads one request; `None` at the end of the stream. `buffer` keeps what came after it.
///
/// Stops with an error after `most` bytes, if that is set.
pub fn read_request(
    stream: &mut (impl Read + Write),
    buffer: &mut Vec<u8>,
    most: Option<usize>,
) -> io::Result<Option<HttpRequest>> {
    let invalid = |text: &str| io::Error::new(io::ErrorKind::InvalidData, text);
    let mut taken = buffer.len();
    let mut more = |buffer: &mut Vec<u8>, stream: &mut dyn Read| -> io::Result<usize> {
        let mut chunk = [0; 4096];
        let room = most.map_or(chunk.len(), |most| {
            most.saturating_sub(taken).min(chunk.len())
        });
        if room == 0 {
            return Err(invalid("enough"));
        }
        let count = stream.read(&mut chunk[..room])?;
        taken += count;
        buffer.extend_from_slice(&chunk[..count]);
        Ok(count)
    };
    let (mut request, head) = loop {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut parsed = httparse::Request::new(&mut headers);
        let status = parsed
            .parse(buffer)
            .map_err(|error| invalid(&error.to_string()))?;
        if let httparse::Status::Complete(length) = status {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let headers = parsed
                .headers
                .iter()
                .map(|h| (h.name.into(), text(h.value)));
            let request = HttpRequest {
                method: parsed.method.unwrap_or("").into(),
                target: parsed.path.unwrap_or("").into(),
                is_old: parsed.version == Some(0),
                headers: headers.collect(),
                body: Vec::new(),
            };
            break (request, length);
        }
        if buffer.len() > HEAD {
            return Err(invalid("the head is too large"));
        }
        if more(buffer, stream)? == 0 {
            let cut = !buffer.is_empty();
            return if cut {
                Err(io::ErrorKind::UnexpectedEof.into())
            } else {
                Ok(None)
            };
        }
    };
    buffer.drain(..head);
    let framing = framing(&request)?;
    let expect = request.header("expect").filter(|_| !request.is_old);
    if expect.is_some_and(|value| value.eq_ignore_ascii_case("100-continue")) {
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    loop {
        let end = match framing {
            Framing::Chunked => dechunk(buffer, &mut request.body)?,
            Framing::Length(length) => Some(length),
        };
        match end {
            Some(end) if buffer.len() >= end => {
                let rest = buffer.split_off(end);
                let body = std::mem::replace(buffer, rest);
                if matches!(framing, Framing::Length(_)) {
                    request.body = body;
                }
                return Ok(Some(request));
            }
            _ if buffer.len() > BODY => return Err(invalid("the body is too large")),
            _ => {}
        }
        if more(buffer, stream)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

/// How long the body of a request is.
enum Framing {
    Length(usize),
    Chunked,
}

/// Where two readers might differ about where the body ends, there is none.
fn framing(request: &HttpRequest) -> io::Result<Framing> {
    let invalid = |text: &str| io::Error::new(io::ErrorKind::InvalidData, text);
    let hosts = request.count("host");
    if hosts > 1 || (hosts == 0 && !request.is_old) {
        return Err(invalid("not one host"));
    }
    if request.count("content-length") + request.count("transfer-encoding") > 1 {
        return Err(invalid("more than one length"));
    }
    if let Some(coding) = request.header("transfer-encoding") {
        // HTTP/1.0 has none: who says otherwise may mean another end than who reads it.
        let chunked = coding.eq_ignore_ascii_case("chunked") && !request.is_old;
        return chunked
            .then_some(Framing::Chunked)
            .ok_or_else(|| invalid("transfer-encoding"));
    }
    let length = request.header("content-length").unwrap_or("0");
    let length = target::digits(length).ok_or_else(|| invalid("content-length"))?;
    if length > BODY {
        return Err(invalid("the body is too large"));
    }
    Ok(Framing::Length(length))
}

/// Where a chunked body ends, if all of it is there; fills `body` then.
fn dechunk(bytes: &[u8], body: &mut Vec<u8>) -> io::Result<Option<usize>> {
    let invalid = || io::Error::new(io::ErrorKind::InvalidData, "chunk");
    body.clear();
    let mut at = 0;
    loop {
        let (line, size) = match httparse::parse_chunk_size(&bytes[at..]).map_err(|_| invalid())? {
            httparse::Status::Complete(found) => found,
            httparse::Status::Partial => return Ok(None),
        };
        let start = at + line;
        let end = usize::try_from(size)
            .ok()
            .filter(|&size| size <= BODY)
            .ok_or_else(invalid)?
            + start;
        if bytes.len() < end + 2 {
            return Ok(None);
        }
        body.extend_from_slice(&bytes[start..end]);
        // No trailers either: nobody sends them.
        if &bytes[end..end + 2] != b"\r\n" || body.len() > BODY {
            return Err(invalid());
        }
        at = end + 2;
        if size == 0 {
            return Ok(Some(at));
        }
    }
}
