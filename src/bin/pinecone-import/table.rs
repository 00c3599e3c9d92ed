//! Tables: for people, and as tab-separated values.

use pinecone_import::ImportModel;

use crate::text::plain;
use crate::times::{ago, between, span};

pub fn import(import: &ImportModel) -> String {
    let number = |number: i64| number.to_string();
    let result = import.validation_result.unwrap_or_default();
    let with = |time: &Option<String>, more: Option<String>| {
        let time = time.clone()?;
        Some(more.map_or(time.clone(), |more| format!("{time} ({more})")))
    };
    let took = took(import).map(|took| format!("took {took}"));
    let rows = [
        ("id", Some(import.id.clone())),
        ("status", Some(import.status.to_string())),
        ("progress", import.percent_complete.map(percent)),
        ("records", import.records_imported.map(number)),
        ("successes", result.import_successes.map(number)),
        ("errors", result.import_errors.map(number)),
        ("uri", import.uri.clone()),
        (
            "created",
            with(
                &import.created_at,
                import.created_at.as_deref().and_then(ago),
            ),
        ),
        ("finished", with(&import.finished_at, took)),
        ("error", import.error.clone()),
    ];
    let row =
        |(name, value): (&str, Option<String>)| Some(format!("{name:<10}{}\n", plain(&value?)));
    rows.into_iter().filter_map(row).collect()
}

const TITLE: [&str; 8] = [
    "ID", "STATUS", "PROGRESS", "RECORDS", "CREATED", "FINISHED", "TOOK", "URI",
];

pub fn list(imports: &[ImportModel]) -> String {
    let dash = || "-".to_owned();
    let cells = imports.iter().map(|import| {
        // A clock that is behind shows the time as it is.
        let age = |time: &Option<String>| {
            let time = time.as_deref().unwrap_or("-");
            ago(time).unwrap_or_else(|| plain(time))
        };
        let records = import.records_imported.map(|records| records.to_string());
        [
            plain(&import.id),
            plain(import.status.as_str()),
            import.percent_complete.map_or_else(dash, percent),
            records.unwrap_or_else(dash),
            age(&import.created_at),
            age(&import.finished_at),
            took(import).unwrap_or_else(dash),
            plain(import.uri.as_deref().unwrap_or("-")),
        ]
    });
    let rows: Vec<[String; 8]> = std::iter::once(TITLE.map(str::to_owned))
        .chain(cells)
        .collect();
    let width = |column: usize| {
        let widths = rows.iter().map(|row| row[column].chars().count());
        widths.max().unwrap_or(0)
    };
    let widths: [usize; 8] = std::array::from_fn(width);
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

/// One line of tab-separated values: id, status, percent, records, created, finished, URI, error.
/// What is not known is empty.
pub fn tsv(id: &str, import: Option<&ImportModel>) -> String {
    let text =
        |field: fn(&ImportModel) -> Option<&str>| plain(import.and_then(field).unwrap_or(""));
    let percent = import.and_then(|import| import.percent_complete);
    let records = import.and_then(|import| import.records_imported);
    let cells = [
        plain(id),
        text(|import| Some(import.status.as_str())),
        percent.map_or(String::new(), |percent| percent.to_string()),
        records.map_or(String::new(), |records| records.to_string()),
        text(|import| import.created_at.as_deref()),
        text(|import| import.finished_at.as_deref()),
        text(|import| import.uri.as_deref()),
        text(|import| import.error.as_deref()),
    ];
    cells.join("\t") + "\n"
}

fn took(import: &ImportModel) -> Option<String> {
    between(
        import.created_at.as_deref()?,
        import.finished_at.as_deref()?,
    )
    .map(span)
}

pub fn percent(percent: f32) -> String {
    format!("{percent:.1} %")
}
