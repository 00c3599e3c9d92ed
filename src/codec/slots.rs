//! Where each field of the standard messages of `google.rpc` goes.
//!
//! Their fields are numbered from 1 without a gap, so that the names in order say the numbers too.

use alloc::string::String;
use alloc::vec::Vec;

use crate::error::RpcMessage;
use crate::error::google_rpc::LocalizedMessage;

/// Most elements of a list or map.
const MOST: usize = 32;

/// The names of the fields of a message that also stands inside another.
pub(super) const LOCALIZED: &str = "locale message";

/// What a type is called in its URL, its empty message, the names of its fields, and of those of
/// the elements of the list that is its first field.
pub(super) fn empty(name: &str) -> Option<(RpcMessage, [&'static str; 2])> {
    use RpcMessage as M;
    Some(match name {
        "ErrorInfo" => (
            M::ErrorInfo(Default::default()),
            ["reason domain metadata", ""],
        ),
        "BadRequest" => (
            M::BadRequest(Default::default()),
            [
                "field_violations",
                "field description reason localized_message",
            ],
        ),
        "QuotaFailure" => (
            M::QuotaFailure(Default::default()),
            [
                "violations",
                "subject description api_service quota_metric quota_id quota_dimensions \
                 quota_value future_quota_value",
            ],
        ),
        "PreconditionFailure" => (
            M::PreconditionFailure(Default::default()),
            ["violations", "type subject description"],
        ),
        "RequestInfo" => (
            M::RequestInfo(Default::default()),
            ["request_id serving_data", ""],
        ),
        "ResourceInfo" => (
            M::ResourceInfo(Default::default()),
            ["resource_type resource_name owner description", ""],
        ),
        "Help" => (M::Help(Default::default()), ["links", "description url"]),
        "LocalizedMessage" => (M::LocalizedMessage(Default::default()), [LOCALIZED, ""]),
        "DebugInfo" => (
            M::DebugInfo(Default::default()),
            ["stack_entries detail", ""],
        ),
        _ => return None,
    })
}

/// The number of a field, spelled as in the definition or in camel case; 0 if there is none.
pub(super) fn number(names: &str, key: &str) -> u8 {
    let found = names.split(' ').position(|name| is_name(name, key));
    found.map_or(0, |index| u8::try_from(index + 1).unwrap_or(0))
}

/// Whether a key is a name as it is, or in camel case.
fn is_name(name: &str, key: &str) -> bool {
    if key == name {
        return true;
    }
    let mut key = key.bytes();
    let mut is_hump = false;
    for byte in name.bytes() {
        if byte == b'_' {
            is_hump = true;
            continue;
        }
        let wanted = if is_hump {
            byte.to_ascii_uppercase()
        } else {
            byte
        };
        if key.next() != Some(wanted) {
            return false;
        }
        is_hump = false;
    }
    key.next().is_none()
}

/// Where a value goes.
pub(super) enum Slot<'a> {
    Text(&'a mut String),
    Texts(&'a mut Vec<String>),
    Map(&'a mut Vec<(String, String)>),
    Integer(&'a mut i64),
    Optional(&'a mut Option<i64>),
    Localized(&'a mut Option<LocalizedMessage>),
}

/// The place of a field of a message, or of the last element of its list.
pub(super) fn slot(message: &mut RpcMessage, [field, inner]: [u8; 2]) -> Option<Slot<'_>> {
    use RpcMessage as M;
    use Slot::{Integer, Localized, Map, Optional, Text, Texts};
    Some(match message {
        M::ErrorInfo(info) => match field {
            1 => Text(&mut info.reason),
            2 => Text(&mut info.domain),
            3 => Map(&mut info.metadata),
            _ => return None,
        },
        M::BadRequest(bad) => {
            let last = bad.field_violations.last_mut()?;
            match inner {
                1 => Text(&mut last.field),
                2 => Text(&mut last.description),
                3 => Text(&mut last.reason),
                4 => Localized(&mut last.localized_message),
                _ => return None,
            }
        }
        M::QuotaFailure(failure) => {
            let last = failure.violations.last_mut()?;
            match inner {
                1 => Text(&mut last.subject),
                2 => Text(&mut last.description),
                3 => Text(&mut last.api_service),
                4 => Text(&mut last.quota_metric),
                5 => Text(&mut last.quota_id),
                6 => Map(&mut last.quota_dimensions),
                7 => Integer(&mut last.quota_value),
                8 => Optional(&mut last.future_quota_value),
                _ => return None,
            }
        }
        M::PreconditionFailure(failure) => {
            let last = failure.violations.last_mut()?;
            match inner {
                1 => Text(&mut last.kind),
                2 => Text(&mut last.subject),
                3 => Text(&mut last.description),
                _ => return None,
            }
        }
        M::RequestInfo(info) => match field {
            1 => Text(&mut info.request_id),
            2 => Text(&mut info.serving_data),
            _ => return None,
        },
        M::ResourceInfo(info) => match field {
            1 => Text(&mut info.resource_type),
            2 => Text(&mut info.resource_name),
            3 => Text(&mut info.owner),
            4 => Text(&mut info.description),
            _ => return None,
        },
        M::Help(help) => {
            let last = help.links.last_mut()?;
            match inner {
                1 => Text(&mut last.description),
                2 => Text(&mut last.url),
                _ => return None,
            }
        }
        M::LocalizedMessage(localized) => match field {
            1 => Text(&mut localized.locale),
            2 => Text(&mut localized.message),
            _ => return None,
        },
        M::DebugInfo(info) => match field {
            1 => Texts(&mut info.stack_entries),
            2 => Text(&mut info.detail),
            _ => return None,
        },
        M::RetryInfo(_) => return None,
    })
}

/// A list of messages.
pub(super) trait List {
    fn clear(&mut self);

    /// Adds an empty element. Returns whether there was room.
    fn add(&mut self) -> bool;
}

impl<T: Default> List for Vec<T> {
    fn clear(&mut self) {
        self.clear();
    }

    fn add(&mut self) -> bool {
        let has_room = self.len() < MOST;
        if has_room {
            self.push(T::default());
        }
        has_room
    }
}

/// The list of messages that is the only field of a message.
pub(super) fn list(message: &mut RpcMessage) -> Option<&mut dyn List> {
    Some(match message {
        RpcMessage::BadRequest(bad) => &mut bad.field_violations,
        RpcMessage::QuotaFailure(failure) => &mut failure.violations,
        RpcMessage::PreconditionFailure(failure) => &mut failure.violations,
        RpcMessage::Help(help) => &mut help.links,
        _ => return None,
    })
}

pub(super) fn add_text(list: &mut Vec<String>, text: String) {
    if list.len() < MOST {
        list.push(text);
    }
}

/// Sets the value of a key, in place of one before.
pub(super) fn insert(map: &mut Vec<(String, String)>, key: String, value: String) {
    if let Some((_, old)) = map.iter_mut().find(|(known, _)| *known == key) {
        *old = value;
    } else if map.len() < MOST {
        map.push((key, value));
    }
}
