//! The only JSON reader: visitors over miniserde that take what fits and pass over the rest.
//!
//! A derived reader fails a whole document for one field of another type. Here a field
//! that does not fit is marked as such, and the document is read on. Bytes are capped by
//! whoever fetched them; depth, string lengths and elements are capped here.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use miniserde::de::{Deserialize, Map, Seq, Visitor};
use miniserde::{Result, json};

use super::scan;

/// Deepest nesting that is read; Pinecone's own bodies need four levels.
const DEPTH: usize = 32;
/// Longest string, as written, that the parser may copy to resolve its escapes.
const ESCAPED: usize = 2048;
/// The same in an answer that holds an id: 1,000 characters, each written as an escape.
pub(crate) const ESCAPED_ID: usize = 6002;
/// The same in an answer that holds imports: each has an error text of any length.
pub(crate) const ESCAPED_MODEL: usize = 64 * 1024;
/// What `condense` keeps of a body that goes past the two limits above.
const CONDENSED: usize = 3072;
/// What `condense` keeps of each string.
const CONDENSED_STRING: usize = 1024;

/// The text of a body that is within what the parser may be given.
///
/// `escaped` caps each string that holds escapes.
pub(crate) fn admit(body: &[u8], escaped: usize) -> Option<&str> {
    let text = core::str::from_utf8(body).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let shape = scan::shape(text);
    (shape.depth <= DEPTH && shape.longest_escaped <= escaped).then_some(text)
}

/// Like [`admit`], but shortens a body that is past the caps; `None` where it is still too large.
pub(crate) fn admit_condensed(text: &str) -> Option<Cow<'_, str>> {
    match admit(text.as_bytes(), ESCAPED) {
        Some(text) => Some(Cow::Borrowed(text)),
        None => scan::condense(text, CONDENSED_STRING, DEPTH, CONDENSED).map(Cow::Owned),
    }
}

/// Reads one JSON document; `None` where it is not JSON.
pub(crate) fn read<T: Deserialize>(text: &str) -> Option<T> {
    json::from_str(text).ok()
}

/// At most `most` bytes of `text`, cut on a character boundary.
pub(crate) fn cut(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}

/// At most `most` bytes of a body as text; what is not UTF-8 becomes U+FFFD.
pub(crate) fn excerpt(body: &[u8], most: usize) -> String {
    let start = body.get(..most).unwrap_or(body);
    let text = match core::str::from_utf8(start) {
        // The cut went through a character: leave that one out.
        Err(error) if error.error_len().is_none() && start.len() < body.len() => {
            start.get(..error.valid_up_to()).unwrap_or(start)
        }
        _ => start,
    };
    let text = String::from_utf8_lossy(text);
    String::from(cut(&text, most))
}

/// A JSON value as far as a field can take it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'a> {
    Null,
    Bool,
    Text(&'a str),
    Unsigned(u64),
    Negative(i64),
    Float(f64),
    Container,
}

/// Takes whatever stands in a field's place, and remembers what did not fit.
pub(crate) trait Sink {
    fn scalar(&mut self, value: Value<'_>);

    fn seq(&mut self) -> Result<Box<dyn Seq + '_>> {
        self.scalar(Value::Container);
        <dyn Visitor>::ignore().seq()
    }

    fn map(&mut self) -> Result<Box<dyn Map + '_>> {
        self.scalar(Value::Container);
        <dyn Visitor>::ignore().map()
    }
}

/// Makes a visitor of a sink.
#[derive(Debug, Default)]
pub(crate) struct Field<S>(pub(crate) S);

impl<S: Sink> Visitor for Field<S> {
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
        self.0.seq()
    }

    fn map(&mut self) -> Result<Box<dyn Map + '_>> {
        self.0.map()
    }
}

impl<S: Sink + Default> Deserialize for Field<S> {
    fn begin(out: &mut Option<Self>) -> &mut dyn Visitor {
        out.insert(Field(S::default()))
    }
}

/// The fields of an object, by name.
pub(crate) trait Record {
    /// Where the value of `key` goes; `None` passes over it.
    fn field(&mut self, key: &str) -> Option<&mut dyn Visitor>;
}

/// An object of which only the presence matters.
impl Record for () {
    fn field(&mut self, _: &str) -> Option<&mut dyn Visitor> {
        None
    }
}

/// Hands the members of an object to a record.
pub(crate) struct Members<'a, R>(pub(crate) &'a mut R);

impl<R: Record> Map for Members<'_, R> {
    fn key(&mut self, key: &str) -> Result<&mut dyn Visitor> {
        Ok(self.0.field(key).unwrap_or(<dyn Visitor>::ignore()))
    }

    fn finish(&mut self) -> Result<()> {
        Ok(())
    }
}

/// An object read into a record; `seen` stays false where another value stood, and
/// `misfit` tells of one that was not null.
#[derive(Debug, Default)]
pub(crate) struct Object<R> {
    pub(crate) record: R,
    pub(crate) seen: bool,
    pub(crate) misfit: bool,
}

impl<R: Record + Default> Sink for Object<R> {
    // Of a member that is there twice the last counts, whatever stood before.
    fn scalar(&mut self, value: Value<'_>) {
        *self = Self {
            misfit: !matches!(value, Value::Null),
            ..Self::default()
        };
    }

    fn map(&mut self) -> Result<Box<dyn Map + '_>> {
        *self = Self::default();
        self.seen = true;
        Ok(Box::new(Members(&mut self.record)))
    }
}

/// Whether a member is there at all, and not null.
#[derive(Debug, Default)]
pub(crate) struct Presence(pub(crate) bool);

impl Sink for Presence {
    fn scalar(&mut self, value: Value<'_>) {
        self.0 = !matches!(value, Value::Null);
    }
}

/// A string of at most `MOST` bytes; a longer one is cut.
#[derive(Debug, Default)]
pub(crate) struct Text<const MOST: usize> {
    pub(crate) value: Option<String>,
    pub(crate) cut: bool,
    pub(crate) misfit: bool,
}

impl<const MOST: usize> Sink for Text<MOST> {
    fn scalar(&mut self, value: Value<'_>) {
        *self = Self::default();
        match value {
            Value::Text(text) => {
                let kept = cut(text, MOST);
                self.cut = kept.len() < text.len();
                self.value = Some(String::from(kept));
            }
            Value::Null => {}
            _ => self.misfit = true,
        }
    }
}

/// 2^63, the first integer past i64.
const BOUND: f64 = 9_223_372_036_854_775_808.0;

/// An integer as ProtoJSON writes it: bare, with an exponent or a zero fraction, or quoted.
pub(crate) fn integer(value: Value<'_>) -> Option<i64> {
    match value {
        Value::Unsigned(n) => i64::try_from(n).ok(),
        Value::Negative(n) => Some(n),
        // The bounds are open: an integer just past i64 arrives as the bound itself.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "checked"
        )]
        Value::Float(n) if n > -BOUND && n < BOUND => {
            Some(n as i64).filter(|&whole| whole as f64 == n)
        }
        Value::Text(text) => quoted(text, integer),
        _ => None,
    }
}

/// A float as ProtoJSON writes it: bare or quoted, `"NaN"`, `"Infinity"`, `"-Infinity"`.
pub(crate) fn float(value: Value<'_>) -> Option<f32> {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "f32 is the field's type"
    )]
    let n = match value {
        Value::Unsigned(n) => n as f32,
        Value::Negative(n) => n as f32,
        Value::Float(n) => n as f32,
        Value::Text("NaN") => return Some(f32::NAN),
        Value::Text("Infinity") => return Some(f32::INFINITY),
        Value::Text("-Infinity") => return Some(f32::NEG_INFINITY),
        Value::Text(text) => return quoted(text, float),
        _ => return None,
    };
    Some(n).filter(|n| n.is_finite())
}

/// A number in quotes: exactly JSON's grammar, no space, no plus sign, no leading zero.
fn quoted<T>(text: &str, convert: fn(Value<'_>) -> Option<T>) -> Option<T> {
    let number = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_digit() || *b == b'-');
    if !number(text.as_bytes().first()) || !number(text.as_bytes().last()) {
        return None;
    }
    let Number(value) = read::<Field<Number>>(text)?.0;
    convert(value)
}

/// The number that a quoted number holds.
struct Number(Value<'static>);

impl Default for Number {
    fn default() -> Self {
        Self(Value::Null)
    }
}

impl Sink for Number {
    fn scalar(&mut self, value: Value<'_>) {
        self.0 = match value {
            Value::Unsigned(n) => Value::Unsigned(n),
            Value::Negative(n) => Value::Negative(n),
            Value::Float(n) => Value::Float(n),
            _ => Value::Null,
        };
    }
}
