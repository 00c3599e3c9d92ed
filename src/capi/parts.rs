//! The transport and the clock of a client: those built in, or the caller's.

use core::time::Duration;

use super::failure::Failure;
use super::text::UserData;
use super::time::millis_of;
use super::transport::{NowCallback, RandomCallback, SleepCallback, Transport};
use crate::clock::Clock;
#[cfg(feature = "std")]
use crate::clock::SystemClock;
use crate::error::TransportError;
use crate::http::{Request, Response};
#[cfg(feature = "https")]
use crate::https::HttpsTransport;
use crate::stop::Stop;
use crate::transport;

pub(super) enum AnyTransport {
    #[cfg(feature = "https")]
    Https(HttpsTransport),
    Own(Transport),
}

impl transport::Transport for AnyTransport {
    fn send(&self, request: &Request, timeout: Duration) -> Result<Response, TransportError> {
        match self {
            #[cfg(feature = "https")]
            Self::Https(https) => https.send(request, timeout),
            Self::Own(own) => own.exchange(request, timeout, None),
        }
    }

    fn send_stoppable(
        &self,
        request: &Request,
        timeout: Duration,
        stop: &Stop,
    ) -> Result<Response, TransportError> {
        match self {
            #[cfg(feature = "https")]
            Self::Https(https) => https.send_stoppable(request, timeout, stop),
            Self::Own(own) => own.exchange(request, timeout, Some(stop)),
        }
    }
}

pub(super) enum AnyClock {
    #[cfg(feature = "std")]
    System(SystemClock),
    Own(OwnClock),
}

/// The caller's clock.
pub(super) struct OwnClock {
    now: unsafe extern "C" fn(*mut core::ffi::c_void) -> u64,
    sleep: unsafe extern "C" fn(u64, *mut core::ffi::c_void),
    random: RandomCallback,
    user_data: UserData,
}

impl AnyClock {
    /// The clock of a transport, or the system's.
    pub(super) fn of(transport: &Transport) -> Result<Self, Failure> {
        let (now, sleep, random): (NowCallback, SleepCallback, _) = transport.clock;
        if let (Some(now), Some(sleep)) = (now, sleep) {
            return Ok(Self::Own(OwnClock {
                now,
                sleep,
                random,
                user_data: transport.user_data,
            }));
        }
        #[cfg(feature = "std")]
        return Ok(Self::System(SystemClock::default()));
        #[cfg(not(feature = "std"))]
        return Err(Failure::Null("clock of the transport"));
    }
}

impl Clock for OwnClock {
    fn now(&self) -> Duration {
        // SAFETY: the header requires functions of these types that return to their caller.
        Duration::from_millis(unsafe { (self.now)(self.user_data.pointer()) })
    }

    fn sleep(&self, duration: Duration) {
        // No pause may be shorter than what was asked for.
        let ms = millis_of(duration.saturating_add(Duration::from_nanos(999_999)));
        // SAFETY: as above.
        unsafe { (self.sleep)(ms, self.user_data.pointer()) }
    }

    fn random(&self) -> u64 {
        match self.random {
            // SAFETY: as above.
            Some(random) => unsafe { random(self.user_data.pointer()) },
            None => mixed(self.now()),
        }
    }
}

/// The default of [`Clock::random`].
fn mixed(now: Duration) -> u64 {
    struct At(Duration);
    impl Clock for At {
        fn now(&self) -> Duration {
            self.0
        }

        fn sleep(&self, _: Duration) {}
    }
    At(now).random()
}

impl Clock for AnyClock {
    fn now(&self) -> Duration {
        match self {
            #[cfg(feature = "std")]
            Self::System(clock) => clock.now(),
            Self::Own(clock) => clock.now(),
        }
    }

    fn sleep(&self, duration: Duration) {
        match self {
            #[cfg(feature = "std")]
            Self::System(clock) => clock.sleep(duration),
            Self::Own(clock) => clock.sleep(duration),
        }
    }

    fn random(&self) -> u64 {
        match self {
            #[cfg(feature = "std")]
            Self::System(clock) => clock.random(),
            Self::Own(clock) => clock.random(),
        }
    }
}
