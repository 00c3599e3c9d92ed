//! What the reference makes of a document's values: as serde_json's, for whatever text.

use serde_json::{Map, Value};

use super::tolerant::{Text, Token, without_zeros};

/// What serde_json would make of a document that is not too deep for it.
pub fn value(tokens: &[Token]) -> Value {
    let mut open: Vec<(Value, String)> = Vec::new();
    let (mut done, mut name) = (Value::Null, String::new());
    for token in tokens {
        let value = match token {
            Token::Open { is_object } => {
                let container = if *is_object {
                    Value::Object(Map::new())
                } else {
                    Value::Array(Vec::new())
                };
                open.push((container, std::mem::take(&mut name)));
                continue;
            }
            Token::Name(text) => {
                name.clone_from(&text.text);
                continue;
            }
            Token::Close => {
                let (container, its_name) = open.pop().expect("an open one");
                name = its_name;
                container
            }
            Token::Text(text) => Value::String(text.text.clone()),
            Token::Number(text) => serde_json::from_str(text).unwrap_or_default(),
            Token::Word(text) => serde_json::from_str(text).unwrap_or_default(),
        };
        match open.last_mut() {
            Some((Value::Object(members), _)) => {
                members.insert(std::mem::take(&mut name), value);
            }
            Some((Value::Array(items), _)) => items.push(value),
            _ => done = value,
        }
    }
    done
}

/// Whether a number, or a text as one, is written so that every reader finds the same float.
pub fn is_plain(token: &Token) -> bool {
    let (Token::Number(number) | Token::Text(Text { text: number, .. })) = token else {
        return true;
    };
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    number.len() <= 15
        || !number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte))
        || is_digits(without_zeros(number).trim_start_matches('-'))
}

/// At most that many bytes.
pub fn start(text: &str, most: usize) -> &str {
    let ends = (0..=most.min(text.len())).rev();
    let end = ends.filter(|end| text.is_char_boundary(*end)).max();
    &text[..end.expect("an end")]
}

/// Base64 in either alphabet, but not both, with all of its padding or less.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let url = text.contains(['-', '_']);
    let symbols = text.trim_end_matches('=');
    let padding = text.len() - symbols.len();
    let missing = (4 - symbols.len() % 4) % 4;
    if symbols.len() % 4 == 1 || padding > missing {
        return None;
    }
    let (mut bits, mut count, mut out) = (0_u32, 0, Vec::new());
    for symbol in symbols.bytes() {
        let value = match symbol {
            b'A'..=b'Z' => symbol - b'A',
            b'a'..=b'z' => symbol - b'a' + 26,
            b'0'..=b'9' => symbol - b'0' + 52,
            b'+' if !url => 62,
            b'/' if !url => 63,
            b'-' if url => 62,
            b'_' if url => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    Some(out)
}
