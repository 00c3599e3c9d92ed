//! What `ensure_import` keeps of the imports that ended before its start.

use std::time::Duration;

use crate::heap;
use crate::support::fake::{KEY, Respond, Step, VirtualClock, answer, import, page};
use pinecone_import::{Client, Ensured, Request, StartImport};

const URI: &str = "s3://bucket/dir";

/// The most heap for a list of so many pages, each of 1,000 ended imports with long ids.
fn peak(pages: usize) -> isize {
    let respond = |request: &Request, _: Duration| -> Step {
        if request.method.as_str() == "POST" {
            return answer(200, r#"{"id":"new"}"#);
        }
        let token = request.url.split_once("paginationToken=");
        let at: usize = token.map_or(0, |(_, token)| token.parse().unwrap());
        let id = |number: usize| format!("{at:05}-{number:0900}");
        let imports: Vec<_> = (0..1000).map(|n| import(&id(n), URI, "Failed")).collect();
        let next = if at + 1 < pages {
            (at + 1).to_string()
        } else {
            String::new()
        };
        page(&imports, &next)
    };
    let clock = VirtualClock::default();
    let client = Client::with_transport("idx.example", KEY, Respond(respond), &clock).unwrap();
    let (peak, ensured) = heap::peak(|| client.ensure_import(&StartImport::new(URI)));
    assert_eq!(ensured.unwrap(), Ensured::Started { id: "new".into() });
    peak
}

#[test]
fn ended_import_takes_few_bytes_whatever_its_id() {
    // A page that was gone through is freed when the next one is there: two are there at least.
    let more = peak(5) - peak(2);
    // 3,000 hashes of 8 bytes, in a vector that grows by copying.
    assert!(more < 3_000 * 40, "{more}");
}
