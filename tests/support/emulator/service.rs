//! The import API without any IO or clock: a request and the time in, a response out.

use std::time::Duration;

use serde_json::{Value, json};

use super::http::{HttpRequest, HttpResponse};
use super::start;

/// How the service behaves.
#[derive(Debug, Clone)]
pub struct ServiceSettings {
    pub api_key: String,
    /// How long an import takes from start to end.
    pub import_duration: Duration,
    /// An import whose URI contains this fails.
    pub fail_marker: String,
}

impl Default for ServiceSettings {
    fn default() -> Self {
        Self {
            api_key: "pcsk_EMULATOR_made-up".into(),
            import_duration: Duration::from_secs(10),
            fail_marker: "fail".into(),
        }
    }
}

/// An import that was started.
#[derive(Debug, Clone)]
pub struct Import {
    pub id: String,
    pub uri: String,
    pub integration_id: Option<String>,
    pub error_mode: Option<String>,
    pub started: Duration,
    pub cancelled: Option<Duration>,
}

/// The state of the API.
#[derive(Debug)]
pub struct Service {
    settings: ServiceSettings,
    imports: Vec<Import>,
    requests: u64,
}

const RECORDS: u64 = 10_000;

impl Service {
    pub fn new(settings: ServiceSettings) -> Self {
        Self {
            settings,
            imports: Vec::new(),
            requests: 0,
        }
    }

    pub fn api_key(&self) -> &str {
        &self.settings.api_key
    }

    pub fn imports(&self) -> &[Import] {
        &self.imports
    }

    pub fn handle(&mut self, now: Duration, request: &HttpRequest) -> HttpResponse {
        self.requests += 1;
        let answer = self.route(now, request).unwrap_or_else(|refusal| refusal);
        answer.with(
            "x-pinecone-request-id",
            &format!("emulated-{}", self.requests),
        )
    }

    fn route(
        &mut self,
        now: Duration,
        request: &HttpRequest,
    ) -> Result<HttpResponse, HttpResponse> {
        match request.header("api-key") {
            None => return Err(HttpResponse::text(401, "Unauthorized")),
            Some(key) if key != self.settings.api_key => {
                let refusal = HttpResponse::text(403, "Wrong API key");
                return Err(refusal.with("x-pinecone-auth-rejected-reason", "wrong-key"));
            }
            Some(_) => {}
        }
        let version = request.header("x-pinecone-api-version").unwrap_or("");
        if !is_version(version) {
            return Err(invalid(
                "X-Pinecone-Api-Version must be a version such as 2025-10",
            ));
        }
        let id = match request.path().strip_prefix("/bulk/imports") {
            Some("") => None,
            Some(rest) => match rest.strip_prefix('/') {
                Some(id) if !id.is_empty() && !id.contains('/') => Some(percent_decode(id)),
                _ => return Err(rpc(404, 5, "Not Found")),
            },
            None => return Err(rpc(404, 5, "Not Found")),
        };
        match (request.method.as_str(), id) {
            ("POST", None) => self.start(now, request),
            ("GET", None) => self.list(now, request, version),
            ("GET", Some(id)) => Ok(HttpResponse::json(
                200,
                &self.model(self.find(&id)?, now, version),
            )),
            ("DELETE", Some(id)) => self.cancel(now, &id),
            (_, None) => Err(rpc(405, 12, "Method Not Allowed").with("allow", "GET, POST")),
            (_, Some(_)) => Err(rpc(405, 12, "Method Not Allowed").with("allow", "GET, DELETE")),
        }
    }

    fn start(
        &mut self,
        now: Duration,
        request: &HttpRequest,
    ) -> Result<HttpResponse, HttpResponse> {
        let wanted = start::parse(request)?;
        let id = (101 + self.imports.len()).to_string();
        self.imports.push(Import {
            id: id.clone(),
            uri: wanted.uri,
            integration_id: wanted.integration_id,
            error_mode: wanted.error_mode,
            started: now,
            cancelled: None,
        });
        Ok(HttpResponse::json(200, &json!({ "id": id })))
    }

    fn list(
        &self,
        now: Duration,
        request: &HttpRequest,
        version: &str,
    ) -> Result<HttpResponse, HttpResponse> {
        let query = request
            .target
            .split_once('?')
            .map_or("", |(_, query)| query);
        let (mut limit, mut skip) = (100, 0);
        let mut seen = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = percent_decode(value);
            if seen.contains(&name) {
                return Err(invalid(&format!("{name} is given twice")));
            }
            seen.push(name);
            match name {
                "limit" => {
                    let parsed = value.parse().ok().filter(|limit| (1..=100).contains(limit));
                    limit = parsed.ok_or_else(|| invalid("limit must be 1 to 100"))?;
                }
                "paginationToken" => {
                    let parsed = value
                        .strip_prefix("skip/")
                        .and_then(|skip| skip.strip_suffix("==")?.parse().ok());
                    skip = parsed.ok_or_else(|| invalid("paginationToken is not valid"))?;
                }
                _ => return Err(invalid(&format!("unknown parameter {name}"))),
            }
        }
        let newest_first = self.imports.iter().rev().skip(skip);
        let data: Vec<Value> = newest_first
            .take(limit)
            .map(|import| self.model(import, now, version))
            .collect();
        let mut page = json!({ "data": data });
        if skip + limit < self.imports.len() {
            page["pagination"] = json!({ "next": format!("skip/{}==", skip + limit) });
        }
        Ok(HttpResponse::json(200, &page))
    }

    fn cancel(&mut self, now: Duration, id: &str) -> Result<HttpResponse, HttpResponse> {
        let ended = matches!(
            self.status(self.find(id)?, now),
            "Completed" | "Failed" | "Cancelled"
        );
        if let Some(import) = self
            .imports
            .iter_mut()
            .find(|import| import.id == id && !ended)
        {
            import.cancelled = Some(now);
        }
        Ok(HttpResponse::json(200, &json!({})))
    }

    fn find(&self, id: &str) -> Result<&Import, HttpResponse> {
        let found = self.imports.iter().find(|import| import.id == id);
        found.ok_or_else(|| rpc(404, 5, &format!("Import {id} not found")))
    }

    pub fn status_of(&self, id: &str, now: Duration) -> Option<&'static str> {
        self.find(id).ok().map(|import| self.status(import, now))
    }

    fn status(&self, import: &Import, now: Duration) -> &'static str {
        match self.progress(import, now) {
            _ if import.cancelled.is_some() => "Cancelled",
            done if done < 0.1 => "Pending",
            done if done < 1.0 => "InProgress",
            _ if import.uri.contains(&self.settings.fail_marker) => "Failed",
            _ => "Completed",
        }
    }

    /// How much of an import is done, 0 to 1.
    fn progress(&self, import: &Import, now: Duration) -> f64 {
        let elapsed = import
            .cancelled
            .unwrap_or(now)
            .saturating_sub(import.started);
        let whole = self.settings.import_duration.max(Duration::from_nanos(1));
        (elapsed.as_secs_f64() / whole.as_secs_f64()).min(1.0)
    }

    fn model(&self, import: &Import, now: Duration, version: &str) -> Value {
        let (status, done) = (self.status(import, now), self.progress(import, now));
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 10,000"
        )]
        let records = (done * RECORDS as f64) as u64;
        let mut model = json!({
            "id": import.id,
            "uri": import.uri,
            "status": status,
            "createdAt": time(import.started),
            "percentComplete": (done * 1000.0).floor() / 10.0,
            "recordsImported": records,
        });
        let end = match import.cancelled {
            None if matches!(status, "Completed" | "Failed") => {
                Some(import.started + self.settings.import_duration)
            }
            cancelled => cancelled,
        };
        if let Some(end) = end {
            model["finishedAt"] = time(end).into();
        }
        if status == "Failed" {
            model["error"] = "a Parquet file could not be read: dimension 3 expected, got 4".into();
        }
        if version >= "2026-07" {
            let errors = u64::from(status == "Failed");
            model["validationResult"] =
                json!({ "importSuccesses": records, "importErrors": errors });
        }
        model
    }
}

fn is_version(text: &str) -> bool {
    let (year, month) = text.split_once('-').unwrap_or(("", ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    year.len() == 4 && month.len() == 2 && digits(year) && digits(month)
}

/// RFC 3339, from an arbitrary day on.
fn time(since: Duration) -> String {
    let (seconds, micros) = (since.as_secs(), since.subsec_micros());
    let (day, hour, minute) = (
        1 + seconds / 86_400 % 28,
        seconds / 3600 % 24,
        seconds / 60 % 60,
    );
    format!(
        "2026-02-{day:02}T{hour:02}:{minute:02}:{:02}.{micros:06}+00:00",
        seconds % 60
    )
}

/// A 400 as the service writes it, with a detail in bytes.
pub fn invalid(message: &str) -> HttpResponse {
    let detail = json!({ "typeUrl": "type.googleapis.com/google.rpc.ErrorInfo", "value": "CgVlbXVsYXRlZA==" });
    HttpResponse::json(
        400,
        &json!({ "code": 3, "message": message, "details": [detail] }),
    )
}

pub fn rpc(status: u16, code: i32, message: &str) -> HttpResponse {
    HttpResponse::json(
        status,
        &json!({ "code": code, "message": message, "details": [] }),
    )
}

fn percent_decode(text: &str) -> String {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let hex: Vec<u8> = bytes.by_ref().take(2).collect();
            let hex = std::str::from_utf8(&hex)
                .ok()
                .and_then(|hex| u8::from_str_radix(hex, 16).ok());
            out.push(hex.unwrap_or(b'?'));
        } else {
            out.push(byte);
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
