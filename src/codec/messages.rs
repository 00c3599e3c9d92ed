//! Decodes the standard messages of `google.rpc`, out of protobuf or JSON.
//!
//! At most three messages stand in one another, so three loops do, without recursion.

use alloc::string::String;
use core::time::Duration;

use super::name::{At, Name};
use super::protobuf::{Wire, fields};
use super::slots::{self, LOCALIZED, List, Slot};
use super::{number, retry_info, text};
use crate::error::google_rpc::{LocalizedMessage, RetryInfo};
use crate::error::{RpcDetail, RpcMessage};
use crate::json::{self, Limits, Reader, Value};

/// As for an error's body.
const LIMITS: Limits = Limits {
    string: 1536,
    keep_start: true,
};

impl RpcDetail {
    /// Decodes a detail of a type that `google.rpc` defines; `None` for any other.
    ///
    /// Whether it was sent as protobuf or as JSON makes no difference. A field that is malformed or
    /// of another type is left out, and a detail that breaks off is decoded as far as it goes.
    /// Decodes each time it is called.
    ///
    /// ```
    /// use pinecone_import::{RpcMessage, RpcStatus};
    ///
    /// let body = br#"{"code": 3, "details": [{
    ///     "@type": "type.googleapis.com/google.rpc.BadRequest",
    ///     "fieldViolations": [{"field": "uri", "description": "must start with s3://"}]
    /// }]}"#;
    /// for detail in RpcStatus::from_body(body).details {
    ///     match detail.message() {
    ///         Some(RpcMessage::BadRequest(bad)) => {
    ///             assert_eq!(bad.field_violations[0].field, "uri");
    ///         }
    ///         other => println!("{other:?}"),
    ///     }
    /// }
    /// ```
    #[must_use]
    pub fn message(&self) -> Option<RpcMessage> {
        let (_, name) = self.type_url.rsplit_once('/')?;
        let name = name.strip_prefix("google.rpc.")?;
        if retry_info::is_type(&self.type_url) {
            let retry_delay = match &self.json {
                None => retry_info::packed(&self.value),
                Some(json) => reread::<Delay>(name, json)?.0,
            };
            return Some(RpcMessage::RetryInfo(RetryInfo { retry_delay }));
        }
        let (message, _) = slots::empty(name)?;
        match &self.json {
            None => Some(packed(message, &self.value)),
            Some(json) => reread::<Typed>(name, json)?.message,
        }
    }
}

fn packed(mut message: RpcMessage, bytes: &[u8]) -> RpcMessage {
    for (field, value) in fields(bytes) {
        match (slots::list(&mut message), field, value) {
            (Some(list), 1, Wire::Bytes(element)) => {
                if !list.add() {
                    break;
                }
                for (inner, value) in fields(element) {
                    fill(&mut message, [field, inner], value);
                }
            }
            (Some(_), _, _) => {}
            (None, _, value) => fill(&mut message, [field, 0], value),
        }
    }
    message
}

fn fill(message: &mut RpcMessage, at: [u8; 2], value: Wire<'_>) {
    let Some(slot) = slots::slot(message, at) else {
        return;
    };
    match (slot, value) {
        (Slot::Text(to), Wire::Bytes(bytes)) => *to = lossy(bytes),
        (Slot::Texts(list), Wire::Bytes(bytes)) => slots::add_text(list, lossy(bytes)),
        (Slot::Map(map), Wire::Bytes(entry)) => {
            let (mut key, mut value) = (String::new(), String::new());
            fill_pair(entry, [&mut key, &mut value]);
            slots::insert(map, key, value);
        }
        (Slot::Localized(to), Wire::Bytes(pair)) => {
            let to = to.get_or_insert_default();
            fill_pair(pair, [&mut to.locale, &mut to.message]);
        }
        (Slot::Integer(to), Wire::Varint(number)) => *to = number as i64,
        (Slot::Optional(to), Wire::Varint(number)) => *to = Some(number as i64),
        _ => {}
    }
}

/// Fills the two texts of a message that has no other fields.
fn fill_pair(message: &[u8], [first, second]: [&mut String; 2]) {
    for field in fields(message) {
        match field {
            (1, Wire::Bytes(bytes)) => *first = lossy(bytes),
            (2, Wire::Bytes(bytes)) => *second = lossy(bytes),
            _ => {}
        }
    }
}

fn lossy(bytes: &[u8]) -> String {
    text::excerpt(bytes, bytes.len(), false)
}

/// Reads the JSON of a detail, which may break off, inside an object that names its type first.
fn reread<R: Reader<Name> + Default>(name: &str, json: &str) -> Option<R> {
    let text = ["{\"@type\":\"", name, "\",\"value\":", json].concat();
    let mut text = text.into_bytes();
    let _ = json::tame(&mut text, LIMITS).close(&mut text);
    json::parse(core::str::from_utf8(&text).ok()?)
}

#[derive(Default)]
struct Delay(Option<Duration>);

impl Reader<Name> for Delay {
    fn opens(&mut self, at: At, _: bool) -> bool {
        at == (Name::Root, Name::Value)
    }

    fn scalar(&mut self, at: At, value: Value<'_>) {
        if at == (Name::Value, Name::RetryDelay) {
            self.0 = retry_info::duration(value);
        }
    }
}

/// A message that is read from JSON.
///
/// The parent of a value tells how deep it is: `Value` is that of a field of the message, and
/// `Element` that of a field of an element of its list. In any other object stands a pair, or the
/// entries of a map.
#[derive(Default)]
struct Typed {
    message: Option<RpcMessage>,
    names: [&'static str; 2],
    /// The numbers of the field that is being read, and of the field of its element.
    at: [u8; 2],
    /// The name of the value in a map or pair.
    key: String,
}

impl Reader<Name> for Typed {
    fn key(&mut self, parent: Name, key: &str) {
        let [names, inner] = self.names;
        match parent {
            Name::Root => {}
            Name::Value => self.at = [slots::number(names, key), 0],
            Name::Element => self.at[1] = slots::number(inner, key),
            _ => self.key = key.into(),
        }
    }

    fn opens(&mut self, at: At, is_object: bool) -> bool {
        match at {
            (Name::Root, name) => name == Name::Value && is_object,
            (_, Name::Element) => is_object && self.list().is_some_and(List::add),
            (Name::Value | Name::Element, _) => {
                self.replace(at.0, Value::Container);
                match self.slot() {
                    Some(Slot::Map(_)) => is_object,
                    Some(Slot::Localized(to)) if is_object => {
                        *to = Some(LocalizedMessage::default());
                        true
                    }
                    Some(Slot::Texts(_)) => !is_object,
                    Some(_) => false,
                    None => at.0 == Name::Value && self.list().is_some() && !is_object,
                }
            }
            _ => false,
        }
    }

    // The last of duplicate members counts, whatever came before it.
    fn scalar(&mut self, at: At, value: Value<'_>) {
        match at {
            (Name::Root, Name::AtType) => {
                if let Value::Text(name) = value {
                    let (message, names) = slots::empty(name).unzip();
                    (self.message, self.names) = (message, names.unwrap_or_default());
                }
            }
            (Name::Root, _) => {}
            (_, Name::Element) => {
                if let (Some(Slot::Texts(list)), Value::Text(text)) = (self.slot(), value) {
                    slots::add_text(list, text.into());
                }
            }
            (Name::Value | Name::Element, _) => self.replace(at.0, value),
            _ => self.entry(value),
        }
    }
}

impl Typed {
    fn slot(&mut self) -> Option<Slot<'_>> {
        slots::slot(self.message.as_mut()?, self.at)
    }

    /// The list of messages that is being read.
    fn list(&mut self) -> Option<&mut dyn List> {
        let message = self.message.as_mut().filter(|_| self.at[0] == 1);
        slots::list(message?)
    }

    /// Sets the field of the message or of an element, which a list or map is cleared for.
    fn replace(&mut self, parent: Name, value: Value<'_>) {
        let text = match value {
            Value::Text(text) => text,
            _ => "",
        };
        match self.slot() {
            Some(Slot::Text(to)) => *to = text.into(),
            Some(Slot::Texts(list)) => list.clear(),
            Some(Slot::Map(map)) => map.clear(),
            Some(Slot::Integer(to)) => *to = number::integer(value).unwrap_or_default(),
            Some(Slot::Optional(to)) => *to = number::integer(value),
            Some(Slot::Localized(to)) => *to = None,
            None if parent == Name::Value => {
                if let Some(list) = self.list() {
                    list.clear();
                }
            }
            None => {}
        }
    }

    /// An entry of a map, or a field of a pair.
    fn entry(&mut self, value: Value<'_>) {
        let key = core::mem::take(&mut self.key);
        let text = match value {
            Value::Text(text) => Some(text),
            _ => None,
        };
        match (self.slot(), text) {
            (Some(Slot::Map(map)), Some(text)) => slots::insert(map, key, text.into()),
            (Some(Slot::Map(map)), None) => map.retain(|(known, _)| *known != key),
            (Some(Slot::Localized(Some(to))), text) => {
                let text = text.unwrap_or_default().into();
                match slots::number(LOCALIZED, &key) {
                    1 => to.locale = text,
                    2 => to.message = text,
                    _ => {}
                }
            }
            _ => {}
        }
    }
}
