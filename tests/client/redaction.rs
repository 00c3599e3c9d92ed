//! What the server says of the key, of the token that it was asked with, or of the next page's:
//! nothing of it reaches an error.

use crate::support::fake::{KEY, Respond, Script, VirtualClock, answer, client};
use pinecone_import::{
    Client, Error, ListImports, Response, RetryPolicy, StartImport, TransportError,
};

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

/// The error of a start that is refused by this body.
fn refused_with(status: u16, key: &str, body: &str) -> Error {
    let transport = Respond(|_: &pinecone_import::Request, _| answer(status, body));
    let clock = VirtualClock::default();
    let client = Client::with_transport("idx.example", key, transport, &clock).unwrap();
    let start = StartImport::new("s3://b/d");
    client
        .retry(RetryPolicy::none())
        .start_import(&start)
        .unwrap_err()
}

/// The error of a list that was asked with this token.
fn list_error(status: u16, token: &str, body: &str, complete: bool) -> Error {
    let mut response = Response::new(status, vec![], body.into());
    response.complete = complete;
    let script = Script::new([Ok(response)]);
    let clock = VirtualClock::default();
    let asked = ListImports::new().pagination_token(token);
    let client = client(&script, &clock, RetryPolicy::none());
    client.list_imports(&asked).unwrap_err()
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

/// A text as URLs and JSON escape it: wholly, in part, in either case.
fn escaped(text: &str) -> Vec<String> {
    let each = |escape: &dyn Fn(usize, u8) -> String| {
        let escape = |(at, byte)| escape(at, byte);
        text.bytes().enumerate().map(escape).collect::<String>()
    };
    let plain = |byte: u8| char::from(byte).to_string();
    vec![
        each(&|_, byte| format!("%{byte:02x}")),
        each(&|_, byte| format!("%{byte:02X}")),
        each(&|at, byte| {
            if at % 2 == 0 {
                format!("%{byte:02x}")
            } else {
                plain(byte)
            }
        }),
        each(&|at, byte| {
            if at == 1 {
                format!("%{byte:02X}")
            } else {
                plain(byte)
            }
        }),
        each(&|_, byte| {
            if byte.is_ascii_alphanumeric() {
                plain(byte)
            } else {
                format!("%{byte:02x}")
            }
        }),
        each(&|_, byte| format!("\\u{byte:04x}")),
        each(&|at, byte| {
            if at % 3 == 0 {
                format!("\\u{byte:04X}")
            } else {
                plain(byte)
            }
        }),
        text.replace('/', "\\/"),
    ]
}

#[test]
fn key_or_token_that_is_escaped_is_overwritten() {
    for secret in [
        "pcsk_0123456789abcdef",
        "tok-en/of+the==page",
        "50%2/aa%2Fbb%%20",
    ] {
        for echo in escaped(secret) {
            for body in [
                format!("before {echo} behind"),
                format!("before{echo}{secret}{echo}behind"),
                format!(r#"{{"message":"before {echo} behind"}}"#),
                format!(r#"{{"error":{{"message":"before {echo} behind","details":["{echo}"]}}}}"#),
            ] {
                for status in [403, 502] {
                    // As a key, and as a token.
                    let shown = format!("{0} {0:?}", refused_with(status, secret, &body));
                    assert!(!shown.contains(&echo) && !shown.contains(secret), "{shown}");
                    assert!(
                        shown.contains("before") && shown.contains("behind"),
                        "{shown}"
                    );
                    let shown = format!("{0} {0:?}", list_error(status, secret, &body, true));
                    assert!(!shown.contains(&echo) && !shown.contains(secret), "{shown}");
                    assert!(
                        shown.contains("before") && shown.contains("behind"),
                        "{shown}"
                    );
                }
            }
            // What breaks off in it, even in the middle of an escape.
            for length in 0..echo.len() {
                let error = list_error(403, secret, &format!("before {}", &echo[..length]), false);
                let Error::Api(error) = error else {
                    panic!("{error}")
                };
                let (_, shown) = error.excerpt.split_once("before ").unwrap();
                // Eight bytes of the secret, each of at most six.
                assert!(shown.len() < 8 * 6 || !echo.starts_with(shown), "{shown}");
            }
        }
    }
}

#[test]
fn escapes_that_are_no_secret_stay() {
    let body = r#"{"message":"caf\u00e9 100%25 %zz a\/b \"c\" 'pcsk_%30x' "}"#;
    let shown = refused("pcsk_0123456789abcdef", body, true).to_string();
    assert!(
        shown.contains(r#"café 100%25 %zz a/b "c" 'pcsk_%30x'"#),
        "{shown}"
    );
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
fn key_or_token_where_the_reading_of_a_long_body_ends_is_overwritten() {
    let secret = "tok-0123456789abcdef";
    for echo in [secret.to_owned(), escaped(secret)[0].clone()] {
        for before in 1..echo.len() {
            // 16 KiB are read.
            let (start, end) = (r#"{"x":""#, r#"","message":"before "#);
            let filler = "x".repeat(16 * 1024 - before - start.len() - end.len());
            let body = format!("{start}{filler}{end}{echo} and more\"}}");
            for error in [
                refused(secret, &body, true),
                list_error(403, secret, &body, true),
            ] {
                let Error::Api(error) = error else {
                    panic!("{error}")
                };
                let message = &error.status.message;
                let (_, shown) = message.split_once("before ").unwrap();
                let hidden = !shown.starts_with(&echo[..1]);
                assert!(shown.len() == before && hidden, "{message}");
            }
        }
    }
}

/// What the error of a list that was asked for with the token shows.
fn shown_of_a_list(answered: Result<Response, TransportError>) -> String {
    let (script, clock) = (Script::new([answered]), VirtualClock::default());
    let client = client(&script, &clock, RetryPolicy::none());
    let asked = ListImports::new().pagination_token(TOKEN);
    let error = client.list_imports(&asked).unwrap_err();
    format!("{error} {error:?}")
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
            let shown = shown_of_a_list(answer(status, &body));
            assert!(!shown.contains("tok-en"), "{shown}");
            assert!(!shown.contains(KEY), "{shown}");
        }
    }
    // The body broke off inside the token.
    for status in [200, 502] {
        for part in (8..TOKEN.len()).map(|length| &TOKEN[..length]) {
            let mut response = Response::new(status, vec![], format!("no page {part}").into());
            response.complete = false;
            let shown = shown_of_a_list(Ok(response));
            assert!(shown.contains("no page "), "{shown}");
            assert!(!shown.contains("tok-en"), "{status} {part}: {shown}");
        }
    }
    // The excerpt of a long body ends inside the token, with 8 of its bytes or more.
    for (echo, eight) in [(TOKEN, 8), (encoded, "tok-en%2Fo".len())] {
        for at in 512 - TOKEN.len()..=512 - eight {
            let body = format!("{}{echo} is behind the last page", "<".repeat(at));
            let shown = shown_of_a_list(answer(200, &body));
            assert!(!shown.contains("tok-en"), "{shown}");
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
