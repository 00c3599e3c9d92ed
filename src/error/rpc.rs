//! `google.rpc.Status`, as data.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use super::google_rpc as rpc;

/// A canonical gRPC error code.
///
/// Unknown numbers are kept: some services put an HTTP status here.
/// See [`google.rpc.Code`](https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RpcCode(pub i32);

/// The names of the canonical codes, by number.
const NAMES: [&str; 17] = [
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];

impl RpcCode {
    /// The code's canonical name, such as `NOT_FOUND`; `None` outside 0..=16.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        NAMES.get(usize::try_from(self.0).ok()?).copied()
    }

    /// The code with this canonical name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let number = NAMES.iter().position(|known| *known == name)?;
        i32::try_from(number).ok().map(Self)
    }
}

impl fmt::Display for RpcCode {
    /// The canonical name, or the number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => self.0.fmt(f),
        }
    }
}

/// One detail of a [`RpcStatus`]: a `google.protobuf.Any`, as packed bytes or as JSON.
///
/// [`message`](Self::message) decodes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RpcDetail {
    /// The type URL, such as `type.googleapis.com/google.rpc.BadRequest`; empty if there is none.
    pub type_url: String,
    /// The decoded bytes of a detail sent as `{"typeUrl": …, "value": "<base64>"}`.
    pub value: Vec<u8>,
    /// The JSON text of a detail sent in any other form, such as `{"@type": …, …}`.
    pub json: Option<String>,
}

/// A detail of a type that `google.rpc` defines; see [`google_rpc`](crate::google_rpc).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RpcMessage {
    /// Why a request failed, for programs.
    ErrorInfo(rpc::ErrorInfo),
    /// What is wrong with the fields of a request.
    BadRequest(rpc::BadRequest),
    /// When the same request can be sent again.
    RetryInfo(rpc::RetryInfo),
    /// Which quotas are exhausted.
    QuotaFailure(rpc::QuotaFailure),
    /// What has to change before the request can succeed.
    PreconditionFailure(rpc::PreconditionFailure),
    /// How to find the request in the server's logs.
    RequestInfo(rpc::RequestInfo),
    /// The resource that was accessed.
    ResourceInfo(rpc::ResourceInfo),
    /// Where to read more.
    Help(rpc::Help),
    /// A message for people, in their language.
    LocalizedMessage(rpc::LocalizedMessage),
    /// What the server's developers would want to know.
    DebugInfo(rpc::DebugInfo),
}

/// A decoded error body: a `google.rpc.Status`, or the same information in another format.
///
/// The HTTP status decides the outcome of a call; this explains it.
///
/// ```
/// use pinecone_import::{ApiError, RpcCode};
///
/// fn explain(error: &ApiError) -> &str {
///     match error.status.code {
///         Some(RpcCode(8)) => "over quota", // RESOURCE_EXHAUSTED
///         _ => &error.status.message,
///     }
/// }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RpcStatus {
    /// The code, sent as a number, a numeric string or a name.
    pub code: Option<RpcCode>,
    /// A code name that gRPC does not define, such as `QUOTA_EXCEEDED`; at most 64 bytes.
    pub other_name: Option<String>,
    /// The message, empty if there is none; at most 2,048 bytes.
    pub message: String,
    /// The details, at most 8, with at most 2,048 bytes of text together.
    pub details: Vec<RpcDetail>,
    /// Whether a part had the wrong type and was left out.
    pub malformed: bool,
    /// Whether a part exceeded a limit and was truncated.
    pub truncated: bool,
    /// The longest delay of a `RetryInfo` in the details.
    pub(crate) retry_delay: Option<Duration>,
}

impl RpcStatus {
    /// The code's canonical name, or else the name that was sent.
    #[must_use]
    pub fn code_name(&self) -> Option<&str> {
        self.code
            .and_then(RpcCode::name)
            .or(self.other_name.as_deref())
    }
}
