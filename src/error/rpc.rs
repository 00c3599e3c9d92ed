//! `google.rpc.Status`, as data.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// A canonical error code of gRPC.
///
/// Any number is kept as it came; some services put an HTTP status here.
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

    /// The code of a canonical name.
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

/// One detail of a [`RpcStatus`]: a `google.protobuf.Any`, in whichever form it came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RpcDetail {
    /// The type URL, such as `type.googleapis.com/google.rpc.BadRequest`; empty where none came.
    pub type_url: String,
    /// The decoded bytes of a detail in the form `{"typeUrl": …, "value": "<base64>"}`.
    pub value: Vec<u8>,
    /// The detail's own JSON where it came in another form, such as `{"@type": …, …}`.
    pub json: Option<String>,
}

/// What an error body says: a `google.rpc.Status`, or whatever could be read of another shape.
///
/// The HTTP status decides what an answer means; this is the advice that came with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RpcStatus {
    /// The code, given as a number, as a numeric string, or by name.
    pub code: Option<RpcCode>,
    /// A code's name that gRPC does not know, such as `QUOTA_EXCEEDED`; at most 64 bytes.
    pub other_name: Option<String>,
    /// The message, empty where none came; at most 2,048 bytes.
    pub message: String,
    /// The details, at most 8, with at most 2,048 bytes of text together.
    pub details: Vec<RpcDetail>,
    /// Whether some part did not fit its type and was left out.
    pub malformed: bool,
    /// Whether some part went past a limit and was cut.
    pub truncated: bool,
}

impl RpcStatus {
    /// The code's name: the canonical one, or the one that came.
    #[must_use]
    pub fn code_name(&self) -> Option<&str> {
        self.code
            .and_then(RpcCode::name)
            .or(self.other_name.as_deref())
    }
}
