//! A client, and its calls: one for each operation, with retries.

use core::time::Duration;

use super::retry::RetryPolicy;
use crate::clock::Clock;
use crate::codec::{
    ApiKey, ApiVersion, CancelImport, DescribeImport, Endpoint, ImportModel, IndexHost,
    ListImports, ListImportsResponse, Operation, StartImport, StartImportResponse,
};
use crate::error::{Error, TransportError, TransportErrorKind};
use crate::http::{Request, Response};
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
    endpoint: Endpoint,
    transport: T,
    clock: C,
    retry: RetryPolicy,
    timeout: Duration,
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
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
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

    pub(super) fn clock(&self) -> &C {
        &self.clock
    }

    /// Starts an import within `deadline`, without the retry after a 503 that the caller may have
    /// allowed.
    pub(super) fn start_at_most_once(
        &self,
        start: &StartImport,
        deadline: Duration,
    ) -> Result<StartImportResponse, Error> {
        let policy = self.retry.resend_start_on_503(false);
        self.call(start, policy.deadline(deadline))
    }

    /// Lists one page of imports within `deadline`, if that is sooner than the policy's.
    pub(super) fn list_within(
        &self,
        list: &ListImports,
        deadline: Duration,
    ) -> Result<ListImportsResponse, Error> {
        self.call(list, self.retry.deadline(deadline.min(self.deadline())))
    }

    /// The time limit of all tries of a call together.
    pub(super) fn deadline(&self) -> Duration {
        self.retry.left(Duration::ZERO)
    }

    /// Describes an import in one attempt within `timeout`.
    pub(super) fn describe_once(&self, id: &str, timeout: Duration) -> Result<ImportModel, Error> {
        let describe = DescribeImport::new(id);
        let request = describe.request(&self.endpoint)?;
        describe.read(&self.endpoint, self.send(&request, timeout)?)
    }

    fn call<O: Operation>(&self, operation: &O, policy: RetryPolicy) -> Result<O::Output, Error> {
        let request = operation.request(&self.endpoint)?;
        let mut tries = Tries {
            clock: &self.clock,
            policy,
            begin: self.clock.now(),
            count: 0,
            doubtful: false,
        };
        loop {
            let response = self.send_in_time(&request, tries.time_left());
            match response.and_then(|response| operation.read(&self.endpoint, response)) {
                Ok(output) => return Ok(output),
                Err(error) => tries.after(error)?,
            }
        }
    }

    fn send(&self, request: &Request, timeout: Duration) -> Result<Response, Error> {
        let timeout = self.timeout.min(timeout);
        self.transport.send(request, timeout).map_err(|mut error| {
            error.method = request.method;
            error.into()
        })
    }

    fn send_in_time(&self, request: &Request, left: Duration) -> Result<Response, Error> {
        if !left.is_zero() {
            return self.send(request, left);
        }
        let error = TransportError::not_sent(TransportErrorKind::Timeout);
        let mut error = error.with_detail("no time was left for the request");
        error.method = request.method;
        Err(error.into())
    }
}

/// The attempts of one call.
struct Tries<'a, C> {
    clock: &'a C,
    policy: RetryPolicy,
    begin: Duration,
    count: u32,
    /// Whether one of them may have been executed.
    doubtful: bool,
}

impl<C: Clock> Tries<'_, C> {
    fn elapsed(&self) -> Duration {
        self.clock.now().saturating_sub(self.begin)
    }

    fn time_left(&self) -> Duration {
        self.policy.left(self.elapsed())
    }

    /// Waits before the next attempt, after one that failed.
    ///
    /// # Errors
    /// The error of the call, if there is no next attempt.
    fn after(&mut self, error: Error) -> Result<(), Error> {
        self.count += 1;
        let random = self.clock.random();
        let delay = self.policy.next(&error, self.count, self.elapsed(), random);
        match delay {
            Some(delay) => {
                self.doubtful |= error.may_have_executed();
                self.clock.sleep(delay);
            }
            None if self.doubtful => return Err(error.after_doubtful_try()),
            None => return Err(error),
        }
        Ok(())
    }
}
