//! Error bodies that go past a limit: what is cut, and that the rest is kept.

use pinecone_import::{RpcCode, RpcDetail, RpcStatus};

fn read(body: &str) -> RpcStatus {
    RpcStatus::from_body(body.as_bytes())
}

#[test]
fn long_text_is_cut_on_a_character() {
    let status = read(&format!(
        r#"{{"code":3,"message":"a{}"}}"#,
        "é".repeat(5000)
    ));
    assert_eq!(
        (status.message.len(), status.code),
        (2047, Some(RpcCode(3)))
    );
    assert!(status.truncated && !status.malformed);
    let status = read(&"x".repeat(1 << 20));
    assert_eq!(status.message.len(), 2048);
    assert!(status.truncated);
}

#[test]
fn name_of_a_code_is_cut() {
    for (length, kept) in [(64, 64), (65, 64), (2000, 64)] {
        let status = read(&format!(r#"{{"code":"{}"}}"#, "A".repeat(length)));
        assert_eq!(status.code_name(), Some(&*"A".repeat(kept)), "{length}");
    }
}

#[test]
fn depth_and_escapes_past_the_caps_leave_the_rest() {
    let deep = format!(
        r#"{{"x":{}{},"code":5,"message":"kept"}}"#,
        "[".repeat(500),
        "]".repeat(500)
    );
    let escaped = format!(
        r#"{{"x":"{}","code":5,"message":"kept"}}"#,
        "\\n".repeat(8_000)
    );
    for body in [deep, escaped] {
        let status = read(&body);
        assert_eq!(
            (status.code, status.message.as_str()),
            (Some(RpcCode(5)), "kept")
        );
        assert!(status.truncated && !status.malformed);
    }
    let message = format!(
        r#"{{"code":5,"message":"{}"}}"#,
        "\\ud83e\\udd80".repeat(2000)
    );
    let status = read(&message);
    assert_eq!(status.code, Some(RpcCode(5)));
    assert!(status.message.starts_with("🦀🦀") && status.message.chars().all(|c| c == '🦀'));
}

#[test]
fn many_details_are_capped() {
    let one = r#"{"typeUrl":"t","value":"aQ"}"#;
    let status = read(&format!(
        r#"{{"code":5,"details":[{}]}}"#,
        [one; 1000].join(",")
    ));
    assert_eq!((status.details.len(), status.code), (8, Some(RpcCode(5))));
    assert!(status.truncated);
}

#[test]
fn value_of_exactly_the_limit_is_whole() {
    for (length, kept) in [(2044, 2044), (2048, 2048), (2052, 2048)] {
        let value = "A".repeat(length);
        let status = read(&format!(r#"{{"details":[{{"value":"{value}"}}]}}"#));
        assert_eq!(status.details[0].value.len(), kept / 4 * 3);
        assert_eq!(status.truncated, kept < length, "{length}");
    }
}

#[test]
fn texts_of_all_details_together_are_capped() {
    let one = format!(
        r#"{{"typeUrl":"{}","value":"{}"}}"#,
        "t".repeat(100),
        "A".repeat(400)
    );
    let status = read(&format!(r#"{{"details":[{}]}}"#, [&*one; 6].join(",")));
    let kept = |any: &RpcDetail| any.type_url.len() + any.value.len() / 3 * 4;
    assert_eq!(status.details.iter().map(kept).sum::<usize>(), 2048);
    assert!(status.truncated && !status.malformed);
}

#[test]
fn body_that_is_too_much_in_every_way_keeps_code_and_message() {
    let deep = format!("{}1{}", "[".repeat(40), "]".repeat(40));
    let many = ["1"; 4000].join(",");
    let (long, escaped) = ("a".repeat(1000), "a".repeat(2049) + "\\n");
    for rest in [
        format!(r#""x":{deep},"y":[{many}]"#),
        format!(r#""x":[[{many}]],"y":"{escaped}""#),
        format!(r#""x":"{long}","y":"{long}","z":"{escaped}""#),
        format!(r#""error":{{"x":"{long}","y":[{many}]}},"z":"{escaped}""#),
        // Past the bytes that are read.
        format!(r#""x":[{many},{many},{many}]"#),
    ] {
        let body = format!(r#"{{"code":3,"message":"Bad uri",{rest}}}"#);
        let status = read(&body);
        let found = (status.code, status.message.as_str());
        assert_eq!(found, (Some(RpcCode(3)), "Bad uri"), "{body}");
        assert!(status.truncated && !status.malformed, "{body}");
    }
}

#[test]
fn broken_json_is_not_read_whatever_its_length() {
    for length in [100, 1100, 1500] {
        let text = "a".repeat(length);
        for body in [
            format!(r#"{{"code":5,"message":"{text}\q"}}"#),
            format!(r#"{{"code":05,"message":"{text}"}}"#),
            format!(r#"{{"code":5,"message" "{text}"}}"#),
        ] {
            let status = read(&body);
            assert!(status.code.is_none() && status.message.is_empty(), "{body}");
            assert!(status.malformed, "{body}");
        }
    }
}

#[test]
fn body_past_the_limit_keeps_what_is_within() {
    for more in ["x".repeat(20_000), "é".repeat(10_000), "\\n".repeat(10_000)] {
        let status = read(&format!(r#"{{"code":5,"message":"kept","x":"{more}"}}"#));
        let found = (status.code, status.message.as_str());
        assert_eq!(found, (Some(RpcCode(5)), "kept"));
        assert!(status.truncated);
        let status = read(&format!(r#"{{"code":5,"error":{{"message":"{more}"}}}}"#));
        assert_eq!(status.code, Some(RpcCode(5)));
        assert!((750..=2048).contains(&status.message.len()) && status.truncated);
    }
    let latin_1 = [
        &b"{\"code\":5,\"message\":\"ung\xfcltig "[..],
        &[b'x'; 1500],
        b"\"}",
    ]
    .concat();
    let status = RpcStatus::from_body(&latin_1);
    assert_eq!(status.code, Some(RpcCode(5)));
    assert!(status.message.starts_with("ung\u{fffd}ltig xxx") && status.malformed);
}

#[test]
fn second_byte_order_mark_is_no_json_and_kept() {
    for body in ["{\"code\":5,\"message\":\"x\"}", "\"Unauthorized\"", "no"] {
        let status = read(&format!("\u{feff}\u{feff}{body}"));
        assert_eq!(
            (status.code, status.message),
            (None, format!("\u{feff}{body}"))
        );
    }
}

#[test]
fn escaped_text_of_a_detail_is_kept_whatever_its_length() {
    for length in [100, 255, 766, 767, 768, 1022, 1024, 2040, 2046, 2100, 5000] {
        for name in ["typeUrl", "type_url", "@type"] {
            let text = format!("{}\\n", "a".repeat(length));
            let status = read(&format!(
                r#"{{"details":[{{"{name}":"{text}","value":"AAAA"}}]}}"#
            ));
            let kept = &status.details[0].type_url;
            assert!(
                kept.starts_with('a') && kept.len() == (length + 1).min(256),
                "{length}"
            );
            assert_eq!(status.truncated, length > 255, "{length}");
            assert!(!status.malformed, "{length}");
            let bytes = if name == "@type" { &[][..] } else { &[0; 3] };
            assert_eq!(status.details[0].value, bytes);
        }
        // A slash may be escaped, and is a digit of base64.
        let whole = length / 4 * 4;
        let value = format!("{}\\/AAA", "A".repeat(whole));
        let status = read(&format!(
            r#"{{"details":[{{"typeUrl":"t","value":"{value}"}}]}}"#
        ));
        let bytes = &status.details[0].value;
        assert!(!bytes.is_empty() && bytes.iter().take(whole / 4 * 3).all(|byte| *byte == 0));
        assert!(
            !status.malformed && status.details[0].json.is_none(),
            "{length}"
        );
        let is_whole = bytes.len() == whole / 4 * 3 + 3;
        assert_eq!(status.truncated, !is_whole, "{length}");
        assert_eq!(is_whole, whole + 5 <= 1536, "{length}");
    }
}
