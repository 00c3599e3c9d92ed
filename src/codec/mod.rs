//! The wire format, without any IO: the same input gives the same bytes.
//!
//! Each operation of the API is a value that builds a [`Request`](crate::Request) and decodes its
//! [`Response`](crate::Response).

mod address;
mod answer;
mod cancel;
mod describe;
mod details;
mod endpoint;
mod id;
mod line;
mod list;
mod messages;
mod model;
mod name;
mod number;
mod operation;
mod percent;
mod protobuf;
mod retry_after;
mod retry_info;
mod shapes;
mod slots;
mod start;
mod status;
mod text;

pub use cancel::CancelImport;
pub use describe::DescribeImport;
pub use endpoint::{ApiKey, ApiVersion, Endpoint, IndexHost};
pub use list::{ListImports, ListImportsResponse};
pub use model::{ImportModel, ImportStatus, ValidationResult};
pub use operation::Operation;
pub use start::{ImportErrorMode, StartImport, StartImportResponse};
