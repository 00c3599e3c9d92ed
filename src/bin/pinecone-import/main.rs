//! The `pinecone-import` command: starts and follows bulk imports from a shell.
//!
//! Data goes to stdout, everything else to stderr; each outcome has its own exit code.

mod args;
mod connect;
#[cfg(windows)]
mod console;
mod defaults;
mod document;
mod during;
mod estimate;
mod exit;
mod failure;
mod format;
mod help;
mod json;
mod list;
mod output;
mod run;
mod screen;
mod session;
mod signals;
mod start;
mod suggest;
mod table;
mod text;
mod times;
mod values;
mod wait;
mod waits;

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use document::Document;
use exit::Exit;
use failure::Failure;

/// Whether failures are told in JSON.
static JSON: AtomicBool = AtomicBool::new(false);

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args_os().skip(1).collect();
    JSON.store(args::wants_json(&args), Ordering::Relaxed);
    signals::listen(last_words);
    let run = |invocation: args::Invocation| {
        JSON.store(invocation.format.is_json(), Ordering::Relaxed);
        run::run(invocation)
    };
    let exit = match args::parse(args).and_then(run) {
        Ok(exit) => exit,
        Err(failure) => {
            let failure = failure.or_interrupted(signals::received());
            signals::end();
            report(&failure)
        }
    };
    ExitCode::from(exit.code())
}

/// Says how the command ended that a signal could not stop.
fn last_words(exit: Exit) {
    screen::leave_bar();
    report(&Failure::Interrupted {
        exit,
        error: None,
        during: during::now(),
    });
}

fn report(failure: &Failure) -> Exit {
    let mut unwritten = None;
    if JSON.load(Ordering::Relaxed) && !matches!(failure, Failure::Output { .. }) {
        match output::print(&Document::failure(failure).to_json()) {
            Ok(()) => return failure.exit(),
            Err(error) => unwritten = Some(error),
        }
    }
    // If this fails, there is nowhere left to report it.
    let mut stderr = io::stderr().lock();
    let _ = writeln!(stderr, "pinecone-import: {failure}");
    if let Some(Failure::Output { error, .. }) = unwritten {
        let _ = writeln!(stderr, "the output could not be written: {error}");
    }
    if let Some(hint) = failure.hint() {
        let _ = writeln!(stderr, "hint: {hint}");
    }
    failure.exit()
}
