//! What the command says about itself: help, man page and completions, all made from one set of
//! tables.

mod completions;
mod man;
mod tables;
mod usage;

pub use completions::completions;
pub use man::man;
pub use tables::{command, option};
pub use usage::help;
