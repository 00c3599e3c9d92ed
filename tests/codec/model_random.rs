//! Random imports, read by this crate and by `serde_json`.

use crate::support::random::Random;
use pinecone_import::{Error, ImportModel, ListImports, Response};
use serde_json::Value;

fn parse(body: &str) -> Result<ImportModel, Error> {
    crate::described(body)
}

/// A JSON text: what fits the field most of the time, else anything.
fn value(random: &mut Random, fitting: &[&str]) -> String {
    const ANY: &[&str] = &[
        "null",
        "true",
        "[]",
        "{}",
        "[{\"id\":\"9\"}]",
        "\"\"",
        "-7",
        "1.5",
        "\"x\\u00e9\\n\\\"y\"",
        "\"\u{1f980}\\ud83e\\udd80\"",
        "\"\\u0000\"",
        "{\"status\":\"Failed\",\"next\":[1,[2]]}",
    ];
    if random.once_in(6) {
        return random.pick(ANY).into();
    }
    match random.pick(fitting) {
        "N" => random.bits().to_string(),
        "n" => {
            let bits = random.bits() >> random.below(64);
            i64::from_ne_bytes(bits.to_ne_bytes()).to_string()
        }
        "q" => format!("\"-{}\"", random.bits() >> 1),
        "f" => format!("{}.{}", random.below(101), random.below(1000)),
        "s" => format!("{:?}", format!("s-{}", random.below(1000))),
        other => other.into(),
    }
}

fn random_import(random: &mut Random) -> String {
    const MEMBERS: &[(&str, &[&str])] = &[
        ("id", &["s", "\"101\"", "101"]),
        ("status", &["\"Pending\"", "\"Completed\"", "\"Odd\""]),
        ("uri", &["s", "\"s3://b/d\""]),
        ("createdAt", &["s"]),
        ("finishedAt", &["s", "null"]),
        ("percentComplete", &["f", "50", "100.0"]),
        ("recordsImported", &["n", "q", "N", "1e3"]),
        ("error", &["s", "null"]),
        (
            "validationResult",
            &[r#"{"importSuccesses":"5","importErrors":3.0}"#],
        ),
        ("unknown", &["n", "s", "f"]),
    ];
    let mut members = Vec::new();
    for _ in 0..random.below(4) + 8 {
        // The first two are needed; they come more often.
        let at = random.below(14).min(random.below(14)) % 10;
        let (name, fitting) = MEMBERS[usize::try_from(at).unwrap()];
        let space = random.pick(&["", " ", "\n\t"]);
        members.push(format!(
            "{space}\"{name}\"{space}:{space}{}",
            value(random, fitting)
        ));
    }
    format!("{{{}}}", members.join(","))
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(Into::into)
}

/// An integer as this crate promises to read it, of what serde_json read.
fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) if !number.is_f64() => number.as_i64(),
        #[expect(clippy::cast_possible_truncation, reason = "these are small")]
        Value::Number(number) => number
            .as_f64()
            .filter(|n| n.fract() == 0.0)
            .map(|n| n as i64),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn same(model: &ImportModel, reference: &Value) {
    let id = text(&reference["id"]).or_else(|| reference["id"].as_u64().map(|n| n.to_string()));
    assert_eq!(Some(&model.id), id.as_ref(), "{reference}");
    assert_eq!(
        Some(model.status.as_str()),
        reference["status"].as_str(),
        "{reference}"
    );
    assert_eq!(model.uri, text(&reference["uri"]), "{reference}");
    assert_eq!(
        model.created_at,
        text(&reference["createdAt"]),
        "{reference}"
    );
    assert_eq!(
        model.finished_at,
        text(&reference["finishedAt"]),
        "{reference}"
    );
    assert_eq!(model.error, text(&reference["error"]), "{reference}");
    #[expect(clippy::cast_possible_truncation, reason = "as the crate does")]
    let percent = reference["percentComplete"]
        .as_f64()
        .map(|percent| percent as f32);
    assert_eq!(model.percent_complete, percent, "{reference}");
    assert_eq!(
        model.records_imported,
        integer(&reference["recordsImported"]),
        "{reference}"
    );
    let validation = &reference["validationResult"];
    assert_eq!(
        model.validation_result.is_some(),
        validation.is_object(),
        "{reference}"
    );
    if let Some(read) = model.validation_result {
        assert_eq!(
            read.import_successes,
            integer(&validation["importSuccesses"])
        );
        assert_eq!(read.import_errors, integer(&validation["importErrors"]));
    }
}

#[test]
fn random_imports_agree_with_serde_json_field_by_field() {
    let mut random = Random(3);
    let (mut read, mut bodies) = (0, Vec::new());
    for _ in 0..6000 {
        let body = random_import(&mut random);
        let reference: Value = serde_json::from_str(&body).unwrap();
        let id = &reference["id"];
        let named = id.as_str().is_some_and(|id| !id.is_empty()) || id.is_u64();
        let status = reference["status"]
            .as_str()
            .is_some_and(|text| !text.is_empty());
        match parse(&body) {
            Ok(model) => {
                same(&model, &reference);
                read += 1;
                bodies.push((body, reference));
            }
            Err(error) => assert!(!(named && status), "{body}: {error}"),
        }
    }
    assert!((2000..5999).contains(&read), "{read}");
    // The same imports as pages of the list.
    for chunk in bodies.chunks(100) {
        let items: Vec<&str> = chunk.iter().map(|(body, _)| body.as_str()).collect();
        let body = format!("{{\"data\":[{}]}}", items.join(","));
        let page =
            crate::read(&ListImports::new(), Response::new(200, vec![], body.into())).unwrap();
        assert_eq!(page.data.len(), chunk.len());
        for (model, (_, reference)) in page.data.iter().zip(chunk) {
            same(model, reference);
        }
    }
}
