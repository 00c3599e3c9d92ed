//! The client: sends operations over any transport, with retries.

mod attempts;
#[cfg(feature = "https")]
mod builder;
mod call;
mod ensure;
mod event;
mod outcome;
mod pages;
mod polling;
mod retry;
mod round;
mod wait;
mod wait_options;
mod waited;
mod waits;

#[cfg(feature = "https")]
pub use builder::{ClientBuilder, HttpsClient};
pub use call::Client;
pub use ensure::Ensured;
pub use event::{Event, EventLevel};
pub use outcome::{NotCompleted, WaitOutcome};
pub use pages::Imports;
pub use retry::RetryPolicy;
pub use wait::WaitProgress;
pub use wait_options::WaitOptions;
pub use waited::WaitsProgress;
pub use waits::WaitedImports;
