//! The attempts of a call, and the pauses between them.

use core::ops::ControlFlow;
use core::time::Duration;

use super::call::Client;
use super::event::Event;
use super::retry::RetryPolicy;
use crate::clock::Clock;
use crate::codec::{
    DescribeImport, ImportModel, ListImports, ListImportsResponse, Operation, StartImport,
    StartImportResponse,
};
use crate::error::{Error, TransportError, TransportErrorKind};
use crate::http::{Method, Request, Response};
use crate::transport::Transport;

/// The longest sleep of a pause that somebody watches or can stop.
const TICK: Duration = Duration::from_millis(500);

/// One call, whatever its operation: what makes the attempts is compiled only once.
struct Call<'a> {
    operation: &'static str,
    request: Request,
    /// Keeps the output of the response.
    read: &'a mut dyn FnMut(Response) -> Result<(), Error>,
}

/// How many attempts a call has.
enum Attempts {
    Once { timeout: Duration },
    Retried(RetryPolicy),
}

impl<T: Transport, C: Clock> Client<T, C> {
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
        self.poll(&DescribeImport::new(id), timeout)
    }

    /// Makes one attempt within `timeout`.
    pub(super) fn poll<O: Operation>(
        &self,
        operation: &O,
        timeout: Duration,
    ) -> Result<O::Output, Error> {
        self.run(operation, &Attempts::Once { timeout })
    }

    pub(super) fn call<O: Operation>(
        &self,
        operation: &O,
        policy: RetryPolicy,
    ) -> Result<O::Output, Error> {
        self.run(operation, &Attempts::Retried(policy))
    }

    fn run<O: Operation>(&self, operation: &O, attempts: &Attempts) -> Result<O::Output, Error> {
        let mut output = None;
        let mut read = |response| {
            let result = operation.read(&self.endpoint, response);
            result.map(|found| output = Some(found))
        };
        let request = operation.request(&self.endpoint);
        self.make(attempts, O::NAME, request, &mut read)?;
        output.ok_or_else(unread)
    }

    fn make(
        &self,
        attempts: &Attempts,
        operation: &'static str,
        request: Result<Request, Error>,
        read: &mut dyn FnMut(Response) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut call = Call {
            operation,
            request: request?,
            read,
        };
        match attempts {
            Attempts::Once { timeout } => self.attempt(&mut call, *timeout, (1, 1)),
            Attempts::Retried(policy) => self.attempts(&mut call, policy),
        }
    }

    fn attempts(&self, call: &mut Call<'_>, policy: &RetryPolicy) -> Result<(), Error> {
        let begin = self.clock.now();
        let elapsed = || self.clock.now().saturating_sub(begin);
        let of = policy.most_tries();
        let (mut attempt, mut doubtful) = (1, false);
        loop {
            let result = match policy.left(elapsed()) {
                Duration::ZERO => {
                    let error = TransportError::not_sent(TransportErrorKind::Timeout)
                        .with_detail("no time was left for the request");
                    Err(self.complete(error, call.request.method).into())
                }
                left => self.attempt(call, left, (attempt, of)),
            };
            let Err(error) = result else { return Ok(()) };
            let random = self.clock.random();
            let delay = policy.next(&error, attempt, elapsed(), random);
            let again = delay.is_some_and(|delay| {
                self.listener.tell(&Event::Retry {
                    operation: call.operation,
                    error: &error,
                    delay,
                    attempt: attempt + 1,
                    of,
                });
                self.pause(delay).is_continue()
            });
            match again {
                true => doubtful |= error.may_have_executed(),
                false if doubtful => return Err(error.after_doubtful_try()),
                false => return Err(error),
            }
            attempt += 1;
        }
    }

    fn attempt(
        &self,
        call: &mut Call<'_>,
        timeout: Duration,
        (attempt, of): (u32, u32),
    ) -> Result<(), Error> {
        let operation = call.operation;
        self.listener.tell(&Event::AttemptBegins {
            operation,
            attempt,
            of,
        });
        let begin = self.clock.now();
        let mut status = 0;
        let result = self.send(&call.request, timeout).and_then(|response| {
            status = response.status;
            (call.read)(response)
        });
        self.listener.tell(&Event::AttemptEnded {
            operation,
            attempt,
            of,
            result: result.as_ref().map(|()| status),
            took: self.clock.now().saturating_sub(begin),
        });
        result
    }

    fn send(&self, request: &Request, timeout: Duration) -> Result<Response, Error> {
        let timeout = self.timeout.min(timeout);
        let result = match &self.stop {
            Some(stop) if stop.is_requested() => {
                Err(TransportError::not_sent(TransportErrorKind::Stopped))
            }
            Some(stop) => self.transport.send_stoppable(request, timeout, stop),
            None => self.transport.send(request, timeout),
        };
        result.map_err(|error| self.complete(error, request.method).into())
    }

    /// Adds what only the client knows.
    fn complete(&self, mut error: TransportError, method: Method) -> TransportError {
        error.method = method;
        if error.peer.is_empty() {
            error.peer = self.endpoint.peer();
        }
        error
    }

    /// Whether a stop was requested.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.as_ref().is_some_and(|stop| stop.is_requested())
    }

    /// Sleeps; breaks as soon as a stop is requested.
    pub(super) fn pause(&self, pause: Duration) -> ControlFlow<()> {
        match self.stop {
            Some(_) => self.watched_pause(pause, |_| ControlFlow::Continue(())),
            None => {
                self.clock.sleep(pause);
                ControlFlow::Continue(())
            }
        }
    }

    /// Sleeps, and calls `watch` with the time left at least once a second; breaks if that does, or
    /// as soon as a stop is requested.
    pub(super) fn watched_pause(
        &self,
        pause: Duration,
        mut watch: impl FnMut(Duration) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let begin = self.clock.now();
        loop {
            if self.is_stopped() {
                return ControlFlow::Break(());
            }
            let elapsed = self.clock.now().saturating_sub(begin);
            let left = pause.saturating_sub(elapsed);
            if left.is_zero() {
                return ControlFlow::Continue(());
            }
            if !elapsed.is_zero() {
                watch(left)?;
            }
            self.clock.sleep(left.min(TICK));
        }
    }
}

/// Cannot be: a call without an error has read its response.
fn unread() -> Error {
    TransportError::maybe_sent(TransportErrorKind::Protocol).into()
}
