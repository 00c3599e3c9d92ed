//! What is promised to callers of the client holds for a program with an HTTP stack of its own.

use std::fmt::Debug;

use crate::support::fake::{KEY, Script, VirtualClock, client, import};
use pinecone_import::{
    CancelImport, Client, DescribeImport, Endpoint, Error, ListImports, Operation, Response,
    RetryPolicy, StartImport,
};

const TOKEN: &str = "page+token/of=the==list";

/// Everything that can be seen of an outcome.
fn seen<T: Debug>(outcome: &Result<T, Error>) -> String {
    match outcome {
        Ok(output) => format!("{output:?}"),
        Err(error) => format!(
            "{error}\n{error:?}\n{} {}",
            error.may_have_executed(),
            error.is_retryable()
        ),
    }
}

/// The outcome of a call of the client, and of the operation alone.
fn both<O: Operation<Output: Debug>>(
    operation: &O,
    call: impl Fn(&Client<&Script, &VirtualClock>) -> Result<O::Output, Error>,
    response: &Response,
) -> String {
    let (script, clock) = (Script::new([Ok(response.clone())]), VirtualClock::default());
    let by_client = seen(&call(&client(&script, &clock, RetryPolicy::none())));
    let endpoint = Endpoint::new("idx.example".parse().unwrap(), KEY.parse().unwrap());
    let alone = seen(&operation.read(&endpoint, response.clone()));
    assert_eq!(alone, by_client);
    alone
}

/// One response to each of the four operations.
fn each(response: &Response) -> [String; 4] {
    let start = StartImport::new("s3://bucket/dir");
    let list = ListImports::new().pagination_token(TOKEN);
    [
        both(&start, |client| client.start_import(&start), response),
        both(
            &DescribeImport::new("101"),
            |client| client.describe_import("101"),
            response,
        ),
        both(&list, |client| client.list_imports(&list), response),
        both(
            &CancelImport::new("101"),
            |client| client.cancel_import("101"),
            response,
        ),
    ]
}

#[test]
fn refusal_is_the_same_and_shows_neither_key_nor_token() {
    let encoded = "page%2Btoken%2Fof%3Dthe%3D%3Dlist";
    let echo = format!("{KEY} {TOKEN} {encoded} end");
    for status in [301, 400, 401, 403, 404, 408, 429, 500, 503, 600] {
        for body in [
            echo.clone(),
            format!(r#"{{"code":7,"message":"bad key {echo}","details":["{echo}"]}}"#),
            format!(r#"{{"message":"bad \ud83d {echo}","x":1e400}}"#),
            format!(r#"{{"message":"{echo}"#),
            format!("{} {echo}", "x".repeat(500)),
        ] {
            let headers = ["x-request-id", "x-pinecone-auth-rejected-reason"];
            let headers = headers.map(|name| (name.to_owned(), echo.clone()));
            let response = Response::new(status, headers.to_vec(), body.into_bytes());
            let [start, describe, list, cancel] = each(&response);
            for shown in [&start, &describe, &list, &cancel] {
                assert!(!shown.contains(KEY) && !shown.contains("pcsk_"), "{shown}");
            }
            for secret in [TOKEN, encoded] {
                assert!(!list.contains(secret), "{list}");
            }
        }
    }
}

#[test]
fn success_without_the_promised_body_is_the_same() {
    for body in [
        String::new(),
        "[]".into(),
        "null".into(),
        "{}".into(),
        format!(r#"{{"id":"{KEY}","x":"{TOKEN}""#),
        format!(r#"[{{"key":"{KEY}","token":"{TOKEN}"}}]"#),
        format!("{}{KEY}", "x".repeat(505)),
        format!("{}{TOKEN}", "x".repeat(500)),
    ] {
        let [_, _, list, _] = each(&Response::new(200, vec![], body.into_bytes()));
        assert!(!list.contains(KEY) && !list.contains("page+tok"), "{list}");
    }
    let mut incomplete = Response::new(200, vec![], br#"{"id":"101"}"#.to_vec());
    incomplete.complete = false;
    let [start, ..] = each(&incomplete);
    assert!(
        start.contains("the import may have been started"),
        "{start}"
    );
}

#[test]
fn import_is_the_one_that_was_asked_for() {
    for (id, is_it) in [("101", true), ("102", false), ("1010", false), ("", false)] {
        let body = import(id, "s3://bucket/dir", "Completed");
        let [_, describe, ..] = each(&Response::new(200, vec![], body.into_bytes()));
        assert_eq!(describe.starts_with("ImportModel"), is_it, "{describe}");
        assert!(is_it || describe.ends_with("false true"), "{describe}");
    }
}
