//! The `pinecone-import` command: starts and follows bulk imports from a shell.
//!
//! Data goes to stdout, everything else to stderr; each outcome has its own exit code.

mod args;
#[cfg(windows)]
mod console;
mod exit;
mod help;
mod output;
mod progress;
mod run;
mod text;

use std::io::{self, Write};
use std::process::ExitCode;

use exit::{Exit, Failure};

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args_os().skip(1).collect();
    // Usage errors are reported in JSON too, if it was requested.
    let json = args.iter().any(|arg| arg == "--json");
    let exit = match args::parse(args).and_then(run::run) {
        Ok(exit) => exit,
        Err(failure) => report(&failure, json),
    };
    ExitCode::from(exit.code())
}

fn report(failure: &Failure, json: bool) -> Exit {
    let exit = failure.exit();
    if json {
        if let Err(error) = output::print(&output::failure_json(failure)) {
            return report(&error, false);
        }
        return exit;
    }
    // If this fails, there is nowhere left to report it.
    let mut stderr = io::stderr().lock();
    let _ = writeln!(stderr, "pinecone-import: {failure}");
    if let Some(hint) = failure.hint() {
        let _ = writeln!(stderr, "hint: {hint}");
    }
    exit
}
