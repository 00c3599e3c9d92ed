//! Any response to any operation.

use pinecone_import::{
    CancelImport, DescribeImport, Endpoint, Error, ImportModel, ListImports, Operation, Response,
    StartImport,
};
use serde_json::Value;

use super::input::{Input, plain_numbers};

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
    let body: Option<Value> = serde_json::from_slice(&response.body).ok();
    let id = body.as_ref().and_then(|body| match &body["id"] {
        Value::Number(id) => Some(id.to_string()),
        id => id.as_str().map(str::to_owned),
    });
    let id = id.unwrap_or_else(|| "101".into());
    match operation % 4 {
        0 => one(&StartImport::new("s3://b/d"), &response, |output, body| {
            let id = &body["id"];
            assert_eq!(
                Value::from(output.id.as_str()),
                id.as_u64().map_or(id.clone(), |id| id.to_string().into())
            );
        }),
        1 => one(&DescribeImport::new(id), &response, model),
        2 => one(&ListImports::new(), &response, |output, body| {
            let empty = Vec::new();
            let data = body["data"].as_array().unwrap_or(&empty);
            assert_eq!(output.data.len(), data.len());
            output
                .data
                .iter()
                .zip(data)
                .for_each(|(output, body)| model(output, body));
            let next = body["pagination"]["next"]
                .as_str()
                .filter(|next| !next.is_empty());
            assert_eq!(output.next.as_deref(), next);
        }),
        _ => one(&CancelImport::new("101"), &response, |(), body| {
            assert!(body.is_object() || body.is_null())
        }),
    }
}

fn read<O: Operation>(operation: &O, response: &Response) -> Result<O::Output, Error> {
    let endpoint = Endpoint::new(
        "idx.example".parse().expect("a host"),
        "pcsk_made-up_key".parse().expect("a key"),
    );
    operation.read(&endpoint, response.clone())
}

fn one<O: Operation>(operation: &O, response: &Response, agrees: impl Fn(&O::Output, &Value)) {
    let success = (200..300).contains(&response.status);
    let text = response
        .body
        .strip_prefix("\u{feff}".as_bytes())
        .unwrap_or(&response.body);
    match read(operation, response) {
        Ok(output) => {
            assert!(success);
            // What was accepted is JSON, or nothing at all, and is read as another reader does.
            let empty = text.trim_ascii().is_empty();
            let Ok(value) = serde_json::from_slice(if empty { b"null" } else { text }) else {
                assert!(
                    response.body.len() > 100,
                    "only depth can part the two readers"
                );
                return;
            };
            if plain_numbers(text) {
                agrees(&output, &value);
            }
            prefixes(operation, response, empty);
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
        }
        Err(other) => panic!("{other:?}"),
    }
}

/// No proper start of an accepted body is accepted.
fn prefixes<O: Operation>(operation: &O, response: &Response, empty: bool) {
    let end = response.body.trim_ascii_end().len();
    if empty || end > 600 {
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
    let id = body["id"].as_u64().map(|id| id.to_string());
    assert_eq!(Some(output.id.as_str()), id.as_deref().or(text("id")));
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
fn integer(value: &Value) -> Option<i64> {
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
