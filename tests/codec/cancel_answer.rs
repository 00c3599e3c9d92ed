//! What the answer to a cancel becomes.

use crate::decode;
use pinecone_import::{CancelImport, Error, Response};

fn cancel(status: u16, headers: Vec<(String, String)>, body: &str) -> Result<(), Error> {
    crate::read(
        &CancelImport::new("101"),
        Response::new(status, headers, body.into()),
    )
}

#[test]
fn cancel_takes_an_object_or_nothing() {
    for status in [200, 202, 204] {
        for body in [
            "",
            " \r\n",
            "{}",
            " {} ",
            "\u{feff}{}",
            r#"{"a":[1],"b":{}}"#,
        ] {
            cancel(status, vec![], body).unwrap();
        }
    }
}

#[test]
fn cancel_refuses_all_else_and_leaves_doubt() {
    for body in [
        "[]", "null", "true", "7", "\"\"", "<html>", "{", "{}x", "{}{}", "{]",
    ] {
        let error = cancel(200, vec![], body).unwrap_err();
        assert!(error.may_have_executed() && error.is_retryable(), "{error}");
        assert_eq!(decode(Err::<(), _>(error)).body_len, body.len());
    }
    let whole = r#"{"a":{"b":[1,"x"]}}"#;
    for length in 1..whole.len() {
        decode(cancel(200, vec![], &whole[..length]));
    }
    for body in ["", "{}"] {
        let mut response = Response::new(200, vec![], body.into());
        response.complete = false;
        decode(crate::read(&CancelImport::new("101"), response));
        let gzip = vec![("Content-Encoding".into(), "gzip".into())];
        decode(cancel(200, gzip, body));
    }
    for status in [304, 400, 404, 500] {
        assert!(matches!(cancel(status, vec![], "{}"), Err(Error::Api(_))));
    }
}
