//! The only JSON reader: one visitor over miniserde that takes what fits and passes over the rest.
//!
//! A derived reader fails a whole document for one field of another type. Here a [`Reader`]
//! is told of each value and where it stands, and what does not fit costs that value alone.
//! Bytes are capped by whoever fetched them; depth and escaped strings are capped here,
//! elements by the readers.

use alloc::boxed::Box;
use miniserde::de::{Deserialize, Map, Seq, Visitor};
use miniserde::{Error, Result, json};

use super::scan;

/// Deepest nesting of an answer that is read; Pinecone's own need four levels.
const DEPTH: u8 = 32;
/// The same of any other JSON: each level takes the parser a hundred bytes while a refusal is read.
pub(crate) const DEPTH_OF_ANY: u8 = 16;
/// Longest string, as written, that the parser may copy to resolve its escapes; its copy takes
/// three times as much while it grows. An id has 1,000 characters, each perhaps an escape.
pub(crate) const ESCAPED: usize = 6002;
/// The same in an answer that holds imports: each has an error text of any length.
pub(crate) const ESCAPED_MODEL: usize = 64 * 1024;

/// The names that members have in this API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    /// Not a member: the document itself.
    Root,
    /// Not a member either: what is in an array.
    Element,
    /// Any other.
    Other,
    Code,
    CreatedAt,
    Data,
    Detail,
    Details,
    Error,
    FinishedAt,
    Id,
    ImportErrors,
    ImportSuccesses,
    Message,
    Next,
    Pagination,
    PercentComplete,
    RecordsImported,
    Status,
    Uri,
    ValidationResult,
}

impl Name {
    fn of(key: &str) -> Self {
        match key {
            "code" => Self::Code,
            "createdAt" => Self::CreatedAt,
            "data" => Self::Data,
            "detail" => Self::Detail,
            "details" => Self::Details,
            "error" => Self::Error,
            "finishedAt" => Self::FinishedAt,
            "id" => Self::Id,
            "importErrors" => Self::ImportErrors,
            "importSuccesses" => Self::ImportSuccesses,
            "message" => Self::Message,
            "next" => Self::Next,
            "pagination" => Self::Pagination,
            "percentComplete" => Self::PercentComplete,
            "recordsImported" => Self::RecordsImported,
            "status" => Self::Status,
            "uri" => Self::Uri,
            "validationResult" => Self::ValidationResult,
            _ => Self::Other,
        }
    }
}

/// Where a value stands: the name of what it is in, and its own.
pub(crate) type At = (Name, Name);

/// Takes the values of a document, in their order.
pub(crate) trait Reader {
    /// A scalar; or an array or object that is passed over, with all that is in it.
    fn scalar(&mut self, at: At, value: Value<'_>);

    /// Whether an array or object is read, not passed over.
    fn opens(&mut self, _at: At, _is_object: bool) -> bool {
        false
    }

    /// An object that was read is at its end; `name` is what it stands under.
    fn closes(&mut self, _name: Name) {}
}

/// Takes nothing.
impl Reader for () {
    fn scalar(&mut self, _: At, _: Value<'_>) {}
}

/// A JSON value as far as a reader can take it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'a> {
    Null,
    Bool,
    Text(&'a str),
    Unsigned(u64),
    Negative(i64),
    Float(f64),
    /// An array or object that is passed over.
    Container,
}

/// Reads a body that is an object.
///
/// `None` where it is none, nests too deep, or has a string with escapes that takes more than
/// `escaped` bytes.
pub(crate) fn object<R: Reader + Default>(body: &[u8], escaped: usize) -> Option<R> {
    let text = core::str::from_utf8(body).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Answer(reader) = parse(text, escaped)?;
    Some(reader)
}

/// Reads a text that is any JSON; `None` as of [`object`].
pub(crate) fn any<R: Reader + Default>(text: &str, escaped: usize) -> Option<R> {
    let Visit(Document(reader)) = parse(text, escaped)?;
    Some(reader)
}

fn parse<T: Deserialize>(text: &str, escaped: usize) -> Option<T> {
    // Most bodies are so short that none of their strings can be too long.
    if text.len() > escaped && scan::shape(text).longest_escaped > escaped {
        return None;
    }
    json::from_str(text).ok()
}

/// The visitor of a document that is an object.
struct Answer<R>(R);

impl<R: Reader + Default> Deserialize for Answer<R> {
    fn begin(out: &mut Option<Self>) -> &mut dyn Visitor {
        out.insert(Self(R::default()))
    }
}

impl<R: Reader> Visitor for Answer<R> {
    fn map(&mut self) -> Result<Box<dyn Map + '_>> {
        Ok(Box::new(Visit(Node::root(Some(&mut self.0), DEPTH))))
    }
}

/// A visitor of whatever takes values.
struct Visit<T>(T);

/// Takes the next value.
trait Take {
    fn scalar(&mut self, value: Value<'_>);

    /// What takes the values in an array or object; `None` where that is one level too deep.
    fn open(&mut self, is_object: bool) -> Option<Node<'_>>;
}

/// A document that is any JSON.
struct Document<R>(R);

impl<R: Reader + Default> Deserialize for Visit<Document<R>> {
    fn begin(out: &mut Option<Self>) -> &mut dyn Visitor {
        out.insert(Self(Document(R::default())))
    }
}

impl<R: Reader> Take for Document<R> {
    fn scalar(&mut self, value: Value<'_>) {
        self.0.scalar((Name::Root, Name::Root), value);
    }

    fn open(&mut self, is_object: bool) -> Option<Node<'_>> {
        if is_object {
            return Some(Node::root(Some(&mut self.0), DEPTH_OF_ANY));
        }
        self.scalar(Value::Container);
        Some(Node::root(None, DEPTH_OF_ANY))
    }
}

/// An array or object.
struct Node<'a> {
    /// `None` passes over all that is in it.
    reader: Option<&'a mut dyn Reader>,
    /// Where the next value stands.
    at: At,
    /// How many levels there may be below.
    depth: u8,
}

impl<'a> Node<'a> {
    fn root(reader: Option<&'a mut dyn Reader>, depth: u8) -> Self {
        Self {
            reader,
            at: (Name::Root, Name::Root),
            depth: depth - 1,
        }
    }
}

impl Take for Node<'_> {
    fn scalar(&mut self, value: Value<'_>) {
        if let Some(reader) = &mut self.reader {
            reader.scalar(self.at, value);
        }
    }

    fn open(&mut self, is_object: bool) -> Option<Node<'_>> {
        let reader = self.reader.as_mut().and_then(|reader| {
            if reader.opens(self.at, is_object) {
                return Some(&mut **reader as _);
            }
            reader.scalar(self.at, Value::Container);
            None
        });
        Some(Node {
            reader,
            at: (self.at.1, Name::Element),
            depth: self.depth.checked_sub(1)?,
        })
    }
}

impl<T: Take> Visitor for Visit<T> {
    fn null(&mut self) -> Result<()> {
        self.0.scalar(Value::Null);
        Ok(())
    }

    fn boolean(&mut self, _: bool) -> Result<()> {
        self.0.scalar(Value::Bool);
        Ok(())
    }

    fn string(&mut self, text: &str) -> Result<()> {
        self.0.scalar(Value::Text(text));
        Ok(())
    }

    fn negative(&mut self, n: i64) -> Result<()> {
        self.0.scalar(Value::Negative(n));
        Ok(())
    }

    fn nonnegative(&mut self, n: u64) -> Result<()> {
        self.0.scalar(Value::Unsigned(n));
        Ok(())
    }

    fn float(&mut self, n: f64) -> Result<()> {
        self.0.scalar(Value::Float(n));
        Ok(())
    }

    fn seq(&mut self) -> Result<Box<dyn Seq + '_>> {
        Ok(Box::new(Visit(self.0.open(false).ok_or(Error)?)))
    }

    fn map(&mut self) -> Result<Box<dyn Map + '_>> {
        Ok(Box::new(Visit(self.0.open(true).ok_or(Error)?)))
    }
}

impl Seq for Visit<Node<'_>> {
    fn element(&mut self) -> Result<&mut dyn Visitor> {
        Ok(self)
    }

    fn finish(&mut self) -> Result<()> {
        Ok(())
    }
}

impl Map for Visit<Node<'_>> {
    fn key(&mut self, key: &str) -> Result<&mut dyn Visitor> {
        if self.0.reader.is_some() {
            self.0.at.1 = Name::of(key);
        }
        Ok(self)
    }

    fn finish(&mut self) -> Result<()> {
        if let Some(reader) = &mut self.0.reader {
            reader.closes(self.0.at.0);
        }
        Ok(())
    }
}
