//! The client: sends operations over any transport, with retries.

#[cfg(feature = "https")]
mod builder;
mod call;
mod ensure;
mod outcome;
mod pages;
mod retry;
mod wait;

#[cfg(feature = "https")]
pub use builder::{ClientBuilder, HttpsClient};
pub use call::Client;
pub use ensure::Ensured;
pub use outcome::{NotCompleted, WaitOutcome};
pub use pages::Imports;
pub use retry::RetryPolicy;
pub use wait::WaitOptions;
