//! What a request with each method does on the server.

use crate::http::Method;

/// Whether repeating it has no further effect.
pub(super) fn is_idempotent(method: Method) -> bool {
    method != Method::Post
}

/// Whether executing it changes anything at all.
pub(super) fn changes(method: Method) -> bool {
    method != Method::Get
}

/// What `Display` adds if the request may have been executed.
pub(super) fn doubt(method: Method) -> &'static str {
    match method {
        Method::Get => "",
        Method::Post => "; the import may have been started",
        Method::Delete => "; the import may have been cancelled",
    }
}
