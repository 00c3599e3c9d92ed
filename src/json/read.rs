//! The only JSON reader: one visitor over miniserde that skips what it does not need.
//!
//! A derived reader fails a whole document for one field of another type. Here a [`Reader`] gets
//! each value with its place, so a bad value costs only itself. The transport limits the bytes,
//! [`tame`](super::tame()) the depth and escaped strings, the readers the elements.

use alloc::boxed::Box;
use core::marker::PhantomData;
use miniserde::de::{Deserialize, Map, Seq, Visitor};
use miniserde::{Error, Result, json};

/// Most levels of arrays and objects with something in them; Pinecone's own answers have four.
/// Deeper text has to be tamed first.
pub(super) const DEPTH: u8 = 32;

/// The member names that readers know.
pub(crate) trait Name: Copy {
    /// Not a member: the document itself.
    const ROOT: Self;
    /// Not a member: an element of an array.
    const ELEMENT: Self;

    fn of(key: &str) -> Self;
}

/// Takes the values of a document, in order.
///
/// `at` is where a value is: the name of its parent, and its own.
pub(crate) trait Reader<N: Name> {
    /// Called with the name of a member, before its value; `parent` is the name of its object.
    fn key(&mut self, _parent: N, _key: &str) {}

    /// Takes a document that is no object.
    fn document(&mut self, _value: Value<'_>) {}

    /// Takes a scalar, or an array or object that is skipped with its content.
    fn scalar(&mut self, at: (N, N), value: Value<'_>);

    /// Whether to read an array or object, and not skip it.
    fn opens(&mut self, _at: (N, N), _is_object: bool) -> bool {
        false
    }

    /// Called at the end of an object that was read; `name` is its own.
    fn closes(&mut self, _name: N) {}
}

/// A JSON value as a reader gets it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'a> {
    Null,
    Bool,
    Text(&'a str),
    Unsigned(u64),
    Negative(i64),
    Float(f64),
    /// An array or object that is skipped.
    Container,
}

/// Reads any document; `None` if it is not JSON.
pub(crate) fn parse<N: Name, R: Reader<N> + Default>(text: &str) -> Option<R> {
    let Visit(document): Visit<Document<N, R>> = json::from_str(text).ok()?;
    Some(document.reader)
}

/// The number that a text is; `None` if it is anything else.
pub(crate) fn number(text: &str) -> Option<Value<'static>> {
    let Number(value) = json::from_str(text).ok()?;
    Some(value)
}

struct Number(Value<'static>);

impl Deserialize for Number {
    fn begin(out: &mut Option<Self>) -> &mut dyn Visitor {
        out.insert(Self(Value::Null))
    }
}

impl Visitor for Number {
    fn negative(&mut self, n: i64) -> Result<()> {
        self.0 = Value::Negative(n);
        Ok(())
    }

    fn nonnegative(&mut self, n: u64) -> Result<()> {
        self.0 = Value::Unsigned(n);
        Ok(())
    }

    fn float(&mut self, n: f64) -> Result<()> {
        self.0 = Value::Float(n);
        Ok(())
    }
}

/// Implements the parser's traits for anything that takes values.
struct Visit<T>(T);

/// Takes the next value.
trait Take {
    type Name: Name;

    fn scalar(&mut self, value: Value<'_>);

    /// The taker of the values in an array or object; `None` if that is too deep.
    fn open(&mut self, is_object: bool) -> Option<Node<'_, Self::Name>>;
}

/// A document with its reader.
struct Document<N, R> {
    reader: R,
    names: PhantomData<N>,
}

impl<N: Name, R: Reader<N> + Default> Deserialize for Visit<Document<N, R>> {
    fn begin(out: &mut Option<Self>) -> &mut dyn Visitor {
        out.insert(Self(Document {
            reader: R::default(),
            names: PhantomData,
        }))
    }
}

impl<N: Name, R: Reader<N>> Take for Document<N, R> {
    type Name = N;

    fn scalar(&mut self, value: Value<'_>) {
        self.reader.document(value);
    }

    fn open(&mut self, is_object: bool) -> Option<Node<'_, N>> {
        if !is_object {
            self.scalar(Value::Container);
        }
        Some(Node {
            reader: is_object.then_some(&mut self.reader as _),
            at: (N::ROOT, N::ROOT),
            // Containers that are too deep were emptied, but are still there.
            depth: DEPTH,
        })
    }
}

/// An array or object.
struct Node<'a, N> {
    /// `None` skips its content.
    reader: Option<&'a mut dyn Reader<N>>,
    /// Where the next value is.
    at: (N, N),
    /// How many more levels are allowed below.
    depth: u8,
}

impl<N> Node<'_, N> {
    /// Fails if this is so deep that it has to be empty.
    fn hold(&self) -> Result<()> {
        if self.depth == 0 { Err(Error) } else { Ok(()) }
    }
}

impl<N: Name> Take for Node<'_, N> {
    type Name = N;

    fn scalar(&mut self, value: Value<'_>) {
        if let Some(reader) = &mut self.reader {
            reader.scalar(self.at, value);
        }
    }

    fn open(&mut self, is_object: bool) -> Option<Node<'_, N>> {
        let depth = self.depth.checked_sub(1)?;
        let reader = self.reader.as_mut().and_then(|reader| {
            if reader.opens(self.at, is_object) {
                return Some(&mut **reader as _);
            }
            reader.scalar(self.at, Value::Container);
            None
        });
        Some(Node {
            reader,
            at: (self.at.1, N::ELEMENT),
            depth,
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

impl<N: Name> Seq for Visit<Node<'_, N>> {
    fn element(&mut self) -> Result<&mut dyn Visitor> {
        self.0.hold()?;
        Ok(self)
    }

    fn finish(&mut self) -> Result<()> {
        Ok(())
    }
}

impl<N: Name> Map for Visit<Node<'_, N>> {
    fn key(&mut self, key: &str) -> Result<&mut dyn Visitor> {
        self.0.hold()?;
        if let Some(reader) = &mut self.0.reader {
            self.0.at.1 = N::of(key);
            reader.key(self.0.at.0, key);
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
