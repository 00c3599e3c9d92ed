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
            if let Some(status) = read(text) {
                return status;
            }
        }
        let (text, is_long) = text::lossy(body, BODY, CLOSING);
        let mut text = text.into_bytes();
        let tamed = json::tame(&mut text, LIMITS);
        let is_cut = tamed.is_cut || is_long;
        let broke_off = tamed.close(&mut text);
        let text = core::str::from_utf8(&text).unwrap_or_default();
        let mut status = match read(text) {
            Some(mut status) => {
                status.truncated |= is_cut;
                status.malformed |= broke_off && !is_long;
                status
            }
            // What was tamed is not what is kept: a bracket in plain text is no fault.
            None => plain(body),
        };
        status.malformed |= as_it_is.is_err();
        status
    }
}

fn read(text: &str) -> Option<RpcStatus> {
    Some(json::parse::<_, Found>(text)?.into_status(text))
}

/// A body that is not JSON. Markup and broken JSON are not used as a message: the excerpt has them.
fn plain(body: &[u8]) -> RpcStatus {
    let mut status = RpcStatus::default();
    let body = body.trim_ascii();
    if let [b'<' | b'{' | b'[', ..] = body {
        status.malformed = true;
    } else {
        (status.message, status.truncated) = text::lossy(body, MESSAGE, 0);
    }
    status
}
