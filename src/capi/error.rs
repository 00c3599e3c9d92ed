//! The error object.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::time::Duration;

use super::codes::*;
use super::failure::{self, Failure};
use super::text::Text;
use crate::error::{Error as LibraryError, RpcDetail, RpcStatus, TransportErrorKind as Kind};

/// Why a call failed.
pub(super) struct Error {
    pub(super) result: i32,
    pub(super) message: Text,
    pub(super) field: Option<Text>,
    pub(super) may_have_executed: bool,
    pub(super) is_retryable: bool,
    pub(super) transport_kind: i32,
    pub(super) http_status: i32,
    pub(super) request_id: Option<Text>,
    pub(super) retry_after: Option<Duration>,
    pub(super) auth_rejected_reason: Option<Text>,
    pub(super) excerpt: Option<Text>,
    pub(super) rpc: Option<Rpc>,
}

/// A decoded error body.
pub(super) struct Rpc {
    pub(super) code: Option<i32>,
    pub(super) name: Option<Text>,
    pub(super) message: Option<Text>,
    pub(super) details: Vec<Detail>,
    pub(super) malformed: bool,
    pub(super) truncated: bool,
}

pub(super) struct Detail {
    pub(super) type_url: Text,
    pub(super) value: Vec<u8>,
    pub(super) json: Option<Text>,
}

impl Error {
    fn new(result: i32, message: String) -> Self {
        Self {
            result,
            message: message.into(),
            field: None,
            may_have_executed: false,
            is_retryable: false,
            transport_kind: PINECONE_IMPORT_TRANSPORT_NONE,
            http_status: 0,
            request_id: None,
            retry_after: None,
            auth_rejected_reason: None,
            excerpt: None,
            rpc: None,
        }
    }

    fn refused(result: i32, field: &str, limit: &str) -> Self {
        Self {
            field: Some(String::from(field).into()),
            ..Self::new(result, alloc::format!("invalid {field}: {limit}"))
        }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        let result = failure.result();
        match failure {
            Failure::Null(field) => Self::refused(result, field, "must not be NULL"),
            Failure::NotUtf8(field) => Self::refused(result, field, "must be UTF-8"),
            Failure::Failed(error) => Self::of(&error),
            // It is unknown how far the call got, so the answer is the careful one.
            Failure::Panicked => {
                let message = "the library panicked; the request may have been executed";
                Self {
                    may_have_executed: true,
                    ..Self::new(result, message.into())
                }
            }
        }
    }
}

impl Error {
    /// The object of an error that stays with its owner.
    pub(super) fn of(error: &LibraryError) -> Self {
        let result = failure::result_of(error);
        let object = Self {
            may_have_executed: error.may_have_executed(),
            is_retryable: error.is_retryable(),
            ..Self::new(result, error.to_string())
        };
        match error {
            LibraryError::InvalidArgument(error) => Self {
                field: Some(String::from(error.field).into()),
                ..object
            },
            LibraryError::Transport(error) => Self {
                transport_kind: transport_kind(error.kind),
                ..object
            },
            LibraryError::Api(error) => Self {
                http_status: error.http_status.into(),
                request_id: error.request_id.clone().map(Text::from),
                retry_after: error.retry_after,
                auth_rejected_reason: error.auth_rejected_reason.clone().map(Text::from),
                excerpt: Some(error.excerpt.clone().into()),
                rpc: Some(error.status.clone().into()),
                ..object
            },
            LibraryError::Decode(error) => Self {
                http_status: error.http_status.into(),
                request_id: error.request_id.clone().map(Text::from),
                excerpt: Some(error.excerpt.clone().into()),
                ..object
            },
            LibraryError::List(_) => object,
        }
    }
}

fn transport_kind(kind: Kind) -> i32 {
    match kind {
        Kind::Resolve => PINECONE_IMPORT_TRANSPORT_RESOLVE,
        Kind::Connect => PINECONE_IMPORT_TRANSPORT_CONNECT,
        Kind::Proxy => PINECONE_IMPORT_TRANSPORT_PROXY,
        Kind::ProxyRefused => PINECONE_IMPORT_TRANSPORT_PROXY_REFUSED,
        Kind::Tls => PINECONE_IMPORT_TRANSPORT_TLS,
        Kind::Certificate => PINECONE_IMPORT_TRANSPORT_CERTIFICATE,
        Kind::Timeout => PINECONE_IMPORT_TRANSPORT_TIMEOUT,
        Kind::Io => PINECONE_IMPORT_TRANSPORT_IO,
        Kind::Protocol => PINECONE_IMPORT_TRANSPORT_PROTOCOL,
        Kind::TooLarge => PINECONE_IMPORT_TRANSPORT_TOO_LARGE,
        Kind::Stopped => PINECONE_IMPORT_TRANSPORT_STOPPED,
    }
}

impl From<RpcStatus> for Rpc {
    fn from(status: RpcStatus) -> Self {
        let name = status.code_name().map(|name| String::from(name).into());
        Self {
            code: status.code.map(|code| code.0),
            name,
            message: (!status.message.is_empty()).then(|| status.message.into()),
            details: status.details.into_iter().map(Detail::from).collect(),
            malformed: status.malformed,
            truncated: status.truncated,
        }
    }
}

impl From<RpcDetail> for Detail {
    fn from(detail: RpcDetail) -> Self {
        Self {
            type_url: detail.type_url.into(),
            value: detail.value,
            json: detail.json.map(Text::from),
        }
    }
}
