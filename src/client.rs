//! The client: operations over any transport, with retries.

use alloc::boxed::Box;
use alloc::string::String;
use core::time::Duration;

use crate::codec::cancel::CancelImport;
use crate::codec::describe::DescribeImport;
use crate::codec::endpoint::{ApiKey, ApiVersion, Endpoint, IndexHost};
use crate::codec::list::{ListImports, ListImportsResponse};
use crate::codec::model::ImportModel;
use crate::codec::start::{StartImport, StartImportResponse};
use crate::codec::{Operation, Request, Response, percent};
use crate::error::{DecodeError, Error, TransportError};
use crate::retry::RetryPolicy;

/// Sends one request and waits for the response.
pub trait Transport {
    /// Sends `request` at most once, without following redirects, and gives up after `timeout`.
    ///
    /// Any status is a response. A body that breaks off may be handed over with
    /// [`complete`](Response::complete) unset if the status is not 2xx.
    ///
    /// # Errors
    /// [`TransportError`] where no complete response came. Whether the request may have
    /// reached the server must be told truly: a start that did not is sent again.
    fn send(&self, request: &Request, timeout: Duration) -> Result<Response, TransportError>;
}

impl<T: Transport + ?Sized> Transport for &T {
    fn send(&self, request: &Request, timeout: Duration) -> Result<Response, TransportError> {
        (**self).send(request, timeout)
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send(&self, request: &Request, timeout: Duration) -> Result<Response, TransportError> {
        (**self).send(request, timeout)
    }
}

/// Tells the time and lets it pass.
pub trait Clock {
    /// The time since some fixed moment; never goes back.
    fn now(&self) -> Duration;

    /// Waits.
    fn sleep(&self, duration: Duration);

    /// A random number for the delays; need not be secure.
    ///
    /// Without a better source it is made of the time.
    fn random(&self) -> u64 {
        // The finaliser of SplitMix64: every bit of the time reaches every bit of the result.
        let nanos = self.now().as_nanos();
        let mut bits = u64::try_from(nanos & u128::from(u64::MAX)).unwrap_or(0);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }
}

impl<C: Clock + ?Sized> Clock for &C {
    fn now(&self) -> Duration {
        (**self).now()
    }

    fn sleep(&self, duration: Duration) {
        (**self).sleep(duration);
    }

    fn random(&self) -> u64 {
        (**self).random()
    }
}

/// A client of one index.
///
/// Calls block. A client can be shared by threads when its transport and clock can.
#[derive(Debug, Clone)]
pub struct Client<T, C> {
    endpoint: Endpoint,
    transport: T,
    clock: C,
    retry: RetryPolicy,
    timeout: Duration,
}

impl<T: Transport, C: Clock> Client<T, C> {
    /// A client over your own HTTP, also without std.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] as of [`IndexHost::new`] and [`ApiKey::new`].
    pub fn with_transport(
        host: impl AsRef<str>,
        key: impl AsRef<str>,
        transport: T,
        clock: C,
    ) -> Result<Self, Error> {
        let endpoint = Endpoint::new(IndexHost::new(host.as_ref())?, ApiKey::new(key.as_ref())?);
        let (retry, timeout) = (RetryPolicy::default(), Duration::from_secs(30));
        Ok(Self {
            endpoint,
            transport,
            clock,
            retry,
            timeout,
        })
    }

    /// Sets the API version; 2025-10 unless told.
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

    /// Sets what is sent again, and when.
    #[must_use]
    pub fn retry(self, policy: RetryPolicy) -> Self {
        Self {
            retry: policy,
            ..self
        }
    }

    /// The time that one try has, from connecting to the last byte; 30 s unless told.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// Starts an import, at most once.
    ///
    /// [API reference](https://docs.pinecone.io/reference/api/2025-10/data-plane/start_import).
    ///
    /// # Errors
    /// Any [`Error`]. Where [`may_have_executed`](Error::may_have_executed) is true, the import
    /// may be running: look for its URI in the list of imports before starting it again.
    pub fn start_import(&self, start: &StartImport) -> Result<StartImportResponse, Error> {
        self.call(start, self.retry)
    }

    /// Describes an import.
    ///
    /// [API reference](https://docs.pinecone.io/reference/api/2025-10/data-plane/describe_import).
    ///
    /// # Errors
    /// Any [`Error`]; [`Error::Decode`] also where the answer is about another import.
    pub fn describe_import(&self, id: impl AsRef<str>) -> Result<ImportModel, Error> {
        let id = id.as_ref();
        same_import(self.call(&DescribeImport::new(id), self.retry)?, id)
    }

    /// Lists one page of imports; [`imports`](Self::imports) goes through all.
    ///
    /// [API reference](https://docs.pinecone.io/reference/api/2025-10/data-plane/list_imports).
    ///
    /// # Errors
    /// Any [`Error`].
    pub fn list_imports(&self, list: &ListImports) -> Result<ListImportsResponse, Error> {
        self.call(list, self.retry)
    }

    /// Cancels an import that has not ended; without effect on one that has.
    ///
    /// [API reference](https://docs.pinecone.io/reference/api/2025-10/data-plane/cancel_import).
    ///
    /// # Errors
    /// Any [`Error`].
    pub fn cancel_import(&self, id: impl AsRef<str>) -> Result<(), Error> {
        self.call(&CancelImport::new(id.as_ref()), self.retry)
    }

    pub(crate) fn clock(&self) -> &C {
        &self.clock
    }

    /// Starts an import without what the caller may have allowed at his own risk.
    pub(crate) fn start_at_most_once(
        &self,
        start: &StartImport,
    ) -> Result<StartImportResponse, Error> {
        self.call(start, self.retry.resend_start_on_503(false))
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
            match self.send(operation, &request, tries.time_left()) {
                Ok(output) => return Ok(output),
                Err(error) => tries.after(error)?,
            }
        }
    }

    /// Describes an import by one try within `timeout`.
    pub(crate) fn describe_once(&self, id: &str, timeout: Duration) -> Result<ImportModel, Error> {
        let describe = DescribeImport::new(id);
        let request = describe.request(&self.endpoint)?;
        same_import(self.send(&describe, &request, timeout)?, id)
    }

    fn send<O: Operation>(
        &self,
        operation: &O,
        request: &Request,
        timeout: Duration,
    ) -> Result<O::Output, Error> {
        let mut response = self.fetch(request, timeout)?;
        let result = O::parse_response(&response);
        // A page may name its own token as the next; only an error must not show it.
        let (Err(_), Some(secret)) = (&result, operation.secret()) else {
            return result;
        };
        response.redact(secret);
        // A proxy's error page shows the URL.
        let mut encoded = String::new();
        percent::push_encoded(&mut encoded, secret);
        response.redact(&encoded);
        O::parse_response(&response)
    }

    /// The response, without the key wherever the server echoed it.
    fn fetch(&self, request: &Request, timeout: Duration) -> Result<Response, Error> {
        let timeout = self.timeout.min(timeout);
        let mut response = self.transport.send(request, timeout).map_err(|mut error| {
            error.effect = request.method.effect();
            Error::Transport(Box::new(error))
        })?;
        response.redact(self.endpoint.key().expose());
        Ok(response)
    }
}

/// The tries of one call.
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

    /// Waits for the time of the next try after one that failed.
    ///
    /// # Errors
    /// What the call ends with, where there is no next try.
    fn after(&mut self, error: Error) -> Result<(), Error> {
        self.count += 1;
        let random = self.clock.random();
        let delay = self.policy.next(&error, self.count, self.elapsed(), random);
        self.doubtful |= error.may_have_executed();
        match delay {
            Some(delay) => self.clock.sleep(delay),
            None if self.doubtful => return Err(error.after_doubtful_try()),
            None => return Err(error),
        }
        Ok(())
    }
}

fn same_import(import: ImportModel, id: &str) -> Result<ImportModel, Error> {
    if import.id == id {
        return Ok(import);
    }
    Err(DecodeError::senseless(
        "the import that was asked for",
        "another id",
    ))
}
