//! What the repository claims of itself: in the README, in the manifest, and in `.ci`.

mod claims;
mod supply;
