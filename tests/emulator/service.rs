//! The emulator's service is as strict as the real one, or it would prove nothing.

use std::time::Duration;

use crate::support::emulator::http::{HttpRequest, HttpResponse};
use crate::support::emulator::service::{Service, ServiceSettings};
use serde_json::{Value, json};

fn request(method: &str, target: &str, body: &str) -> HttpRequest {
    let key = ServiceSettings::default().api_key;
    let headers = [
        ("Api-Key", key.as_str()),
        ("x-pinecone-api-version", "2025-10"),
        ("Content-Type", "application/json; charset=utf-8"),
    ];
    HttpRequest {
        method: method.into(),
        target: target.into(),
        headers: headers
            .map(|(name, value)| (name.into(), value.into()))
            .to_vec(),
        body: body.into(),
        is_old: false,
    }
}

fn without(mut request: HttpRequest, name: &str) -> HttpRequest {
    request.headers.retain(|(known, _)| known != name);
    request
}

fn with(request: HttpRequest, name: &str, value: &str) -> HttpRequest {
    let mut request = without(request, name);
    request.headers.push((name.into(), value.into()));
    request
}

fn twice(mut request: HttpRequest, name: &str) -> HttpRequest {
    let header = request.headers.iter().find(|(known, _)| known == name);
    let header = header.cloned().unwrap();
    request.headers.push(header);
    request
}

fn handle(request: &HttpRequest) -> (HttpResponse, Value) {
    let response = Service::new(ServiceSettings::default()).handle(Duration::ZERO, request);
    let body = serde_json::from_slice(&response.body).unwrap_or_default();
    (response, body)
}

fn start() -> HttpRequest {
    request("POST", "/bulk/imports", r#"{"uri":"s3://b/d"}"#)
}

#[test]
fn well_formed_requests_are_taken() {
    for body in [
        r#"{"uri":"s3://b"}"#,
        r#"{"uri":"gs://b/d","integrationId":""}"#,
        r#"{"uri":"https://a.blob.core.windows.net/c/d","errorMode":{}}"#,
        r#"{"uri":"s3://b","errorMode":{"onError":"abort"}}"#,
    ] {
        let (response, body) = handle(&request("POST", "/bulk/imports", body));
        assert_eq!((response.status, body), (200, json!({"id": "101"})));
    }
    let (response, body) = handle(&request("GET", "/bulk/imports", ""));
    assert_eq!((response.status, body), (200, json!({})));
}

#[test]
fn ill_formed_starts_are_refused() {
    let long = format!(r#"{{"uri":"s3://{}"}}"#, "é".repeat(1496));
    let integration = format!(
        r#"{{"uri":"s3://b","integrationId":"{}"}}"#,
        "é".repeat(1001)
    );
    for body in [
        "",
        "[]",
        "{}",
        "null",
        r#"{"uri":"s3://b"} x"#,
        r#"{"uri":null}"#,
        r#"{"uri":5}"#,
        r#"{"uri":""}"#,
        r#"{"uri":"b/d"}"#,
        r#"{"uri":"s3://"}"#,
        r#"{"uri":"ftp://b"}"#,
        r#"{"uri":"s3://b","more":1}"#,
        r#"{"uri":"s3://b","integrationId":null}"#,
        r#"{"uri":"s3://b","errorMode":"abort"}"#,
        r#"{"uri":"s3://b","errorMode":{"onError":"skip"}}"#,
        r#"{"uri":"s3://b","errorMode":{"x":1}}"#,
        &long,
        &integration,
    ] {
        let (response, answer) = handle(&request("POST", "/bulk/imports", body));
        assert_eq!(response.status, 400, "{body}");
        assert!(answer["code"] == 3 || answer["code"] == "3", "{answer}");
    }
}

#[test]
fn wrong_key_version_type_path_or_method_is_refused() {
    let long_id = format!("/bulk/imports/{}", "1".repeat(1001));
    for (request, status) in [
        (without(start(), "Api-Key"), 401),
        (with(start(), "Api-Key", "other"), 403),
        (without(start(), "x-pinecone-api-version"), 400),
        (with(start(), "x-pinecone-api-version", "latest"), 400),
        (without(start(), "Content-Type"), 415),
        (with(start(), "Content-Type", "text/plain"), 415),
        (request("POST", "/bulk/import", ""), 404),
        (request("GET", "/bulk/imports/", ""), 404),
        (request("GET", "/bulk/imports/1/2", ""), 404),
        (request("GET", "/bulk/imports/1", ""), 404),
        (request("DELETE", "/bulk/imports/1", ""), 404),
        (request("PUT", "/bulk/imports", ""), 405),
        (request("POST", "/bulk/imports/1", ""), 405),
        (request("GET", "/bulk/imports?limit=0", ""), 400),
        (request("GET", "/bulk/imports?limit=101", ""), 400),
        (request("GET", "/bulk/imports?limit=1&limit=1", ""), 400),
        (request("GET", "/bulk/imports?paginationToken=x", ""), 400),
        (request("GET", "/bulk/imports?limit=%2B5", ""), 400),
        (request("GET", "/bulk/imports?limit=1&", ""), 400),
        (request("GET", "/bulk/imports?paginationToken=", ""), 400),
        (request("GET", "/bulk/imports?page=1", ""), 400),
        (request("POST", "/bulk/imports?limit=1", ""), 400),
        (request("GET", "/bulk/imports/1?limit=1", ""), 400),
        (request("GET", "/bulk/imports/%zz", ""), 400),
        (request("GET", "/bulk/imports/%+1", ""), 400),
        (request("GET", "/bulk/imports/%ff", ""), 400),
        (request("DELETE", &long_id, ""), 400),
        (with(start(), "x-pinecone-api-version", "2025-13"), 400),
        (twice(start(), "Api-Key"), 400),
        (twice(start(), "Content-Type"), 400),
    ] {
        let (response, body) = handle(&request);
        assert_eq!(response.status, status, "{request:?}");
        // All but the two about the key are an rpcStatus.
        assert_eq!(
            body["message"].is_string() && body["details"].is_array(),
            !matches!(status, 401 | 403),
            "{request:?}"
        );
        assert!(
            response
                .headers
                .iter()
                .any(|(name, _)| name == "x-pinecone-request-id")
        );
    }
}

#[test]
fn import_goes_through_its_life() {
    let mut service = Service::new(ServiceSettings::default());
    let second = Duration::from_secs(1);
    for uri in ["s3://b/d", "s3://b/fail", "s3://b/x"] {
        let body = json!({ "uri": uri }).to_string();
        service.handle(Duration::ZERO, &request("POST", "/bulk/imports", &body));
    }
    service.handle(5 * second, &request("DELETE", "/bulk/imports/103", ""));
    service.handle(50 * second, &request("DELETE", "/bulk/imports/101", ""));
    for (at, id, status) in [
        (0, "101", "Pending"),
        (1, "101", "InProgress"),
        (9, "101", "InProgress"),
        (10, "101", "Completed"),
        (9, "102", "InProgress"),
        (10, "102", "Failed"),
        (99, "103", "Cancelled"),
    ] {
        let target = format!("/bulk/imports/{id}");
        let response = service.handle(
            at * second,
            &with(
                request("GET", &target, ""),
                "x-pinecone-api-version",
                "2026-07",
            ),
        );
        let model: Value = serde_json::from_slice(&response.body).unwrap();
        assert_eq!(model["status"], status, "{id} at {at}");
        assert_eq!(
            model["finishedAt"].is_string(),
            !matches!(status, "Pending" | "InProgress"),
            "{model}"
        );
        assert_eq!(model["error"].is_string(), status == "Failed", "{model}");
        assert!(
            model["validationResult"]["importSuccesses"].is_u64(),
            "{model}"
        );
    }
}

#[test]
fn refusal_of_a_start_names_the_field() {
    for (body, name) in [
        (r#"{}"#, "uri"),
        (r#"{"uri":"s3://b","more":1}"#, "more"),
        (r#"{"uri":"s3://b","integrationId":3}"#, "integrationId"),
        (r#"{"uri":"s3://b","errorMode":1}"#, "errorMode"),
        (
            r#"{"uri":"s3://b","errorMode":{"onError":null}}"#,
            "errorMode.onError",
        ),
    ] {
        let (_, answer) = handle(&request("POST", "/bulk/imports", body));
        let detail = &answer["details"][0];
        assert_eq!(detail["@type"], "type.googleapis.com/google.rpc.BadRequest");
        assert_eq!(detail["fieldViolations"][0]["field"], name, "{answer}");
    }
}

#[test]
fn scheme_of_no_provider_is_refused_with_the_code_as_text() {
    for uri in [
        "ftp://b",
        "https://storage.example/c/d",
        "https://.blob.core.windows.net/c",
        "https://a.blob.core.windows.net/",
        "https://x@a.blob.core.windows.net/c",
    ] {
        let body = json!({ "uri": uri }).to_string();
        let (_, answer) = handle(&request("POST", "/bulk/imports", &body));
        let message = "Bulk import URIs must start with the scheme of a supported storage provider";
        assert_eq!(
            (&answer["code"], &answer["message"]),
            (&json!("3"), &json!(message)),
            "{uri}"
        );
        let violation = &answer["details"][0]["fieldViolations"][0];
        assert_eq!(violation["field"], "uri", "{uri}");
    }
}

#[test]
fn import_in_progress_only_rises() {
    let mut service = Service::new(ServiceSettings::default());
    service.handle(Duration::ZERO, &start());
    let mut before = (-1.0, -1.0);
    for millis in (0..=10_500).step_by(250) {
        let now = Duration::from_millis(millis);
        let response = service.handle(now, &request("GET", "/bulk/imports/%3101", ""));
        let model: Value = serde_json::from_slice(&response.body).unwrap();
        let progress = (
            model["percentComplete"].as_f64().unwrap(),
            model["recordsImported"].as_f64().unwrap(),
        );
        assert!(
            progress.0 >= before.0 && progress.1 >= before.1,
            "{model} after {before:?}"
        );
        assert_eq!(model["status"], service.status_of("101", now).unwrap());
        before = progress;
    }
    assert_eq!(before, (100.0, 10_000.0));
}

#[test]
fn pages_stay_as_they_are_when_an_import_is_started_between_them() {
    let mut service = Service::new(ServiceSettings::default());
    let mut call = |request: HttpRequest| -> Value {
        serde_json::from_slice(&service.handle(Duration::ZERO, &request).body).unwrap()
    };
    for _ in 0..3 {
        call(start());
    }
    let first = call(request("GET", "/bulk/imports?limit=2", ""));
    assert_eq!(first["data"][0]["id"], "103");
    assert_eq!(first["pagination"]["next"], "left+1/==");
    call(start());
    let last = call(request(
        "GET",
        "/bulk/imports?limit=2&paginationToken=left%2B1%2F%3D%3D",
        "",
    ));
    assert_eq!(last["data"][0]["id"], "101");
    assert_eq!(last["data"].as_array().map(Vec::len), Some(1));
    assert!(last["pagination"].is_null(), "{last}");
    // As it is, its plus sign would be read as a space; and this one was never given out.
    for token in ["left+1/==", "left%2B4%2F%3D%3D", "left%2B0%2F%3D%3D"] {
        let target = format!("/bulk/imports?paginationToken={token}");
        assert_eq!(call(request("GET", &target, ""))["code"], 3, "{token}");
    }
}
