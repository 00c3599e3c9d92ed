//! The codec beside serde_json with typed structs, on the same bytes.
//!
//! `cargo bench --bench codec` prints instructions and allocations of each. Instructions are
//! counted by valgrind, in this program started again with N and with 2N turns: the
//! difference holds no start-up and is the same on a busy machine.

#[path = "../tests/support/heap.rs"]
mod heap;

use std::hint::black_box;
use std::process::Command;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use pinecone_import::{
    ApiKey, Endpoint, ImportErrorMode, IndexHost, ListImports, Operation, Response, RpcStatus,
    StartImport,
};
use serde::{Deserialize, Serialize};

const URI: &str = "s3://bucket/some/longer/directory";
const INTEGRATION: &str = "a12b3d4c-47d2-492c-a97a-dd98c8dbefde";
const KEY: &str = "pcsk_made-up_key";
const TURNS: usize = 200;

/// What is compared: one turn of ours, one of serde_json.
struct Case {
    name: &'static str,
    /// The response that each turn of ours takes away.
    response: fn(&Input) -> Response,
    ours: fn(&Input, Response),
    serde: fn(&Input),
}

const CASES: [Case; 4] = [
    Case {
        name: "write a start's request",
        response: |_| answer(String::new()),
        ours: |input, _| drop(black_box(black_box(&input.start).request(&input.endpoint))),
        serde: |input| drop(black_box(serde_request(black_box(&input.typed)))),
    },
    Case {
        name: "read a start's answer",
        response: |input| input.started.clone(),
        ours: |input, response| drop(black_box(input.start.read(&input.endpoint, response))),
        serde: |input| drop(black_box(typed::<Started>(&input.started))),
    },
    Case {
        name: "read an rpcStatus with details",
        response: |_| answer(String::new()),
        ours: |input, _| {
            drop(black_box(RpcStatus::from_body(black_box(
                &input.refusal.body,
            ))))
        },
        serde: |input| drop(black_box(serde_status(&input.refusal))),
    },
    Case {
        name: "read a page of 100 imports",
        response: |input| input.page.clone(),
        ours: |input, response| drop(black_box(input.list.read(&input.endpoint, response))),
        serde: |input| drop(black_box(typed::<Page>(&input.page))),
    },
];

struct Input {
    endpoint: Endpoint,
    start: StartImport,
    list: ListImports,
    typed: Start<'static>,
    started: Response,
    refusal: Response,
    page: Response,
}

impl Input {
    fn new() -> Self {
        let start = StartImport::new(URI).integration_id(INTEGRATION);
        let page: Vec<String> = (101..201).map(import).collect();
        let detail = format!(
            r#"{{"typeUrl":"type.googleapis.com/google.rpc.BadRequest","value":"{}"}}"#,
            BASE64_STANDARD.encode([7; 60])
        );
        let input = Self {
            endpoint: Endpoint::new(
                IndexHost::new("idx.example").unwrap(),
                ApiKey::new(KEY).unwrap(),
            ),
            start: start.error_mode(ImportErrorMode::Abort),
            list: ListImports::new(),
            typed: Start {
                integration_id: Some(INTEGRATION),
                uri: URI,
                error_mode: Some(ErrorMode { on_error: "abort" }),
            },
            started: answer(r#"{"id":"101"}"#.into()),
            refusal: answer(format!(
                r#"{{"code":3,"message":"Bulk import URIs must start with the scheme of a supported storage provider","details":[{detail},{detail}]}}"#
            )),
            page: answer(format!(
                r#"{{"data":[{}],"pagination":{{"next":"Tm90aGluZyB0byBzZWUgaGVyZQo="}}}}"#,
                page.join(",")
            )),
        };
        input.check();
        input
    }

    /// Both sides give the same.
    fn check(&self) {
        let ours = self.start.request(&self.endpoint).unwrap();
        let (url, headers, body) = serde_request(&self.typed);
        assert_eq!(
            (ours.url, ours.headers.len(), ours.body),
            (url, headers.len(), Some(body))
        );
        let ours = RpcStatus::from_body(&self.refusal.body);
        let (serde, bytes) = serde_status(&self.refusal);
        assert_eq!(
            (ours.code.unwrap().0, &ours.message),
            (serde.code, &serde.message)
        );
        assert_eq!(
            Vec::from_iter(ours.details.iter().map(|any| &any.value)),
            Vec::from_iter(&bytes)
        );
        assert_eq!(ours.details[0].type_url, serde.details[0].type_url);
        let ours = self.list.read(&self.endpoint, self.page.clone()).unwrap();
        let serde: Page = typed(&self.page);
        assert_eq!(
            (ours.data.len(), &ours.next),
            (serde.data.len(), &serde.pagination.unwrap().next)
        );
        for (ours, serde) in ours.data.iter().zip(&serde.data) {
            assert_eq!(
                (&ours.id, ours.status.as_str()),
                (&serde.id, &*serde.status)
            );
            assert_eq!(
                (&ours.uri, &ours.created_at),
                (&serde.uri, &serde.created_at)
            );
            assert_eq!(
                (&ours.finished_at, &ours.error),
                (&serde.finished_at, &serde.error)
            );
            assert_eq!(ours.percent_complete, serde.percent_complete);
            assert_eq!(ours.records_imported, serde.records_imported);
        }
    }
}

fn import(id: usize) -> String {
    format!(
        r#"{{"id":"{id}","uri":"{URI}","status":"Completed","createdAt":"2024-08-27T17:10:32.206413+00:00","finishedAt":"2024-08-27T17:11:32.206413+00:00","percentComplete":99.5,"recordsImported":{id}000}}"#
    )
}

fn answer(body: String) -> Response {
    Response::new(200, vec![], body.into_bytes())
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Start<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    integration_id: Option<&'a str>,
    uri: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_mode: Option<ErrorMode<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ErrorMode<'a> {
    on_error: &'a str,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "it is only read")]
struct Started {
    id: String,
}

#[derive(Deserialize)]
struct TypedStatus {
    code: i32,
    message: String,
    details: Vec<TypedDetail>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TypedDetail {
    type_url: String,
    value: String,
}

#[derive(Deserialize)]
struct Page {
    data: Vec<Import>,
    pagination: Option<Pagination>,
}

#[derive(Deserialize)]
struct Pagination {
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Import {
    id: String,
    status: String,
    uri: Option<String>,
    created_at: Option<String>,
    finished_at: Option<String>,
    percent_complete: Option<f32>,
    records_imported: Option<i64>,
    error: Option<String>,
}

fn typed<T: for<'a> Deserialize<'a>>(response: &Response) -> T {
    serde_json::from_slice(black_box(&response.body)).unwrap()
}

/// The request as a program on serde_json makes it: what ours holds, as ours holds it.
fn serde_request(start: &Start<'_>) -> (String, Vec<(&'static str, String)>, Vec<u8>) {
    let mut headers = Vec::with_capacity(5);
    for (name, value) in [
        ("Api-Key", KEY),
        ("X-Pinecone-Api-Version", "2025-10"),
        ("Accept", "application/json"),
        ("User-Agent", "lang=rust; pinecone-import=0.1.0"),
        ("Content-Type", "application/json"),
    ] {
        headers.push((name, String::from(black_box(value))));
    }
    let url = black_box("https://idx.example").to_owned() + "/bulk/imports";
    (url, headers, serde_json::to_vec(start).unwrap())
}

fn serde_status(response: &Response) -> (TypedStatus, Vec<Vec<u8>>) {
    let status: TypedStatus = typed(response);
    let bytes = status
        .details
        .iter()
        .map(|any| BASE64_STANDARD.decode(&any.value).unwrap());
    let bytes = bytes.collect();
    (status, bytes)
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let input = Input::new();
    if let ["--run", case, who, turns] = args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        let case = &CASES[case.parse::<usize>().unwrap()];
        let turns = turns.parse().unwrap();
        let responses = Vec::from_iter((0..turns).map(|_| (case.response)(&input)));
        match who {
            "ours" => responses
                .into_iter()
                .for_each(|response| (case.ours)(&input, black_box(response))),
            "serde" => (0..turns).for_each(|_| (case.serde)(&input)),
            // What both turns above begin with.
            _ => {}
        }
        return;
    }
    let valgrind = Command::new("valgrind").arg("--version").output().is_ok();
    if !valgrind {
        println!("NO INSTRUCTIONS ARE COUNTED: valgrind is not installed");
    }
    println!("| | instructions | serde_json | ratio | allocations | serde_json |");
    println!("|---|---|---|---|---|---|");
    for (index, case) in CASES.iter().enumerate() {
        let [none, ours, serde] = ["none", "ours", "serde"].map(|who| {
            let count = |turns| instructions(index, who, turns);
            if valgrind {
                (count(2 * TURNS) - count(TURNS)) / TURNS as u64
            } else {
                0
            }
        });
        let (ours, serde) = (ours - none, serde - none);
        let response = (case.response)(&input);
        let (mine, ()) = heap::allocations(|| (case.ours)(&input, response));
        let (theirs, ()) = heap::allocations(|| (case.serde)(&input));
        #[allow(clippy::cast_precision_loss, reason = "small numbers")]
        let ratio = ours as f64 / serde as f64;
        println!(
            "| {} | {ours} | {serde} | {ratio:.2} | {mine} | {theirs} |",
            case.name
        );
    }
}

/// Instructions of the whole program, for so many turns.
fn instructions(case: usize, who: &str, turns: usize) -> u64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe().unwrap())
        .args(["--run", &case.to_string(), who, &turns.to_string()])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    let (_, count) = text.split_once("Collected : ").unwrap();
    count.split_whitespace().next().unwrap().parse().unwrap()
}
