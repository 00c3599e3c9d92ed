//! The token of the next page, where a page arrives as something else: it does not show.

use crate::support::fake::{Script, VirtualClock, answer, client, import};
use pinecone_import::{Error, ListImports, Response, RetryPolicy, StartImport};

const TOKEN: &str = "tok-en/of+the==next";

/// A page, in all the ways in which a body can hold one.
fn bodies() -> Vec<String> {
    let one = import("1", "s3://b/d", "Pending");
    let next = format!(r#"{{"next":"{TOKEN}"}}"#);
    let page = format!(r#"{{"data":[{one}],"pagination":{next}}}"#);
    let quoted = page.replace('"', "\\\"");
    let encoded = page
        .replace('"', "%22")
        .replace(':', "%3a")
        .replace('{', "%7B");
    vec![
        format!(r#"{{"pagination":{next}}}"#),
        format!("{{\n  \"data\": [],\n  \"pagination\" : {next}\n}}"),
        format!(r#"{{"data":[],"pagin\u0061tion":{next}}}"#),
        format!(r#"{{"code":14,"data":[],"pagination":{next}}}"#),
        format!(r#"{{"message":"before","data":[],"pagination":{next}}}"#),
        format!("upstream said {page}"),
        format!("upstream said {encoded}"),
        format!(r#""{quoted}""#),
        format!(r#"{{"message":"upstream said {quoted}"}}"#),
        format!(r#"{{"error":{{"message":"upstream said {quoted}","code":"X"}}}}"#),
        page[..page.len() - 3].to_owned(),
        page,
    ]
}

fn check(error: &Error, body: &str) {
    let shown = format!("{error} {error:?}");
    assert!(
        !shown.contains("tok-en") && !shown.contains("next"),
        "{body}: {shown}"
    );
}

#[test]
fn page_with_another_status_shows_no_token() {
    for body in bodies() {
        for status in [199, 302, 400, 404, 429, 500, 503, 999] {
            for complete in [true, false] {
                let mut response = Response::new(status, vec![], body.clone().into());
                response.complete = complete;
                let script = Script::new((0..4).map(|_| Ok(response.clone())));
                let clock = VirtualClock::default();
                let client = client(&script, &clock, RetryPolicy::none());
                check(
                    &client.list_imports(&ListImports::new()).unwrap_err(),
                    &body,
                );
                check(
                    &client
                        .start_import(&StartImport::new("s3://b"))
                        .unwrap_err(),
                    &body,
                );
                check(&client.describe_import("1").unwrap_err(), &body);
                check(&client.cancel_import("1").unwrap_err(), &body);
            }
        }
    }
}

#[test]
fn page_that_answers_another_call_shows_no_token() {
    for body in bodies() {
        let script = Script::new((0..2).map(|_| answer(200, &body)));
        let clock = VirtualClock::default();
        let client = client(&script, &clock, RetryPolicy::none());
        check(
            &client
                .start_import(&StartImport::new("s3://b"))
                .unwrap_err(),
            &body,
        );
        check(&client.describe_import("1").unwrap_err(), &body);
    }
}

#[test]
fn message_that_only_names_the_member_is_whole() {
    let body = r#"{"message":"unknown member \"pagination\""}"#;
    let script = Script::new([answer(400, body)]);
    let clock = VirtualClock::default();
    let client = client(&script, &clock, RetryPolicy::none());
    let error = client.cancel_import("1").unwrap_err().to_string();
    assert_eq!(
        error,
        "the server answered 400: unknown member \"pagination\""
    );
}
