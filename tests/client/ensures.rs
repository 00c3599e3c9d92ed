//! Runs of ensure against a script.

use std::time::Duration;

use crate::support::fake::{Script, VirtualClock, answer, client, import, page};
use pinecone_import::{Ensured, Error, Response, RetryPolicy, StartImport, TransportError};

pub type Step = Result<Response, TransportError>;

pub const URI: &str = "s3://bucket/dir";

pub struct Ran {
    pub result: Result<Ensured, Error>,
    pub requests: Vec<String>,
    pub sleeps: Vec<Duration>,
}

impl Ran {
    pub fn posts(&self) -> usize {
        let post = |request: &&String| request.starts_with("POST");
        self.requests.iter().filter(post).count()
    }
}

pub fn ensure_by(policy: RetryPolicy, uri: &str, steps: Vec<Step>) -> Ran {
    let (script, clock) = (Script::new(steps), VirtualClock::default());
    let result = client(&script, &clock, policy).ensure_import(&StartImport::new(uri));
    Ran {
        result,
        requests: script.requests(),
        sleeps: clock.sleeps(),
    }
}

pub fn ensure(steps: Vec<Step>) -> Ran {
    ensure_by(RetryPolicy::none(), URI, steps)
}

/// A list of imports, given as id, URI and status.
pub fn list(imports: &[(&str, &str, &str)]) -> Step {
    let imports: Vec<_> = imports
        .iter()
        .map(|(id, uri, status)| import(id, uri, status))
        .collect();
    page(&imports, "")
}

pub fn started() -> Step {
    answer(200, r#"{"id":"new"}"#)
}
