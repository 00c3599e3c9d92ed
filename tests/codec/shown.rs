//! What errors without an answer, or with an unusable one, show.

use std::error::Error as StdError;
use std::fmt;

use pinecone_import::{Response, TransportError, TransportErrorKind as Kind};

/// Says a text in so many pieces.
#[derive(Debug)]
struct Pieces(&'static str, usize);

impl fmt::Display for Pieces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (0..self.1).try_for_each(|_| f.write_str(self.0))
    }
}

impl StdError for Pieces {}

#[test]
fn cause_is_cut_on_a_character_whatever_its_pieces() {
    let shown = |piece, count| {
        let error = TransportError::not_sent(Kind::Io).with_cause(Pieces(piece, count));
        let shown = error.to_string();
        let (_, cause) = shown.split_once("the connection was lost: ").unwrap();
        cause.to_owned()
    };
    // With the colon and the space before it, these are 512 bytes.
    assert_eq!(shown("x", 510), "x".repeat(510));
    assert_eq!(shown("x", 511), "x".repeat(510) + "...");
    assert_eq!(shown("x", 5000), "x".repeat(510) + "...");
    assert_eq!(shown("xy\n", 5000), "xy ".repeat(170) + "...");
    assert_eq!(shown("xééé", 5000), "xééé".repeat(72) + "xéé...");
}

#[test]
fn detail_is_cut_too() {
    for (length, more) in [(510, ""), (511, "..."), (5000, "...")] {
        let error = TransportError::maybe_sent(Kind::Timeout).with_detail("d".repeat(length));
        let kept = "d".repeat(510) + more;
        let expected = format!("timed out: {kept}; the import may have been started");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn unusable_answer_shows_how_it_begins() {
    for (body, says) in [
        ("", ": the body is empty"),
        (" \r\n", ": got 3 bytes: "),
        ("<p>\nno</p> ", ": got 11 bytes: <p> no</p>"),
    ] {
        let headers = vec![("x-request-id".into(), "req-7".into())];
        let error = crate::decode(crate::started(Response::new(200, headers, body.into())));
        let expected = format!(
            "the server answered 200, but not with a JSON object with the import's id{says}; \
             request id req-7; the import may have been started"
        );
        assert_eq!(error.to_string(), expected);
    }
}
