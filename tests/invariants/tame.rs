//! Any bytes through the pass that makes a text fit for the parser, and through the reader.
//!
//! The room `src/json` knows nothing of the rest of the crate, so it is compiled in as it is.

use crate::heap;
use crate::tolerant::{self, Token};

#[allow(dead_code, unused_imports, reason = "the writer is not used here")]
#[path = "../../src/json/mod.rs"]
mod json;

mod told;

use json::Limits;
use told::{events, is_read_as, is_read_in_bounds};

/// Longest document of which every start is completed.
const SHORT: usize = 160;

/// The first byte chooses the limits.
pub fn check(data: &[u8]) {
    let Some((first, text)) = data.split_first() else {
        return;
    };
    let limits = limits(*first);
    let Ok(text) = std::str::from_utf8(text) else {
        let mut tamed = text.to_vec();
        let (asked, _) = heap::allocations(|| json::tame(&mut tamed, limits));
        assert_eq!((asked, tamed.len()), (0, text.len()));
        return;
    };
    let is_json = one(text, *first);
    is_read_in_bounds(text, limits);
    if is_json && text.len() <= SHORT {
        starts(text, limits);
    }
}

/// Small ones, so that short texts go past them.
fn limits(choice: u8) -> Limits {
    Limits {
        string: [16, 60, 300, 2048][usize::from(choice % 4)],
        keep_start: choice & 4 != 0,
    }
}

/// Returns whether the text is JSON.
pub fn one(text: &str, choice: u8) -> bool {
    let limits = limits(choice);
    let mut tamed = text.as_bytes().to_vec();
    let (asked, outcome) = heap::allocations(|| json::tame(&mut tamed, limits));
    assert_eq!((asked, tamed.len()), (0, text.len()));
    let mut again = tamed.clone();
    json::tame(&mut again, limits);
    assert_eq!(again, tamed, "tamed twice");
    let tamed = String::from_utf8(tamed).expect("UTF-8 stays UTF-8");
    let is_wild = json::is_wild(text.as_bytes(), limits);
    let Some(before) = tolerant::read(text) else {
        // Only what is left out can have been what is not JSON.
        let is_refused = tolerant::read(&tamed).is_none() && events(&tamed).is_none();
        assert!(outcome.is_cut || is_refused, "{text}: {tamed}");
        return false;
    };
    if before.iter().any(tolerant::is_on_the_edge) {
        return true;
    }
    let (expected, is_cut) = by_the_rules(&before, limits);
    assert_eq!(outcome.is_cut, is_cut);
    if tamed == text {
        assert_eq!(before, expected, "something had to change");
    } else {
        let after = tolerant::read(&tamed).expect("valid text stays valid");
        assert_eq!(after, expected);
        let is_same = before == expected && !is_cut && !text.contains("\\u");
        assert!(!is_same, "nothing had to change");
    }
    serde_json::from_str::<serde_json::Value>(&tamed).expect("serde_json takes it");
    is_read_as(&expected, &events(&tamed).expect("miniserde takes it"));
    // What is not wild is tried as it is first. The reader takes one level more than it is given
    // anything in.
    if !is_wild && !is_cut && tamed != text {
        if let Some(events) = events(text) {
            is_read_as(&expected, &events);
        }
    }
    is_split_as(&expected, &tamed);
    true
}

fn by_the_rules(tokens: &[Token], limits: Limits) -> (Vec<Token>, bool) {
    let limits = tolerant::Limits {
        string: limits.string,
        keep_start: limits.keep_start,
    };
    tolerant::tamed(tokens, limits)
}

/// The splitter of arrays and objects finds what the reference finds.
fn is_split_as(tokens: &[Token], text: &str) {
    let [Token::Open { is_object }, inside @ .., Token::Close] = tokens else {
        return;
    };
    let values = json::items(text).map(|item| {
        if *is_object {
            json::member(item)
        } else {
            Some(item)
        }
    });
    let values = values.flat_map(|value| tolerant::read(value.expect("a value")).expect("JSON"));
    // Names of the outermost object are not among the values.
    let mut depth = 0;
    let inside = inside.iter().filter(|token| {
        match token {
            Token::Open { .. } => depth += 1,
            Token::Close => depth -= 1,
            _ => {}
        }
        depth > 0 || !matches!(token, Token::Name(_))
    });
    assert!(values.eq(inside.cloned()), "{text}");
}

/// Every start of a document can be completed, and then has nothing that the whole has not.
fn starts(whole: &str, limits: Limits) {
    let tokens = tolerant::read(whole).expect("JSON");
    let (expected, _) = by_the_rules(&tokens, limits);
    let mut before = 0;
    for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        let start = whole[..end].trim_start_matches([' ', '\t', '\r', '\n']);
        let mut text = start.as_bytes().to_vec();
        let tamed = json::tame(&mut text, limits);
        let is_cut = tamed.is_cut;
        let is_open = tamed.close(&mut text);
        assert!(text.len() <= start.len() + 33);
        if !is_open {
            // A string that is too long was closed, whether it broke off or not.
            let closed = std::str::from_utf8(&text).expect("UTF-8");
            let is_read = |text| tolerant::read(text).is_some();
            let is_done = is_read(start) || (is_cut && is_read(closed));
            assert!(is_done || !start.starts_with(['{', '[', '"']), "{start}");
            continue;
        }
        let text = String::from_utf8(text).expect("UTF-8");
        let mut tokens = tolerant::read(&text).unwrap_or_else(|| panic!("{start}: {text}"));
        assert!(events(&text).is_some(), "{text}");
        serde_json::from_str::<serde_json::Value>(&text).expect("serde_json takes it");
        // All that misses at most is the name and the value that the start ends with.
        let is_all = start.trim_end().ends_with(['"', '}', ']']) && end + 1 == whole.len();
        assert!(!is_all || tokens == expected, "{start}: {text}");
        while tokens.last() == Some(&Token::Close) {
            tokens.pop();
        }
        assert!(tokens.len() >= before, "{start}: {text}");
        before = tokens.len();
        let (last, others) = tokens.split_last().expect("a token");
        assert_eq!(others, &expected[..others.len()], "{start}: {text}");
        assert!(
            is_start(last, &expected[others.len()], limits),
            "{start}: {text}"
        );
    }
}

/// Whether what a text broke off in can be the start of what it would have become.
fn is_start(start: &Token, whole: &Token, limits: Limits) -> bool {
    match (start, whole) {
        (Token::Text(start), Token::Text(whole)) => {
            // A pair of surrogates that broke off, or a text that became too long later.
            let half = start.text.strip_suffix('\u{fffd}').unwrap_or(&start.text);
            whole.text.starts_with(half) || start.text.starts_with(&whole.text)
        }
        (Token::Text(_), Token::Word("null")) => !limits.keep_start,
        _ => start == whole,
    }
}
