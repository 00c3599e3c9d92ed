//! Starting an import.

use pinecone_import::{Ensured, StartImport};

use crate::args::{Connection, Start};
use crate::connect;
use crate::document::{self, Document};
use crate::during::{self, During};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::format::Format;
use crate::output::print;
use crate::session::Session;
use crate::signals;
use crate::text::{command_line, plain};
use crate::wait;

fn request(args: &Start) -> StartImport {
    let mut start = StartImport::new(&args.uri);
    if let Some(id) = &args.integration_id {
        start = start.integration_id(id);
    }
    if let Some(mode) = args.error_mode {
        start = start.error_mode(mode);
    }
    start
}

/// Starts an import, and follows it if wanted.
pub fn start(session: &Session, args: &Start) -> Result<Exit, Failure> {
    let start = request(args);
    let ensured = if args.ensure {
        during::set(During::Ensure);
        session.client.ensure_import(&start)?
    } else {
        during::set(During::Start);
        let id = session.client.start_import(&start)?.id;
        Ensured::Started { id }
    };
    let (outcome, says, note) = match &ensured {
        Ensured::AlreadyRunning(_) => ("already_running", "is running", "is already running"),
        Ensured::Recovered(_) => (
            "recovered",
            "was started",
            "started; the answer was lost, but the list shows it",
        ),
        _ => ("started", "was started", "started"),
    };
    let id = ensured.id();
    during::set(During::Started {
        id: id.into(),
        says,
    });
    let shown = plain(id);
    if args.wait {
        session.screen.note(format_args!("import {shown} {note}"));
        return wait::follow(session, id);
    }
    signals::end();
    let follow = command_line("wait", id);
    if !session.format.is_json() {
        session.screen.note(format_args!(
            "import {shown} {note}; follow it with: {follow}"
        ));
    }
    let import = match &ensured {
        Ensured::AlreadyRunning(import) | Ensured::Recovered(import) => Some(import),
        _ => None,
    };
    let json = || {
        let mut document = Document::success(outcome, format!("import {id} {note}"), id);
        document.import = import;
        document.to_json()
    };
    session.format.print(id, import, || shown.clone(), json)?;
    Ok(Exit::Success)
}

/// Prints the request that a start would send, without the key.
pub fn dry_run(connection: &Connection, args: &Start, format: Format) -> Result<(), Failure> {
    let mut request = connect::request(connection, &request(args))?;
    for (name, value) in &mut request.headers {
        if name.eq_ignore_ascii_case("api-key") {
            *value = "***".into();
        }
    }
    let (method, url) = (request.method.as_str(), request.url.as_str());
    signals::end();
    let body = String::from_utf8_lossy(request.body.as_deref().unwrap_or_default());
    if format.is_json() {
        return print(&document::request(method, url, &request.headers, &body));
    }
    let mut text = format!("{method} {url}\n");
    for (name, value) in &request.headers {
        text.push_str(&format!("{name}: {value}\n"));
    }
    print(&format!("{text}\n{body}"))
}
