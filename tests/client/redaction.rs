//! What the server echoes of the key or of the token that it was asked with: nothing of it reaches
//! an error.

use crate::support::fake::{KEY, Respond, Script, VirtualClock, answer, client};
use pinecone_import::{Client, Error, ListImports, Response, RetryPolicy, StartImport};

const TOKEN: &str = "tok-en/of+the==page";

/// The error of a start that is answered by this body, and broken off unless `complete`; a whole
/// one stands in a header too.
fn refused(key: &str, body: &str, complete: bool) -> Error {
    let transport = Respond(|_: &pinecone_import::Request, _| {
        let header = if complete { body } else { "" };
        let headers = vec![("x-request-id".into(), header.into())];
        let mut response = Response::new(403, headers, body.into());
        response.complete = complete;
        Ok(response)
    });
    let clock = VirtualClock::default();
    let client = Client::with_transport("idx.example", key, transport, &clock).unwrap();
    let client = client.retry(RetryPolicy::none());
    client
        .start_import(&StartImport::new("s3://b/d"))
        .unwrap_err()
}

/// No 8 bytes in a row of the key show.
fn check(key: &str, body: &str, complete: bool) {
    let error = refused(key, body, complete);
    let shown = format!("{error} {error:?}");
    for part in key.as_bytes().windows(8) {
        let part = std::str::from_utf8(part).unwrap();
        assert!(!shown.contains(part), "{part} of {key} in {shown}");
    }
    assert!(
        shown.contains("before") && (!complete || shown.contains("behind")),
        "{shown}"
    );
}

#[test]
fn key_in_any_place_is_overwritten() {
    for key in [
        "pcsk_0123456789abcdef",
        "abcdefgh12345678abcdefgh",
        "aaaaaaaaaaaa",
        "*******a",
    ] {
        let mut echoes = vec![key.to_owned(), format!("{key}{key}"), format!("é{key}é")];
        // Each begins before the one before it has ended, where the key begins as it ends.
        let borders = (1..key.len()).filter(|length| key.ends_with(&key[..*length]));
        echoes.extend(borders.map(|length| format!("{key}{}", &key[length..])));
        for echo in echoes {
            check(key, &format!("before {echo} behind"), true);
            check(
                key,
                &format!("{{\"message\":\"before {echo} behind\"}}"),
                true,
            );
        }
    }
}

#[test]
fn what_stands_in_place_of_a_key_completes_none() {
    let key = "*******a";
    let shown = refused(key, "before *******aa behind", true).to_string();
    assert!(!shown.contains(key), "{shown}");
}

#[test]
fn key_that_is_broken_off_is_overwritten() {
    let key = "pcsk_0123456789abcdef";
    for length in 8..=key.len() {
        check(key, &format!("before {}", &key[..length]), false);
    }
    // Less may be there by chance.
    let shown = refused(key, &format!("before {}", &key[..7]), false).to_string();
    assert!(shown.contains(&key[..7]), "{shown}");
    // What is not the end of a body that breaks off is no part of the key.
    let shown = refused(key, &format!("before {}", &key[..12]), true).to_string();
    assert!(shown.contains(&key[..12]), "{shown}");
}

#[test]
fn error_of_a_list_does_not_show_the_token_it_was_asked_with() {
    let encoded = "tok-en%2Fof%2Bthe%3D%3Dpage";
    for status in [200, 400, 404, 502] {
        for body in [
            format!(r#"{{"message":"bad token {TOKEN}"}}"#),
            format!("<html>no page {TOKEN}"),
            format!("<html>cannot GET /bulk/imports?paginationToken={encoded}"),
            format!("cannot GET /bulk/imports?limit=1&paginationToken={encoded}, {TOKEN}"),
        ] {
            if status == 200 && body.starts_with('{') {
                continue;
            }
            let script = Script::new([answer(status, &body)]);
            let clock = VirtualClock::default();
            let asked = ListImports::new().pagination_token(TOKEN);
            let client = client(&script, &clock, RetryPolicy::none());
            let error = client.list_imports(&asked).unwrap_err();
            assert!(
                !format!("{error} {error:?}").contains("tok-en"),
                "{error:?}"
            );
            assert!(!format!("{error} {error:?}").contains(KEY), "{error:?}");
        }
    }
    // The excerpt of a long body ends inside the token.
    for at in 512 - TOKEN.len()..=512 - 8 {
        for echo in [TOKEN, encoded] {
            let body = format!("{}{echo} is behind the last page", "<".repeat(at));
            let script = Script::new([answer(200, &body)]);
            let clock = VirtualClock::default();
            let asked = ListImports::new().pagination_token(TOKEN);
            let client = client(&script, &clock, RetryPolicy::none());
            let error = client.list_imports(&asked).unwrap_err();
            assert!(
                !format!("{error} {error:?}").contains("tok-en"),
                "{error:?}"
            );
        }
    }
    // A page may name its own token as the next: that must be seen.
    let body = format!(r#"{{"pagination":{{"next":"{TOKEN}"}}}}"#);
    let script = Script::new([answer(200, &body)]);
    let clock = VirtualClock::default();
    let asked = ListImports::new().pagination_token(TOKEN);
    let page = client(&script, &clock, RetryPolicy::none()).list_imports(&asked);
    assert_eq!(page.unwrap().next.as_deref(), Some(TOKEN));
}
