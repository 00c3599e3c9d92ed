//! What a reader is told of a document, by `src/json` and by the reference.

use super::json::{self, Limits, Value};
use crate::heap;
use crate::tolerant::Token;

/// What the parser needs for its levels, beside its copy of a string with escapes.
const LEVELS: usize = 8 * 1024;

/// The parser's memory is bounded by the limits alone, for a text that is wild once it is tamed.
pub fn is_read_in_bounds(text: &str, limits: Limits) {
    #[derive(Default)]
    struct Nothing;
    impl json::Reader<Hash> for Nothing {
        fn scalar(&mut self, _: At, _: Value<'_>) {}

        fn opens(&mut self, _: At, _: bool) -> bool {
            true
        }
    }
    let mut tamed = text.as_bytes().to_vec();
    json::tame(&mut tamed, limits);
    let tamed = std::str::from_utf8(&tamed).expect("UTF-8 stays UTF-8");
    let is_wild = json::is_wild(text.as_bytes(), limits);
    for text in [Some(tamed), (!is_wild).then_some(text)]
        .into_iter()
        .flatten()
    {
        let (peak, _) = heap::peak(|| json::parse::<Hash, Nothing>(text));
        let most = LEVELS + 4 * limits.string;
        assert!(peak.unsigned_abs() <= most, "{peak} bytes of heap: {text}");
    }
}

/// A name by its bytes, so that it can be any.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hash(u64);

pub type At = (Hash, Hash);

impl json::Name for Hash {
    const ROOT: Self = Self(0);
    const ELEMENT: Self = Self(1);

    fn of(key: &str) -> Self {
        let byte = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self(key.bytes().fold(0xcbf2_9ce4_8422_2325, byte))
    }
}

/// What a reader is told.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Scalar(At, Scalar),
    Opens(At, bool),
    Closes(Hash),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    Null,
    Bool,
    Text(String),
    Unsigned(u64),
    Negative(i64),
    Float(f64),
    Container,
    /// Of the reference: as it was written.
    Number(String),
}

#[derive(Default)]
struct Events(Vec<Event>);

impl json::Reader<Hash> for Events {
    fn document(&mut self, value: Value<'_>) {
        let root = <Hash as json::Name>::ROOT;
        self.scalar((root, root), value);
    }

    fn scalar(&mut self, at: At, value: Value<'_>) {
        let scalar = match value {
            Value::Null => Scalar::Null,
            Value::Bool => Scalar::Bool,
            Value::Text(text) => Scalar::Text(text.into()),
            Value::Unsigned(n) => Scalar::Unsigned(n),
            Value::Negative(n) => Scalar::Negative(n),
            Value::Float(n) => Scalar::Float(n),
            Value::Container => Scalar::Container,
        };
        self.0.push(Event::Scalar(at, scalar));
    }

    fn opens(&mut self, at: At, is_object: bool) -> bool {
        self.0.push(Event::Opens(at, is_object));
        true
    }

    fn closes(&mut self, name: Hash) {
        self.0.push(Event::Closes(name));
    }
}

pub fn events(text: &str) -> Option<Vec<Event>> {
    json::parse::<Hash, Events>(text).map(|events| events.0)
}

pub fn is_read_as(expected: &[Token], events: &[Event]) {
    let expected = events_of(expected);
    assert_eq!(expected.len(), events.len(), "{expected:?} {events:?}");
    for pair in expected.iter().zip(events) {
        match pair {
            (Event::Scalar(at, Scalar::Number(number)), Event::Scalar(other_at, read)) => {
                assert!(at == other_at && is_number_read(number, read), "{pair:?}");
            }
            (expected, event) => assert_eq!(expected, event),
        }
    }
}

/// Integers exactly, and others as close as a reader of integers could tell apart.
fn is_number_read(written: &str, read: &Scalar) -> bool {
    let Ok(whole) = written.parse::<i128>() else {
        return is_float_read(written, read);
    };
    match read {
        Scalar::Unsigned(n) => i128::from(*n) == whole,
        Scalar::Negative(n) => i128::from(*n) == whole && written.starts_with('-'),
        // A fraction of zeros of few digits, or an integer that no other type holds.
        #[allow(clippy::cast_possible_truncation, reason = "compared")]
        Scalar::Float(n) if whole.unsigned_abs() < 1 << 53 => *n as i128 == whole,
        Scalar::Float(_) if i64::try_from(whole).is_ok() => false,
        _ => u64::try_from(whole).is_err() && is_float_read(written, read),
    }
}

fn is_float_read(written: &str, read: &Scalar) -> bool {
    let exact: f64 = written.parse().expect("a number");
    let Scalar::Float(read) = *read else {
        return false;
    };
    // Few digits and a small exponent leave nothing to round twice.
    let is_short = written.len() <= 16 && !written.contains(['e', 'E']);
    let most = if is_short {
        0.0
    } else {
        exact.abs() * f64::EPSILON * 8.0 + 1e-300
    };
    (read - exact).abs() <= most
}

/// What a reader is told of a document, by the reference.
fn events_of(tokens: &[Token]) -> Vec<Event> {
    let root = <Hash as json::Name>::ROOT;
    let (mut out, mut open, mut own) = (Vec::new(), Vec::new(), root);
    if tokens.first() == Some(&Token::Open { is_object: false }) {
        return vec![Event::Scalar((root, root), Scalar::Container)];
    }
    for token in tokens {
        let &(name, is_object) = open.last().unwrap_or(&(root, true));
        let at = (
            name,
            if is_object {
                own
            } else {
                <Hash as json::Name>::ELEMENT
            },
        );
        let scalar = match token {
            Token::Name(text) => {
                own = json::Name::of(&text.text);
                continue;
            }
            Token::Open { is_object } => {
                if !open.is_empty() {
                    out.push(Event::Opens(at, *is_object));
                }
                open.push((at.1, *is_object));
                continue;
            }
            Token::Close => {
                open.pop();
                out.extend(is_object.then_some(Event::Closes(name)));
                continue;
            }
            Token::Text(text) => Scalar::Text(text.text.clone()),
            Token::Number(number) => Scalar::Number(number.clone()),
            Token::Word("null") => Scalar::Null,
            Token::Word(_) => Scalar::Bool,
        };
        out.push(Event::Scalar(at, scalar));
    }
    out
}
