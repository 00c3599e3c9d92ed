//! All imports, page by page.

use std::cell::Cell;

use crate::support::fake::{
    self, KEY, Respond, Script, VirtualClock, answer, client, import, lost, page,
};
use pinecone_import::{
    Client, Error, ListErrorKind, Response, RetryPolicy, TransportError, TransportErrorKind,
};

type Step = Result<Response, TransportError>;

/// A page of the imports with these ids.
fn ids(ids: &[&str], next: &str) -> Step {
    let imports: Vec<_> = ids
        .iter()
        .map(|id| import(id, "s3://b/d", "Pending"))
        .collect();
    page(&imports, next)
}

/// What the iterator yields: the ids, and the error at the end if there is one.
fn all(steps: Vec<Step>) -> (Vec<String>, Option<Error>, Vec<String>) {
    let (script, clock) = (Script::new(steps), VirtualClock::default());
    let (mut found, mut failure) = (Vec::new(), None);
    for import in client(&script, &clock, RetryPolicy::none()).imports() {
        assert!(failure.is_none(), "something came after the error");
        match import {
            Ok(import) => found.push(import.id),
            Err(error) => failure = Some(error),
        }
    }
    (found, failure, script.requests())
}

#[test]
fn imports_come_in_the_order_of_the_pages() {
    let (found, failure, requests) = all(vec![
        ids(&["5", "3"], "to/b="),
        ids(&["4"], "c"),
        ids(&["1", "2"], ""),
    ]);
    assert!(failure.is_none());
    assert_eq!(found, ["5", "3", "4", "1", "2"]);
    let expected = ["", "?paginationToken=to%2Fb%3D", "?paginationToken=c"];
    assert_eq!(
        requests,
        expected.map(|query| format!("GET /bulk/imports{query}"))
    );
}

#[test]
fn page_without_a_next_ends_the_list() {
    let last = || answer(200, "{}");
    let (found, failure, requests) = all(vec![last()]);
    assert!(found.is_empty() && failure.is_none());
    assert_eq!(requests.len(), 1);
    let (found, failure, requests) = all(vec![ids(&["1"], "b"), last()]);
    assert!(found == ["1"] && failure.is_none());
    assert_eq!(requests.len(), 2);
}

#[test]
fn empty_page_in_the_middle_is_passed_over() {
    let (found, failure, requests) = all(vec![
        ids(&[], "b"),
        ids(&["1"], "c"),
        ids(&[], "d"),
        ids(&[], "e"),
        ids(&["2"], ""),
    ]);
    assert!(failure.is_none());
    assert_eq!((found, requests.len()), (vec!["1".into(), "2".into()], 5));
}

#[test]
fn page_size_is_asked_of_every_page() {
    let script = Script::new([ids(&["1"], "b"), ids(&["2"], "")]);
    let clock = VirtualClock::default();
    let client = client(&script, &clock, RetryPolicy::none());
    assert_eq!(client.imports().page_size(7).count(), 2);
    let expected = ["limit=7", "limit=7&paginationToken=b"];
    assert_eq!(
        script.requests(),
        expected.map(|query| format!("GET /bulk/imports?{query}"))
    );
    for size in [0, 101] {
        let mut imports = client.imports().page_size(size);
        let refused = imports.next().unwrap().unwrap_err();
        assert!(matches!(refused, Error::InvalidArgument(_)));
        assert!(imports.next().is_none());
    }
    assert_eq!(script.requests().len(), 2);
}

#[test]
fn list_from_a_token_on_fetches_each_page_once() {
    let clock = VirtualClock::default();
    let script = Script::new([ids(&["2"], "c"), ids(&["3"], "")]);
    let client = client(&script, &clock, RetryPolicy::none());
    let imports = client.imports().pagination_token("b/").page_size(1);
    let found: Vec<_> = imports.map(|import| import.unwrap().id).collect();
    assert_eq!(found, ["2", "3"]);
    let expected = ["b%2F", "c"];
    assert_eq!(
        script.requests(),
        expected.map(|token| format!("GET /bulk/imports?limit=1&paginationToken={token}"))
    );
    let mut imports = client.imports().pagination_token("");
    let refused = imports.next().unwrap().unwrap_err();
    assert!(matches!(refused, Error::InvalidArgument(_)));
    assert_eq!(script.requests().len(), 2);
    // A page that names the first one as the next closes the cycle, which it is asked for once.
    let cycle = Script::new([ids(&["2"], "c"), ids(&["3"], "b"), ids(&["2"], "c")]);
    let client = fake::client(&cycle, &clock, RetryPolicy::none());
    let error = client.imports().pagination_token("b").last().unwrap();
    assert!(matches!(error, Err(Error::List(list))
            if list.kind == ListErrorKind::RepeatedToken && list.pages == 2));
    assert_eq!(cycle.requests().len(), 2);
    // The page where it starts is one of the most pages.
    let long = Script::new([ids(&["2"], "c")]);
    let client = fake::client(&long, &clock, RetryPolicy::none());
    let imports = client.imports().pagination_token("b").max_pages(1);
    assert_eq!((imports.count(), long.requests().len()), (2, 1));
}

/// A server whose pages 0, 1, 2 … name the next; after the last comes page `back_to`.
fn cycle(lead: usize, length: usize) -> impl Fn(usize) -> Step {
    move |at| {
        let next = if at + 1 < lead + length { at + 1 } else { lead };
        ids(&[&at.to_string()], &format!("token-{next}"))
    }
}

#[test]
fn token_that_comes_again_is_an_error_whatever_the_length_of_the_cycle() {
    for length in 1..=5 {
        for lead in 1..=3 {
            let pages = cycle(lead, length);
            let asked = Cell::new(0);
            let transport = Respond(|request: &pinecone_import::Request, _| {
                asked.set(asked.get() + 1);
                let at = request
                    .url
                    .split_once("token-")
                    .map_or(0, |(_, at)| at.parse().unwrap());
                pages(at)
            });
            let clock = VirtualClock::default();
            let client = Client::with_transport("idx.example", KEY, transport, &clock).unwrap();
            let mut results: Vec<_> = client.imports().take(100).collect();
            let error = results.pop().unwrap().unwrap_err();
            assert!(!error.may_have_executed() && error.is_retryable());
            assert!(
                matches!(&error, Error::List(list)
                    if list.kind == ListErrorKind::RepeatedToken && list.pages == asked.get()),
                "{error}"
            );
            assert!(!error.to_string().contains("token-"), "{error}");
            // All but the page that closes the cycle were kept, and none was asked for twice.
            let found: Vec<_> = results
                .into_iter()
                .map(|import| import.unwrap().id)
                .collect();
            let expected: Vec<_> = (0..lead + length - 1).map(|at| at.to_string()).collect();
            assert_eq!((found, asked.get()), (expected, lead + length));
        }
    }
}

#[test]
fn list_longer_than_the_most_pages_is_an_error() {
    let asked = Cell::new(0);
    let transport = Respond(|_: &pinecone_import::Request, _| {
        asked.set(asked.get() + 1);
        ids(&["1"], &format!("t{}", asked.get()))
    });
    let clock = VirtualClock::default();
    let client = Client::with_transport("idx.example", KEY, transport, &clock).unwrap();
    for most in [0, 1, 3, 1000] {
        asked.set(0);
        let imports = client.imports();
        // 1,000 is the default.
        let imports = if most == 1000 {
            imports
        } else {
            imports.max_pages(most)
        };
        let mut results: Vec<_> = imports.collect();
        let error = results.pop().unwrap().unwrap_err();
        // Not an invalid argument: pages were fetched before it.
        assert!(
            matches!(&error, Error::List(list)
                if list.kind == ListErrorKind::TooManyPages && list.pages == most),
            "{error}"
        );
        assert!(!error.may_have_executed() && !error.is_retryable());
        assert!(results.iter().all(Result::is_ok));
        assert_eq!((results.len(), asked.get()), (most, most));
    }
    // A list of exactly as many pages is none.
    let script = Script::new([ids(&["1"], "b"), ids(&["2"], "")]);
    let client = fake::client(&script, &clock, RetryPolicy::none());
    assert!(client.imports().max_pages(2).all(|import| import.is_ok()));
}

#[test]
fn error_in_the_middle_comes_once_and_last() {
    let faults: [fn() -> Step; 5] = [
        || answer(403, ""),
        || answer(500, ""),
        || answer(200, "[]"),
        || lost(TransportErrorKind::Io, true),
        || {
            answer(
                200,
                r#"{"data":[{"id":"3","status":"Pending"},{"id":"4"}]}"#,
            )
        },
    ];
    for fault in faults {
        let (found, failure, requests) = all(vec![
            ids(&["1", "2"], "b"),
            ids(&["3"], "c"),
            fault(),
            // Never asked for.
            ids(&["9"], ""),
        ]);
        let failure = failure.unwrap();
        assert!(!failure.may_have_executed(), "{failure}");
        assert_eq!((found.len(), requests.len()), (3, 3), "{failure}");
        let (found, failure, requests) = all(vec![fault(), ids(&["9"], "")]);
        assert!(found.is_empty() && failure.is_some());
        assert_eq!(requests.len(), 1);
    }
}

#[test]
fn page_that_fails_for_a_moment_is_asked_for_again() {
    let script = Script::new([
        ids(&["1"], "b"),
        answer(503, ""),
        lost(TransportErrorKind::Timeout, true),
        ids(&["2"], ""),
    ]);
    let clock = VirtualClock::default();
    let client = client(&script, &clock, RetryPolicy::default());
    let found: Vec<_> = client.imports().map(|import| import.unwrap().id).collect();
    assert_eq!(
        (found, script.requests().len()),
        (vec!["1".into(), "2".into()], 4)
    );
}

#[test]
fn pages_are_fetched_only_as_needed() {
    let script = Script::new([ids(&["1", "2"], "b"), ids(&["3"], "")]);
    let clock = VirtualClock::default();
    let client = client(&script, &clock, RetryPolicy::none());
    let mut imports = client.imports();
    assert_eq!(script.requests().len(), 0);
    for (id, tries) in [("1", 1), ("2", 1), ("3", 2)] {
        assert_eq!(imports.next().unwrap().unwrap().id, id);
        assert_eq!(script.requests().len(), tries, "{id}");
    }
    for _ in 0..3 {
        assert!(imports.next().is_none());
    }
    assert_eq!(script.requests().len(), 2);
    // Nor after an error.
    let failing = Script::new([answer(401, "")]);
    let client = fake::client(&failing, &clock, RetryPolicy::none());
    let mut imports = client.imports();
    assert!(imports.next().unwrap().is_err());
    assert!(imports.next().is_none() && imports.next().is_none());
    assert_eq!(failing.requests().len(), 1);
}
