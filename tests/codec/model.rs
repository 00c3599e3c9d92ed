//! What an import as the server writes it becomes.

use pinecone_import::{DescribeImport, Error, ImportModel, ImportStatus, Response};

fn parse(body: &str) -> Result<ImportModel, Error> {
    crate::described(body)
}

/// An import with one more member, as written.
fn with(name: &str, value: &str) -> ImportModel {
    let body = format!(r#"{{"id":"101","{name}":{value},"status":"InProgress"}}"#);
    let model = parse(&body).unwrap_or_else(|error| panic!("{body}: {error}"));
    assert_eq!(
        (model.id.as_str(), &model.status),
        ("101", &ImportStatus::InProgress)
    );
    model
}

fn refuse(body: &str) {
    match parse(body) {
        Err(Error::Decode(error)) => {
            assert_eq!(
                (error.http_status, error.body_len),
                (200, body.len()),
                "{body}"
            );
            let error = Error::Decode(error);
            assert!(error.is_retryable() && !error.may_have_executed());
        }
        other => panic!("{body}: {other:?}"),
    }
}

#[test]
fn import_of_another_id_than_was_asked_for_is_refused() {
    let read = |id: &str| {
        let body = format!(r#"{{"id":"{id}","status":"Pending"}}"#);
        let response = Response::new(200, vec![], body.into());
        crate::read(&DescribeImport::new("Ab-7é"), response)
    };
    assert!(read("Ab-7é").is_ok());
    for other in ["ab-7é", "AB-7É", "Ab-7e\u{301}", "Ab-7", "Ab-7é ", "Ab-07é"] {
        let error = crate::decode(read(other));
        assert_eq!(error.expected, "the requested import", "{other}");
    }
}

const FULL: &str = r#"{"id":"101","uri":"s3://b/d","status":"Completed",
    "createdAt":"2024-08-27T17:10:32.206413+00:00","finishedAt":"2024-08-27T18:00:00Z",
    "percentComplete":99.5,"recordsImported":"9007199254740993","error":"none\nat all",
    "validationResult":{"importSuccesses":7,"importErrors":"2"},"new":[{"id":"no"}]}"#;

#[test]
fn import_with_every_field_is_read() {
    let model = parse(FULL).unwrap();
    assert_eq!(
        (model.id.as_str(), model.status.as_str()),
        ("101", "Completed")
    );
    assert_eq!(model.uri.as_deref(), Some("s3://b/d"));
    let created = model.created_at.as_deref();
    assert_eq!(created, Some("2024-08-27T17:10:32.206413+00:00"));
    assert_eq!(model.finished_at.as_deref(), Some("2024-08-27T18:00:00Z"));
    assert_eq!(model.percent_complete, Some(99.5));
    assert_eq!(model.records_imported, Some(9_007_199_254_740_993));
    assert_eq!(model.error.as_deref(), Some("none\nat all"));
    let validation = model.validation_result.unwrap();
    assert_eq!(validation.import_successes, Some(7));
    assert_eq!(validation.import_errors, Some(2));
}

#[test]
fn import_of_id_and_status_has_nothing_else() {
    let nulls = r#"{"id":"1","status":"Pending","uri":null,"createdAt":null,"finishedAt":null,
        "percentComplete":null,"recordsImported":null,"validationResult":null,"error":null}"#;
    for body in [r#"{"id":"1","status":"Pending"}"#, nulls] {
        let model = parse(body).unwrap();
        assert_eq!((&*model.id, &model.status), ("1", &ImportStatus::Pending));
        assert!(model.uri.is_none() && model.created_at.is_none() && model.finished_at.is_none());
        assert!(model.percent_complete.is_none() && model.records_imported.is_none());
        assert!(model.validation_result.is_none() && model.error.is_none());
    }
}

#[test]
fn import_without_id_or_status_is_refused() {
    let long = format!(r#"{{"id":"{}","status":"Pending"}}"#, "1".repeat(1001));
    for body in [
        "",
        "null",
        "{}",
        "[]",
        "\"101\"",
        r#"{"id":"101"}"#,
        r#"{"status":"Pending"}"#,
        r#"{"id":"","status":"Pending"}"#,
        r#"{"id":null,"status":"Pending"}"#,
        r#"{"id":["101"],"status":"Pending"}"#,
        r#"{"id":"101","status":""}"#,
        r#"{"id":"101","status":null}"#,
        r#"{"id":"101","status":3}"#,
        r#"{"id":"101","status":{"status":"Pending"}}"#,
        r#"[{"id":"101","status":"Pending"}]"#,
        r#"{"import":{"id":"101","status":"Pending"}}"#,
        r#"{"id":"101","status":"Pending"}{}"#,
        &long,
    ] {
        refuse(body);
    }
}

#[test]
fn every_proper_start_of_an_import_is_refused() {
    for length in 0..FULL.len() {
        refuse(&FULL[..length]);
    }
}

#[test]
fn status_is_kept_whatever_it_is() {
    for (text, ended) in [
        ("Pending", false),
        ("InProgress", false),
        ("Failed", true),
        ("Completed", true),
        ("Cancelled", true),
        ("completed", false),
        ("Canceled", false),
        (" Completed", false),
        ("Paused é🦀", false),
    ] {
        let model = parse(&format!(r#"{{"id":"1","status":"{text}"}}"#)).unwrap();
        assert_eq!(
            (model.status.as_str(), model.status.is_terminal()),
            (text, ended)
        );
        assert_eq!(model.status.to_string(), text);
    }
}

#[test]
fn records_are_read_in_every_notation_of_an_integer() {
    for (written, number) in [
        ("0", 0),
        ("-0", 0),
        ("\"0\"", 0),
        ("9007199254740993", 9_007_199_254_740_993),
        ("9223372036854775807", i64::MAX),
        ("\"9223372036854775807\"", i64::MAX),
        ("-9223372036854775808", i64::MIN),
        ("\"-9223372036854775808\"", i64::MIN),
        ("3.0", 3),
        ("1e2", 100),
        ("1.5E1", 15),
        ("120e-1", 12),
        ("\"1e18\"", 1_000_000_000_000_000_000),
        ("7205772571439524.0", 7_205_772_571_439_524),
        ("\"7205772571439524.0\"", 7_205_772_571_439_524),
        ("72059393725755.000", 72_059_393_725_755),
        ("\"72059393725755.000\"", 72_059_393_725_755),
        ("9223372036854775807.0", i64::MAX),
        ("\"-9223372036854775808.00\"", i64::MIN),
    ] {
        assert_eq!(
            with("recordsImported", written).records_imported,
            Some(number),
            "{written}"
        );
    }
}

#[test]
fn records_that_are_no_int64_cost_only_that_field() {
    for written in [
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "\"9223372036854775808\"",
        "9.223372036854775808e18",
        "1e19",
        "-1e19",
        "0.5",
        "\"0.5\"",
        "\"12abc\"",
        "\"+1\"",
        "\"01\"",
        "\" 1\"",
        "\"1 \"",
        "\"\"",
        "\"NaN\"",
        "\"0x10\"",
        "true",
        "[1]",
        "{\"value\":1}",
        "null",
    ] {
        assert_eq!(
            with("recordsImported", written).records_imported,
            None,
            "{written}"
        );
    }
}

#[test]
fn percent_is_read_in_every_notation_of_a_float() {
    for (written, number) in [
        ("0", 0.0),
        ("100", 100.0),
        ("42.75", 42.75),
        ("\"42.75\"", 42.75),
        ("4.275e1", 42.75),
        ("-1", -1.0),
        ("3.4e38", 3.4e38),
        ("\"Infinity\"", f32::INFINITY),
        ("\"-Infinity\"", f32::NEG_INFINITY),
    ] {
        assert_eq!(
            with("percentComplete", written).percent_complete,
            Some(number),
            "{written}"
        );
    }
    let nan = with("percentComplete", "\"NaN\"").percent_complete;
    assert!(nan.unwrap().is_nan());
    for written in [
        "1e39", "\"1e39\"", "true", "null", "[]", "{}", "\"\"", "\"nan\"", "\"inf\"", "\"50%\"",
        "\"+1\"", "\".5\"", "\"5.\"", "\" 5\"",
    ] {
        assert_eq!(
            with("percentComplete", written).percent_complete,
            None,
            "{written}"
        );
    }
}

#[test]
fn field_of_another_type_costs_only_that_field() {
    for name in [
        "uri",
        "createdAt",
        "finishedAt",
        "error",
        "percentComplete",
        "recordsImported",
    ] {
        for written in ["true", "[[\"x\"]]", "{\"id\":\"no\",\"status\":\"no\"}"] {
            let model = with(name, written);
            let plain = with("other", written);
            assert_eq!(model, plain, "{name}: {written}");
        }
    }
    for written in ["true", "7", "\"7\"", "[]", "null"] {
        assert_eq!(with("validationResult", written).validation_result, None);
    }
    for (written, successes, errors) in [
        ("{}", None, None),
        (
            r#"{"importSuccesses":"1","validationResult":{"importErrors":7},"importErrors":-1,"validationResult":{}}"#,
            Some(1),
            Some(-1),
        ),
        (r#"{"importSuccesses":[],"importErrors":0}"#, None, Some(0)),
    ] {
        let read = with("validationResult", written).validation_result.unwrap();
        assert_eq!(
            (read.import_successes, read.import_errors),
            (successes, errors)
        );
    }
}

#[test]
fn member_that_is_there_twice_is_read_last() {
    let model = parse(
        r#"{"id":"1","status":"Pending","validationResult":{"importErrors":1},"error":"a",
            "id":"2","status":"Failed","validationResult":{"importSuccesses":2},"error":null}"#,
    )
    .unwrap();
    assert_eq!((&*model.id, &model.status), ("2", &ImportStatus::Failed));
    assert_eq!(model.error, None);
    let validation = model.validation_result.unwrap();
    assert_eq!(validation.import_successes, Some(2));
    assert_eq!(validation.import_errors, None);
    let null = r#"{"id":"1","status":"x","validationResult":{},"validationResult":null}"#;
    assert_eq!(parse(null).unwrap().validation_result, None);
}
