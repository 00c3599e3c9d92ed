//! A client, and its calls: one for each operation, with retries.

use core::time::Duration;

use super::event::{Event, Listener};
use super::retry::RetryPolicy;
use crate::clock::Clock;
use crate::codec::{
    ApiKey, ApiVersion, CancelImport, DescribeImport, Endpoint, ImportModel, IndexHost,
    ListImports, ListImportsResponse, StartImport, StartImportResponse,
};
use crate::error::Error;
use crate::stop::Stop;
use crate::transport::Transport;

/// A client for one index.
///
/// Calls block. Threads can share a client if they can share its transport and clock. With
/// feature `https`, the type parameters default to a client over HTTPS:
///
#[cfg_attr(feature = "https", doc = "```")]
#[cfg_attr(not(feature = "https"), doc = "```ignore")]
/// use pinecone_import::{Client, Error, StartImport};
///
/// struct App {
///     client: Client,
/// }
///
/// impl App {
///     fn new(key: &str) -> Result<Self, Error> {
///         let client = Client::new("idx-abc123.svc.us-east-1.pinecone.io", key)?;
///         Ok(Self { client })
///     }
///
///     fn import(&self) -> Result<String, Error> {
///         Ok(self.client.start_import(&StartImport::new("s3://bucket/dir"))?.id)
///     }
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Client<
    #[cfg(feature = "https")] T = crate::https::HttpsTransport,
    #[cfg(not(feature = "https"))] T,
    #[cfg(feature = "std")] C = crate::clock::SystemClock,
    #[cfg(not(feature = "std"))] C,
> {
    pub(super) endpoint: Endpoint,
    pub(super) transport: T,
    pub(super) clock: C,
    pub(super) retry: RetryPolicy,
    pub(super) timeout: Duration,
    pub(super) listener: Listener,
    pub(super) stop: Option<Stop>,
}

impl<T: Transport, C: Clock> Client<T, C> {
    /// A client over your own HTTP stack and clock; needs no std.
    ///
    /// See the [crate documentation](crate) for an example.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] for an invalid host or key; see [`IndexHost::new`] and
    /// [`ApiKey::new`].
    pub fn with_transport(
        host: impl AsRef<str>,
        key: impl AsRef<str>,
        transport: T,
        clock: C,
    ) -> Result<Self, Error> {
        let endpoint = Endpoint::new(IndexHost::new(host.as_ref())?, ApiKey::new(key.as_ref())?);
        Ok(Self::from_parts(endpoint, transport, clock))
    }

    /// A client from parts that have already been checked.
    pub fn from_parts(endpoint: Endpoint, transport: T, clock: C) -> Self {
        Self {
            endpoint,
            transport,
            clock,
            retry: RetryPolicy::default(),
            timeout: Duration::from_secs(30),
            listener: Listener::default(),
            stop: None,
        }
    }

    /// Sets the API version. Defaults to 2025-10.
    #[must_use]
    pub fn api_version(self, version: ApiVersion) -> Self {
        Self {
            endpoint: self.endpoint.api_version(version),
            ..self
        }
    }

    /// Names the calling program in the user agent; see [`Endpoint::source_tag`].
    #[must_use]
    pub fn source_tag(self, tag: impl AsRef<str>) -> Self {
        Self {
            endpoint: self.endpoint.source_tag(tag.as_ref()),
            ..self
        }
    }

    /// Sets the retry policy. Defaults to [`RetryPolicy::default`].
    #[must_use]
    pub fn retry(self, policy: RetryPolicy) -> Self {
        Self {
            retry: policy,
            ..self
        }
    }

    /// Sets the timeout of one attempt, from resolving the host to the last byte of the answer.
    /// Defaults to 30 s.
    ///
    /// At least 1 ms and at most 24 h over HTTPS, which takes zero for 1 ms.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// Calls a function with what happens between each call and its result: attempts, retries,
    /// searches and pauses. Replaces the one set before.
    ///
    /// It is called in the thread of the call, which waits for it. Without atomic pointers (on
    /// `thumbv6m` or `riscv32imc`), the function is never freed.
    ///
    /// ```
    /// # use pinecone_import::{Client, Clock, Transport};
    /// # fn listen<T: Transport, C: Clock>(client: Client<T, C>) -> Client<T, C> {
    /// use pinecone_import::EventLevel;
    ///
    /// client.on_event(|event| {
    ///     if event.level() == EventLevel::Warning {
    ///         eprintln!("{event}"); // the server answered 503; trying again in 0.4 s (2 of 3)
    ///     }
    /// })
    /// # }
    /// ```
    #[must_use]
    pub fn on_event(self, function: impl Fn(&Event<'_>) + Send + Sync + 'static) -> Self {
        Self {
            listener: Listener::new(function),
            ..self
        }
    }

    /// Makes all calls heed a request to stop.
    ///
    /// Pauses end within half a second of the request. A wait then ends as
    /// [`WaitOutcome::Stopped`](crate::WaitOutcome::Stopped), a retry with the error that it would
    /// have been for, and a later call with [`TransportErrorKind::Stopped`]. An attempt under way
    /// ends within half a second over HTTPS, which takes a thread for each attempt; over a
    /// transport of your own, see [`Transport::send_stoppable`].
    ///
    /// To stop one job among many, give it a clone of the client with a `Stop` of its own.
    ///
    /// [`TransportErrorKind::Stopped`]: crate::TransportErrorKind::Stopped
    #[must_use]
    pub fn stop(self, stop: Stop) -> Self {
        Self {
            stop: Some(stop),
            ..self
        }
    }

    /// Starts an import, at most once.
    ///
    /// ```
    /// # use pinecone_import::{Client, Clock, Error, Transport};
    /// # fn start<T: Transport, C: Clock>(client: &Client<T, C>) -> Result<(), Error> {
    /// use pinecone_import::StartImport;
    ///
    /// let started = client.start_import(&StartImport::new("s3://bucket/dir"))?;
    /// println!("started import {}", started.id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// [API reference](https://docs.pinecone.io/reference/api/2025-10/data-plane/start_import).
    ///
    /// # Errors
    /// Any [`Error`]. If [`may_have_executed`](Error::may_have_executed) is true, the import may
    /// be running: look for its URI in the list of imports before starting it again, or call
    /// [`ensure_import`](Self::ensure_import).
    pub fn start_import(&self, start: &StartImport) -> Result<StartImportResponse, Error> {
        self.call(start, self.retry)
    }

    /// Describes an import.
    ///
    /// ```
    /// # use pinecone_import::{Client, Clock, Error, Transport};
    /// # fn describe<T: Transport, C: Clock>(client: &Client<T, C>) -> Result<(), Error> {
    /// let import = client.describe_import("101")?;
    /// if import.status.is_terminal() {
    ///     println!("{} at {:?}", import.status, import.finished_at);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// [API reference](https://docs.pinecone.io/reference/api/2025-10/data-plane/describe_import).
    ///
    /// # Errors
    /// Any [`Error`]; [`Error::Decode`] also if the answer is about another import.
    pub fn describe_import(&self, id: impl AsRef<str>) -> Result<ImportModel, Error> {
        self.call(&DescribeImport::new(id.as_ref()), self.retry)
    }

    /// Lists one page of imports; [`imports`](Self::imports) iterates over all pages.
    ///
    /// ```
    /// # use pinecone_import::{Client, Clock, Error, Transport};
    /// # fn list<T: Transport, C: Clock>(client: &Client<T, C>) -> Result<(), Error> {
    /// use pinecone_import::ListImports;
    ///
    /// let page = client.list_imports(&ListImports::new().limit(10))?;
    /// for import in &page.data {
    ///     println!("{} {}", import.id, import.status);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// [API reference](https://docs.pinecone.io/reference/api/2025-10/data-plane/list_imports).
    ///
    /// # Errors
    /// Any [`Error`].
    pub fn list_imports(&self, list: &ListImports) -> Result<ListImportsResponse, Error> {
        self.call(list, self.retry)
    }

    /// Cancels an import; has no effect on one that has ended.
    ///
    /// ```
    /// # use pinecone_import::{Client, Clock, Error, Transport};
    /// # fn cancel<T: Transport, C: Clock>(client: &Client<T, C>) -> Result<(), Error> {
    /// client.cancel_import("101")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// [API reference](https://docs.pinecone.io/reference/api/2025-10/data-plane/cancel_import).
    ///
    /// # Errors
    /// Any [`Error`].
    pub fn cancel_import(&self, id: impl AsRef<str>) -> Result<(), Error> {
        self.call(&CancelImport::new(id.as_ref()), self.retry)
    }
}
