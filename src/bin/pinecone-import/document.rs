//! The JSON documents. `docs/output.schema.json` describes them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pinecone_import::{Error, ImportModel, RpcDetail};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::json::{Object, array, of_server, string};

/// What a document tells about one call or wait.
pub struct Document<'a> {
    pub outcome: &'a str,
    pub exit: Exit,
    pub message: String,
    pub id: Option<&'a str>,
    pub import: Option<&'a ImportModel>,
    pub may_have_executed: bool,
    pub error: Option<&'a Error>,
}

impl<'a> Document<'a> {
    /// A call that did what it should.
    pub fn success(outcome: &'a str, message: String, id: &'a str) -> Self {
        Self {
            outcome,
            exit: Exit::Success,
            message,
            id: Some(id),
            import: None,
            may_have_executed: false,
            error: None,
        }
    }

    pub fn failure(failure: &'a Failure) -> Self {
        Self {
            outcome: failure.exit().name(),
            exit: failure.exit(),
            message: failure.to_string(),
            id: failure.id(),
            import: None,
            may_have_executed: failure.may_have_executed(),
            error: failure.error(),
        }
    }

    pub fn to_json(&self) -> String {
        let mut object = head(self.outcome, self.exit, &self.message, self.id);
        add_import(&mut object, self.import);
        self.add_error(&mut object);
        object.end()
    }

    fn add_error(&self, object: &mut Object) {
        let api = match self.error {
            Some(Error::Api(api)) => Some(&**api),
            _ => None,
        };
        let (http_status, request_id) = match self.error {
            Some(Error::Decode(error)) => (Some(error.http_status), error.request_id.as_deref()),
            _ => (
                api.map(|api| api.http_status),
                api.and_then(|api| api.request_id.as_deref()),
            ),
        };
        let status = api.map(|api| &api.status);
        let details = status.map_or(&[][..], |status| &status.details);
        let retryable = self.error.is_some_and(Error::is_retryable);
        object
            .json("may_have_executed", self.may_have_executed)
            .json("retryable", retryable)
            .value("http_status", http_status)
            .value("code", status.and_then(|status| Some(status.code?.0)))
            .text("code_name", status.and_then(|status| status.code_name()))
            .text("server_message", status.map(|status| &*status.message))
            .json("details", array(details.iter().map(detail)))
            .text("request_id", request_id)
            .value(
                "retry_after_seconds",
                api.and_then(|api| Some(api.retry_after?.as_secs())),
            );
    }
}

/// The fields that every document begins with.
fn head(outcome: &str, exit: Exit, message: &str, id: Option<&str>) -> Object {
    let mut object = Object::default();
    object
        .text("outcome", Some(outcome))
        .json("exit_code", exit.code())
        .text("message", Some(message))
        .text("id", id);
    object
}

fn add_import(object: &mut Object, import: Option<&ImportModel>) {
    let text = |field: fn(&ImportModel) -> Option<&str>| import.and_then(field);
    let result = import
        .and_then(|import| import.validation_result)
        .unwrap_or_default();
    // JSON has neither NaN nor infinity.
    let percent = import.and_then(|import| import.percent_complete.filter(|p| p.is_finite()));
    object
        .text("status", text(|import| Some(import.status.as_str())))
        .text("uri", text(|import| import.uri.as_deref()))
        .text("created_at", text(|import| import.created_at.as_deref()))
        .text("finished_at", text(|import| import.finished_at.as_deref()))
        .value("percent_complete", percent)
        .value(
            "records_imported",
            import.and_then(|import| import.records_imported),
        )
        .value("import_successes", result.import_successes)
        .value("import_errors", result.import_errors)
        .text("error", text(|import| import.error.as_deref()));
}

/// One detail of an error answer, as JSON or as packed bytes.
fn detail(detail: &RpcDetail) -> String {
    let mut object = Object::default();
    object.text("type_url", Some(&detail.type_url));
    match &detail.json {
        Some(json) => object.json("json", of_server(json)).text("base64", None),
        None => object
            .json("json", "null")
            .text("base64", Some(&STANDARD.encode(&detail.value))),
    };
    object.end()
}

/// An import of a list.
pub fn listed(import: &ImportModel) -> String {
    let message = format!("import {} is {}", import.id, import.status);
    let mut object = head("listed", Exit::Success, &message, Some(&import.id));
    add_import(&mut object, Some(import));
    object.end()
}

pub fn list(imports: &[ImportModel], next: Option<&str>) -> String {
    let message = match imports.len() {
        1 => "1 import".into(),
        count => format!("{count} imports"),
    };
    let mut object = head("listed", Exit::Success, &message, None);
    object
        .json("imports", array(imports.iter().map(listed)))
        .text("next", next);
    object.end()
}

/// How the waits for several imports ended.
pub fn waits(outcome: &str, exit: Exit, message: &str, imports: &[Document<'_>]) -> String {
    let mut object = head(outcome, exit, message, None);
    object.json("imports", array(imports.iter().map(Document::to_json)));
    object.end()
}

/// A request that is not sent.
pub fn request(method: &str, url: &str, headers: &[(&str, String)], body: &str) -> String {
    let mut named = Object::default();
    for (name, value) in headers {
        named.text(name, Some(value));
    }
    let mut object = head(
        "dry_run",
        Exit::Success,
        "nothing was sent; this is the request",
        None,
    );
    object
        .text("method", Some(method))
        .text("url", Some(url))
        .json("headers", named.end())
        .json(
            "body",
            if body.is_empty() {
                string("")
            } else {
                of_server(body)
            },
        );
    object.end()
}
