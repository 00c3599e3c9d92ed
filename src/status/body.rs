//! The shapes that error bodies come in, and how each becomes a [`Status`].

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use miniserde::Result;
use miniserde::de::{Map, Visitor};

use super::{Code, Status, details};
use crate::codec::read::{self, Field, Members, Presence, Record, Sink, Text, Value};
use crate::codec::scan;

/// Most bytes kept of a message.
const MESSAGE: usize = 2048;
/// Most bytes kept of a code's name.
const NAME: usize = 64;
/// Most bytes read of a body that is not UTF-8.
const LOSSY: usize = 1024;

pub(super) fn read(body: &[u8]) -> Status {
    if let Ok(text) = core::str::from_utf8(body) {
        return read_text(text);
    }
    let text = read::excerpt(body, LOSSY);
    let status = read_text(&text);
    Status {
        malformed: true,
        truncated: status.truncated || body.len() > LOSSY,
        ..status
    }
}

fn read_text(text: &str) -> Status {
    let Some(admitted) = read::admit_condensed(text) else {
        return Status {
            truncated: true,
            ..plain(text)
        };
    };
    let mut status = match read::read::<Field<TextOr<Body>>>(&admitted) {
        Some(Field(body)) => body.into_status(&admitted),
        None => plain(text),
    };
    status.truncated |= matches!(admitted, Cow::Owned(_));
    status
}

/// A body that is not JSON. Markup and broken JSON are no message: those are left to the excerpt.
fn plain(text: &str) -> Status {
    let text = text.trim_ascii();
    if text.starts_with(['<', '{', '[']) {
        return Status {
            malformed: true,
            ..Status::default()
        };
    }
    let message = read::cut(text, MESSAGE);
    Status {
        message: message.into(),
        truncated: message.len() < text.len(),
        ..Status::default()
    }
}

/// The members of a `google.rpc.Status`.
#[derive(Debug, Default)]
struct RpcStatus {
    code: Field<CodeMember>,
    /// A code's name; in other services' bodies also the HTTP status, which says nothing new.
    status: Field<CodeMember>,
    message: Field<Text<MESSAGE>>,
    details: Field<Presence>,
}

impl Record for RpcStatus {
    fn field(&mut self, key: &str) -> Option<&mut dyn Visitor> {
        match key {
            "code" => Some(&mut self.code),
            "status" => Some(&mut self.status),
            "message" => Some(&mut self.message),
            "details" => Some(&mut self.details),
            _ => None,
        }
    }
}

/// A whole error body: a `Status` at the top, or below `error`, or one text.
#[derive(Debug, Default)]
struct Body {
    rpc: RpcStatus,
    error: Field<TextOr<RpcStatus>>,
    detail: Field<Text<MESSAGE>>,
}

impl Record for Body {
    fn field(&mut self, key: &str) -> Option<&mut dyn Visitor> {
        match key {
            "error" => Some(&mut self.error),
            "detail" => Some(&mut self.detail),
            _ => self.rpc.field(key),
        }
    }
}

/// A text, or an object in its place.
#[derive(Debug, Default)]
struct TextOr<R> {
    text: Text<MESSAGE>,
    record: R,
}

impl<R: Record + Default> Sink for TextOr<R> {
    // Of a member that is there twice the last counts, whatever stood before.
    fn scalar(&mut self, value: Value<'_>) {
        self.record = R::default();
        self.text.scalar(value);
    }

    fn map(&mut self) -> Result<Box<dyn Map + '_>> {
        *self = Self {
            text: Text::default(),
            record: R::default(),
        };
        Ok(Box::new(Members(&mut self.record)))
    }
}

/// A code as a number, a number in quotes, or a name.
#[derive(Debug, Default)]
struct CodeMember {
    number: Option<i32>,
    name: Option<String>,
    misfit: bool,
}

impl Sink for CodeMember {
    fn scalar(&mut self, value: Value<'_>) {
        *self = Self::default();
        let is_name = |text: &str| {
            text.starts_with(|c: char| c.is_ascii_uppercase())
                && text
                    .bytes()
                    .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        };
        match value {
            Value::Null => {}
            Value::Text(text) if is_name(text) => self.name = Some(read::cut(text, NAME).into()),
            _ => {
                self.number = read::integer(value).and_then(|n| i32::try_from(n).ok());
                self.misfit = self.number.is_none();
            }
        }
    }
}

impl TextOr<Body> {
    /// `text` is the document that was read.
    fn into_status(self, text: &str) -> Status {
        let Body { rpc, error, detail } = self.record;
        let TextOr {
            text: error_text,
            record: below,
        } = error.0;
        let mut status = Status::default();
        for found in [
            rpc.message.0,
            error_text,
            below.message.0,
            detail.0,
            self.text,
        ] {
            status.malformed |= found.misfit;
            if status.message.is_empty() {
                status.truncated |= found.cut;
                status.message = found.value.unwrap_or_default();
            }
        }
        // Only now, when the texts that were not chosen take no more room.
        if rpc.details.0.0 {
            details::read(scan::member(text, "details"), &mut status);
        } else if below.details.0.0 {
            let error = scan::member(text, "error").unwrap_or_default();
            details::read(scan::member(error, "details"), &mut status);
        }
        status.malformed |= rpc.code.0.misfit || below.code.0.misfit;
        let numbers = [rpc.code.0.number, below.code.0.number];
        for name in [
            rpc.code.0.name,
            rpc.status.0.name,
            below.code.0.name,
            below.status.0.name,
        ] {
            let Some(name) = name else { continue };
            match Code::from_name(&name) {
                Some(code) => status.code = status.code.or(Some(code)),
                None => status.other_name = status.other_name.or(Some(name)),
            }
        }
        // A number beats a name only where it is an error code: 0 is none, 400 is HTTP's.
        let mut numbers = numbers.into_iter().flatten().map(Code);
        let canonical = numbers
            .clone()
            .find(|code| code.0 != 0 && code.name().is_some());
        status.code = canonical.or(status.code).or_else(|| numbers.next());
        status
    }
}
