//! IP addresses: whether they are valid, and of this machine.
//!
//! core's parser also gives the address, in more than twice the code.

use super::{percent, text};

/// Whether an IPv4 address is one of `127.0.0.0/8`; `None` if it is invalid.
pub(super) fn is_loopback_v4(address: &[u8]) -> Option<bool> {
    Some(v4(address)? >> 24 == 127)
}

fn v4(address: &[u8]) -> Option<u32> {
    let (mut bits, mut octets) = (0, 0);
    for octet in address.split(|byte| *byte == b'.') {
        // A leading zero means octal to some.
        if let [b'0', _, ..] = octet {
            return None;
        }
        bits = bits << 8 | u32::from(u8::try_from(text::digits(octet)?).ok()?);
        octets += 1;
    }
    (octets == 4).then_some(bits)
}

/// Whether an IPv6 address is `::1`; `None` if it is invalid.
pub(super) fn is_loopback_v6(address: &[u8]) -> Option<bool> {
    let (mut groups, mut has_gap) = (0, false);
    // The last group, and a bit for each that is set in any other.
    let (mut last, mut others) = (0, 0);
    let mut rest = address;
    loop {
        // What stands before the next group. The address may end in a gap, or without a separator.
        match rest.strip_prefix(b"::") {
            Some(behind) if !has_gap => {
                (has_gap, rest) = (true, behind);
                (last, others) = (0, others | last);
            }
            _ if groups == 0 || rest.is_empty() => {}
            _ => rest = rest.strip_prefix(b":").filter(|rest| !rest.is_empty())?,
        }
        if rest.is_empty() {
            break;
        }
        let end = rest.iter().position(|byte| *byte == b':');
        let (group, behind) = rest.split_at(end.unwrap_or(rest.len()));
        others |= last;
        // The end may be written as an IPv4 address, which is longer than a group.
        if behind.is_empty() && group.len() > 4 {
            let bits = v4(group)?;
            others |= bits >> 16;
            last = bits & 0xffff;
            groups += 2;
        } else {
            let digit = |bits, byte: &u8| Some(bits << 4 | u32::from(percent::digit(*byte)?));
            last = group.iter().try_fold(0, digit)?;
            groups += 1;
            if !(1..=4).contains(&group.len()) {
                return None;
            }
        }
        rest = behind;
    }
    let fits = if has_gap { groups < 8 } else { groups == 8 };
    fits.then_some(last == 1 && others == 0)
}
