//! Waiting for several imports to end.

use std::ops::ControlFlow;

use pinecone_import::{Error, WaitsProgress};

use crate::defaults::FIRST_ANSWER;
use crate::document::{self, Document};
use crate::during::{self, During};
use crate::estimate::Estimate;
use crate::exit::Exit;
use crate::failure::{Failure, exit_of};
use crate::format::Format;
use crate::output::print;
use crate::screen::Screen;
use crate::session::Session;
use crate::signals;
use crate::table;
use crate::text::{command_line_of, plain};
use crate::wait::{Ended, done, options, state};

/// How the wait for one import ended.
type End = Result<Ended, Error>;

pub fn wait(session: &Session, ids: &[String]) -> Result<Exit, Failure> {
    during::set(During::Read(None));
    let screen = &session.screen;
    screen.open_bar();
    let mut estimate = Estimate::default();
    let options = options(&session.waiting, FIRST_ANSWER);
    let waited = session.client.wait_for_imports(ids, &options, |seen| {
        show(screen, &mut estimate, seen, ids.len());
        ControlFlow::Continue(())
    });
    screen.close_bar();
    let waited = waited?;
    signals::end();
    let outcomes = waited.outcomes.into_iter();
    let ends: Vec<End> = outcomes.map(|outcome| outcome.map(Ended::new)).collect();
    let exit = ends.iter().map(exit).max_by_key(|exit| exit.severity());
    let exit = exit.unwrap_or(Exit::Success);
    let completed = ends.iter().filter(|end| self::exit(end) == Exit::Success);
    let interrupted = if signals::received().is_some() {
        "interrupted; "
    } else {
        ""
    };
    let mut message = format!(
        "{interrupted}{} of {} imports completed",
        completed.count(),
        ends.len()
    );
    if let Some(error) = &waited.error {
        message.push_str(&format!("; the last polls failed: {error}"));
    }
    let unfinished = |end: &End| end.as_ref().is_ok_and(Ended::continues);
    let rest = ids.iter().zip(&ends).filter(|(_, end)| unfinished(end));
    let rest: Vec<&str> = rest.map(|(id, _)| id.as_str()).collect();
    if exit != Exit::Success {
        let follow = match rest.is_empty() {
            true => String::new(),
            false => format!("; follow the rest with: {}", command_line_of("wait", &rest)),
        };
        screen.error(format_args!("{}{follow}", plain(&message)));
    }
    let documents = || {
        let pairs = ids.iter().zip(&ends);
        pairs.map(|(id, end)| document_of(id, end, waited.error.as_ref()))
    };
    print(&match session.format {
        Format::Json => {
            let outcome = match exit {
                Exit::Success => "completed",
                other => other.name(),
            };
            document::waits(outcome, exit, &message, &documents().collect::<Vec<_>>())
        }
        Format::Jsonl => documents().map(|one| one.to_json() + "\n").collect(),
        Format::Tsv => {
            let line = |one: Document<'_>| table::tsv(one.id.unwrap_or(""), one.import);
            documents().map(line).collect()
        }
        Format::Id => ids.iter().map(|id| plain(id) + "\n").collect(),
        Format::Table => {
            let imports = ends.iter().filter_map(|end| end.as_ref().ok()?.import());
            table::list(&imports.cloned().collect::<Vec<_>>())
        }
    })?;
    Ok(exit)
}

fn exit(end: &End) -> Exit {
    match end {
        Ok(ended) => ended.exit,
        Err(error) => exit_of(error),
    }
}

fn document_of<'a>(id: &'a str, end: &'a End, last: Option<&'a Error>) -> Document<'a> {
    match end {
        Ok(ended) => {
            let mut document = ended.document(id);
            if matches!(ended.exit, Exit::WaitDeadline) {
                document.error = last;
            }
            document
        }
        Err(error) => Document {
            outcome: exit_of(error).name(),
            exit: exit_of(error),
            message: error.to_string(),
            id: Some(id),
            import: None,
            may_have_executed: error.may_have_executed(),
            error: Some(error),
        },
    }
}

/// Shows the import that has just ended, and how far all of them are.
fn show(screen: &Screen, estimate: &mut Estimate, seen: &WaitsProgress<'_>, all: usize) {
    match seen.ended {
        Some((id, Ok(outcome))) => {
            let state = outcome.import().map_or(String::new(), state);
            return screen.note(format_args!("{}  {state}", plain(id)));
        }
        Some((id, Err(error))) => return screen.error(format_args!("{}  {error}", plain(id))),
        None => {}
    }
    let ended = all.saturating_sub(seen.pending);
    let part: f64 = seen.imports().map(done).sum();
    #[allow(clippy::cast_precision_loss, reason = "shown rounded")]
    let done = (ended as f64 + part) / all as f64;
    let told = format!("{ended} of {all} ended  {:.1} %", done * 100.0);
    let estimate = estimate.see(seen.elapsed, done, None);
    screen.progress(done, &told, estimate, seen.elapsed);
}
