//! What servers in between make of an answer or a connection, and what is fine.

use crate::support::emulator::{Emulator, Fault, Settings};
use crate::support::https::{builder, client, start};
use pinecone_import::{ListImports, RetryPolicy};

use super::call;

#[test]
fn answer_is_read_in_each_form() {
    let emulator = Emulator::plain();
    // What each of the operations takes for its answer.
    let body = r#"{"id":"101","status":"Completed","data":[]}"#;
    let ok = "HTTP/1.1 200 OK\r\n";
    let length = format!("content-length: {}\r\n", body.len());
    let (first, second) = body.split_at(20);
    let chunks = format!(
        "{ok}transfer-encoding: chunked\r\n\r\n{:x};a=b\r\n{first}\r\n{:X}\r\n{second}\r\n0\r\n",
        first.len(),
        second.len()
    );
    for answer in [
        format!("HTTP/1.1 100 Continue\r\n\r\n{ok}{length}\r\n{body}"),
        format!("HTTP/1.1 102 Processing\r\n\r\n{ok}{length}\r\n{body}"),
        format!("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n{ok}{length}\r\n{body}"),
        format!("{chunks}\r\n"),
        format!("{chunks}x-checksum: 1\r\nserver-timing: x\r\n\r\n"),
        format!("{ok}\r\n\u{feff}{body}"),
        format!("{ok}\r\n{body}"),
        format!("{ok}connection: close\r\n{length}\r\n{body}"),
        format!("{ok}connection: keep-alive\r\nkeep-alive: timeout=0\r\n{length}\r\n{body}"),
        format!("{ok}retry-after: soon\r\n{length}\r\n{body}"),
        format!("HTTP/1.0 200 OK\r\n\r\n{body}"),
        format!("HTTP/1.0 200\r\n{length}\r\n{body}"),
    ] {
        for operation in 0..4 {
            emulator.script([Fault::raw_after(answer.clone())]);
            // A new client each: these connections end without a word.
            let once = builder(&emulator).retry(RetryPolicy::none());
            let result = call(&once.build().unwrap(), operation);
            assert!(result.is_ok(), "{operation} {answer:?}: {result:?}");
        }
    }
}

#[test]
fn server_that_restarts_is_found_again() {
    for operation in 0..4 {
        let old = Emulator::plain();
        let client = client(&old);
        client.list_imports(&ListImports::new()).unwrap();
        let port = old.port();
        drop(old);
        let settings = Settings {
            port,
            ..Settings::default()
        };
        let new = Emulator::start(settings).unwrap();
        self::client(&new).start_import(&start()).unwrap();
        call(&client, operation).unwrap();
        let count = new.imports_started();
        assert_eq!(count, 1 + usize::from(operation == 0));
    }
}
