//! What each command does.

use std::fs;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::time::Duration;

use pinecone_import::{
    Client, Ensured, Error, HttpsClient, ImportModel, ListImports, StartImport, WaitOptions,
    WaitOutcome,
};

use crate::args::{Command, Invocation, variable};
use crate::exit::{Exit, Failure};
use crate::output::{self, print};
use crate::progress::Progress;
use crate::text;

pub fn run(invocation: Invocation) -> Result<Exit, Failure> {
    if let Command::Show(text) = &invocation.command {
        print(text)?;
        return Ok(Exit::Success);
    }
    let client = client(&invocation)?;
    let json = invocation.json;
    match &invocation.command {
        Command::Start {
            uri,
            integration_id,
            error_mode,
            ensure,
            wait,
        } => {
            let mut start = StartImport::new(uri);
            if let Some(id) = integration_id {
                start = start.integration_id(id);
            }
            if let Some(mode) = error_mode {
                start = start.error_mode(*mode);
            }
            let ensured = if *ensure {
                client.ensure_import(&start)?
            } else {
                Ensured::Started {
                    id: client.start_import(&start)?.id,
                }
            };
            let (outcome, says) = match &ensured {
                Ensured::AlreadyRunning(_) => ("already_running", "is already running"),
                Ensured::Recovered(_) => (
                    "recovered",
                    "started; the answer was lost, but the list shows it",
                ),
                _ => ("started", "started"),
            };
            let id = text::plain(ensured.id());
            if *wait {
                note(format_args!("import {id} {says}"));
                let failed = |failure| match failure {
                    Failure::Call { error, .. } => Failure::Call {
                        error,
                        import: Some(ensured.id().into()),
                    },
                    other => other,
                };
                return follow(&client, &invocation, ensured.id()).map_err(failed);
            }
            match &ensured {
                _ if !json => {
                    note(format_args!(
                        "import {id} {says}; follow it with: pinecone-import wait {id}"
                    ));
                    print(&id)?;
                }
                Ensured::AlreadyRunning(import) | Ensured::Recovered(import) => {
                    print(&output::import_json(Some(outcome), import))?;
                }
                _ => print(&output::id_json(outcome, ensured.id()))?,
            }
            Ok(Exit::Success)
        }
        Command::Wait { id } => follow(&client, &invocation, id),
        Command::Describe { id } => {
            let import = client.describe_import(id)?;
            print(&if json {
                output::import_json(None, &import)
            } else {
                output::import_table(&import)
            })?;
            Ok(Exit::Success)
        }
        Command::List { limit, all, token } => {
            let (imports, next) = list(&client, *limit, *all, token.as_deref())?;
            print(&if json {
                output::list_json(&imports, next.as_deref())
            } else {
                output::list_table(&imports)
            })?;
            if next.is_some() && !json {
                note(format_args!("there are more imports: --all prints them"));
            }
            Ok(Exit::Success)
        }
        Command::Cancel { id } => {
            client.cancel_import(id)?;
            if json {
                print(&output::id_json("cancel_accepted", id))?;
            } else {
                note(format_args!(
                    "import {} cancelled, unless it had already ended",
                    text::plain(id)
                ));
            }
            Ok(Exit::Success)
        }
        Command::Show(_) => Ok(Exit::Success),
    }
}

fn client(invocation: &Invocation) -> Result<HttpsClient, Failure> {
    let key = variable("PINECONE_API_KEY")?.ok_or_else(|| {
        Failure::Usage("set PINECONE_API_KEY to an API key of your project".into())
    })?;
    let host = match &invocation.host {
        Some(host) => Some(host.clone()),
        None => variable("PINECONE_INDEX_HOST")?,
    };
    let host = host.ok_or_else(|| {
        Failure::Usage("no index given: use --index-host, or set PINECONE_INDEX_HOST".into())
    })?;
    let mut builder = Client::builder(host, key)
        .proxy_from_env()
        .source_tag("cli");
    if let Some(version) = invocation.version {
        builder = builder.api_version(version);
    }
    if let Some(timeout) = invocation.timeout {
        builder = builder.timeout(timeout);
    }
    for file in &invocation.ca_files {
        let unread = |error| Failure::Usage(format!("cannot read the --ca-file: {error}"));
        builder = builder.root_certificate_pem(fs::read(file).map_err(unread)?);
    }
    Ok(builder.build()?)
}

/// The imports of one page or of all from there on, and the token of the next page.
fn list(
    client: &HttpsClient,
    limit: Option<u32>,
    all: bool,
    token: Option<&str>,
) -> Result<(Vec<ImportModel>, Option<String>), Error> {
    if all {
        let mut imports = client.imports();
        if let Some(limit) = limit {
            imports = imports.page_size(limit);
        }
        if let Some(token) = token {
            imports = imports.pagination_token(token);
        }
        return Ok((imports.collect::<Result<_, _>>()?, None));
    }
    let mut list = ListImports::new();
    if let Some(limit) = limit {
        list = list.limit(limit);
    }
    if let Some(token) = token {
        list = list.pagination_token(token);
    }
    let page = client.list_imports(&list)?;
    Ok((page.data, page.next))
}

/// Waits for an import to end, and prints its final state.
fn follow(client: &HttpsClient, invocation: &Invocation, id: &str) -> Result<Exit, Failure> {
    let mut options = WaitOptions::default();
    if let Some(most) = invocation.poll {
        options = options.interval(most.min(Duration::from_secs(2)), most);
    }
    if let Some(deadline) = invocation.deadline {
        options = options.deadline(deadline);
    }
    let mut progress = Progress::new(id);
    let outcome = client.wait_for_import(id, &options, |seen| {
        if let Some(import) = seen.just_seen() {
            progress.show(import);
        }
        ControlFlow::Continue(())
    })?;
    drop(progress);
    let exit = match &outcome {
        WaitOutcome::Completed(_) => Exit::Success,
        WaitOutcome::Failed(_) => Exit::ImportFailed,
        WaitOutcome::Cancelled(_) => Exit::ImportCancelled,
        WaitOutcome::Deadline { error, .. } => {
            let error = error.as_ref().map_or(String::new(), |error| {
                format!(" (the last poll failed: {error})")
            });
            let id = text::plain(id);
            note(format_args!(
                "import {id} had not ended by the deadline, and continues{error}"
            ));
            Exit::WaitDeadline
        }
        // This command never stops a wait, and an outcome that a later version of the library adds
        // must not count as completed.
        _ => Exit::WaitDeadline,
    };
    let name = match exit {
        Exit::Success => "completed",
        other => other.name(),
    };
    match outcome.import() {
        Some(import) if invocation.json => print(&output::import_json(Some(name), import))?,
        Some(import) => print(&output::import_table(import))?,
        None if invocation.json => print(&output::id_json(name, id))?,
        None => {}
    }
    Ok(exit)
}

/// Prints a message for people, who may have redirected the data.
fn note(text: std::fmt::Arguments<'_>) {
    // If this fails, there is nowhere left to report it.
    let _ = writeln!(io::stderr(), "{text}");
}
