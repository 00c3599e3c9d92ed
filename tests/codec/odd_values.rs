//! One value that JSON's grammar takes and most parsers do not costs that value alone.

use std::iter;

use pinecone_import::{
    CancelImport, DescribeImport, Error, ImportModel, ImportStatus, ListImports, Response, RpcCode,
    RpcStatus,
};

use crate::support::fake::import;

/// Values that a server can write, each of which the parser would refuse a document for.
fn odd_values() -> Vec<String> {
    let number = "7".repeat(400);
    let nested = |open: &str, close| format!("{}1{}", open.repeat(40), str::repeat(close, 40));
    vec![
        r#""caf \ud83d""#.into(),
        r#""\ude00""#.into(),
        r#""\ud83d\ud83d\ude00\n""#.into(),
        r#"{"\uDBFF":["\udc00 x"]}"#.into(),
        "1e400".into(),
        "-1E+999".into(),
        format!("-{number}"),
        format!("[{number},{number}.5]"),
        nested("[", "]"),
        nested(r#"{"a":"#, "}"),
    ]
}

/// The value before and behind the other members of an object.
fn beside(members: &str) -> impl Iterator<Item = String> {
    odd_values().into_iter().flat_map(move |odd| {
        [
            format!(r#"{{"odd":{odd},{members}}}"#),
            format!(r#"{{{members},"odd":{odd}}}"#),
        ]
    })
}

fn described(body: impl Into<Vec<u8>>) -> Result<ImportModel, Error> {
    let response = Response::new(200, vec![], body.into());
    crate::read(&DescribeImport::new("101"), response)
}

fn started(body: String) -> Result<String, Error> {
    crate::started(Response::new(200, vec![], body.into()))
}

#[test]
fn refusal_beside_an_odd_value_keeps_code_and_message() {
    let below = r#""error":{"code":5,"message":"Import not found"}"#;
    for members in [r#""code":5,"message":"Import not found""#, below] {
        for body in beside(members) {
            let status = RpcStatus::from_body(body.as_bytes());
            let found = (status.code, status.message.as_str());
            assert_eq!(found, (Some(RpcCode(5)), "Import not found"), "{body}");
            assert!(!status.malformed, "{body}");
            let response = Response::new(404, vec![], body.clone().into());
            match crate::read(&DescribeImport::new("101"), response) {
                Err(Error::Api(error)) => assert_eq!(error.status, status, "{body}"),
                other => panic!("{body}: {other:?}"),
            }
        }
    }
    for (written, read) in [(r"caf \ud83d", "caf \u{fffd}"), (r"\ude00!", "\u{fffd}!")] {
        let body = format!(r#"{{"code":5,"message":"{written}"}}"#);
        let status = RpcStatus::from_body(body.as_bytes());
        assert_eq!((status.code, &*status.message), (Some(RpcCode(5)), read));
    }
}

#[test]
fn number_of_any_length_costs_nothing_else() {
    // 1.8e308, the first past any float, has 309 digits.
    for length in 295..=315 {
        for sign in ["", "-"] {
            let number = format!("{sign}{}", "9".repeat(length));
            let status = RpcStatus::from_body(format!(r#"{{"x":{number},"code":5}}"#).as_bytes());
            assert_eq!(status.code, Some(RpcCode(5)), "{length}");
            assert!(!status.malformed, "{length}");
        }
    }
}

#[test]
fn failed_import_beside_an_odd_value_keeps_status_and_error() {
    for body in beside(r#""id":"101","status":"Failed","error":"no such bucket""#) {
        let import = described(body.clone()).unwrap_or_else(|error| panic!("{body}: {error}"));
        assert_eq!(import.status, ImportStatus::Failed, "{body}");
        assert_eq!(import.error.as_deref(), Some("no such bucket"), "{body}");
    }
    for odd in odd_values() {
        let body = format!(r#"{{"id":"101","recordsImported":{odd},"status":"Failed"}}"#);
        let import = described(body.clone()).unwrap_or_else(|error| panic!("{body}: {error}"));
        assert_eq!(import.status, ImportStatus::Failed, "{body}");
        assert_eq!(import.records_imported, None, "{body}");
    }
    let cut = r#"{"id":"101","status":"Failed","error":"no \ud83e\udd80, caf \ud83d"}"#;
    assert_eq!(
        described(cut).unwrap().error.unwrap(),
        "no 🦀, caf \u{fffd}"
    );
}

#[test]
fn page_with_one_odd_import_is_kept_whole() {
    let others = ["1", "2"].map(|id| import(id, "s3://b/d", "Completed"));
    for old in beside(r#""id":"101","status":"Failed""#) {
        let body = format!(
            r#"{{"data":[{},{old},{}],"pagination":{{"next":"t"}}}}"#,
            others[0], others[1]
        );
        let response = Response::new(200, vec![], body.clone().into());
        let page = crate::read(&ListImports::new(), response)
            .unwrap_or_else(|error| panic!("{body}: {error}"));
        let ids: Vec<_> = page.data.iter().map(|import| &*import.id).collect();
        assert_eq!(
            (ids, page.next.as_deref()),
            (vec!["1", "101", "2"], Some("t"))
        );
        assert_eq!(page.data[1].status, ImportStatus::Failed);
    }
}

#[test]
fn answer_to_a_start_or_cancel_with_an_odd_value_is_taken() {
    for body in beside(r#""id":"101""#) {
        assert_eq!(started(body.clone()).unwrap(), "101", "{body}");
        let response = Response::new(200, vec![], body.into());
        crate::read(&CancelImport::new("101"), response).unwrap();
    }
}

#[test]
fn odd_value_in_broken_json_is_refused() {
    for body in beside(r#""id":"101","status":"Failed""#) {
        for broken in [&body[..body.len() - 1], &format!("{body}]")] {
            crate::decode(described(broken));
            crate::decode(started(broken.into()));
        }
    }
}

#[test]
fn start_beside_a_long_escaped_text_keeps_the_id() {
    for length in [5_990, 6_000, 6_010, 1 << 20] {
        for escape in [r"\n", r"\u00e9", r"\ud83e\udd80", r"\ud83d"] {
            let text = "x".repeat(length - escape.len()) + escape;
            let escapes = escape.repeat(length / escape.len());
            for text in [text, escapes] {
                let before = format!(r#"{{"more":"{text}","id":"101"}}"#);
                let behind = format!(r#"{{"id":"101","{text}":"{text}"}}"#);
                for body in [before, behind] {
                    assert_eq!(started(body).unwrap(), "101", "{escape} {length}");
                }
            }
        }
    }
}

#[test]
fn import_with_a_long_escaped_error_keeps_its_start() {
    for (escape, character) in [
        (r"\n", "\n"),
        (r"\ud83e\udd80", "🦀"),
        (r"\udd80", "\u{fffd}"),
    ] {
        let body = format!(
            r#"{{"id":"101","error":"no{escape}{}","status":"Failed"}}"#,
            "é".repeat(35_000)
        );
        let import = described(body).unwrap();
        assert_eq!(import.status, ImportStatus::Failed);
        let error = import.error.unwrap();
        assert!(error.starts_with(&format!("no{character}é")) && error.ends_with('é'));
        assert!((65_000..=65_536).contains(&error.len()), "{}", error.len());
    }
    // Without an escape nothing has to be copied, so nothing is cut.
    let whole = "é".repeat(35_000);
    let body = format!(r#"{{"id":"101","status":"Failed","error":"{whole}"}}"#);
    assert_eq!(described(body).unwrap().error.unwrap(), whole);
}

#[test]
fn refusal_of_5_kb_with_several_long_texts_keeps_code_and_message() {
    let texts = [
        "x".repeat(1_200),
        "y\\n".repeat(500),
        "z".repeat(1_100) + r"\ud83d",
    ];
    let members = |name: &str| {
        let texts = iter::zip(0.., texts.iter().chain(&texts[..1]));
        let members: Vec<_> = texts
            .map(|(at, text)| format!(r#""{name}{at}":"{text}""#))
            .collect();
        members.join(",")
    };
    for rest in [
        members("a"),
        format!(r#""details":[{{"@type":"t",{}}}]"#, members("a")),
        format!(r#""error":{{{}}}"#, members("a")),
    ] {
        let body = format!(r#"{{"code":3,"message":"Bad uri",{rest}}}"#);
        assert!((4_500..6_000).contains(&body.len()), "{}", body.len());
        let status = RpcStatus::from_body(body.as_bytes());
        let found = (status.code, status.message.as_str());
        assert_eq!(found, (Some(RpcCode(3)), "Bad uri"), "{body}");
        assert!(!status.malformed, "{body}");
    }
}

#[test]
fn refusal_with_nested_details_keeps_all_of_them() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        let nested = format!("{}\"\\n\"{}", open.repeat(17), close.repeat(17));
        let detail = format!(r#"{{"@type":"t","a":{nested}}}"#);
        let body = format!(r#"{{"code":3,"message":"Bad uri","details":[{detail}]}}"#);
        let status = RpcStatus::from_body(body.as_bytes());
        let found = (status.code, status.message.as_str());
        assert_eq!(found, (Some(RpcCode(3)), "Bad uri"));
        assert_eq!(status.details[0].json.as_deref(), Some(&*detail));
        assert!(!status.truncated && !status.malformed);
    }
}

#[test]
fn latin_1_refusal_of_any_length_keeps_code_and_message() {
    for length in [10, 1_100, 5_000, 20_000] {
        let text = [&b"ung\xfcltig "[..], &vec![b'x'; length]].concat();
        let body = [b"{\"code\":5,\"message\":\"", &text[..], b"\",\"more\":1}"].concat();
        let status = RpcStatus::from_body(&body);
        assert_eq!(status.code, Some(RpcCode(5)), "{length}");
        assert!(
            status.message.starts_with("ung\u{fffd}ltig xxx"),
            "{length}"
        );
        assert!(status.malformed, "{length}");
    }
}
