//! Any response to any operation.

use pinecone_import::{
    CancelImport, DescribeImport, Endpoint, Error, ImportModel, ListImports, ListImportsResponse,
    Operation, Response, StartImport,
};
use serde_json::Value;

use super::input::Input;
use super::reference;
use super::tolerant::{self, Limits};

const KEY: &str = "pcsk_made-up_key";
/// The answer to a start or a cancel.
const SHORT: Limits = Limits {
    string: 6000,
    keep_start: false,
};
/// An answer that holds imports.
const LONG: Limits = Limits {
    string: 64 * 1024,
    keep_start: true,
};

pub fn check(data: &[u8]) {
    let mut input = Input(data);
    let operation = input.byte();
    let status = [200, 202, 204, 299, 301, 400, 401, 404, 429, 500, 503, 999]
        [usize::from(input.byte()) % 12];
    let names = [
        "content-encoding",
        "retry-after",
        "x-pinecone-request-id",
        "x-request-id",
        "date",
        "other",
    ];
    let mut headers = Vec::new();
    for _ in 0..input.byte() % 4 {
        let name = names[usize::from(input.byte()) % names.len()];
        headers.push((
            name.to_owned(),
            String::from_utf8_lossy(input.line()).into_owned(),
        ));
    }
    let response = Response::new(status, headers, input.0.to_vec());
    // A describe asks for the import that the answer is about, if that can be told.
    let asked = body(&response, LONG);
    let asked = asked.as_ref().and_then(|body| id(&body.value["id"]));
    let describe = DescribeImport::new(asked.unwrap_or_else(|| "101".into()));
    match operation % 4 {
        0 => one(
            &StartImport::new("s3://b/d"),
            &response,
            SHORT,
            |output, body| match output {
                Some(output) => assert_eq!(Some(&output.id), id(&body["id"]).as_ref()),
                None => assert!(!fits(body, &["id"])),
            },
        ),
        1 => one(&describe, &response, LONG, |output, body| match output {
            Some(output) => model(output, body),
            None => assert!(!fits(body, &["id", "status"])),
        }),
        2 => one(
            &ListImports::new(),
            &response,
            LONG,
            |output, body| match output {
                Some(output) => page(output, body),
                None => assert!(!is_page(body)),
            },
        ),
        _ => one(
            &CancelImport::new("101"),
            &response,
            SHORT,
            |output, body| {
                let is_taken =
                    body.is_object() || body.is_null() && response.body.trim_ascii().is_empty();
                assert_eq!(output.is_some(), is_taken);
            },
        ),
    }
}

/// What the reference reads.
struct Body {
    value: Value,
    /// Whether every reader reads the numbers alike.
    is_plain: bool,
}

/// Nothing at all is taken as null, and the key as asterisks.
fn body(response: &Response, limits: Limits) -> Option<Body> {
    let text = std::str::from_utf8(&response.body).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace(KEY, &"*".repeat(KEY.len()));
    let is_empty = response.body.trim_ascii().is_empty();
    let tokens = tolerant::read(if is_empty { "null" } else { &text })?;
    Some(Body {
        value: reference::value(&tolerant::tamed(&tokens, limits).0),
        is_plain: tokens.iter().all(reference::is_plain),
    })
}

/// An id, or a number in its place.
fn id(value: &Value) -> Option<String> {
    match value {
        Value::Number(id) => id.as_u64().map(|id| id.to_string()),
        id => id.as_str().map(str::to_owned),
    }
}

/// Whether an object has these members as texts that are as long as they may be: then no other
/// member keeps it from being read.
fn fits(body: &Value, names: &[&str]) -> bool {
    names.iter().all(|name| {
        let text = body[name].as_str();
        text.is_some_and(|text| (1..=1000).contains(&text.chars().count()))
    })
}

fn is_page(body: &Value) -> bool {
    let is_error = ["code", "error", "message"]
        .iter()
        .any(|name| !body[name].is_null());
    let data = body["data"].as_array();
    let is_data = data.is_some_and(|data| {
        data.len() <= 1000 && data.iter().all(|import| fits(import, &["id", "status"]))
    });
    let next = &body["pagination"]["next"];
    let is_next =
        next.as_str().is_some_and(|next| next.len() <= 4096) || body["pagination"].is_null();
    is_data && !is_error && is_next
}

fn page(output: &ListImportsResponse, body: &Value) {
    let empty = Vec::new();
    let data = body["data"].as_array().unwrap_or(&empty);
    assert_eq!(output.data.len(), data.len());
    let imports = output.data.iter().zip(data);
    imports.for_each(|(output, body)| model(output, body));
    let next = body["pagination"]["next"].as_str();
    assert_eq!(output.next.as_deref(), next.filter(|next| !next.is_empty()));
}

fn read<O: Operation>(operation: &O, response: &Response) -> Result<O::Output, Error> {
    let endpoint = Endpoint::new(
        "idx.example".parse().expect("a host"),
        KEY.parse().expect("a key"),
    );
    operation.read(&endpoint, response.clone())
}

/// `agrees` compares the output, or that there is none, with what the reference reads.
fn one<O: Operation>(
    operation: &O,
    response: &Response,
    limits: Limits,
    agrees: impl Fn(Option<&O::Output>, &Value),
) {
    let success = (200..300).contains(&response.status);
    let body = body(response, limits);
    match read(operation, response) {
        Ok(output) => {
            assert!(success);
            // What was accepted is JSON, or nothing at all, and is read as another reader does.
            let Some(body) = body else {
                let is_long = response.body.len() > 64;
                assert!(is_long, "only what is left out can part the two readers");
                return;
            };
            if body.is_plain {
                agrees(Some(&output), &body.value);
            }
            prefixes(operation, response);
        }
        Err(Error::Api(error)) => {
            assert!(!success && error.http_status == response.status);
            assert!(
                error.excerpt.len() <= 512
                    && error.request_id.as_ref().map_or(0, String::len) <= 256
            );
            one_line(&Error::Api(error));
        }
        Err(Error::Decode(error)) => {
            assert!(
                success
                    && error.http_status == response.status
                    && error.body_len == response.body.len()
            );
            assert!(error.excerpt.len() <= 512);
            one_line(&Error::Decode(error));
            if let Some(body) = body.filter(|_| response.header("content-encoding").is_none()) {
                agrees(None, &body.value);
            }
        }
        Err(other) => panic!("{other:?}"),
    }
}

/// No proper start of an accepted body is accepted.
fn prefixes<O: Operation>(operation: &O, response: &Response) {
    let end = response.body.trim_ascii_end().len();
    if end == 0 || end > 600 {
        return;
    }
    let start = response.body.len() - response.body.trim_ascii_start().len() + 1;
    for length in start..end {
        let cut = Response::new(
            response.status,
            response.headers.clone(),
            response.body[..length].to_vec(),
        );
        assert!(read(operation, &cut).is_err(), "{length}");
    }
}

fn one_line(error: &Error) {
    let shown = error.to_string();
    assert!(
        !shown.contains(|c: char| c.is_control() || c == '\u{2028}'),
        "{shown:?}"
    );
}

fn model(output: &ImportModel, body: &Value) {
    let text = |name: &str| body[name].as_str();
    assert_eq!(Some(&output.id), id(&body["id"]).as_ref());
    assert_eq!(Some(output.status.as_str()), text("status"));
    assert_eq!(output.uri.as_deref(), text("uri"));
    assert_eq!(output.created_at.as_deref(), text("createdAt"));
    assert_eq!(output.finished_at.as_deref(), text("finishedAt"));
    assert_eq!(output.error.as_deref(), text("error"));
    assert_eq!(output.records_imported, integer(&body["recordsImported"]));
    let validation = output.validation_result;
    assert_eq!(validation.is_some(), body["validationResult"].is_object());
    let part = |name: &str| integer(&body["validationResult"][name]);
    assert_eq!(
        validation.and_then(|result| result.import_successes),
        part("importSuccesses")
    );
    assert_eq!(
        validation.and_then(|result| result.import_errors),
        part("importErrors")
    );
    if let (Some(percent), Some(expected)) =
        (output.percent_complete, body["percentComplete"].as_f64())
    {
        #[allow(clippy::cast_possible_truncation, reason = "the field is an f32")]
        let expected = expected as f32;
        // The two readers may round differently.
        assert!(
            (percent - expected).abs() <= expected.abs() * f32::EPSILON * 2.0,
            "{percent} {expected}"
        );
    }
}

/// An int64 as ProtoJSON writes it.
pub fn integer(value: &Value) -> Option<i64> {
    let number = match value {
        Value::Number(number) => number.clone(),
        Value::String(text) if text.trim() == text => serde_json::from_str(text).ok()?,
        _ => return None,
    };
    let whole = |float: f64| float.fract() == 0.0 && float.abs() < 9.223_372_036_854_775e18;
    #[allow(clippy::cast_possible_truncation, reason = "checked")]
    let from_float = || {
        number
            .as_f64()
            .filter(|float| number.is_f64() && whole(*float))
            .map(|float| float as i64)
    };
    number.as_i64().or_else(from_float)
}
