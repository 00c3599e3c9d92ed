//! Decodes error bodies of all known formats into an [`RpcStatus`].

use super::shapes::{Found, MESSAGE};
use super::text;
use crate::error::RpcStatus;
use crate::json::{self, Limits};

/// Most bytes read of a body.
const BODY: usize = 16 * 1024;
/// Most bytes that complete a truncated body: a quote, and a bracket for each level.
const CLOSING: usize = 33;
/// The parser's copy of a string with escapes takes three times its size while it grows.
const LIMITS: Limits = Limits {
    string: 1536,
    keep_start: true,
};

impl RpcStatus {
    /// Decodes any error body: `rpcStatus`, other formats in use, plain text, or nothing.
    ///
    /// Never fails and never recurses. Reads the first 16 KiB, and needs less than 32 KiB of heap
    /// beyond the body.
    ///
    /// ```
    /// use pinecone_import::{RpcCode, RpcStatus};
    ///
    /// let body = br#"{"code": 5, "message": "Namespace not found", "details": []}"#;
    /// let status = RpcStatus::from_body(body);
    /// assert_eq!(status.code, Some(RpcCode(5)));
    /// assert_eq!(status.code_name(), Some("NOT_FOUND"));
    /// assert_eq!(status.message, "Namespace not found");
    /// ```
    #[must_use]
    pub fn from_body(body: &[u8]) -> Self {
        let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
        let as_it_is = core::str::from_utf8(body);
        let fits = body.len() <= BODY && !json::is_wild(body, LIMITS);
        if let (true, Ok(text)) = (fits, as_it_is) {
            if let Some(found) = json::parse::<_, Found>(text) {
                return found.into_status(text);
            }
        }
        let (text, is_whole) = text::lossy(body, BODY, CLOSING);
        let mut text = text.into_bytes();
        let tamed = json::tame(&mut text, LIMITS);
        let is_cut = tamed.is_cut || !is_whole;
        let broke_off = tamed.close(&mut text);
        let text = core::str::from_utf8(&text).unwrap_or_default();
        let mut status = match json::parse::<_, Found>(text) {
            Some(found) => {
                let mut status = found.into_status(text);
                status.truncated |= is_cut;
                status.malformed |= broke_off && is_whole;
                status
            }
            // What was tamed is not what is kept: a bracket in plain text is no fault.
            None => plain(body),
        };
        status.malformed |= as_it_is.is_err();
        status
    }
}

/// A body that is not JSON. Markup and broken JSON are not used as a message: the excerpt has them.
fn plain(body: &[u8]) -> RpcStatus {
    let body = body.trim_ascii();
    if let [b'<' | b'{' | b'[', ..] = body {
        return RpcStatus {
            malformed: true,
            ..RpcStatus::default()
        };
    }
    let (message, is_whole) = text::lossy(body, MESSAGE, 0);
    RpcStatus {
        message,
        truncated: !is_whole,
        ..RpcStatus::default()
    }
}
