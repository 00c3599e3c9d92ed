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
    /// The details, those at the top rather than those below `error`.
    details: Details,
    /// Where they are; without a place they do not count.
    place: Option<Place>,
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
#[derive(Default)]
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
    Number(RpcCode),
    Name(String),
    Misfit,
}

impl Reader<Name> for Found {
    fn key(&mut self, parent: Name, _: &str) {
        let [members, below] = &mut self.members;
        match parent {
            Name::Root => *members += 1,
            Name::Error => *below += 1,
            _ => {}
        }
    }

    fn document(&mut self, value: Value<'_>) {
        self.texts[4] = Text::new(value);
    }

    // The last of duplicate members counts, whatever came before it.
    fn scalar(&mut self, at: At, value: Value<'_>) {
        if at == (Name::Root, Name::Error) {
            self.forget_below();
        }
        let [code, status, below_code, below_status] = &mut self.codes;
        let [message, error, below_message, detail, _] = &mut self.texts;
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
            (Name::Error, Name::Message) => Some(below_message),
            _ => None,
        };
        if let Some(code) = code {
            *code = match CodeMember::new(value) {
                CodeMember::Number(_) | CodeMember::Misfit if at.1 == Name::Status => {
                    CodeMember::None
                }
                member => member,
            };
        } else if let Some(text) = text {
            *text = Text::new(value);
        } else {
            self.of_details(at, value);
        }
    }

    fn opens(&mut self, at: At, is_object: bool) -> bool {
        match at {
            (Name::Root, Name::Error) if is_object => {
                self.error = self.members[0] - 1;
                self.texts[1] = Text::None;
                self.forget_below();
                true
            }
            (Name::Root | Name::Error, Name::Details) if !is_object => {
                self.begin_details(at.0 == Name::Error)
            }
            (Name::Details, _) => is_object && self.details.has_room(),
            _ => false,
        }
    }

    fn closes(&mut self, name: Name) {
        if name == Name::Element {
            self.details.close();
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
                    self.details.scalar(value);
                }
            }
            (Name::Details, _) => self.details.scalar(value),
            (Name::Element, name) => self.details.member(name, value),
            _ => {}
        }
    }

    /// Begins new details, in place of any before. Returns whether they count.
    fn begin_details(&mut self, below: bool) -> bool {
        let counts = !below || self.place.as_ref().is_none_or(|at| at.below);
        if counts {
            let [top, under] = self.members;
            let member = if below { under } else { top } - 1;
            self.details = Details::default();
            self.place = Some(Place { member, below });
        }
        counts
    }

    fn forget_details(&mut self, below: bool) {
        self.place.take_if(|at| at.below == below);
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
        let mut status = RpcStatus::default();
        for text in self.texts {
            match text {
                Text::Some { start, is_cut } if status.message.is_empty() => {
                    (status.message, status.truncated) = (start, is_cut);
                }
                Text::Misfit => status.malformed = true,
                Text::Some { .. } | Text::None => {}
            }
        }
        if let Some(at) = self.place {
            let parent = if at.below {
                nth(text, self.error)
            } else {
                Some(text)
            };
            let written = parent.and_then(|parent| nth(parent, at.member));
            self.details
                .into_status(written.unwrap_or_default(), &mut status);
        }
        let (mut canonical, mut named, mut other) = (None, None, None);
        for code in self.codes {
            match code {
                CodeMember::None => {}
                // A number beats a name only if it is an error code: 0 is not, and 400 is HTTP's.
                CodeMember::Number(code) if code.0 != 0 && code.name().is_some() => {
                    canonical = canonical.or(Some(code));
                }
                CodeMember::Number(code) => other = other.or(Some(code)),
                CodeMember::Name(name) => match RpcCode::from_name(&name) {
                    Some(code) => named = named.or(Some(code)),
                    None => status.other_name = status.other_name.or(Some(name)),
                },
                CodeMember::Misfit => status.malformed = true,
            }
        }
        status.code = canonical.or(named).or(other);
        status
    }
}

impl CodeMember {
    fn new(value: Value<'_>) -> Self {
        match value {
            Value::Null => Self::None,
            Value::Text(text) if is_name(text) => Self::Name(text::cut(text, NAME).into()),
            _ => match number::integer(value).and_then(|n| i32::try_from(n).ok()) {
                Some(number) => Self::Number(RpcCode(number)),
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
