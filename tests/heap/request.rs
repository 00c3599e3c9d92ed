//! What a start's request takes of the heap, whatever its texts are.

use crate::heap;
use pinecone_import::{ApiKey, Endpoint, ImportErrorMode, IndexHost, Operation, StartImport};

#[test]
fn request_is_allocated_as_often_whatever_its_texts_need() {
    let endpoint = Endpoint::new(
        IndexHost::new("idx.example").unwrap(),
        ApiKey::new("key").unwrap(),
    );
    let allocations = |text: &str| {
        let start = StartImport::new(format!("s3://b/{text}"))
            .integration_id(text)
            .error_mode(ImportErrorMode::Continue);
        heap::allocations(|| start.request(&endpoint).unwrap()).0
    };
    let hard = "\"\\\u{8}\u{c}\n\r\t\0\u{1f}\u{7f}\u{2028}\u{1f980}é";
    let expected = allocations("a");
    assert!(expected > 0);
    for text in [hard.into(), hard.repeat(50), "a".repeat(1000)] {
        assert_eq!(allocations(&text), expected, "{text}");
    }
}
