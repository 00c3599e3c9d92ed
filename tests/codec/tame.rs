//! Random documents, valid and broken, against a reference that takes whatever JSON's grammar
//! takes; see `tests/invariants/tame.rs`.

use crate::support::random::Random;
use crate::tame_invariants;

const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "7",
    "-12",
    "1.5",
    "5.0",
    "0.000",
    "-3.00e2",
    "1e3",
    "1E-7",
    "1e400",
    "-1E+999",
    "0e400",
    "1e-400",
    "7205772571439524.0",
    "72059393725755.000",
    "9007199254740993",
    "9007199254740993.0",
    "123456.789012345678901",
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551616",
];
const PIECES: &[&str] = &[
    "a",
    "bc",
    "é",
    "🦀",
    " ",
    "[",
    "}",
    ",",
    ":",
    "\\n",
    "\\\"",
    "\\\\",
    "\\/",
    "\\u0041",
    "\\u00e9",
    "\\ud83e\\udd80",
    "\\uD83D",
    "\\ude00",
    "\\ud83d\\ud83d\\ude00",
    "\\ud83d\\n",
    "\\ufffd",
];
const SPACES: &[&str] = &["", "", "", "", " ", "\n\t"];
const BROKEN: &[&str] = &[
    "\"", "\\", "\\u", "\\ud8", "\\q", "{", "}", "[", "]", ",", ":", "0", ".0", "e", "-", "nul",
    "\u{1}", "é",
];

fn string(random: &mut Random, out: &mut String) {
    out.push('"');
    let most = if random.once_in(12) { 20 } else { 4 };
    for _ in 0..random.below(most) {
        out.push_str(random.pick(PIECES));
    }
    out.push('"');
}

fn value(random: &mut Random, out: &mut String, depth: u64) {
    out.push_str(random.pick(SPACES));
    match random.below(8 + depth) {
        0 | 1 => {
            out.push('[');
            for at in 0..random.below(3) {
                out.push_str(if at > 0 { "," } else { "" });
                value(random, out, depth + 2);
            }
            out.push(']');
        }
        2..=4 => {
            out.push('{');
            for at in 0..random.below(3) {
                out.push_str(if at > 0 { "," } else { "" });
                string(random, out);
                out.push(':');
                value(random, out, depth + 2);
            }
            out.push('}');
        }
        5 => out.push_str(random.pick(&["null", "true", "false"])),
        6 | 7 => out.push_str(random.pick(NUMBERS)),
        8 if random.once_in(40) => {
            let digits = "9".repeat(if random.once_in(2) { 400 } else { 25 });
            out.push_str(&digits);
        }
        _ => string(random, out),
    }
    out.push_str(random.pick(SPACES));
}

fn document(random: &mut Random) -> String {
    let mut out = String::new();
    if random.once_in(200) {
        // Around the depth that is read.
        for _ in 0..random.below(8) + 28 {
            out.push_str(random.pick(&["[", "{\"a\":", "[1,"]));
        }
        let opened = out.clone();
        value(random, &mut out, 0);
        let closes = |open| match open {
            '[' => Some(']'),
            '{' => Some('}'),
            _ => None,
        };
        out.extend(opened.chars().rev().filter_map(closes));
        return out;
    }
    value(random, &mut out, 0);
    out
}

/// Something more, or less, anywhere.
fn break_up(random: &mut Random, text: &mut String) {
    let end = u64::try_from(text.len()).unwrap() + 1;
    let mut at = usize::try_from(random.below(end)).unwrap();
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    match random.below(3) {
        0 => text.truncate(at),
        1 => text.insert_str(at, random.pick(BROKEN)),
        _ if at < text.len() => drop(text.remove(at)),
        _ => {}
    }
}

#[test]
fn every_surrogate_agrees_with_a_tolerant_reference() {
    for unit in 0xd7f0..0xe010 {
        let text = format!(
            r#"["\u{unit:x}","\u{unit:04X}\udc00","\ud83d\u{unit:x}","\u{unit:x}\u{unit:04X}"]"#
        );
        assert!(tame_invariants::one(&text, 7), "{text}");
    }
}

#[test]
fn random_documents_agree_with_a_tolerant_reference() {
    let mut random = Random(11);
    let (mut valid, mut broken) = (0, 0);
    for round in 0..100_000 {
        let mut text = document(&mut random);
        if random.once_in(3) {
            break_up(&mut random, &mut text);
        }
        let limits = u8::try_from(random.below(8)).unwrap();
        if round % 500 == 0 {
            tame_invariants::check(&[&[limits], text.as_bytes()].concat());
        }
        if tame_invariants::one(&text, limits) {
            valid += 1;
        } else {
            broken += 1;
        }
    }
    assert!(valid > 60_000 && broken > 15_000, "{valid} {broken}");
}
