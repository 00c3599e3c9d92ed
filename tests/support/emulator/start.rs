//! The body of a start, as strictly as the service takes it.

use serde_json::{Map, Value, json};

use super::http::{HttpRequest, HttpResponse};
use super::service::{invalid, rpc};

const URI: usize = 1500;
const INTEGRATION_ID: usize = 1000;

pub struct Wanted {
    pub uri: String,
    pub integration_id: Option<String>,
    pub error_mode: Option<String>,
}

pub fn parse(request: &HttpRequest) -> Result<Wanted, HttpResponse> {
    let media = request
        .header("content-type")
        .unwrap_or("")
        .split(';')
        .next()
        .unwrap_or("");
    if !media.trim().eq_ignore_ascii_case("application/json") {
        return Err(rpc(415, 3, "Content-Type must be application/json"));
    }
    let body: Value = serde_json::from_slice(&request.body)
        .map_err(|error| invalid(&format!("the body is not JSON: {error}")))?;
    let body = body
        .as_object()
        .ok_or_else(|| invalid("the body must be a JSON object"))?;
    known(body, &["uri", "integrationId", "errorMode"])?;
    let uri = text(body, "uri", 1, URI)?.ok_or_else(|| field("uri", "is required"))?;
    if !has_scheme(&uri) {
        let message = "Bulk import URIs must start with the scheme of a supported storage provider";
        let detail = bad_request(
            "uri",
            "must name a bucket, or a storage account of letters and digits",
        );
        let refusal = json!({ "code": "3", "message": message, "details": [detail] });
        return Err(HttpResponse::json(400, &refusal));
    }
    let integration_id = text(body, "integrationId", 0, INTEGRATION_ID)?;
    let error_mode = match body.get("errorMode") {
        None => None,
        Some(Value::Object(mode)) => {
            known(mode, &["onError"])?;
            match mode.get("onError") {
                None => None,
                Some(Value::String(mode)) if mode == "abort" || mode == "continue" => {
                    Some(mode.clone())
                }
                Some(_) => return Err(field("errorMode.onError", "must be abort or continue")),
            }
        }
        Some(_) => return Err(field("errorMode", "must be an object")),
    };
    Ok(Wanted {
        uri,
        integration_id,
        error_mode,
    })
}

fn known(object: &Map<String, Value>, names: &[&str]) -> Result<(), HttpResponse> {
    match object.keys().find(|name| !names.contains(&name.as_str())) {
        Some(name) => Err(field(name, "is unknown")),
        None => Ok(()),
    }
}

fn text(
    object: &Map<String, Value>,
    name: &str,
    least: usize,
    most: usize,
) -> Result<Option<String>, HttpResponse> {
    match object.get(name) {
        None => Ok(None),
        Some(Value::String(text)) if (least..=most).contains(&text.chars().count()) => {
            Ok(Some(text.clone()))
        }
        Some(Value::String(_)) => Err(field(
            name,
            &format!("must have {least} to {most} characters"),
        )),
        Some(_) => Err(field(name, "must be a string")),
    }
}

fn has_scheme(uri: &str) -> bool {
    let azure = uri
        .strip_prefix("https://")
        .and_then(|rest| rest.split_once('/'));
    let bucket = uri
        .strip_prefix("s3://")
        .or_else(|| uri.strip_prefix("gs://"));
    bucket.is_some_and(|bucket| !bucket.is_empty() && !bucket.starts_with('/'))
        || azure.is_some_and(|(host, container)| {
            let account = host.strip_suffix(".blob.core.windows.net");
            let plain = |account: &str| {
                !account.is_empty() && account.bytes().all(|b| b.is_ascii_alphanumeric())
            };
            account.is_some_and(plain) && !container.is_empty() && !container.starts_with('/')
        })
}

/// A 400 about one field, with the detail that a gRPC gateway adds.
fn field(name: &str, problem: &str) -> HttpResponse {
    let message = format!("{name} {problem}");
    let detail = bad_request(name, problem);
    HttpResponse::json(
        400,
        &json!({ "code": 3, "message": message, "details": [detail] }),
    )
}

fn bad_request(field: &str, description: &str) -> Value {
    json!({
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [{ "field": field, "description": description }],
    })
}
