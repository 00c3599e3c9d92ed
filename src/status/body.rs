//! The shapes that error bodies come in, and how each becomes a [`Status`].
//!
//! The parser tells what stands where, and that all of it is JSON. The texts are then taken
//! out of the body one by one, so that only those that are kept ever take room.

use alloc::string::String;

use super::unquote::unquote;
use super::{Code, Status, details};
use crate::codec::read::{self, At, DEPTH_OF_ANY, Name, Reader, Value};
use crate::codec::{number, scan, text};

/// Most bytes kept of a message.
const MESSAGE: usize = 2048;
/// Most bytes kept of a code's name.
const NAME: usize = 64;
/// Most bytes read of a body that is not UTF-8.
const LOSSY: usize = 1024;
/// Longest string, as written, that is unescaped: the parser's copy of it takes three times as
/// much while it grows.
const ESCAPED: usize = 2048;
/// What is kept of a body with longer ones, or that nests too deep.
const CONDENSED: usize = 2560;
/// How deep it may nest then, and how long its strings may be: the first that make it fit.
const CONDENSE: [(usize, usize); 3] = [(DEPTH_OF_ANY as usize, 1024), (2, 1024), (1, 512)];

pub(super) fn read(body: &[u8]) -> Status {
    if let Ok(text) = core::str::from_utf8(body) {
        return read_text(text);
    }
    let text = text::excerpt(body, LOSSY);
    let status = read_text(&text);
    Status {
        malformed: true,
        truncated: status.truncated || body.len() > LOSSY,
        ..status
    }
}

fn read_text(text: &str) -> Status {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some(found) = read::any::<Found>(text, ESCAPED) {
        return found.into_status(text);
    }
    let shape = scan::shape(text);
    if shape.depth <= usize::from(DEPTH_OF_ANY) && shape.longest_escaped <= ESCAPED {
        return plain(text);
    }
    let mut condensed = CONDENSE
        .iter()
        .filter_map(|&(depth, string)| scan::condense(text, string, depth, CONDENSED));
    let status = condensed.next().and_then(|text| {
        let found: Found = read::any(&text, ESCAPED)?;
        Some(found.into_status(&text))
    });
    Status {
        truncated: true,
        ..status.unwrap_or_else(|| plain(text))
    }
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
    let message = text::cut(text, MESSAGE);
    Status {
        message: message.into(),
        truncated: message.len() < text.len(),
        ..Status::default()
    }
}

/// What an error body has: a `google.rpc.Status` at the top, one below `error`, or a text.
#[derive(Default)]
struct Found {
    /// Of the top and below `error`: `code` and `status`. The latter can be a code's name; in
    /// other services' bodies it is the HTTP status, which says nothing new.
    codes: [CodeMember; 4],
    /// In the order in which they are a message: `message`, `error`, its `message`, `detail`,
    /// and the whole document.
    texts: [Text; 5],
    /// Of the top and below `error`.
    details: [bool; 2],
}

/// Whether there is a text in a place for one.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Text {
    #[default]
    None,
    Some,
    Misfit,
}

/// A code as a number, a number in quotes, or a name.
#[derive(Default)]
enum CodeMember {
    #[default]
    None,
    Number(i32),
    Name(String),
    Misfit,
}

impl Reader for Found {
    // Of a member that is there twice the last counts, whatever stood before.
    fn scalar(&mut self, at: At, value: Value<'_>) {
        let [code, status, below_code, below_status] = &mut self.codes;
        let [message, error, below_message, detail, document] = &mut self.texts;
        let text = match value {
            Value::Null | Value::Text("") => Text::None,
            Value::Text(_) => Text::Some,
            _ => Text::Misfit,
        };
        let is_null = matches!(value, Value::Null);
        match at {
            (Name::Root, Name::Code) => *code = CodeMember::new(value),
            (Name::Root, Name::Status) => *status = CodeMember::new(value),
            (Name::Root, Name::Message) => *message = text,
            (Name::Root, Name::Details) => self.details[0] = !is_null,
            (Name::Root, Name::Detail) => *detail = text,
            (Name::Root, Name::Root) => *document = text,
            (Name::Root, Name::Error) => {
                *error = text;
                self.forget_below();
            }
            (Name::Error, Name::Code) => *below_code = CodeMember::new(value),
            (Name::Error, Name::Status) => *below_status = CodeMember::new(value),
            (Name::Error, Name::Message) => *below_message = text,
            (Name::Error, Name::Details) => self.details[1] = !is_null,
            _ => {}
        }
    }

    fn opens(&mut self, at: At, is_object: bool) -> bool {
        let is_read = is_object && at == (Name::Root, Name::Error);
        if is_read {
            self.texts[1] = Text::None;
            self.forget_below();
        }
        is_read
    }
}

impl Found {
    fn forget_below(&mut self) {
        let [_, _, code, status] = &mut self.codes;
        (*code, *status) = (CodeMember::None, CodeMember::None);
        self.texts[2] = Text::None;
        self.details[1] = false;
    }

    /// `text` is the document that was read.
    fn into_status(self, text: &str) -> Status {
        let mut status = Status {
            malformed: self.texts.contains(&Text::Misfit),
            ..Status::default()
        };
        let top = Parts::of(text);
        let below = top.error.filter(|error| error.starts_with('{'));
        let below = below.map(Parts::of).unwrap_or_default();
        let source = self.texts.iter().position(|text| *text == Text::Some);
        let quoted = match source {
            Some(0) => top.message,
            Some(1) => top.error,
            Some(2) => below.message,
            Some(3) => top.detail,
            Some(_) => Some(text.trim_ascii()),
            None => None,
        };
        if let Some(quoted) = quoted {
            let (message, _) = unquote(quoted, ESCAPED);
            status.message = text::cut(&message, MESSAGE).into();
            status.truncated = status.message.len() < message.len();
        }
        let details = match self.details {
            [true, _] => top.details,
            [_, true] => below.details,
            _ => None,
        };
        if let Some(details) = details {
            details::read(details, &mut status);
        }
        let [code, _, below_code, _] = &self.codes;
        let numbers = [code, below_code].map(|code| match code {
            CodeMember::Number(number) => Some(Code(*number)),
            CodeMember::Misfit => {
                status.malformed = true;
                None
            }
            _ => None,
        });
        for code in self.codes {
            let CodeMember::Name(name) = code else {
                continue;
            };
            match Code::from_name(&name) {
                Some(code) => status.code = status.code.or(Some(code)),
                None => status.other_name = status.other_name.or(Some(name)),
            }
        }
        // A number beats a name only where it is an error code: 0 is none, 400 is HTTP's.
        let mut numbers = numbers.into_iter().flatten();
        let canonical = numbers
            .clone()
            .find(|code| code.0 != 0 && code.name().is_some());
        status.code = canonical.or(status.code).or_else(|| numbers.next());
        status
    }
}

impl CodeMember {
    fn new(value: Value<'_>) -> Self {
        match value {
            Value::Null => Self::None,
            Value::Text(text) if is_name(text) => Self::Name(text::cut(text, NAME).into()),
            _ => match number::integer(value).and_then(|n| i32::try_from(n).ok()) {
                Some(number) => Self::Number(number),
                None => Self::Misfit,
            },
        }
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

/// The members of a valid object that can become a part of a status, as written.
#[derive(Default)]
struct Parts<'a> {
    message: Option<&'a str>,
    error: Option<&'a str>,
    detail: Option<&'a str>,
    details: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(object: &'a str) -> Self {
        let mut parts = Self::default();
        for (name, value) in scan::items(object).filter_map(scan::member) {
            let part = match &*unquote(name, ESCAPED).0 {
                "message" => &mut parts.message,
                "error" => &mut parts.error,
                "detail" => &mut parts.detail,
                "details" => &mut parts.details,
                _ => continue,
            };
            *part = Some(value);
        }
        parts
    }
}
