//! What the repository claims of itself: in its documents, in the manifest, in `.ci`, and in how
//! the files of `src` use each other.

mod claims;
mod package;
#[cfg(all(feature = "cli", unix))]
mod readme;
mod rooms;
#[path = "../support/run.rs"]
mod run;
mod supply;
