//! The import API without any IO or clock: a request and the time in, a response out.

use std::time::Duration;

use serde_json::{Value, json};

use super::http::{HttpRequest, HttpResponse};
pub use super::model::Import;
use super::{start, target};

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

/// Around the number in a pagination token; a client that does not encode it loses it.
const TOKEN: (&str, &str) = ("left+", "/==");

/// The state of the API.
#[derive(Debug)]
pub struct Service {
    settings: ServiceSettings,
    imports: Vec<Import>,
    requests: u64,
}

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
        // Which of two would rule is not to be guessed.
        for name in ["api-key", "x-pinecone-api-version", "content-type"] {
            if request.count(name) > 1 {
                return Err(invalid(&format!("{name} is given twice")));
            }
        }
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
        let id = target::id(request.path())?;
        match (request.method.as_str(), &id) {
            ("GET", None) => return self.list(now, &request.target, version),
            ("POST", None) | ("GET" | "DELETE", Some(_)) => target::query(&request.target, &[])?,
            (_, None) => return Err(not_allowed("GET, POST")),
            (_, Some(_)) => return Err(not_allowed("GET, DELETE")),
        };
        match (request.method.as_str(), id) {
            (_, None) => self.start(now, request),
            ("GET", Some(id)) => {
                let model = self.find(&id)?.model(&self.settings, now, version);
                Ok(HttpResponse::json(200, &model))
            }
            (_, Some(id)) => self.cancel(now, &id),
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
        target: &str,
        version: &str,
    ) -> Result<HttpResponse, HttpResponse> {
        // The token says how many imports, the oldest, are still to come: what is started
        // between two pages moves none of them.
        let (mut limit, mut left) = (100, self.imports.len());
        for (name, value) in target::query(target, &["limit", "paginationToken"])? {
            if name == "limit" {
                let parsed = target::digits(&value).filter(|limit| (1..=100).contains(limit));
                limit = parsed.ok_or_else(|| invalid("limit must be 1 to 100"))?;
            } else {
                let parsed = value.strip_prefix(TOKEN.0);
                let parsed = parsed.and_then(|rest| target::digits(rest.strip_suffix(TOKEN.1)?));
                let given_out = |left: &usize| (1..self.imports.len()).contains(left);
                left = parsed
                    .filter(given_out)
                    .ok_or_else(|| invalid("paginationToken is not valid"))?;
            }
        }
        let newest_first = self.imports.iter().take(left).rev().take(limit);
        let data: Vec<Value> = newest_first
            .map(|import| import.model(&self.settings, now, version))
            .collect();
        let mut page = json!({});
        if !data.is_empty() {
            page["data"] = data.into();
        }
        if left > limit {
            let next = format!("{}{}{}", TOKEN.0, left - limit, TOKEN.1);
            page["pagination"] = json!({ "next": next });
        }
        Ok(HttpResponse::json(200, &page))
    }

    fn cancel(&mut self, now: Duration, id: &str) -> Result<HttpResponse, HttpResponse> {
        let import = self.imports.iter_mut().find(|import| import.id == id);
        let import = import.ok_or_else(|| unknown(id))?;
        if !import.has_ended(&self.settings, now) {
            import.cancelled = Some(now);
        }
        Ok(HttpResponse::json(200, &json!({})))
    }

    fn find(&self, id: &str) -> Result<&Import, HttpResponse> {
        let found = self.imports.iter().find(|import| import.id == id);
        found.ok_or_else(|| unknown(id))
    }

    pub fn status_of(&self, id: &str, now: Duration) -> Option<&'static str> {
        let import = self.find(id).ok()?;
        Some(import.status(&self.settings, now))
    }
}

fn is_version(text: &str) -> bool {
    let (year, month) = text.split_once('-').unwrap_or(("", ""));
    let month = Some(month).filter(|month| month.len() == 2);
    year.len() == 4
        && target::digits::<u16>(year).is_some()
        && month
            .and_then(target::digits)
            .is_some_and(|month| (1..=12).contains(&month))
}

fn unknown(id: &str) -> HttpResponse {
    rpc(404, 5, &format!("Import {id} not found"))
}

fn not_allowed(methods: &str) -> HttpResponse {
    rpc(405, 12, "Method Not Allowed").with("allow", methods)
}

/// A 400 as the service writes it, with a detail in bytes.
pub fn invalid(message: &str) -> HttpResponse {
    let detail = json!({ "typeUrl": "type.googleapis.com/google.rpc.ErrorInfo", "value": "CghlbXVsYXRlZA==" });
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
