//! Listing imports.

use pinecone_import::{Error, HttpsClient, ImportModel, ListImports};

use crate::args::List;
use crate::document;
use crate::during::{self, During};
use crate::failure::Failure;
use crate::format::Format;
use crate::output::print;
use crate::session::Session;
use crate::signals;
use crate::table;
use crate::text::plain;

pub fn list(session: &Session, args: &List) -> Result<(), Failure> {
    during::set(During::Read(None));
    let (mut imports, next) = fetch(&session.client, args)?;
    signals::end();
    imports.retain(|import| is_wanted(args, import));
    let next = next.as_deref();
    let each = |line: fn(&ImportModel) -> String| imports.iter().map(line).collect::<String>();
    print(&match session.format {
        Format::Table => table::list(&imports),
        Format::Json => document::list(&imports, next),
        Format::Jsonl => each(|import| document::listed(import) + "\n"),
        Format::Tsv => each(|import| table::tsv(&import.id, Some(import))),
        Format::Id => each(|import| plain(&import.id) + "\n"),
    })?;
    if next.is_some() && session.format != Format::Json {
        let note = format_args!("there are more imports: --all prints them");
        session.screen.note(note);
    }
    Ok(())
}

fn is_wanted(args: &List, import: &ImportModel) -> bool {
    let status = args.status.as_deref().is_none_or(|status| {
        let names = status.split(',').map(str::trim);
        names
            .into_iter()
            .any(|name| name.eq_ignore_ascii_case(import.status.as_str()))
    });
    let uri = args.uri.as_deref().is_none_or(|text| {
        let uri = import.uri.as_deref();
        uri.is_some_and(|uri| uri.contains(text))
    });
    status && uri
}

/// The imports of one page or of all from there on, and the token of the next page.
fn fetch(client: &HttpsClient, args: &List) -> Result<(Vec<ImportModel>, Option<String>), Error> {
    // What is searched for may be on any page.
    if args.all || args.status.is_some() || args.uri.is_some() {
        let mut imports = client.imports();
        if let Some(limit) = args.limit {
            imports = imports.page_size(limit);
        }
        if let Some(token) = &args.token {
            imports = imports.pagination_token(token);
        }
        return Ok((imports.collect::<Result<_, _>>()?, None));
    }
    let mut list = ListImports::new();
    if let Some(limit) = args.limit {
        list = list.limit(limit);
    }
    if let Some(token) = &args.token {
        list = list.pagination_token(token);
    }
    let page = client.list_imports(&list)?;
    Ok((page.data, page.next))
}
