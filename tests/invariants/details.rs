//! Any bytes as a detail of each type of `google.rpc`, and in an error that is displayed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pinecone_import::{Endpoint, Error, Operation, Response, RpcDetail, RpcMessage, StartImport};
use serde_json::json;

use super::google_rpc::{self as reference, NAMES, Reference};
use super::input::Input;
use super::tolerant::{self, Limits};
use super::{reference as values, reference::is_plain};
use crate::heap;

pub const KEY: &str = "pcsk_made-up_key";
/// Longest string with escapes as written.
const LONG: Limits = Limits {
    string: 1536,
    keep_start: true,
};

pub fn check(data: &[u8]) {
    let mut input = Input(data);
    let form = input.byte();
    let name = NAMES[usize::from(form / 3) % NAMES.len()];
    // As long as the texts of an error's details together.
    let bytes = &input.0[..input.0.len().min(2048)];
    match (form % 3, std::str::from_utf8(bytes)) {
        (0, _) => packed(name, bytes),
        (1, Ok(text)) => written(name, text),
        (1, Err(_)) => {}
        _ => displayed(name, bytes),
    }
}

/// The message of a detail, which always is the same and small.
fn message(detail: &RpcDetail) -> Option<RpcMessage> {
    let (peak, message) = heap::peak(|| detail.message());
    assert!(peak < 24 * 1024, "{peak} bytes of heap");
    assert_eq!(message, detail.message());
    message
}

fn packed(name: &str, bytes: &[u8]) {
    let found = message(&reference::packed(name, bytes)).expect("a message, if an empty one");
    if let Some(expected) = Reference::decode(name, bytes) {
        expected.compare(&found);
    }
}

fn written(name: &str, text: &str) {
    let found = message(&reference::written(name, text));
    let Some(tokens) = tolerant::read(text) else {
        return;
    };
    let found = found.expect("a message, if an empty one");
    let value = values::value(&tolerant::tamed(&tokens, LONG).0);
    if tokens.iter().all(is_plain) && !reference::has_twins(&value) {
        Reference::from_json(name, &value).compare(&found);
    }
}

/// An error with this detail in base64 is one line of bounded length, and shows no key.
fn displayed(name: &str, bytes: &[u8]) {
    let type_url = format!("type.googleapis.com/google.rpc.{name}");
    let detail = json!({ "typeUrl": type_url, "value": STANDARD.encode(bytes) });
    let body = json!({ "code": 3, "message": "message", "details": [detail] });
    let endpoint = Endpoint::new("idx.example".parse().unwrap(), KEY.parse().unwrap());
    let response = Response::new(400, vec![], body.to_string().into());
    let Err(Error::Api(error)) = StartImport::new("s3://b/d").read(&endpoint, response) else {
        panic!("no error of the API");
    };
    let line = error.to_string();
    assert!(line.len() < 700, "{line}");
    assert!(!line.contains(char::is_control), "{line:?}");
    // What an escape of it becomes is no key either.
    assert!(!format!("{line} {error:?}").contains(KEY), "{line}");
    // The delay was read before a secret was overwritten, or the detail cut off.
    if !error.status.truncated && !error.excerpt.is_empty() {
        let delay = match error.status.details[0].message() {
            Some(RpcMessage::RetryInfo(info)) => info.retry_delay,
            _ => None,
        };
        assert_eq!(error.retry_after, delay);
    }
}
