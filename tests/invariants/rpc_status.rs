//! Any bytes as an error body.

use pinecone_import::{RpcCode, RpcStatus};
use serde_json::{Map, Value, json};

use super::reference::{self, decode, start};
use super::tolerant::{self, Limits, Token};
use crate::heap;

/// Most bytes read of a body.
const BODY: usize = 16 * 1024;
/// Longest body and texts of which no detail is cut.
const SMALL: usize = 1500;
const SHORT: usize = 250;
/// Longest message, and longest string with escapes as written.
const LONG: Limits = Limits {
    string: 1536,
    keep_start: true,
};

pub fn check(body: &[u8]) {
    let (peak, status) = heap::peak(|| RpcStatus::from_body(body));
    assert!(peak < 32 * 1024, "{peak} bytes of heap");
    let kept: usize = status
        .details
        .iter()
        .map(|any| any.type_url.len() + any.json.as_ref().map_or(0, String::len))
        .sum();
    let decoded: usize = status.details.iter().map(|any| any.value.len()).sum();
    assert!(status.message.len() <= 2048 && status.details.len() <= 8);
    assert!(kept + decoded <= 2048 && status.other_name.as_ref().map_or(0, String::len) <= 64);
    assert_eq!(status, RpcStatus::from_body(body));
    let text = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    let Some(tokens) = std::str::from_utf8(text).ok().and_then(tolerant::read) else {
        return;
    };
    let is_plain = tokens.iter().all(reference::is_plain);
    if text.len() > BODY || !is_plain {
        return;
    }
    let (tokens, is_cut) = tolerant::tamed(&tokens, LONG);
    let value = reference::value(&tokens);
    let expected = Expected::of(&value);
    expected.compare(&status);
    if !is_small(&tokens) || text.len() > SMALL {
        assert!(status.truncated || !(is_cut || expected.more), "{status:?}");
        return;
    }
    // Within the caps on details, only depth can cut anything.
    assert_eq!(status.truncated, expected.more || is_cut, "{status:?}");
    // The same by other means: other spaces, names in other order, more members.
    for other in variants(&value) {
        expected.compare(&RpcStatus::from_body(other.as_bytes()));
    }
}

fn is_small(tokens: &[Token]) -> bool {
    tokens.iter().all(|token| match token {
        Token::Name(text) | Token::Text(text) => text.written.len() < SHORT,
        _ => true,
    })
}

/// What a reader on the reference makes of a body.
#[derive(Debug)]
struct Expected {
    code: Option<i64>,
    other_name: Option<String>,
    message: String,
    details: Vec<Detail>,
    /// Whether there are more details than are kept.
    more: bool,
}

#[derive(Debug, PartialEq)]
struct Detail {
    type_url: String,
    value: Vec<u8>,
    json: Option<Value>,
}

impl Expected {
    fn of(body: &Value) -> Self {
        let none = Map::new();
        let top = body.as_object().unwrap_or(&none);
        let error = top.get("error").unwrap_or(&Value::Null);
        let below = error.as_object().unwrap_or(&none);
        let texts = [
            top.get("message"),
            Some(error),
            below.get("message"),
            top.get("detail"),
            Some(body),
        ];
        let message = texts
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .find(|text| !text.is_empty());
        let mut code = None;
        let mut other_name = None;
        for member in [
            top.get("code"),
            top.get("status"),
            below.get("code"),
            below.get("status"),
        ] {
            let Some(name) = member.and_then(Value::as_str).filter(|name| is_name(name)) else {
                continue;
            };
            match RpcCode::from_name(name) {
                Some(known) => code = code.or(Some(i64::from(known.0))),
                None => other_name = other_name.or(Some(start(name, 64).to_owned())),
            }
        }
        let numbers: Vec<i64> = [top.get("code"), below.get("code")]
            .into_iter()
            .flatten()
            .filter_map(number)
            .collect();
        let canonical = numbers
            .iter()
            .copied()
            .find(|number| (1..=16).contains(number));
        let code = canonical.or(code).or(numbers.first().copied());
        let details = [top.get("details"), below.get("details")]
            .into_iter()
            .flatten()
            .find(|value| !value.is_null());
        let items = match details {
            Some(Value::Array(items)) => items.as_slice(),
            Some(other) => std::slice::from_ref(other),
            None => &[],
        };
        // Something else in place of a list is kept as it is, not read as a detail.
        let list = matches!(details, Some(Value::Array(_)));
        let more = items.len() > 8;
        let details = items.iter().take(8);
        let details = details
            .map(|item| {
                if list {
                    Detail::of(item)
                } else {
                    Detail::raw(item)
                }
            })
            .collect();
        Self {
            code,
            other_name,
            message: start(message.unwrap_or(""), 2048).into(),
            details,
            more,
        }
    }

    fn compare(&self, status: &RpcStatus) {
        assert_eq!(status.code.map(|code| i64::from(code.0)), self.code);
        assert_eq!(
            (&status.other_name, &status.message),
            (&self.other_name, &self.message)
        );
        if status.truncated {
            // Of which of them something was cut is not told.
            return;
        }
        let details = status.details.iter().map(|any| Detail {
            type_url: any.type_url.clone(),
            value: any.value.clone(),
            json: any.json.as_ref().map(|json| reread(json)),
        });
        assert_eq!(details.collect::<Vec<_>>(), self.details);
    }
}

impl Detail {
    fn raw(item: &Value) -> Self {
        Self {
            type_url: String::new(),
            value: Vec::new(),
            json: Some(item.clone()),
        }
    }

    fn of(item: &Value) -> Self {
        let text = |name| item.get(name).and_then(Value::as_str);
        let type_url = text("@type")
            .or(text("typeUrl"))
            .or(text("type_url"))
            .unwrap_or("")
            .to_owned();
        let value = item.get("value").unwrap_or(&Value::Null);
        let bytes = match value {
            Value::Null => Some(Vec::new()),
            Value::String(text) => decode(text),
            _ => None,
        };
        match bytes {
            Some(value) if item.is_object() && text("@type").is_none() => Self {
                type_url,
                value,
                json: None,
            },
            _ => Self {
                type_url,
                value: Vec::new(),
                json: Some(item.clone()),
            },
        }
    }
}

/// The JSON that a detail kept.
fn reread(json: &str) -> Value {
    let tokens = tolerant::read(json).expect("kept whole");
    reference::value(&tolerant::tamed(&tokens, LONG).0)
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// An int32 as ProtoJSON writes it.
fn number(value: &Value) -> Option<i64> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    let number: serde_json::Number = serde_json::from_str(&text).ok()?;
    if text.trim() != text {
        return None;
    }
    let number = number
        .as_f64()
        .filter(|number| number.fract() == 0.0 && number.abs() <= 2_147_483_648.0)?;
    #[allow(clippy::cast_possible_truncation, reason = "checked")]
    i32::try_from(number as i64).ok().map(i64::from)
}

fn variants(value: &Value) -> Vec<String> {
    let mut all = vec![
        serde_json::to_string_pretty(value).expect("a value"),
        format!("\r\n\t {value} \r\n"),
    ];
    let Some(members) = value.as_object() else {
        return all;
    };
    let mut more = members.clone();
    more.insert(
        "zz unknown".into(),
        json!([{"code": 1, "message": "no"}, null, 1.5]),
    );
    all.push(Value::Object(more).to_string());
    let reversed: Vec<String> = members
        .iter()
        .rev()
        .map(|(name, value)| format!("{}:{value}", Value::from(name.as_str())))
        .collect();
    all.push(format!("{{{}}}", reversed.join(",")));
    // A code in its other forms.
    if let Some(code) = members
        .get("code")
        .and_then(Value::as_i64)
        .filter(|code| i32::try_from(*code).is_ok())
    {
        for form in [
            format!("{code}.0"),
            format!("\"{code}\""),
            format!("\"{code}e0\""),
        ] {
            let rest = members.iter().filter(|(name, _)| *name != "code");
            let rest: String = rest
                .map(|(name, value)| format!(",{}:{value}", Value::from(name.as_str())))
                .collect();
            all.push(format!("{{\"code\":{form}{rest}}}"));
        }
    }
    all
}
