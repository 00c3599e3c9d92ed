//! What recorded bytes are, and what they show.

use std::fmt::Write;

use base64::Engine;
use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};

/// Whether these bytes are records of TLS (RFC 8446, 5.1) and nothing else, from a handshake on.
pub fn is_tls(mut bytes: &[u8]) -> bool {
    let begins = bytes.first() == Some(&22);
    while let [20..=23, 3, 0..=4, high, low, rest @ ..] = bytes {
        let length = u16::from_be_bytes([*high, *low]).into();
        let Some(next) = rest.get(length..) else {
            return false;
        };
        bytes = next;
    }
    begins && bytes.is_empty()
}

/// Whether one of the secrets is among the bytes: as it is, percent-encoded, in hexadecimal, or
/// in base64 at any offset.
pub fn shows(bytes: &[u8], secrets: &[&str]) -> bool {
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    let mut forms = secrets.iter().flat_map(|secret| forms(secret));
    forms.any(|form| text.contains(&form.to_ascii_lowercase()))
}

fn forms(secret: &str) -> Vec<String> {
    let mut forms = vec![secret.to_owned()];
    for before in ["", "%"] {
        let mut all = String::new();
        for byte in secret.bytes() {
            write!(all, "{before}{byte:02x}").unwrap();
        }
        forms.push(all);
    }
    let reserved = |c: char| match c.is_ascii_alphanumeric() || "-_.~".contains(c) {
        true => c.to_string(),
        false => format!("%{:02x}", u32::from(c)),
    };
    forms.push(secret.chars().map(reserved).collect());
    for (offset, begin) in [(0, 0), (1, 2), (2, 3)] {
        let shifted = [&[0; 2][..offset], secret.as_bytes()].concat();
        for engine in [BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD] {
            // Without the characters that depend on what stands before and after.
            let encoded = engine.encode(&shifted);
            let end = encoded.len() - usize::from(shifted.len() % 3 > 0);
            forms.push(encoded[begin..end].to_owned());
        }
    }
    forms
}

#[test]
fn secret_is_found_in_each_form() {
    let key = "pcsk_Recorded+/=key_made-up";
    for seen in [
        "Api-Key: pcsk_Recorded+/=key_made-up\r\n",
        "?key=pcsk_Recorded%2B%2f%3Dkey_made-up&x",
        "Basic cGNza19SZWNvcmRlZCsvPWtleV9tYWRlLXVw",
        "Basic YTpwY3NrX1JlY29yZGVkKy89a2V5X21hZGUtdXA6",
        "Basic YTpwY3NrX1JlY29yZGVkKy89a2V5X21hZGUtdXA",
        "Basic YWI6cGNza19SZWNvcmRlZCsvPWtleV9tYWRlLXVw",
        "Basic YWJjOnBjc2tfUmVjb3JkZWQrLz1rZXlfbWFkZS11cDp4",
        "7063736B5f5265636f726465642b2f3d6b65795f6d6164652d7570",
    ] {
        assert!(shows(seen.as_bytes(), &["other", key]), "{seen}");
    }
    assert!(!shows(b"pcsk_Recorded+/=key_made-u", &["other", key]));
}

#[test]
fn tls_is_told_from_all_else() {
    assert!(is_tls(&[22, 3, 1, 0, 1, 9, 20, 3, 3, 0, 0]));
    for bytes in [
        &b""[..],
        b"GET / HTTP/1.1\r\n\r\n",
        &[23, 3, 3, 0, 1, 9],
        &[22, 3, 1, 0, 2, 9],
        &[22, 3, 1, 0, 0, b'G'],
    ] {
        assert!(!is_tls(bytes), "{bytes:?}");
    }
}
