//! Random messages of `google.rpc`, as prost writes them, and as JSON.

use std::collections::BTreeMap;

use prost::Message;
use serde_json::{Map, Value, json};

use crate::invariants::google_rpc::{self as reference, Reference};
use crate::support::random::Random;

const TEXTS: [&str; 8] = [
    "",
    "a",
    "uri",
    "é\u{2028}",
    "\"q\\\"",
    "\n\0",
    "🦀",
    "a longer text",
];

struct Made(Random);

impl Made {
    fn text(&mut self) -> String {
        let text = self.0.pick(&TEXTS).to_owned();
        text + self.0.pick(&TEXTS)
    }

    fn texts<const N: usize>(&mut self) -> [String; N] {
        std::array::from_fn(|_| self.text())
    }

    fn list<T>(&mut self, one: impl Fn(&mut Self) -> T) -> Vec<T> {
        (0..self.0.below(5)).map(|_| one(self)).collect()
    }

    fn map(&mut self) -> BTreeMap<String, String> {
        self.list(|made| (made.text(), made.text()))
            .into_iter()
            .collect()
    }

    fn number(&mut self) -> i64 {
        let bits = self.0.bits() >> self.0.below(64);
        if self.0.once_in(2) {
            bits as i64
        } else {
            -(bits as i64 >> 1)
        }
    }
}

/// Fails unless ours is the same from prost's bytes, and from JSON in both spellings.
fn check(name: &str, message: &impl Message, json: &Value) {
    let bytes = message.encode_to_vec();
    let expected = Reference::decode(name, &bytes).unwrap();
    expected.compare(&reference::packed(name, &bytes).message().unwrap());
    for is_camel in [true, false] {
        let text = spelled(json, is_camel).to_string();
        expected.compare(&reference::written(name, &text).message().unwrap());
    }
}

/// The names of members, except in a map, in camel case or as in the definition.
fn spelled(value: &Value, is_camel: bool) -> Value {
    match value {
        Value::Object(members) => {
            let spelled = |(name, value): (&String, &Value)| {
                let is_map = matches!(&**name, "metadata" | "quota_dimensions");
                let value = if is_map {
                    value.clone()
                } else {
                    spelled(value, is_camel)
                };
                let name = if is_camel {
                    reference::camel(name)
                } else {
                    name.clone()
                };
                (name, value)
            };
            Value::Object(members.iter().map(spelled).collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(|item| spelled(item, is_camel)).collect(),
        other => other.clone(),
    }
}

fn localized(made: &mut Made) -> (reference::LocalizedMessage, Value) {
    let [locale, message] = made.texts();
    let json = json!({ "locale": locale, "message": message });
    (reference::LocalizedMessage { locale, message }, json)
}

fn violation(made: &mut Made) -> (reference::FieldViolation, Value) {
    let [field, description, reason] = made.texts();
    let mut json = json!({ "field": field, "description": description, "reason": reason });
    let localized_message = made.0.once_in(2).then(|| {
        let (message, written) = localized(made);
        json["localized_message"] = written;
        message
    });
    let message = reference::FieldViolation {
        field,
        description,
        reason,
        localized_message,
    };
    (message, json)
}

fn quota(made: &mut Made) -> (reference::QuotaViolation, Value) {
    let [subject, description, api_service, quota_metric, quota_id] = made.texts();
    let quota_dimensions = made.map();
    let (quota_value, future) = (made.number(), made.number());
    let future_quota_value = made.0.once_in(2).then_some(future);
    let json = json!({
        "subject": subject, "description": description, "api_service": api_service,
        "quota_metric": quota_metric, "quota_id": quota_id, "quota_dimensions": quota_dimensions,
        "quota_value": quota_value.to_string(), "future_quota_value": future_quota_value,
    });
    let message = reference::QuotaViolation {
        subject,
        description,
        api_service,
        quota_metric,
        quota_id,
        quota_dimensions,
        quota_value,
        future_quota_value,
    };
    (message, json)
}

#[test]
fn random_messages_are_decoded_as_prost_decodes_them() {
    let mut made = Made(Random(7));
    for _ in 0..200 {
        let made = &mut made;
        let ([reason, domain], metadata) = (made.texts(), made.map());
        let json = json!({ "reason": reason, "domain": domain, "metadata": metadata });
        check(
            "ErrorInfo",
            &reference::ErrorInfo {
                reason,
                domain,
                metadata,
            },
            &json,
        );

        let (field_violations, json): (Vec<_>, Vec<_>) = made.list(violation).into_iter().unzip();
        check(
            "BadRequest",
            &reference::BadRequest { field_violations },
            &json!({ "field_violations": json }),
        );

        let (seconds, nanos) = (made.number(), made.0.below(1_000_000_000) as i32);
        let negative = if seconds < 0 { -nanos } else { nanos };
        let sign = if seconds < 0 { "-" } else { "" };
        let json =
            json!({ "retry_delay": format!("{sign}{}.{nanos:09}s", seconds.unsigned_abs()) });
        let retry_delay = Some(reference::Delay {
            seconds,
            nanos: negative,
        });
        check("RetryInfo", &reference::RetryInfo { retry_delay }, &json);

        let (violations, json): (Vec<_>, Vec<_>) = made.list(quota).into_iter().unzip();
        check(
            "QuotaFailure",
            &reference::QuotaFailure { violations },
            &json!({ "violations": json }),
        );

        let (violations, json): (Vec<_>, Vec<_>) = made
            .list(|made| {
                let [kind, subject, description] = made.texts();
                let json = json!({ "type": kind, "subject": subject, "description": description });
                (
                    reference::PreconditionViolation {
                        kind,
                        subject,
                        description,
                    },
                    json,
                )
            })
            .into_iter()
            .unzip();
        check(
            "PreconditionFailure",
            &reference::PreconditionFailure { violations },
            &json!({ "violations": json }),
        );

        let [request_id, serving_data] = made.texts();
        let json = json!({ "request_id": request_id, "serving_data": serving_data });
        check(
            "RequestInfo",
            &reference::RequestInfo {
                request_id,
                serving_data,
            },
            &json,
        );

        let [resource_type, resource_name, owner, description] = made.texts();
        let json = json!({ "resource_type": resource_type, "resource_name": resource_name, "owner": owner, "description": description });
        check(
            "ResourceInfo",
            &reference::ResourceInfo {
                resource_type,
                resource_name,
                owner,
                description,
            },
            &json,
        );

        let (links, json): (Vec<_>, Vec<_>) = made
            .list(|made| {
                let [description, url] = made.texts();
                let json = json!({ "description": description, "url": url });
                (reference::HelpLink { description, url }, json)
            })
            .into_iter()
            .unzip();
        check(
            "Help",
            &reference::Help { links },
            &json!({ "links": json }),
        );

        let (message, json) = localized(made);
        check("LocalizedMessage", &message, &json);

        let (stack_entries, [detail]) = (made.list(Made::text), made.texts());
        let json = json!({ "stack_entries": stack_entries, "detail": detail });
        check(
            "DebugInfo",
            &reference::DebugInfo {
                stack_entries,
                detail,
            },
            &json,
        );
    }
}

#[test]
fn random_bytes_hold_what_is_promised_of_details() {
    let mut random = Random(8);
    for _ in 0..2000 {
        let length = random.below(60);
        // Mostly bytes that mean something in protobuf.
        let bytes = (0..length).map(|at| match random.below(3) {
            _ if at == 0 => random.bits() as u8,
            0 => random.bits() as u8,
            1 => [0x0a, 0x12, 0x1a, 0x22, 0x08, 0x10, 0x38, 0x40][random.below(8) as usize],
            _ => random.below(9) as u8,
        });
        crate::invariants::details::check(&bytes.collect::<Vec<_>>());
    }
}
