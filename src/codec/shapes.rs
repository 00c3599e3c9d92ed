//! The shapes that error bodies come in: one reader for all of them.

use alloc::string::String;

use super::details::Details;
use super::name::{At, Name};
use super::{number, text};
use crate::error::{RpcCode, RpcStatus};
use crate::json::{self, Reader, Value};

/// Most bytes kept of a message.
pub(super) const MESSAGE: usize = 2048;
/// Most bytes kept of a code's name.
const NAME: usize = 64;

/// An error body: a `google.rpc.Status` at the top level, one below `error`, or a text.
#[derive(Default)]
pub(super) struct Found {
    /// `code` and `status`, at the top level and below `error`. `status` can be a code's name;
    /// some services repeat the HTTP status there, which is ignored.
    codes: [CodeMember; 4],
    /// Candidates for the message, the best first: `message`, `error`, its `message`, `detail`,
    /// and the whole document.
    texts: [Text; 5],
    /// The details, and where they are. Those at the top replace those below `error`.
    details: Option<(Details, Place)>,
    /// Which member of the top is `error`.
    error: usize,
    /// The number of members so far, at the top level and below `error`.
    members: [usize; 2],
}

/// Where the details are: which member, of the top or of `error`.
#[derive(Default)]
struct Place {
    member: usize,
    below: bool,
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
                self.begin_details(at.0 == Name::Error)
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
                let below = at.0 == Name::Error;
                if matches!(value, Value::Null) {
                    self.forget_details(below);
                } else if self.begin_details(below) {
                    self.current().scalar(value);
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

    /// Begins new details, in place of any before. Returns whether they count.
    fn begin_details(&mut self, below: bool) -> bool {
        let counts = !below || self.details.as_ref().is_none_or(|(_, at)| at.below);
        if counts {
            let [top, under] = self.members;
            let member = if below { under } else { top } - 1;
            self.details = Some((Details::default(), Place { member, below }));
        }
        counts
    }

    fn forget_details(&mut self, below: bool) {
        self.details.take_if(|(_, at)| at.below == below);
    }

    /// The details that are being read.
    fn current(&mut self) -> &mut Details {
        &mut self.details.get_or_insert_default().0
    }

    fn forget_below(&mut self) {
        let [_, _, code, status] = &mut self.codes;
        (*code, *status) = (CodeMember::None, CodeMember::None);
        self.texts[2] = Text::None;
        self.forget_details(true);
        self.members[1] = 0;
    }

    /// `text` is the document that was read.
    pub(super) fn into_status(self, text: &str) -> RpcStatus {
        let mut status = RpcStatus {
            malformed: self.texts.contains(&Text::Misfit),
            ..RpcStatus::default()
        };
        for text in self.texts {
            if let (true, Text::Some { start, is_cut }) = (status.message.is_empty(), text) {
                (status.message, status.truncated) = (start, is_cut);
            }
        }
        if let Some((details, at)) = self.details {
            let parent = if at.below {
                nth(text, self.error)
            } else {
                Some(text)
            };
            let written = parent.and_then(|parent| nth(parent, at.member));
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
