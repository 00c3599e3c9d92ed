//! Starting an import that is to run exactly once: what runs is found, and what does not is started.

use super::ensures::{URI, ensure, ensure_by, list, started};
use crate::support::fake::{answer, import, lost, page};
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{Ensured, Error, ListErrorKind, RetryPolicy};

#[test]
fn import_that_runs_is_returned_and_nothing_is_started() {
    for status in ["Pending", "InProgress", "Paused"] {
        let imports = [
            ("1", "s3://other", "InProgress"),
            ("2", URI, "Completed"),
            ("3", URI, status),
        ];
        let ran = ensure(vec![list(&imports)]);
        let ensured = ran.result.unwrap();
        assert_eq!(ensured.id(), "3");
        assert!(
            matches!(ensured, Ensured::AlreadyRunning(model) if model.status.as_str() == status)
        );
        assert_eq!(ran.requests, ["GET /bulk/imports"]);
    }
}

#[test]
fn import_that_runs_is_found_on_a_later_page() {
    let pages = vec![
        page(&[import("1", URI, "Failed")], "b"),
        page(&[], "c"),
        page(&[import("2", URI, "Pending")], "d"),
    ];
    let ran = ensure(pages);
    assert_eq!(ran.result.unwrap().id(), "2");
    assert_eq!(ran.requests.len(), 3);
}

#[test]
fn import_that_does_not_run_is_started() {
    for before in [
        &[][..],
        &[
            ("1", URI, "Completed"),
            ("2", URI, "Failed"),
            ("3", URI, "Cancelled"),
        ],
        &[
            ("1", "s3://bucket/dir2", "Pending"),
            ("2", "s3://bucket", "Pending"),
        ],
        &[("1", "S3://bucket/dir", "Pending"), ("2", "", "Failed")],
    ] {
        let ran = ensure(vec![list(before), started()]);
        assert_eq!(ran.result.unwrap(), Ensured::Started { id: "new".into() });
        assert_eq!(ran.requests, ["GET /bulk/imports", "POST /bulk/imports"]);
    }
}

#[test]
fn uri_is_the_same_with_and_without_slashes_at_the_end() {
    for (ours, theirs, same) in [
        (URI, "s3://bucket/dir/", true),
        ("s3://bucket/dir/", URI, true),
        ("s3://bucket/dir//", "s3://bucket/dir/", true),
        ("s3://bucket", "s3://bucket/", true),
        (URI, "s3://bucket//dir", false),
        (URI, "s3://bucket/dir/.", false),
        (URI, "s3://bucket/DIR", false),
        (URI, "gs://bucket/dir", false),
    ] {
        let steps = vec![list(&[("1", theirs, "Pending")]), started()];
        let ran = ensure_by(RetryPolicy::none(), ours, steps);
        let found = matches!(ran.result, Ok(Ensured::AlreadyRunning(_)));
        assert_eq!(
            (found, ran.posts()),
            (same, usize::from(!same)),
            "{ours} {theirs}"
        );
    }
}

#[test]
fn list_that_fails_before_means_that_nothing_is_started() {
    for fault in [
        || answer(500, ""),
        || answer(403, ""),
        || answer(200, "[]"),
        || answer(200, r#"{"data":[{"id":"1"}]}"#),
        || answer(200, r#"{"pagination":"b"}"#),
        || answer(200, r#"{"detail":"no"}"#),
        || answer(200, r#"{"errors":[{"code":"no"}]}"#),
        || answer(200, r#"{"status":"error"}"#),
        || lost(Kind::Io, true),
    ] {
        let ran = ensure(vec![fault()]);
        assert!(!ran.result.as_ref().unwrap_err().may_have_executed());
        assert_eq!((ran.posts(), ran.requests.len()), (0, 1));
        // Also on a later page, where all that came before did not match.
        let ran = ensure(vec![
            page(&[import("1", "s3://x", "Pending")], "b"),
            fault(),
        ]);
        assert!(ran.result.is_err());
        assert_eq!((ran.posts(), ran.requests.len()), (0, 2));
    }
    let ran = ensure(vec![page(&[], "b"), page(&[], "b")]);
    assert!(ran.result.is_err() && ran.posts() == 0);
}

#[test]
fn running_import_without_a_uri_means_that_nothing_is_started() {
    for uri in ["", r#""uri":null,"#, r#""uri":"","#] {
        let page = |status| {
            let import = format!(r#"{{{uri}"id":"1","status":"{status}"}}"#);
            answer(200, &format!(r#"{{"data":[{import}]}}"#))
        };
        for status in ["Pending", "InProgress", "New"] {
            let ran = ensure(vec![page(status)]);
            let error = ran.result.unwrap_err();
            assert!(matches!(&error, Error::List(list) if list.kind == ListErrorKind::MissingUri));
            assert!(
                !error.may_have_executed() && error.is_retryable(),
                "{error}"
            );
        }
        let ran = ensure(vec![page("Completed"), started()]);
        assert!(matches!(ran.result.unwrap(), Ensured::Started { .. }));
    }
}
