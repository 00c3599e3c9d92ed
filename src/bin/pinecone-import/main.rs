//! The `pinecone-import` command: starts and follows bulk imports from a shell.
//!
//! Data goes to stdout, everything else to stderr; each way to end has its exit code.

mod args;
mod exit;
mod help;
mod output;
mod progress;
mod run;

use std::io::{self, Write};
use std::process::ExitCode;

use exit::{Exit, Failure};

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args_os().skip(1).collect();
    // Also what is wrong with the options is told in JSON, if JSON was asked for.
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
    // Nobody is left to be told when this fails.
    let mut stderr = io::stderr().lock();
    let _ = writeln!(stderr, "pinecone-import: {failure}");
    if let Some(hint) = failure.hint() {
        let _ = writeln!(stderr, "hint: {hint}");
    }
    exit
}
