//! Decodes error bodies of all known formats into an [`RpcStatus`].

use alloc::string::String;

use super::details::Details;
use super::name::{At, Name};
use super::{number, text};
use crate::error::{RpcCode, RpcStatus};
use crate::json::{self, Limits, Reader, Value};

/// Most bytes read of a body.
const BODY: usize = 16 * 1024;
/// Most bytes that complete a truncated body: a quote, and a bracket for each level.
const CLOSING: usize = 33;
/// Most bytes kept of a message.
const MESSAGE: usize = 2048;
/// Most bytes kept of a code's name.
const NAME: usize = 64;
/// The parser's copy of a string with escapes takes three times its size while it grows.
const LIMITS: Limits = Limits {
    string: MESSAGE,
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

/// An error body: a `google.rpc.Status` at the top level, one below `error`, or a text.
#[derive(Default)]
struct Found {
    /// `code` and `status`, at the top level and below `error`. `status` can be a code's name;
    /// some services repeat the HTTP status there, which is ignored.
    codes: [CodeMember; 4],
    /// Candidates for the message, the best first: `message`, `error`, its `message`, `detail`,
    /// and the whole document.
    texts: [Text; 5],
    /// Of the top and below `error`: `details`, and which member that is.
    details: [Option<(Details, usize)>; 2],
    /// Whether the details that are being read are those below `error`.
    below: bool,
    /// Which member of the top is `error`.
    error: usize,
    /// The number of members so far, at the top level and below `error`.
    members: [usize; 2],
}

/// The value of a member that should be a string.
#[derive(Default, PartialEq, Eq)]
enum Text {
    #[default]
    None,
    Some {
        start: String,
        is_cut: bool,
    },
    Misfit,
}

impl Text {
    fn new(value: Value<'_>) -> Self {
        match value {
            Value::Null | Value::Text("") => Self::None,
            Value::Text(whole) => Self::Some {
                start: text::cut(whole, MESSAGE).into(),
                is_cut: whole.len() > MESSAGE,
            },
            _ => Self::Misfit,
        }
    }
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

impl Reader<Name> for Found {
    // The last of duplicate members counts, whatever came before it.
    fn scalar(&mut self, at: At, value: Value<'_>) {
        self.count(at);
        if at == (Name::Root, Name::Error) {
            self.forget_below();
        }
        let [code, status, below_code, below_status] = &mut self.codes;
        let [message, error, below_message, detail, document] = &mut self.texts;
        // The place first: what is put there is long to make, and is made in one place.
        let code = match at {
            (Name::Root, Name::Code) => Some(code),
            (Name::Root, Name::Status) => Some(status),
            (Name::Error, Name::Code) => Some(below_code),
            (Name::Error, Name::Status) => Some(below_status),
            _ => None,
        };
        let text = match at {
            (Name::Root, Name::Message) => Some(message),
            (Name::Root, Name::Error) => Some(error),
            (Name::Root, Name::Detail) => Some(detail),
            (Name::Root, Name::Root) => Some(document),
            (Name::Error, Name::Message) => Some(below_message),
            _ => None,
        };
        if let Some(code) = code {
            *code = CodeMember::new(value);
        } else if let Some(text) = text {
            *text = Text::new(value);
        } else {
            self.of_details(at, value);
        }
    }

    fn opens(&mut self, at: At, is_object: bool) -> bool {
        match at {
            (Name::Root, Name::Error) if is_object => {
                self.count(at);
                self.error = self.members[0] - 1;
                self.texts[1] = Text::None;
                self.forget_below();
                true
            }
            (Name::Root | Name::Error, Name::Details) if !is_object => {
                self.count(at);
                self.begin_details(at.0 == Name::Error);
                true
            }
            (Name::Details, _) => is_object && self.current().has_room(),
            _ => false,
        }
    }

    fn closes(&mut self, name: Name) {
        if name == Name::Element {
            self.current().close();
        }
    }
}

impl Found {
    /// A value in `details`, or in what those hold.
    fn of_details(&mut self, at: At, value: Value<'_>) {
        match at {
            (Name::Root | Name::Error, Name::Details) => {
                self.begin_details(at.0 == Name::Error);
                match value {
                    Value::Null => *self.place() = None,
                    _ => self.current().scalar(value),
                }
            }
            (Name::Details, _) => self.current().scalar(value),
            (Name::Element, name) => self.current().member(name, value),
            _ => {}
        }
    }

    fn count(&mut self, at: At) {
        let [members, below] = &mut self.members;
        match at.0 {
            Name::Root => *members += 1,
            Name::Error => *below += 1,
            _ => {}
        }
    }

    /// New details, in place of any before.
    fn begin_details(&mut self, below: bool) {
        self.below = below;
        let [top, under] = self.members;
        let member = if below { under } else { top };
        *self.place() = Some((Details::default(), member - 1));
    }

    /// Where the details are that are being read.
    fn place(&mut self) -> &mut Option<(Details, usize)> {
        let [top, under] = &mut self.details;
        if self.below { under } else { top }
    }

    fn current(&mut self) -> &mut Details {
        &mut self.place().get_or_insert_default().0
    }

    fn forget_below(&mut self) {
        let [_, _, code, status] = &mut self.codes;
        (*code, *status) = (CodeMember::None, CodeMember::None);
        self.texts[2] = Text::None;
        self.details[1] = None;
        self.members[1] = 0;
    }

    /// `text` is the document that was read.
    fn into_status(self, text: &str) -> RpcStatus {
        let mut status = RpcStatus {
            malformed: self.texts.contains(&Text::Misfit),
            ..RpcStatus::default()
        };
        for text in self.texts {
            if let (true, Text::Some { start, is_cut }) = (status.message.is_empty(), text) {
                (status.message, status.truncated) = (start, is_cut);
            }
        }
        let (details, written) = match self.details {
            [Some((details, at)), _] => (Some(details), nth(text, at)),
            [None, Some((details, at))] => {
                let error = nth(text, self.error);
                (Some(details), error.and_then(|error| nth(error, at)))
            }
            [None, None] => (None, None),
        };
        if let Some(details) = details {
            details.into_status(written.unwrap_or_default(), &mut status);
        }
        let [code, _, below_code, _] = &self.codes;
        let numbers = [code, below_code].map(|code| match code {
            CodeMember::Number(number) => Some(RpcCode(*number)),
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
            match RpcCode::from_name(&name) {
                Some(code) => status.code = status.code.or(Some(code)),
                None => status.other_name = status.other_name.or(Some(name)),
            }
        }
        // A number beats a name only if it is an error code: 0 is not, and 400 is HTTP's.
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

/// The value of a member of a valid object.
fn nth(object: &str, at: usize) -> Option<&str> {
    json::items(object).nth(at).and_then(json::member)
}
