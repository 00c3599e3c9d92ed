//! Output to stdout: tables for people, one JSON document for programs.

use std::io::{self, Write};

use miniserde::{Serialize, json};
use pinecone_import::{Error, ImportModel};

use crate::exit::Failure;
use crate::text::{plain, steers};

/// An import as flat JSON; every field is always present.
#[derive(Serialize)]
struct Import<'a> {
    outcome: Option<&'a str>,
    id: &'a str,
    status: Option<&'a str>,
    uri: Option<&'a str>,
    created_at: Option<&'a str>,
    finished_at: Option<&'a str>,
    percent_complete: Option<f32>,
    records_imported: Option<i64>,
    import_successes: Option<i64>,
    import_errors: Option<i64>,
    error: Option<&'a str>,
}

impl<'a> Import<'a> {
    fn new(outcome: Option<&'a str>, import: &'a ImportModel) -> Self {
        Self {
            outcome,
            id: &import.id,
            status: Some(import.status.as_str()),
            uri: import.uri.as_deref(),
            created_at: import.created_at.as_deref(),
            finished_at: import.finished_at.as_deref(),
            percent_complete: import.percent_complete,
            records_imported: import.records_imported,
            import_successes: import
                .validation_result
                .and_then(|result| result.import_successes),
            import_errors: import
                .validation_result
                .and_then(|result| result.import_errors),
            error: import.error.as_deref(),
        }
    }
}

pub fn import_json(outcome: Option<&str>, import: &ImportModel) -> String {
    to_json(&Import::new(outcome, import))
}

/// An import with only its id known.
pub fn id_json(outcome: &str, id: &str) -> String {
    to_json(&Import {
        outcome: Some(outcome),
        id,
        status: None,
        uri: None,
        created_at: None,
        finished_at: None,
        percent_complete: None,
        records_imported: None,
        import_successes: None,
        import_errors: None,
        error: None,
    })
}

pub fn list_json(imports: &[ImportModel], next: Option<&str>) -> String {
    #[derive(Serialize)]
    struct List<'a> {
        imports: Vec<Import<'a>>,
        next: Option<&'a str>,
    }
    let imports = imports
        .iter()
        .map(|import| Import::new(None, import))
        .collect();
    to_json(&List { imports, next })
}

/// A failure as flat JSON; every field is always present.
pub fn failure_json(failure: &Failure) -> String {
    #[derive(Serialize)]
    struct Report<'a> {
        outcome: &'a str,
        exit_code: u8,
        message: String,
        may_have_executed: bool,
        retryable: bool,
        id: Option<&'a str>,
        http_status: Option<u16>,
        code: Option<i32>,
        code_name: Option<&'a str>,
        server_message: Option<&'a str>,
        request_id: Option<&'a str>,
        retry_after_seconds: Option<u64>,
    }
    let exit = failure.exit();
    let (error, id) = match failure {
        Failure::Call { error, import } => (Some(error), import.as_deref()),
        _ => (None, None),
    };
    let api = match error {
        Some(Error::Api(api)) => Some(&**api),
        _ => None,
    };
    to_json(&Report {
        outcome: exit.name(),
        exit_code: exit.code(),
        message: failure.to_string(),
        may_have_executed: error.is_some_and(Error::may_have_executed),
        retryable: error.is_some_and(Error::is_retryable),
        id,
        http_status: match error {
            Some(Error::Decode(error)) => Some(error.http_status),
            _ => api.map(|api| api.http_status),
        },
        code: api.and_then(|api| Some(api.status.code?.0)),
        code_name: api.and_then(|api| api.status.code_name()),
        server_message: api.map(|api| api.status.message.as_str()),
        request_id: match error {
            Some(Error::Decode(error)) => error.request_id.as_deref(),
            _ => api.and_then(|api| api.request_id.as_deref()),
        },
        retry_after_seconds: api.and_then(|api| Some(api.retry_after?.as_secs())),
    })
}

pub fn import_table(import: &ImportModel) -> String {
    let number = |number: i64| number.to_string();
    let result = import.validation_result.unwrap_or_default();
    let rows = [
        ("id", Some(import.id.clone())),
        ("status", Some(import.status.to_string())),
        ("progress", import.percent_complete.map(percent)),
        ("records", import.records_imported.map(number)),
        ("successes", result.import_successes.map(number)),
        ("errors", result.import_errors.map(number)),
        ("uri", import.uri.clone()),
        ("created", import.created_at.clone()),
        ("finished", import.finished_at.clone()),
        ("error", import.error.clone()),
    ];
    let row =
        |(name, value): (&str, Option<String>)| Some(format!("{name:<10}{}\n", plain(&value?)));
    rows.into_iter().filter_map(row).collect()
}

pub fn list_table(imports: &[ImportModel]) -> String {
    let cells = imports.iter().map(|import| {
        let text = |text: &Option<String>| plain(text.as_deref().unwrap_or("-"));
        [
            plain(&import.id),
            plain(import.status.as_str()),
            import.percent_complete.map_or("-".into(), percent),
            import
                .records_imported
                .map_or("-".into(), |records| records.to_string()),
            text(&import.created_at),
            text(&import.uri),
        ]
    });
    let title = ["ID", "STATUS", "PROGRESS", "RECORDS", "CREATED", "URI"].map(str::to_owned);
    let rows: Vec<[String; 6]> = std::iter::once(title).chain(cells).collect();
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: [usize; 6] = std::array::from_fn(width);
    let mut out = String::new();
    for row in &rows {
        let padded = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:<width$}"));
        out.push_str(padded.collect::<Vec<_>>().join("  ").trim_end());
        out.push('\n');
    }
    out
}

pub fn percent(percent: f32) -> String {
    format!("{percent:.1} %")
}

/// One line of JSON with the same values, in which nothing steers a terminal: what JSON leaves as
/// it is, stands in strings only, and can be written as an escape.
fn to_json(document: &impl Serialize) -> String {
    let mut out = String::new();
    for c in json::to_string(document).chars() {
        if steers(c) {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

/// Writes data to stdout.
pub fn print(data: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    let written = writeln!(stdout, "{}", data.trim_end_matches('\n'));
    written
        .and_then(|()| stdout.flush())
        .map_err(Failure::Output)
}
