//! The names that members have in this API.

use crate::json;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// Not a member: the document itself.
    Root,
    /// Not a member either: what is in an array.
    Element,
    /// Any other.
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

/// Where a value stands: the name of what it is in, and its own.
pub(super) type At = (Name, Name);
