//! The reference for JSON: whatever the grammar takes, at any depth, with lone surrogates and any
//! number; and what the rules of `src/json/tame.rs` make of it.
//!
//! serde_json takes texts apart, one level at a time (`RawValue` passes over what it holds
//! unread), so nothing here is shared with what it is a reference for.

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::value::RawValue;

/// Levels of arrays and objects that hold something.
pub const DEPTH: usize = 32;

/// A document is a flat list of these, so that no depth is too deep.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    Open { is_object: bool },
    Close,
    Name(Text),
    Text(Text),
    Number(String),
    Word(&'static str),
}

/// A string as it was written, without its quotes, and what it says.
#[derive(Debug, Clone)]
pub struct Text {
    pub written: String,
    pub text: String,
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// How long strings with escapes may be, as written.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub string: usize,
    pub keep_start: bool,
}

/// The document; `None` if it is not JSON.
pub fn read(text: &str) -> Option<Vec<Token>> {
    enum Task<'a> {
        Value(&'a str),
        Name(&'a str),
        Close,
    }
    let whole: &RawValue = serde_json::from_str(text).ok()?;
    let (mut tasks, mut tokens) = (vec![Task::Value(whole.get())], Vec::new());
    while let Some(task) = tasks.pop() {
        let value = match task {
            Task::Close => {
                tokens.push(Token::Close);
                continue;
            }
            Task::Name(name) => {
                tokens.push(Token::Name(Text::new(name)));
                continue;
            }
            Task::Value(value) => value,
        };
        let first = tasks.len() + 1;
        match value.as_bytes()[0] {
            b'[' => {
                tasks.push(Task::Close);
                let items: Vec<&RawValue> = serde_json::from_str(value).expect("an array");
                tasks.extend(items.iter().map(|item| Task::Value(item.get())));
                tokens.push(Token::Open { is_object: false });
            }
            b'{' => {
                tasks.push(Task::Close);
                let members: Members<'_> = serde_json::from_str(value).expect("an object");
                for (name, value) in members.0 {
                    tasks.extend([Task::Name(name.get()), Task::Value(value.get())]);
                }
                tokens.push(Token::Open { is_object: true });
            }
            b'"' => tokens.push(Token::Text(Text::new(value))),
            b'n' => tokens.push(Token::Word("null")),
            b't' => tokens.push(Token::Word("true")),
            b'f' => tokens.push(Token::Word("false")),
            _ => tokens.push(Token::Number(value.to_owned())),
        }
        if let Some(inside) = tasks.get_mut(first..) {
            inside.reverse();
        }
    }
    Some(tokens)
}

/// What is read of a document by the rules, and whether something went past a limit.
pub fn tamed(tokens: &[Token], limits: Limits) -> (Vec<Token>, bool) {
    let (mut out, mut depth, mut is_cut) = (Vec::new(), 0, false);
    for token in tokens {
        match token {
            Token::Close => {
                depth -= 1;
                if depth > DEPTH {
                    continue;
                }
            }
            Token::Open { .. } => {
                depth += 1;
                is_cut |= depth > DEPTH;
                if depth > DEPTH + 1 {
                    continue;
                }
            }
            _ if depth > DEPTH => continue,
            _ => {}
        }
        out.push(match token {
            Token::Name(text) | Token::Text(text) if text.is_longer_than(limits.string) => {
                is_cut = true;
                match token {
                    Token::Name(_) => Token::Name(text.start(limits.string)),
                    _ if limits.keep_start => Token::Text(text.start(limits.string)),
                    _ => Token::Word("null"),
                }
            }
            Token::Number(number) if is_infinite(number) => Token::Word("null"),
            Token::Number(number) => Token::Number(without_zeros(number).to_owned()),
            token => token.clone(),
        });
    }
    (out, is_cut)
}

/// Whether readers may differ on whether a number is too large.
pub fn is_on_the_edge(token: &Token) -> bool {
    let Token::Number(number) = token else {
        return false;
    };
    let (digits, exponent) = number
        .split_once(['e', 'E'])
        .unwrap_or((number.as_str(), "0"));
    let exponent = exponent.parse::<i64>().unwrap_or_default();
    let smaller = format!("{digits}e{}", exponent.saturating_sub(10));
    let float = smaller.parse().map_or(0.0, f64::abs);
    (1.797e298..1.798e298).contains(&float)
}

fn is_infinite(number: &str) -> bool {
    number.parse().is_ok_and(f64::is_infinite)
}

/// A number without its fraction, if that is of zeros.
pub fn without_zeros(number: &str) -> &str {
    match number.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|byte| byte == b'0') => whole,
        _ => number,
    }
}

impl Text {
    /// Of a string in its quotes.
    fn new(quoted: &str) -> Self {
        let Bytes(mut bytes) = serde_json::from_str(quoted).expect("a string");
        // As bytes, serde_json gives a lone surrogate in three that UTF-8 does not have.
        for at in 0..bytes.len() {
            if let [0xed, 0xa0..=0xbf, _, ..] = bytes[at..] {
                bytes[at..at + 3].copy_from_slice("\u{fffd}".as_bytes());
            }
        }
        Self {
            written: quoted[1..quoted.len() - 1].to_owned(),
            text: String::from_utf8(bytes).expect("UTF-8"),
        }
    }

    fn is_longer_than(&self, limit: usize) -> bool {
        self.written.contains('\\') && self.written.len() > limit
    }

    /// As many whole characters as fit.
    fn start(&self, limit: usize) -> Self {
        let is_half = |at: usize, digits: &[u8]| {
            let escape = self.written.as_bytes().get(at..at + 4);
            escape.is_some_and(|escape| {
                let lower = escape.to_ascii_lowercase();
                lower.starts_with(b"\\ud") && digits.contains(&lower[3])
            })
        };
        let (mut end, mut next) = (0, 0);
        while next <= limit {
            end = next;
            next += match &self.written.as_bytes()[end..] {
                [b'\\', b'u', ..] if is_half(end, b"89ab") && is_half(end + 6, b"cdef") => 12,
                [b'\\', b'u', ..] => 6,
                [b'\\', ..] => 2,
                _ => self.written[end..].chars().next().map_or(1, char::len_utf8),
            };
        }
        Self::new(&format!("\"{}\"", &self.written[..end]))
    }
}

/// The members of an object, in their order. As text, a name with a lone surrogate is refused.
struct Members<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(All)
    }
}

/// What a string says, with lone surrogates.
struct Bytes(Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl Visitor<'_> for All {
            type Value = Bytes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.into()))
            }
        }
        deserializer.deserialize_bytes(All)
    }
}
