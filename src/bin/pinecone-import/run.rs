//! What each command does.

use std::sync::Arc;

use crate::args::{Command, Invocation};
use crate::connect;
use crate::document::Document;
use crate::during::{self, During};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::format::Format;
use crate::output::print;
use crate::screen::Screen;
use crate::session::Session;
use crate::text::plain;
use crate::{list, signals, start, table, wait, waits};

pub fn run(invocation: Invocation) -> Result<Exit, Failure> {
    let screen = Arc::new(Screen::new(invocation.loudness));
    let session = || -> Result<Session, Failure> {
        Ok(Session {
            client: connect::client(&invocation.connection, &screen)?,
            screen: screen.clone(),
            waiting: invocation.waiting,
            format: invocation.format,
        })
    };
    match &invocation.command {
        Command::Show(text) => {
            signals::end();
            print(text)?;
        }
        Command::Start(args) if args.dry_run => {
            start::dry_run(&invocation.connection, args, invocation.format)?;
        }
        Command::Start(args) => return start::start(&session()?, args),
        Command::Wait { ids } => {
            return match ids.as_slice() {
                [id] => wait::wait(&session()?, id),
                ids => waits::wait(&session()?, ids),
            };
        }
        Command::Describe { id } => describe(&session()?, id)?,
        Command::List(args) => list::list(&session()?, args)?,
        Command::Cancel { id } => cancel(&session()?, id)?,
    }
    Ok(Exit::Success)
}

fn describe(session: &Session, id: &str) -> Result<(), Failure> {
    during::set(During::Read(Some(id.into())));
    let import = session.client.describe_import(id)?;
    signals::end();
    let json = || {
        let message = format!("import {id} is {}", import.status);
        let mut document = Document::success("described", message, id);
        document.import = Some(&import);
        document.to_json()
    };
    let table = || table::import(&import);
    session.format.print(id, Some(&import), table, json)
}

fn cancel(session: &Session, id: &str) -> Result<(), Failure> {
    during::set(During::Cancel(id.into()));
    session.client.cancel_import(id)?;
    signals::end();
    let message = format!("import {id} cancelled, unless it had already ended");
    if session.format == Format::Table {
        session.screen.note(format_args!("{}", plain(&message)));
    }
    let json = || Document::success("cancel_accepted", message, id).to_json();
    session.format.print(id, None, String::new, json)
}
