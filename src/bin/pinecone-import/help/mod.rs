//! Help, man page and completions, all generated from one set of tables.

mod completions;
mod man;
mod tables;
mod usage;

pub use completions::completions;
pub use man::man;
pub use tables::{command, option};
pub use usage::help;
