//! Help, man page and completions, all generated from one set of tables.

mod bash;
mod fish;
mod man;
mod offer;
mod options;
mod tables;
mod usage;
mod zsh;

pub use man::man;
pub use options::{option, short_option};
pub use tables::{Command, command, command_names, option_names};
pub use usage::help;

/// The completions for a shell, as the file that it looks for; `None` for an unknown one.
pub fn completions(shell: &str) -> Option<String> {
    match shell {
        "bash" => Some(bash::completions()),
        "zsh" => Some(zsh::completions()),
        "fish" => Some(fish::completions()),
        _ => None,
    }
}
