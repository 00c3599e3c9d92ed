//! Short names for the crate's own test doubles, and bodies as the server writes them.

#[cfg(feature = "testing")]
#[allow(unused_imports, reason = "each program uses a part")]
pub use doubles::*;

pub const KEY: &str = "pcsk_made-up_key";

/// An import as the server writes it.
pub fn import(id: &str, uri: &str, status: &str) -> String {
    format!(r#"{{"id":"{id}","uri":"{uri}","status":"{status}"}}"#)
}

#[cfg(feature = "testing")]
mod doubles {
    use pinecone_import::{Client, RetryPolicy, TransportError, TransportErrorKind};

    #[allow(unused_imports, reason = "each program uses a part")]
    pub use pinecone_import::testing::{
        Respond, Script, Step, VirtualClock, answer, answer_with, line,
    };

    pub fn client<'a>(
        script: &'a Script,
        clock: &'a VirtualClock,
        policy: RetryPolicy,
    ) -> Client<&'a Script, &'a VirtualClock> {
        Client::with_transport("idx.example", super::KEY, script, clock)
            .unwrap()
            .retry(policy)
    }

    pub fn lost(kind: TransportErrorKind, sent: bool) -> Step {
        Err(if sent {
            TransportError::maybe_sent(kind)
        } else {
            TransportError::not_sent(kind)
        })
    }

    /// A page of the list; an empty `next` is written as such.
    pub fn page(imports: &[String], next: &str) -> Step {
        let data = imports.join(",");
        let body = format!(r#"{{"data":[{data}],"pagination":{{"next":"{next}"}}}}"#);
        answer(200, &body)
    }
}
