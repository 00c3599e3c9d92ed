//! The member names of this API.

use crate::json;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// Not a member: the document itself.
    Root,
    /// Not a member: an element of an array.
    Element,
    /// Any other member.
    Other,
    AtType,
    Code,
    CreatedAt,
    Data,
    Detail,
    Details,
    Error,
    FinishedAt,
    Id,
    ImportErrors,
    ImportSuccesses,
    Message,
    Next,
    Pagination,
    PercentComplete,
    RecordsImported,
    RetryDelay,
    Status,
    TypeUrl,
    TypeUrlSnake,
    Uri,
    ValidationResult,
    Value,
}

impl json::Name for Name {
    const ROOT: Self = Self::Root;
    const ELEMENT: Self = Self::Element;

    fn of(key: &str) -> Self {
        match key {
            "@type" => Self::AtType,
            "code" => Self::Code,
            "createdAt" => Self::CreatedAt,
            "data" => Self::Data,
            "detail" => Self::Detail,
            "details" => Self::Details,
            "error" => Self::Error,
            "finishedAt" => Self::FinishedAt,
            "id" => Self::Id,
            "importErrors" => Self::ImportErrors,
            "importSuccesses" => Self::ImportSuccesses,
            "message" => Self::Message,
            "next" => Self::Next,
            "pagination" => Self::Pagination,
            "percentComplete" => Self::PercentComplete,
            "recordsImported" => Self::RecordsImported,
            "retryDelay" | "retry_delay" => Self::RetryDelay,
            "status" => Self::Status,
            "typeUrl" => Self::TypeUrl,
            "type_url" => Self::TypeUrlSnake,
            "uri" => Self::Uri,
            "validationResult" => Self::ValidationResult,
            "value" => Self::Value,
            _ => Self::Other,
        }
    }
}

/// Where a value is: the name of its parent, and its own.
pub(super) type At = (Name, Name);
