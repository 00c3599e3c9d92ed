//! The reference for the messages of `google.rpc`: prost's decoder over
//! `google/rpc/error_details.proto`, and serde_json for their JSON.

use std::collections::BTreeMap;
use std::time::Duration;

use pinecone_import::{RpcDetail, RpcMessage, google_rpc as ours};
use prost::Message;
use serde_json::Value;

use super::response::integer;

/// Most elements kept of a list or map.
const MOST: usize = 32;

type Texts = BTreeMap<String, String>;

#[derive(Clone, PartialEq, Message)]
pub struct ErrorInfo {
    #[prost(string, tag = "1")]
    pub reason: String,
    #[prost(string, tag = "2")]
    pub domain: String,
    #[prost(btree_map = "string, string", tag = "3")]
    pub metadata: Texts,
}

#[derive(Clone, PartialEq, Message)]
pub struct BadRequest {
    #[prost(message, repeated, tag = "1")]
    pub field_violations: Vec<FieldViolation>,
}

#[derive(Clone, PartialEq, Message)]
pub struct FieldViolation {
    #[prost(string, tag = "1")]
    pub field: String,
    #[prost(string, tag = "2")]
    pub description: String,
    #[prost(string, tag = "3")]
    pub reason: String,
    #[prost(message, tag = "4")]
    pub localized_message: Option<LocalizedMessage>,
}

#[derive(Clone, PartialEq, Message)]
pub struct RetryInfo {
    #[prost(message, tag = "1")]
    pub retry_delay: Option<Delay>,
}

#[derive(Clone, PartialEq, Message)]
pub struct Delay {
    #[prost(int64, tag = "1")]
    pub seconds: i64,
    #[prost(int32, tag = "2")]
    pub nanos: i32,
}

#[derive(Clone, PartialEq, Message)]
pub struct QuotaFailure {
    #[prost(message, repeated, tag = "1")]
    pub violations: Vec<QuotaViolation>,
}

#[derive(Clone, PartialEq, Message)]
pub struct QuotaViolation {
    #[prost(string, tag = "1")]
    pub subject: String,
    #[prost(string, tag = "2")]
    pub description: String,
    #[prost(string, tag = "3")]
    pub api_service: String,
    #[prost(string, tag = "4")]
    pub quota_metric: String,
    #[prost(string, tag = "5")]
    pub quota_id: String,
    #[prost(btree_map = "string, string", tag = "6")]
    pub quota_dimensions: Texts,
    #[prost(int64, tag = "7")]
    pub quota_value: i64,
    #[prost(int64, optional, tag = "8")]
    pub future_quota_value: Option<i64>,
}

#[derive(Clone, PartialEq, Message)]
pub struct PreconditionFailure {
    #[prost(message, repeated, tag = "1")]
    pub violations: Vec<PreconditionViolation>,
}

#[derive(Clone, PartialEq, Message)]
pub struct PreconditionViolation {
    #[prost(string, tag = "1")]
    pub kind: String,
    #[prost(string, tag = "2")]
    pub subject: String,
    #[prost(string, tag = "3")]
    pub description: String,
}

#[derive(Clone, PartialEq, Message)]
pub struct RequestInfo {
    #[prost(string, tag = "1")]
    pub request_id: String,
    #[prost(string, tag = "2")]
    pub serving_data: String,
}

#[derive(Clone, PartialEq, Message)]
pub struct ResourceInfo {
    #[prost(string, tag = "1")]
    pub resource_type: String,
    #[prost(string, tag = "2")]
    pub resource_name: String,
    #[prost(string, tag = "3")]
    pub owner: String,
    #[prost(string, tag = "4")]
    pub description: String,
}

#[derive(Clone, PartialEq, Message)]
pub struct Help {
    #[prost(message, repeated, tag = "1")]
    pub links: Vec<HelpLink>,
}

#[derive(Clone, PartialEq, Message)]
pub struct HelpLink {
    #[prost(string, tag = "1")]
    pub description: String,
    #[prost(string, tag = "2")]
    pub url: String,
}

#[derive(Clone, PartialEq, Message)]
pub struct LocalizedMessage {
    #[prost(string, tag = "1")]
    pub locale: String,
    #[prost(string, tag = "2")]
    pub message: String,
}

#[derive(Clone, PartialEq, Message)]
pub struct DebugInfo {
    #[prost(string, repeated, tag = "1")]
    pub stack_entries: Vec<String>,
    #[prost(string, tag = "2")]
    pub detail: String,
}

/// What prost and serde_json make of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Reference {
    ErrorInfo(ErrorInfo),
    BadRequest(BadRequest),
    /// The delay, if it is valid.
    RetryInfo(Option<Duration>),
    QuotaFailure(QuotaFailure),
    PreconditionFailure(PreconditionFailure),
    RequestInfo(RequestInfo),
    ResourceInfo(ResourceInfo),
    Help(Help),
    LocalizedMessage(LocalizedMessage),
    DebugInfo(DebugInfo),
}

/// The names of all types.
pub const NAMES: [&str; 10] = [
    "ErrorInfo",
    "BadRequest",
    "RetryInfo",
    "QuotaFailure",
    "PreconditionFailure",
    "RequestInfo",
    "ResourceInfo",
    "Help",
    "LocalizedMessage",
    "DebugInfo",
];

/// A detail of this type, as packed bytes.
pub fn packed(name: &str, value: &[u8]) -> RpcDetail {
    let mut detail = RpcDetail::default();
    detail.type_url = format!("type.googleapis.com/google.rpc.{name}");
    detail.value = value.to_vec();
    detail
}

/// A detail of this type, as JSON.
pub fn written(name: &str, json: &str) -> RpcDetail {
    let mut detail = packed(name, b"");
    detail.json = Some(json.to_owned());
    detail
}

impl Reference {
    /// `None` if prost does not take it.
    pub fn decode(name: &str, bytes: &[u8]) -> Option<Self> {
        fn of<M: Message + Default>(bytes: &[u8]) -> Option<M> {
            M::decode(bytes).ok()
        }
        Some(match name {
            "ErrorInfo" => Self::ErrorInfo(of(bytes)?),
            "BadRequest" => Self::BadRequest(of(bytes)?),
            "RetryInfo" => Self::RetryInfo(of::<RetryInfo>(bytes)?.retry_delay.and_then(duration)),
            "QuotaFailure" => Self::QuotaFailure(of(bytes)?),
            "PreconditionFailure" => Self::PreconditionFailure(of(bytes)?),
            "RequestInfo" => Self::RequestInfo(of(bytes)?),
            "ResourceInfo" => Self::ResourceInfo(of(bytes)?),
            "Help" => Self::Help(of(bytes)?),
            "LocalizedMessage" => Self::LocalizedMessage(of(bytes)?),
            "DebugInfo" => Self::DebugInfo(of(bytes)?),
            other => panic!("{other}"),
        })
    }

    /// The message that an object says; a member of the wrong type is as if it were not there.
    pub fn from_json(name: &str, object: &Value) -> Self {
        match name {
            "ErrorInfo" => Self::ErrorInfo(ErrorInfo {
                reason: text(object, "reason"),
                domain: text(object, "domain"),
                metadata: map(object, "metadata"),
            }),
            "BadRequest" => Self::BadRequest(BadRequest {
                field_violations: list(object, "field_violations", |one| FieldViolation {
                    field: text(one, "field"),
                    description: text(one, "description"),
                    reason: text(one, "reason"),
                    localized_message: member(one, "localized_message")
                        .filter(|value| value.is_object())
                        .map(localized),
                }),
            }),
            "RetryInfo" => Self::RetryInfo(written_delay(&text(object, "retry_delay"))),
            "QuotaFailure" => Self::QuotaFailure(QuotaFailure {
                violations: list(object, "violations", |one| QuotaViolation {
                    subject: text(one, "subject"),
                    description: text(one, "description"),
                    api_service: text(one, "api_service"),
                    quota_metric: text(one, "quota_metric"),
                    quota_id: text(one, "quota_id"),
                    quota_dimensions: map(one, "quota_dimensions"),
                    quota_value: member(one, "quota_value").and_then(integer).unwrap_or(0),
                    future_quota_value: member(one, "future_quota_value").and_then(integer),
                }),
            }),
            "PreconditionFailure" => Self::PreconditionFailure(PreconditionFailure {
                violations: list(object, "violations", |one| PreconditionViolation {
                    kind: text(one, "type"),
                    subject: text(one, "subject"),
                    description: text(one, "description"),
                }),
            }),
            "RequestInfo" => Self::RequestInfo(RequestInfo {
                request_id: text(object, "request_id"),
                serving_data: text(object, "serving_data"),
            }),
            "ResourceInfo" => Self::ResourceInfo(ResourceInfo {
                resource_type: text(object, "resource_type"),
                resource_name: text(object, "resource_name"),
                owner: text(object, "owner"),
                description: text(object, "description"),
            }),
            "Help" => Self::Help(Help {
                links: list(object, "links", |one| HelpLink {
                    description: text(one, "description"),
                    url: text(one, "url"),
                }),
            }),
            "LocalizedMessage" => Self::LocalizedMessage(localized(object)),
            "DebugInfo" => Self::DebugInfo(DebugInfo {
                stack_entries: member(object, "stack_entries")
                    .and_then(Value::as_array)
                    .map(|list| {
                        list.iter()
                            .filter_map(Value::as_str)
                            .map(Into::into)
                            .collect()
                    })
                    .unwrap_or_default(),
                detail: text(object, "detail"),
            }),
            other => panic!("{other}"),
        }
    }

    /// Fails unless ours is the same, up to the limit of elements.
    pub fn compare(&self, found: &RpcMessage) {
        use RpcMessage as M;
        match (self, found) {
            (Self::ErrorInfo(this), M::ErrorInfo(found)) => {
                assert_eq!((&this.reason, &this.domain), (&found.reason, &found.domain));
                compare_map(&this.metadata, &found.metadata);
            }
            (Self::BadRequest(this), M::BadRequest(found)) => {
                compare_list(
                    &this.field_violations,
                    &found.field_violations,
                    |this, found| {
                        assert_eq!(
                            (&this.field, &this.description, &this.reason),
                            (&found.field, &found.description, &found.reason)
                        );
                        let pair = found.localized_message.as_ref();
                        let pair = pair.map(|pair| (&pair.locale, &pair.message));
                        let localized = this.localized_message.as_ref();
                        assert_eq!(localized.map(|one| (&one.locale, &one.message)), pair);
                    },
                );
            }
            (Self::RetryInfo(this), M::RetryInfo(found)) => assert_eq!(*this, found.retry_delay),
            (Self::QuotaFailure(this), M::QuotaFailure(found)) => {
                compare_list(&this.violations, &found.violations, compare_quota);
            }
            (Self::PreconditionFailure(this), M::PreconditionFailure(found)) => {
                compare_list(&this.violations, &found.violations, |this, found| {
                    assert_eq!(
                        (&this.kind, &this.subject, &this.description),
                        (&found.kind, &found.subject, &found.description)
                    );
                });
            }
            (Self::RequestInfo(this), M::RequestInfo(found)) => assert_eq!(
                (&this.request_id, &this.serving_data),
                (&found.request_id, &found.serving_data)
            ),
            (Self::ResourceInfo(this), M::ResourceInfo(found)) => assert_eq!(
                (
                    &this.resource_type,
                    &this.resource_name,
                    &this.owner,
                    &this.description
                ),
                (
                    &found.resource_type,
                    &found.resource_name,
                    &found.owner,
                    &found.description
                )
            ),
            (Self::Help(this), M::Help(found)) => {
                compare_list(&this.links, &found.links, |this, found| {
                    assert_eq!(
                        (&this.description, &this.url),
                        (&found.description, &found.url)
                    );
                });
            }
            (Self::LocalizedMessage(this), M::LocalizedMessage(found)) => {
                assert_eq!(
                    (&this.locale, &this.message),
                    (&found.locale, &found.message)
                );
            }
            (Self::DebugInfo(this), M::DebugInfo(found)) => {
                assert_eq!(this.detail, found.detail);
                let entries = &this.stack_entries;
                assert_eq!(entries[..entries.len().min(MOST)], found.stack_entries);
            }
            _ => panic!("{self:?} as {found:?}"),
        }
    }
}

fn compare_quota(this: &QuotaViolation, found: &ours::QuotaViolation) {
    assert_eq!(
        (&this.subject, &this.description, &this.api_service),
        (&found.subject, &found.description, &found.api_service)
    );
    assert_eq!(
        (
            &this.quota_metric,
            &this.quota_id,
            this.quota_value,
            this.future_quota_value
        ),
        (
            &found.quota_metric,
            &found.quota_id,
            found.quota_value,
            found.future_quota_value
        )
    );
    compare_map(&this.quota_dimensions, &found.quota_dimensions);
}

fn compare_map(this: &Texts, found: &[(String, String)]) {
    // Of the keys of a long one, some may have made room for others.
    assert!(found.len() == this.len().min(MOST) || this.len() > MOST / 2);
    assert!(found.len() <= MOST);
    for (key, value) in found {
        assert_eq!(this.get(key), Some(value), "{key}");
    }
    let keys: BTreeMap<_, _> = found.iter().cloned().collect();
    assert_eq!(keys.len(), found.len(), "a key twice");
}

fn compare_list<A, B>(this: &[A], found: &[B], compare: impl Fn(&A, &B)) {
    assert_eq!(found.len(), this.len().min(MOST));
    this.iter()
        .zip(found)
        .for_each(|(this, found)| compare(this, found));
}

/// A duration that is not negative.
fn duration(delay: Delay) -> Option<Duration> {
    let nanos = u32::try_from(delay.nanos).ok()?;
    let seconds = u64::try_from(delay.seconds).ok()?;
    (nanos < 1_000_000_000).then(|| Duration::new(seconds, nanos))
}

/// A duration as ProtoJSON writes it: whole, then at most nine digits that count.
fn written_delay(text: &str) -> Option<Duration> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let number = text.strip_suffix('s')?;
    let (whole, fraction) = match number.find('.') {
        Some(at) => (&number[..at], &number[at + 1..]),
        None => (number, "0"),
    };
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let nanos = format!("{fraction:0<9}")[..9].parse().unwrap();
    Some(Duration::new(whole.parse().unwrap_or(u64::MAX), nanos))
}

pub fn camel(name: &str) -> String {
    let mut humps = name.split('_');
    let first = humps.next().unwrap_or_default().to_owned();
    humps.fold(first, |all, hump| {
        all + &hump[..1].to_ascii_uppercase() + &hump[1..]
    })
}

/// A member by the name of the definition, or in camel case.
fn member<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    object.get(camel(name)).or_else(|| object.get(name))
}

/// Whether any object has a member under both of its names: which of them is the last, is not told.
pub fn has_twins(value: &Value) -> bool {
    match value {
        Value::Object(members) => {
            let twins =
                |name: &String| name.contains('_') && members.contains_key(&camel_of_any(name));
            members.keys().any(twins) || members.values().any(has_twins)
        }
        Value::Array(items) => items.iter().any(has_twins),
        _ => false,
    }
}

/// As `camel`, for names that are not of the definition too.
fn camel_of_any(name: &str) -> String {
    let mut out = String::new();
    let mut is_hump = false;
    for c in name.chars() {
        if c == '_' {
            is_hump = true;
        } else if std::mem::take(&mut is_hump) {
            out.push(c.to_ascii_uppercase());
        } else {
            out.push(c);
        }
    }
    out
}

fn text(object: &Value, name: &str) -> String {
    let text = member(object, name).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

fn map(object: &Value, name: &str) -> Texts {
    let members = member(object, name).and_then(Value::as_object);
    let text = |(key, value): (&String, &Value)| Some((key.clone(), value.as_str()?.to_owned()));
    members.into_iter().flatten().filter_map(text).collect()
}

fn list<T>(object: &Value, name: &str, read: impl Fn(&Value) -> T) -> Vec<T> {
    let items = member(object, name).and_then(Value::as_array);
    let objects = items.into_iter().flatten().filter(|item| item.is_object());
    objects.map(read).collect()
}

fn localized(object: &Value) -> LocalizedMessage {
    LocalizedMessage {
        locale: text(object, "locale"),
        message: text(object, "message"),
    }
}
