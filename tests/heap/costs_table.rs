//! The table of heap in docs/COSTS.md, kept true.

use crate::heap;
use crate::support::emulator::{Emulator, provider};
use crate::support::https::{builder, client, start};
use pinecone_import::{
    ApiKey, Client, DescribeImport, Endpoint, IndexHost, ListImports, Operation, Response,
    RpcStatus, StartImport, SystemClock,
};
use transport::RustlsTransport;

#[path = "../../examples/rustls_transport/response.rs"]
mod response;
#[path = "../../examples/rustls_transport/transport.rs"]
mod transport;

const COSTS: &str = include_str!("../../docs/COSTS.md");

/// What the table says of `what`, in bytes.
fn told(what: &str) -> isize {
    let row = COSTS
        .lines()
        .find_map(|line| line.strip_prefix(&format!("| {what} | ")))
        .unwrap();
    let kib: f64 = row.split(" KiB").next().unwrap().parse().unwrap();
    #[allow(clippy::cast_possible_truncation, reason = "small numbers")]
    let bytes = (kib * 1024.0) as isize;
    bytes
}

/// The table's number holds, and not by a wide margin.
fn check(what: &str, measured: isize) {
    let told = told(what);
    assert!(
        measured <= told && measured * 2 > told,
        "{what}: {measured} bytes, the table says {told}"
    );
}

fn import(id: usize) -> String {
    format!(
        r#"{{"id":"{id}","uri":"s3://bucket/directory","status":"Completed","createdAt":"2024-08-27T17:10:32.206413+00:00","finishedAt":"2024-08-27T17:11:32.206413+00:00","percentComplete":100.0,"recordsImported":10000}}"#
    )
}

fn answer(body: String) -> Response {
    Response::new(200, vec![], body.into_bytes())
}

#[test]
fn heap_of_the_codec_is_as_the_table_says() {
    let endpoint = Endpoint::new(
        IndexHost::new("idx.example").unwrap(),
        ApiKey::new("key").unwrap(),
    );
    let wanted = StartImport::new("s3://bucket/directory");
    check(
        "a start's request",
        heap::peak(|| wanted.request(&endpoint)).0,
    );
    let response = answer(r#"{"id":"101"}"#.into());
    check(
        "a start's answer",
        heap::peak(|| wanted.read(&endpoint, response)).0,
    );
    let (describe, response) = (DescribeImport::new("1"), answer(import(1)));
    check(
        "an import",
        heap::peak(|| describe.read(&endpoint, response)).0,
    );
    let page: Vec<String> = (0..100).map(import).collect();
    let response = answer(format!(r#"{{"data":[{}]}}"#, page.join(",")));
    check(
        "a page of 100 imports",
        heap::peak(|| ListImports::new().read(&endpoint, response)).0,
    );
    // Texts that are all kept, the copy of one with an escape at its end, and a list that grows
    // while both are there.
    let failed = |text: &str| format!(r#"{{"id":"1","status":"Failed","error":"{text}"}}"#);
    let mut page = vec![String::from(r#"{"id":"1","status":"x"}"#); 513];
    page[0] = failed(&format!("{}\\n", "a".repeat(65_533)));
    let rest = (1 << 20) - 50 - page.join(",").len();
    page[1] = failed(&"a".repeat(rest));
    let response = answer(format!(r#"{{"data":[{}]}}"#, page.join(",")));
    assert!((1 << 20) - 100 < response.body.len() && response.body.len() <= 1 << 20);
    check("the worst page of 1 MiB", {
        let (peak, page) = heap::peak(|| ListImports::new().read(&endpoint, response));
        assert_eq!(page.unwrap().data.len(), 513);
        peak
    });
    // Past the 16 KiB that are read: a copy of those, four texts with escapes, and an import's id.
    let text = format!("{}\\n", "a".repeat(2040));
    let texts = ["detail", "error", "message"].map(|name| format!(r#""{name}":"{text}""#));
    let body = format!(
        r#"{{"x":{}{},{},"details":[{}]}}"#,
        "[".repeat(31),
        "]".repeat(31),
        texts.join(","),
        format!(r#"{{"typeUrl":"{text}","value":"{}"}},"#, "A".repeat(2040)).repeat(3)
    );
    check(
        "the worst error body",
        heap::peak(|| RpcStatus::from_body(body.as_bytes())).0,
    );
}

#[test]
fn heap_of_a_call_is_as_the_table_says() {
    let (plain, tls) = (Emulator::plain(), Emulator::tls());
    let call = |emulator| {
        let client = client(emulator);
        heap::peak(|| client.start_import(&start()).unwrap()).0
    };
    check("a start over http", call(&plain));
    check("a start over TLS", call(&tls));
    check("a start by `examples/rustls_transport`", {
        let transport = RustlsTransport::new(provider(), tls.ca_pem().as_bytes()).unwrap();
        let clock = SystemClock::default();
        let client = Client::with_transport(tls.url(), tls.api_key(), transport, clock).unwrap();
        heap::peak(|| client.start_import(&start()).unwrap()).0
    });
    let kept = |emulator| heap::kept(|| builder(emulator).build().unwrap()).0;
    check("a client over http", kept(&plain));
    check("a client over TLS", kept(&tls));
    let client = client(&tls);
    check(
        "an idle TLS connection",
        heap::kept(|| drop(client.start_import(&start()))).0,
    );
}
