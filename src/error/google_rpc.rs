//! The standard messages of `google.rpc`, which explain an error further.
//!
//! [`RpcDetail::message`](crate::RpcDetail::message) decodes them. A text that was not sent is
//! empty. A list or map keeps at most 32 elements; a map is a list of keys and values, each key once.
//!
//! The originals, with what each field means, are in
//! [error_details.proto](https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto).

use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

/// Why a request failed, for programs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorInfo {
    /// The reason, such as `API_DISABLED`; unique within the domain.
    pub reason: String,
    /// Who defines the reason, such as `pinecone.io`.
    pub domain: String,
    /// More about this error.
    pub metadata: Vec<(String, String)>,
}

/// What is wrong with the fields of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BadRequest {
    /// Each field that was refused.
    pub field_violations: Vec<FieldViolation>,
}

/// Why a field was refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldViolation {
    /// The path to the field in the request, such as `errorMode.onError`.
    pub field: String,
    /// Why it was refused.
    pub description: String,
    /// The same for programs, such as `BAD_URI`.
    pub reason: String,
    /// The same for people, in their language.
    pub localized_message: Option<LocalizedMessage>,
}

/// When the same request can be sent again.
///
/// Retries and waits heed it like the header `Retry-After`; see
/// [`ApiError::retry_after`](crate::ApiError::retry_after).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryInfo {
    /// The delay; `None` if it is missing, malformed or negative.
    pub retry_delay: Option<Duration>,
}

/// Which quotas are exhausted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct QuotaFailure {
    /// Each of the quotas.
    pub violations: Vec<QuotaViolation>,
}

/// A quota that is exhausted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct QuotaViolation {
    /// Whose quota it is, such as `project:7`.
    pub subject: String,
    /// How it is exhausted.
    pub description: String,
    /// The service that checked it.
    pub api_service: String,
    /// The metric that is limited.
    pub quota_metric: String,
    /// The id of the quota.
    pub quota_id: String,
    /// What the quota depends on, such as the region.
    pub quota_dimensions: Vec<(String, String)>,
    /// The limit at the time of the request.
    pub quota_value: i64,
    /// The limit that is being rolled out.
    pub future_quota_value: Option<i64>,
}

/// What has to change before the request can succeed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PreconditionFailure {
    /// Each precondition that is not met.
    pub violations: Vec<PreconditionViolation>,
}

/// A precondition that is not met.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PreconditionViolation {
    /// The field `type`, such as `TOS` for terms of service.
    pub kind: String,
    /// What it is about.
    pub subject: String,
    /// How it is not met.
    pub description: String,
}

/// How to find the request in the server's logs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestInfo {
    /// The request id.
    pub request_id: String,
    /// Data for the service's own use.
    pub serving_data: String,
}

/// The resource that was accessed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResourceInfo {
    /// The kind of resource.
    pub resource_type: String,
    /// The name of the resource.
    pub resource_name: String,
    /// The owner of the resource.
    pub owner: String,
    /// What went wrong.
    pub description: String,
}

/// Where to read more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Help {
    /// Pages with more about this error.
    pub links: Vec<HelpLink>,
}

/// A page to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HelpLink {
    /// What the page offers.
    pub description: String,
    /// The URL of the page.
    pub url: String,
}

/// A message for people, in their language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LocalizedMessage {
    /// The language, such as `fr-CH`.
    pub locale: String,
    /// The message.
    pub message: String,
}

/// What the server's developers would want to know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DebugInfo {
    /// The stack trace.
    pub stack_entries: Vec<String>,
    /// More from the server.
    pub detail: String,
}
