//! The messages of `google.rpc` in details, however they are written. The samples are what the Python
//! package protobuf makes of them.

use std::time::Duration;

use pinecone_import::{ApiError, Error, ListImports, Response, RpcMessage};

struct Case {
    name: &'static str,
    packed: &'static str,
    /// As members of a JSON object, in camel case, and named as in the definition.
    camel: &'static str,
    snake: &'static str,
    message: &'static str,
    /// What the error says of it.
    shown: &'static str,
}

const CASES: [Case; 10] = [
    Case {
        name: "ErrorInfo",
        packed: "CgxBUElfRElTQUJMRUQSC3BpbmVjb25lLmlvGgYKAWESAWIaEQoHc2VydmljZRIGaW1wb3J0",
        camel: r#""reason": "API_DISABLED", "domain": "pinecone.io", "metadata": {"a": "b", "service": "import"}"#,
        snake: r#""reason": "API_DISABLED", "domain": "pinecone.io", "metadata": {"a": "b", "service": "import"}"#,
        message: r#"ErrorInfo(ErrorInfo { reason: "API_DISABLED", domain: "pinecone.io", metadata: [("a", "b"), ("service", "import")] })"#,
        shown: "; API_DISABLED (pinecone.io)",
    },
    Case {
        name: "BadRequest",
        packed: "CjkKA3VyaRIVbXVzdCBzdGFydCB3aXRoIHMzOi8vGgdCQURfVVJJIhIKBWZyLUNIEglEw6lwYXNzw6kKAwoBeA==",
        camel: r#""fieldViolations": [{"field": "uri", "description": "must start with s3://", "reason": "BAD_URI", "localizedMessage": {"locale": "fr-CH", "message": "Dépassé"}}, {"field": "x"}]"#,
        snake: r#""field_violations": [{"field": "uri", "description": "must start with s3://", "reason": "BAD_URI", "localized_message": {"locale": "fr-CH", "message": "Dépassé"}}, {"field": "x"}]"#,
        message: r#"BadRequest(BadRequest { field_violations: [FieldViolation { field: "uri", description: "must start with s3://", reason: "BAD_URI", localized_message: Some(LocalizedMessage { locale: "fr-CH", message: "Dépassé" }) }, FieldViolation { field: "x", description: "", reason: "", localized_message: None }] })"#,
        shown: "; uri: must start with s3:// (BAD_URI); x",
    },
    Case {
        name: "RetryInfo",
        packed: "CggIAxCAyrXuAQ==",
        camel: r#""retryDelay": "3.500s""#,
        snake: r#""retry_delay": "3.500s""#,
        message: "RetryInfo(RetryInfo { retry_delay: Some(3.5s) })",
        shown: "; retry after 4 s",
    },
    Case {
        name: "QuotaFailure",
        packed: "Cj8KCXByb2plY3Q6NxIIdG9vIG1hbnkaBmltcG9ydCIBbSoCSUQyDAoGcmVnaW9uEgJldTgKQP///////////wE=",
        camel: r#""violations": [{"subject": "project:7", "description": "too many", "apiService": "import", "quotaMetric": "m", "quotaId": "ID", "quotaDimensions": {"region": "eu"}, "quotaValue": "10", "futureQuotaValue": "-1"}]"#,
        snake: r#""violations": [{"subject": "project:7", "description": "too many", "api_service": "import", "quota_metric": "m", "quota_id": "ID", "quota_dimensions": {"region": "eu"}, "quota_value": "10", "future_quota_value": "-1"}]"#,
        message: r#"QuotaFailure(QuotaFailure { violations: [QuotaViolation { subject: "project:7", description: "too many", api_service: "import", quota_metric: "m", quota_id: "ID", quota_dimensions: [("region", "eu")], quota_value: 10, future_quota_value: Some(-1) }] })"#,
        shown: "; project:7: too many (ID)",
    },
    Case {
        name: "PreconditionFailure",
        packed: "CiAKA1RPUxILcGluZWNvbmUuaW8aDG5vdCBhY2NlcHRlZA==",
        camel: r#""violations": [{"type": "TOS", "subject": "pinecone.io", "description": "not accepted"}]"#,
        snake: r#""violations": [{"type": "TOS", "subject": "pinecone.io", "description": "not accepted"}]"#,
        message: r#"PreconditionFailure(PreconditionFailure { violations: [PreconditionViolation { kind: "TOS", subject: "pinecone.io", description: "not accepted" }] })"#,
        shown: "; pinecone.io: not accepted (TOS)",
    },
    Case {
        name: "RequestInfo",
        packed: "CgVyZXEtNxIBeA==",
        camel: r#""requestId": "req-7", "servingData": "x""#,
        snake: r#""request_id": "req-7", "serving_data": "x""#,
        message: r#"RequestInfo(RequestInfo { request_id: "req-7", serving_data: "x" })"#,
        shown: "",
    },
    Case {
        name: "ResourceInfo",
        packed: "CgVpbmRleBIDaWR4GgJtZSIEZ29uZQ==",
        camel: r#""resourceType": "index", "resourceName": "idx", "owner": "me", "description": "gone""#,
        snake: r#""resource_type": "index", "resource_name": "idx", "owner": "me", "description": "gone""#,
        message: r#"ResourceInfo(ResourceInfo { resource_type: "index", resource_name: "idx", owner: "me", description: "gone" })"#,
        shown: "; idx: gone (index)",
    },
    Case {
        name: "Help",
        packed: "CiAKBERvY3MSGGh0dHBzOi8vZG9jcy5waW5lY29uZS5pbw==",
        camel: r#""links": [{"description": "Docs", "url": "https://docs.pinecone.io"}]"#,
        snake: r#""links": [{"description": "Docs", "url": "https://docs.pinecone.io"}]"#,
        message: r#"Help(Help { links: [HelpLink { description: "Docs", url: "https://docs.pinecone.io" }] })"#,
        shown: "; https://docs.pinecone.io (Docs)",
    },
    Case {
        name: "LocalizedMessage",
        packed: "CgVmci1DSBIJRMOpcGFzc8Op",
        camel: r#""locale": "fr-CH", "message": "Dépassé""#,
        snake: r#""locale": "fr-CH", "message": "Dépassé""#,
        message: r#"LocalizedMessage(LocalizedMessage { locale: "fr-CH", message: "Dépassé" })"#,
        shown: "; Dépassé",
    },
    Case {
        name: "DebugInfo",
        packed: "CgFhCgFiEgFk",
        camel: r#""stackEntries": ["a", "b"], "detail": "d""#,
        snake: r#""stack_entries": ["a", "b"], "detail": "d""#,
        message: r#"DebugInfo(DebugInfo { stack_entries: ["a", "b"], detail: "d" })"#,
        shown: "",
    },
];

fn refused(headers: &[(&str, &str)], body: &str) -> ApiError {
    let headers = headers.iter();
    let headers = headers.map(|(name, value)| ((*name).into(), (*value).into()));
    let response = Response::new(429, headers.collect(), body.into());
    match crate::started(response).unwrap_err() {
        Error::Api(error) => *error,
        other => panic!("not an API error: {other:?}"),
    }
}

/// A detail of this type as packed bytes.
fn packed(name: &str, value: &str) -> String {
    format!(r#"{{"typeUrl":"type.googleapis.com/google.rpc.{name}","value":"{value}"}}"#)
}

/// A detail of this type as JSON, with its type first or last.
fn written(name: &str, members: &str) -> [String; 2] {
    let name = format!(r#""@type":"type.googleapis.com/google.rpc.{name}""#);
    [
        format!("{{{name},{members}}}"),
        format!("{{{members},{name}}}"),
    ]
}

fn with(details: &str) -> String {
    format!(r#"{{"message":"no","details":[{details}]}}"#)
}

fn message(detail: &str) -> Option<RpcMessage> {
    let error = refused(&[], &with(detail));
    assert_eq!(error.status.details.len(), 1, "{detail}");
    error.status.details[0].message()
}

/// How a message of this type with these members is printed.
fn printed(name: &str, members: &str) -> String {
    let [first, last] = written(name, members).map(|detail| format!("{:?}", message(&detail)));
    assert_eq!(first, last);
    first
}

#[test]
fn each_message_is_decoded_from_bytes_and_from_json() {
    for case in CASES {
        let [camel, snake] = [case.camel, case.snake].map(|members| written(case.name, members));
        for detail in [packed(case.name, case.packed)]
            .iter()
            .chain(&camel)
            .chain(&snake)
        {
            let found = message(detail).map(|message| format!("{message:?}"));
            assert_eq!(found.as_deref(), Some(case.message), "{detail}");
        }
    }
}

#[test]
fn error_says_what_its_details_say() {
    for case in CASES {
        for detail in [packed(case.name, case.packed)]
            .iter()
            .chain(&written(case.name, case.camel))
        {
            let expected = format!("the server answered 429: no{}", case.shown);
            assert_eq!(
                refused(&[], &with(detail)).to_string(),
                expected,
                "{detail}"
            );
        }
    }
}

#[test]
fn member_of_another_type_costs_only_itself() {
    for (name, members, fields) in [
        (
            "ErrorInfo",
            r#""reason":7,"domain":"d","metadata":{"a":null,"b":"c","d":[1]}"#,
            r#"reason: "", domain: "d", metadata: [("b", "c")]"#,
        ),
        (
            "ErrorInfo",
            r#""reason":"a","reason":null,"metadata":{"a":"b"},"metadata":[]"#,
            r#"reason: "", domain: "", metadata: []"#,
        ),
        (
            "ErrorInfo",
            r#""metadata":{"a":"b","c":"d","a":"e"},"REASON":"x","unknown":[{"reason":"y"}]"#,
            r#"reason: "", domain: "", metadata: [("a", "e"), ("c", "d")]"#,
        ),
        (
            "BadRequest",
            r#""field_Violations":[{"field":"no"}],"field":"no","description":"no""#,
            "field_violations: []",
        ),
        (
            "BadRequest",
            r#""fieldViolations":[{"field":"no"}],"field_violations":null"#,
            "field_violations: []",
        ),
        (
            "Help",
            r#""links":[{"url":"a","links":[{"url":"no"}]},7,[{"url":"no"}],null,{"url":["no"]}]"#,
            r#"links: [HelpLink { description: "", url: "a" }, HelpLink { description: "", url: "" }]"#,
        ),
        ("Help", r#""links":{"url":"no"}"#, "links: []"),
        (
            "DebugInfo",
            r#""stackEntries":["a",7,{"b":"c"},["d"],"e"],"detail":{}"#,
            r#"stack_entries: ["a", "e"], detail: """#,
        ),
    ] {
        let expected = format!("Some({name}({name} {{ {fields} }}))");
        assert_eq!(printed(name, members), expected, "{members}");
    }
}

#[test]
fn quota_value_is_an_integer_in_any_form() {
    for (number, value) in [
        ("7", Some(7)),
        ("\"-7\"", Some(-7)),
        ("1e3", Some(1000)),
        ("\"9223372036854775807\"", Some(i64::MAX)),
        ("\"9223372036854775808\"", None),
        ("0.5", None),
        ("\"7x\"", None),
        ("null", None),
        ("[7]", None),
    ] {
        let members =
            format!(r#""violations":[{{"quotaValue":{number},"futureQuotaValue":{number}}}]"#);
        let [detail, _] = written("QuotaFailure", &members);
        let Some(RpcMessage::QuotaFailure(failure)) = message(&detail) else {
            panic!("{detail}");
        };
        let violation = &failure.violations[0];
        assert_eq!(violation.future_quota_value, value, "{number}");
        assert_eq!(violation.quota_value, value.unwrap_or(0), "{number}");
    }
}

#[test]
fn type_is_what_follows_the_last_slash() {
    for (type_url, known) in [
        ("type.googleapis.com/google.rpc.Help", true),
        ("/google.rpc.Help", true),
        ("https://example.com/types/google.rpc.Help", true),
        ("google.rpc.Help", false),
        ("type.googleapis.com/google.rpc.help", false),
        ("type.googleapis.com/google.rpc.Help.Link", false),
        ("type.googleapis.com/google.rpc.Unknown", false),
        ("type.googleapis.com/xgoogle.rpc.Help", false),
        ("type.googleapis.com/google.rpc.Help/", false),
        ("", false),
    ] {
        for detail in [
            format!(r#"{{"typeUrl":"{type_url}","value":"CgA"}}"#),
            format!(r#"{{"@type":"{type_url}","links":[{{}}]}}"#),
        ] {
            let found = message(&detail);
            assert_eq!(found.is_some(), known, "{detail}");
            let is_read = matches!(found, Some(RpcMessage::Help(help)) if help.links.len() == 1);
            assert_eq!(is_read, known, "{detail}");
        }
    }
}

#[test]
fn detail_that_breaks_off_is_decoded_as_far_as_it_goes() {
    let long = "long ".repeat(1000);
    let [detail, _] = written(
        "BadRequest",
        &format!(r#""fieldViolations":[{{"field":"a"}},{{"field":"b","description":"{long}"}}]"#),
    );
    let Some(RpcMessage::BadRequest(bad)) = message(&detail) else {
        panic!("no message");
    };
    assert_eq!(bad.field_violations[0].field, "a");
    assert_eq!(bad.field_violations[1].field, "b");
    let description = &bad.field_violations[1].description;
    assert!(description.len() > 1800 && long.starts_with(description));
    // The same in bytes: `field` is whole, and of ten bytes of `description` four are there.
    let Some(RpcMessage::BadRequest(bad)) = message(&packed("BadRequest", "Cg8KAWISCm11c3Q"))
    else {
        panic!("no message");
    };
    assert_eq!(bad.field_violations[0].field, "b");
    assert_eq!(bad.field_violations[0].description, "must");
}

#[test]
fn lists_and_maps_keep_32_elements() {
    let entries: Vec<String> = (0..40).map(|n| format!(r#""{n}":"{n}""#)).collect();
    let found = message(
        &written(
            "ErrorInfo",
            &format!(r#""metadata":{{{}}}"#, entries.join(",")),
        )[0],
    );
    let Some(RpcMessage::ErrorInfo(info)) = found else {
        panic!("{found:?}");
    };
    assert_eq!((info.metadata.len(), &*info.metadata[31].0), (32, "31"));
    let found = message(
        &written(
            "DebugInfo",
            &format!(r#""stackEntries":[{}"a"]"#, r#""a","#.repeat(39)),
        )[0],
    );
    let Some(RpcMessage::DebugInfo(info)) = found else {
        panic!("{found:?}");
    };
    assert_eq!(info.stack_entries.len(), 32);
    for detail in [
        packed("Help", &"CgAKAAoA".repeat(14)),
        written("Help", &format!(r#""links":[{}{{}}]"#, "{},".repeat(39)))[0].clone(),
    ] {
        let found = message(&detail);
        let Some(RpcMessage::Help(help)) = found else {
            panic!("{found:?}");
        };
        assert_eq!(help.links.len(), 32);
    }
}

#[test]
fn retry_info_is_heeded_like_retry_after() {
    let asked =
        |headers: &[(&str, &str)], details: &str| refused(headers, &with(details)).retry_after;
    let millis = |millis| Some(Duration::from_millis(millis));
    for (delay, expected) in [
        (r#""3.5s""#, millis(3500)),
        (r#""0s""#, millis(0)),
        (r#""0.000000001s""#, Some(Duration::from_nanos(1))),
        (r#""0.0000000019s""#, Some(Duration::from_nanos(1))),
        (
            r#""99999999999999999999s""#,
            Some(Duration::from_secs(u64::MAX)),
        ),
        (r#""-1s""#, None),
        (r#""+1s""#, None),
        (r#""1""#, None),
        (r#""s""#, None),
        (r#"".5s""#, None),
        (r#""1.s""#, None),
        (r#""1.5.5s""#, None),
        (r#"" 1s""#, None),
        ("1", None),
        ("null", None),
        (r#"{"seconds":1}"#, None),
    ] {
        for name in ["retryDelay", "retry_delay"] {
            for detail in written("RetryInfo", &format!(r#""{name}":{delay}"#)) {
                assert_eq!(asked(&[], &detail), expected, "{detail}");
                let Some(RpcMessage::RetryInfo(info)) = message(&detail) else {
                    panic!("{detail}");
                };
                assert_eq!(info.retry_delay, expected, "{detail}");
            }
        }
    }
    for (value, expected) in [
        // 3 s and 5 ns; the same in two pieces, which are merged; 5 ns; nothing in it.
        ("CgQIAxAF", Some(Duration::new(3, 5))),
        ("CgIIAwoCEAU", Some(Duration::new(3, 5))),
        ("CgIQBQ", Some(Duration::from_nanos(5))),
        ("CgA", Some(Duration::ZERO)),
        // Missing; -1 s; -1 ns; 10^9 ns; a text; of the wrong type.
        ("", None),
        ("CgsI////////////AQ", None),
        ("CgsQ////////////AQ", None),
        ("CgYQgJTr3AM", None),
        ("Cg", None),
        ("CAM", None),
    ] {
        let detail = packed("RetryInfo", value);
        let Some(RpcMessage::RetryInfo(info)) = message(&detail) else {
            panic!("{detail}");
        };
        assert_eq!(info.retry_delay, expected, "{value}");
        assert_eq!(asked(&[], &detail), expected, "{value}");
    }
    // The longest counts, whoever asks for it.
    let [info, _] = written("RetryInfo", r#""retryDelay":"7s""#);
    let [shorter, _] = written("RetryInfo", r#""retryDelay":"2s""#);
    assert_eq!(asked(&[("retry-after", "5")], &info), millis(7000));
    assert_eq!(asked(&[("retry-after", "9")], &info), millis(9000));
    assert_eq!(asked(&[("retry-after", "soon")], &info), millis(7000));
    assert_eq!(
        asked(&[], &format!("{shorter},{info},{shorter}")),
        millis(7000)
    );
    // It is the type that counts, not the name of a member.
    assert_eq!(
        asked(&[], &written("Help", r#""retryDelay":"7s""#)[0]),
        None
    );
    assert_eq!(
        asked(
            &[],
            &format!("{{\"retryDelay\":\"7s\"}},{}", packed("RetryInfo", ""))
        ),
        None
    );
}

#[test]
fn details_stand_in_place_of_the_excerpt() {
    let [detail, _] = written(
        "BadRequest",
        r#""fieldViolations":[{"field":"uri","reason":"BAD_URI"}]"#,
    );
    let line = |body: &str| refused(&[], body).to_string();
    assert_eq!(
        line(&format!(r#"{{"code":3,"details":[{detail}]}}"#)),
        "the server answered 429 INVALID_ARGUMENT: uri (BAD_URI)"
    );
    let silent = r#"{"details":[{"typeUrl":"a/b","value":"aQ=="}]}"#;
    assert_eq!(line(silent), format!("the server answered 429: {silent}"));
}

#[test]
fn details_in_an_error_are_one_line_of_limited_length() {
    let text = r"a\nb\u2028c\u001b[31m";
    let [detail, _] = written("LocalizedMessage", &format!(r#""message":"{text}""#));
    assert_eq!(
        refused(&[], &with(&detail)).to_string(),
        "the server answered 429: no; a b c [31m"
    );
    let [same, _] = written("LocalizedMessage", r#""message":"no""#);
    assert_eq!(
        refused(&[], &with(&same)).to_string(),
        "the server answered 429: no"
    );
    let links = r#"{"url":"0123456789"},"#.repeat(60);
    let [many, _] = written("Help", &format!(r#""links":[{}{{}}]"#, links));
    let [long, _] = written(
        "LocalizedMessage",
        &format!(r#""message":"{}""#, "é".repeat(800)),
    );
    for detail in [&long, &format!("{long},{many}")] {
        let line = refused(&[], &with(detail)).to_string();
        assert!((530..560).contains(&line.len()), "{line}");
        assert!(line.ends_with("..."), "{line}");
    }
    let line = refused(&[], &with(&many)).to_string();
    assert_eq!(line.matches("0123456789").count(), 32, "{line}");
}

/// The error of a list that was asked for with this token.
fn list_error(token: &str, body: &str) -> ApiError {
    let list = ListImports::new().pagination_token(token);
    let response = Response::new(400, vec![], body.into());
    match crate::read(&list, response).unwrap_err() {
        Error::Api(error) => *error,
        other => panic!("not an API error: {other:?}"),
    }
}

#[test]
fn key_or_token_in_the_bytes_of_a_detail_is_overwritten() {
    use base64::Engine as _;
    let token = "tok-en/of+the==page";
    for secret in [crate::support::fake::KEY, token] {
        let escaped: String = secret.bytes().map(|byte| format!("%{byte:02x}")).collect();
        for echo in [secret, &escaped] {
            // Field 2 of LocalizedMessage.
            let text = format!("before {echo} behind");
            let bytes = [&[0x12, u8::try_from(text.len()).unwrap()], text.as_bytes()].concat();
            let value = base64::engine::general_purpose::STANDARD.encode(&bytes);
            // As text, in the other alphabet, and with a JSON escape.
            let other = value.replace('+', "-").replace('/', "_").replace('=', "");
            let hidden = value.replace('E', r"\u0045");
            for value in [&value, &other, &hidden] {
                for message in ["no", ""] {
                    let detail = packed("LocalizedMessage", value);
                    let body = format!(r#"{{"message":"{message}","details":[{detail}]}}"#);
                    let error = list_error(token, &body);
                    let line = error.to_string();
                    assert!(
                        line.contains("before ") && line.contains(" behind"),
                        "{line}"
                    );
                    let Some(RpcMessage::LocalizedMessage(localized)) =
                        error.status.details[0].message()
                    else {
                        panic!("{error:?}");
                    };
                    for shown in [&line, &localized.message, &format!("{error:?}")] {
                        assert!(!shown.contains(secret) && !shown.contains(echo), "{shown}");
                        assert!(!shown.contains(value.as_str()), "{shown}");
                    }
                    let kept = &error.status.details[0].value;
                    let has = |part: &str| {
                        kept.windows(part.len())
                            .any(|bytes| bytes == part.as_bytes())
                    };
                    assert!(has("before ") && !has(secret) && !has(echo));
                }
            }
        }
    }
    // Without an echo, the excerpt stays.
    let body = with(&packed("LocalizedMessage", "EgRjYWZl"));
    assert_eq!(list_error(token, &body).excerpt, body);
}

#[test]
fn next_token_in_a_detail_does_not_show() {
    use base64::Engine as _;
    let page = r#"before {"pagination":{"next":"tok-en"}}"#;
    let bytes = [&[0x12, u8::try_from(page.len()).unwrap()], page.as_bytes()].concat();
    let value = base64::engine::general_purpose::STANDARD.encode(&bytes);
    let [json, _] = written(
        "LocalizedMessage",
        &format!(r#""message":"{}""#, page.replace('"', "\\\"")),
    );
    for detail in [packed("LocalizedMessage", &value), json] {
        let error = refused(&[], &with(&detail));
        let found = error.status.details[0].message();
        assert_eq!(error.to_string(), "the server answered 429: no; before {");
        assert!(error.status.truncated);
        assert!(
            !format!("{found:?} {:?}", error.status).contains("tok-en"),
            "{error:?}"
        );
    }
}
