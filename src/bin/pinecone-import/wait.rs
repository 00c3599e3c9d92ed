//! Waiting for one import to end.

use std::ops::ControlFlow;
use std::time::Duration;

use pinecone_import::{Error, ImportModel, WaitOptions, WaitOutcome};

use crate::args::Waiting;
use crate::defaults::{AFTER_AN_ANSWER, FIRST_ANSWER};
use crate::document::Document;
use crate::during::{self, During};
use crate::estimate::Estimate;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;
use crate::signals;
use crate::table::{self, percent};
use crate::text::{command_line, plain};

pub fn options(waiting: &Waiting, first_answer: Duration) -> WaitOptions {
    let first_answer = waiting.first_answer.unwrap_or(first_answer);
    let mut options = WaitOptions::default().first_answer_within(first_answer);
    if let Some(most) = waiting.poll {
        options = options.interval(most.min(Duration::from_secs(2)), most);
    }
    if let Some(deadline) = waiting.deadline {
        options = options.deadline(deadline);
    }
    if let Some(outage) = waiting.outage {
        options = options.outage_at_most(outage);
    }
    options
}

/// Waits for an import to end, and prints its final state.
pub fn wait(session: &Session, id: &str) -> Result<Exit, Failure> {
    during::set(During::Read(Some(id.into())));
    until_end(session, id, FIRST_ANSWER)
}

/// The same for an import that this command has started.
pub fn follow(session: &Session, id: &str) -> Result<Exit, Failure> {
    until_end(session, id, AFTER_AN_ANSWER)
}

fn until_end(session: &Session, id: &str, first_answer: Duration) -> Result<Exit, Failure> {
    let screen = &session.screen;
    let options = options(&session.waiting, first_answer);
    screen.open_bar();
    let mut estimate = Estimate::default();
    let outcome = session.client.wait_for_import(id, &options, |seen| {
        if let Some(import) = seen.just_seen() {
            let done = done(import);
            let estimate = estimate.see(seen.elapsed, done, import.records_imported);
            screen.progress(done, &state(import), estimate, seen.elapsed);
        }
        ControlFlow::Continue(())
    });
    screen.close_bar();
    let ended = Ended::new(outcome?);
    signals::end();
    if ended.exit != Exit::Success {
        let follow = match ended.continues() {
            true => format!("; follow it with: {}", command_line("wait", id)),
            false => String::new(),
        };
        screen.error(format_args!("{}{follow}", plain(&ended.message)));
    }
    let table = || ended.import().map_or(String::new(), table::import);
    let json = || ended.document(id).to_json();
    let printed = session.format.print(id, ended.import(), table, json);
    match printed {
        // How the import ended matters more.
        Err(error) if ended.exit != Exit::Success => {
            screen.error(format_args!("pinecone-import: {error}"));
            Ok(ended.exit)
        }
        printed => printed.map(|()| ended.exit),
    }
}

/// How a wait ended, as exit code and in words.
pub struct Ended {
    outcome: WaitOutcome,
    pub exit: Exit,
    pub message: String,
}

impl Ended {
    pub fn new(outcome: WaitOutcome) -> Self {
        let stopped = signals::received().unwrap_or(Exit::Interrupted);
        let exit = match &outcome {
            WaitOutcome::Completed(_) => Exit::Success,
            WaitOutcome::Failed(_) => Exit::ImportFailed,
            WaitOutcome::Cancelled(_) => Exit::ImportCancelled,
            WaitOutcome::Stopped { .. } => stopped,
            // An outcome that a later version of the library adds must not count as completed.
            _ => Exit::WaitDeadline,
        };
        let (outcome, message) = match outcome.into_result() {
            Ok(import) => {
                let message = format!("import {} completed", import.id);
                (WaitOutcome::Completed(import), message)
            }
            Err(error) => {
                let message = match error.outcome() {
                    WaitOutcome::Stopped { id, .. } => {
                        format!("interrupted; import {id} continues")
                    }
                    _ => error.to_string(),
                };
                (error.into_outcome(), message)
            }
        };
        Self {
            outcome,
            exit,
            message,
        }
    }

    /// Whether the import had not ended.
    pub fn continues(&self) -> bool {
        !matches!(
            self.outcome,
            WaitOutcome::Completed(_) | WaitOutcome::Failed(_) | WaitOutcome::Cancelled(_)
        )
    }

    pub fn import(&self) -> Option<&ImportModel> {
        self.outcome.import()
    }

    /// The error of the last poll, if it failed.
    fn error(&self) -> Option<&Error> {
        match &self.outcome {
            WaitOutcome::Deadline { error, .. } | WaitOutcome::Stopped { error, .. } => {
                error.as_ref()
            }
            _ => None,
        }
    }

    pub fn document<'a>(&'a self, id: &'a str) -> Document<'a> {
        let outcome = match self.exit {
            Exit::Success => "completed",
            other => other.name(),
        };
        Document {
            outcome,
            exit: self.exit,
            message: self.message.clone(),
            id: Some(id),
            import: self.import(),
            may_have_executed: false,
            error: self.error(),
        }
    }
}

/// How much of an import is done, 0 to 1.
pub fn done(import: &ImportModel) -> f64 {
    f64::from(import.percent_complete.unwrap_or(0.0)) / 100.0
}

/// The state of an import in one line.
pub fn state(import: &ImportModel) -> String {
    let records = import
        .records_imported
        .map_or(String::new(), |records| format!("  {records} records"));
    let done = percent(import.percent_complete.unwrap_or(0.0));
    format!("{}  {done}{records}", plain(import.status.as_str()))
}
