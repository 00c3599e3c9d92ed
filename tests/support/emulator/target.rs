//! The request target, taken apart as strictly as the service does it.

use super::http::HttpResponse;
use super::service::{invalid, rpc};

const COLLECTION: &str = "/bulk/imports";
const ID: usize = 1000;

/// The id that a path ends in; `None` for the path of all imports.
pub fn id(path: &str) -> Result<Option<String>, HttpResponse> {
    let not_found = || rpc(404, 5, "Not Found");
    let rest = path.strip_prefix(COLLECTION).ok_or_else(not_found)?;
    if rest.is_empty() {
        return Ok(None);
    }
    // One segment: a slash is part of an id only where it is encoded.
    let segment = rest.strip_prefix('/').filter(|id| !id.is_empty());
    let segment = segment
        .filter(|id| !id.contains('/'))
        .ok_or_else(not_found)?;
    let id = percent_decode(segment).ok_or_else(|| invalid("id is not percent-encoded UTF-8"))?;
    if id.chars().count() > ID {
        return Err(invalid(&format!("id must have 1 to {ID} characters")));
    }
    Ok(Some(id))
}

/// The query's pairs, decoded; none but the `known` names, and each at most once.
pub fn query(target: &str, known: &[&str]) -> Result<Vec<(String, String)>, HttpResponse> {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let mut pairs: Vec<(String, String)> = Vec::new();
    if query.is_empty() {
        return Ok(pairs);
    }
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        // In a query a plus sign is a space: a token that was not encoded is not what it was.
        let decode = |text: &str| percent_decode(&text.replace('+', " "));
        let (Some(name), Some(value)) = (decode(name), decode(value)) else {
            return Err(invalid("the query is not percent-encoded UTF-8"));
        };
        if !known.contains(&name.as_str()) {
            return Err(invalid(&format!("unknown parameter {name}")));
        }
        if pairs.iter().any(|(seen, _)| *seen == name) {
            return Err(invalid(&format!("{name} is given twice")));
        }
        pairs.push((name, value));
    }
    Ok(pairs)
}

/// A number of plain digits; `str::parse` alone takes a sign as well.
pub fn digits<T: std::str::FromStr>(text: &str) -> Option<T> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn percent_decode(text: &str) -> Option<String> {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let mut hex = || char::from(bytes.next()?).to_digit(16);
            out.push(u8::try_from(hex()? * 16 + hex()?).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}
