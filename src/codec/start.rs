//! `POST /bulk/imports`: start an import.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use super::answer::{Asked, SHORT};
use super::endpoint::Endpoint;
use super::id;
use super::operation::{Operation, sealed};
use super::text;
use crate::error::Error;
use crate::http::{Method, Request, Response};
use crate::json;

/// Most characters of a `uri`.
const URI: usize = 1500;
/// Most characters of an `integrationId`.
const INTEGRATION_ID: usize = 1000;

/// What an import does with a record that cannot be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ImportErrorMode {
    /// Stop at the first such record.
    Abort,
    /// Skip the record and continue.
    Continue,
}

impl ImportErrorMode {
    /// The value as sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Abort => "abort",
            Self::Continue => "continue",
        }
    }
}

impl fmt::Display for ImportErrorMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ImportErrorMode {
    type Err = Error;

    /// Accepts `abort` or `continue`.
    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "abort" => Ok(Self::Abort),
            "continue" => Ok(Self::Continue),
            _ => Err(Error::invalid(
                "error mode",
                "must be abort or continue",
                None,
            )),
        }
    }
}

/// Starts an import of Parquet files from object storage into an index.
///
/// Options that are not set are not sent: the server's defaults apply.
/// [API reference](https://docs.pinecone.io/reference/api/2025-10/data-plane/start_import).
///
/// ```
/// use pinecone_import::{ImportErrorMode, StartImport};
///
/// let start = StartImport::new("s3://bucket/dir")
///     .integration_id("my-storage-integration")
///     .error_mode(ImportErrorMode::Continue);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StartImport {
    uri: String,
    integration_id: Option<String>,
    error_mode: Option<ImportErrorMode>,
}

impl StartImport {
    /// An import of the directory at `uri`, which has 1 to 1,500 characters:
    /// `s3://BUCKET/DIR`, `gs://BUCKET/DIR` or
    /// `https://ACCOUNT.blob.core.windows.net/CONTAINER/DIR`.
    #[must_use]
    pub fn new(uri: impl Into<String>) -> Self {
        Self {
            uri: uri.into(),
            integration_id: None,
            error_mode: None,
        }
    }

    /// Sets the storage integration that grants access to the files; at most 1,000 characters.
    #[must_use]
    pub fn integration_id(self, id: impl Into<String>) -> Self {
        Self {
            integration_id: Some(id.into()),
            ..self
        }
    }

    /// Sets what to do with a record that cannot be imported.
    #[must_use]
    pub fn error_mode(self, mode: ImportErrorMode) -> Self {
        Self {
            error_mode: Some(mode),
            ..self
        }
    }

    pub(crate) fn uri(&self) -> &str {
        &self.uri
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        if let Some(length) = text::misfit(&self.uri, URI) {
            let limit = "must be 1 to 1500 characters";
            return Err(Error::invalid("uri", limit, Some(length)));
        }
        if !names_a_bucket(&self.uri) {
            let limit = "must be s3://BUCKET/DIR, gs://BUCKET/DIR or \
                         https://ACCOUNT.blob.core.windows.net/CONTAINER/DIR";
            return Err(Error::invalid("uri", limit, None));
        }
        let integration_id = self.integration_id.as_deref().filter(|id| !id.is_empty());
        if let Some(length) = integration_id.and_then(|id| text::misfit(id, INTEGRATION_ID)) {
            let limit = "must be at most 1000 characters";
            return Err(Error::invalid("integration id", limit, Some(length)));
        }
        Ok(())
    }

    fn body(&self) -> Vec<u8> {
        const INTEGRATION: &[u8] = b"\"integrationId\":";
        const URI: &[u8] = b"\"uri\":";
        const MODE: &[u8] = b",\"errorMode\":{\"onError\":";
        let integration = self.integration_id.as_deref();
        let mode = self.error_mode.map(ImportErrorMode::as_str);
        let mut out = Vec::with_capacity(
            integration.map_or(0, |id| INTEGRATION.len() + json::string_len(id) + 1)
                + (1 + URI.len() + json::string_len(&self.uri) + 1)
                + mode.map_or(0, |mode| MODE.len() + json::string_len(mode) + 1),
        );
        out.push(b'{');
        if let Some(id) = integration {
            out.extend_from_slice(INTEGRATION);
            json::push_string(&mut out, id);
            out.push(b',');
        }
        out.extend_from_slice(URI);
        json::push_string(&mut out, &self.uri);
        if let Some(mode) = mode {
            out.extend_from_slice(MODE);
            json::push_string(&mut out, mode);
            out.push(b'}');
        }
        out.push(b'}');
        out
    }
}

/// Whether a URI names a bucket (s3, gs), or an account and a container (Azure).
fn names_a_bucket(uri: &str) -> bool {
    let bucket = uri
        .strip_prefix("s3://")
        .or_else(|| uri.strip_prefix("gs://"));
    if let Some(bucket) = bucket {
        return !bucket.is_empty() && !bucket.starts_with("/");
    }
    let Some((host, container)) = uri
        .strip_prefix("https://")
        .and_then(|rest| text::split_once(rest, b'/'))
    else {
        return false;
    };
    let Some((account, domain)) = text::split_once(host, b'.') else {
        return false;
    };
    domain.eq_ignore_ascii_case("blob.core.windows.net")
        && !account.is_empty()
        && account
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !container.is_empty()
        && !container.starts_with("/")
}

/// The answer to a [`StartImport`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct StartImportResponse {
    /// The import's id, of 1 to 1,000 characters.
    pub id: String,
}

impl sealed::Sealed for StartImport {}

impl Operation for StartImport {
    type Output = StartImportResponse;

    const NAME: &'static str = "start";
    const METHOD: Method = Method::Post;

    fn request(&self, endpoint: &Endpoint) -> Result<Request, Error> {
        self.check()?;
        let mut request = endpoint.request(Self::METHOD, "/bulk/imports");
        request
            .headers
            .push(("Content-Type", "application/json".into()));
        request.body = Some(self.body());
        Ok(request)
    }

    fn read(&self, endpoint: &Endpoint, response: Response) -> Result<StartImportResponse, Error> {
        let asked = Asked {
            method: Self::METHOD,
            endpoint,
            token: None,
        };
        asked.read(response, SHORT, |found, _| match found {
            Some(id::Only(Some(id))) => Ok(StartImportResponse { id }),
            _ => Err("a JSON object with the import's id"),
        })
    }
}
