//! IP addresses as hosts, held against core's parser.

use core::net::{Ipv4Addr, Ipv6Addr};

use crate::support::random::Random;
use pinecone_import::IndexHost;

/// Both as a host and over plain http, which says whether the address is of this machine.
fn assert_read_as_core_reads_it(host: &str, is_loopback: Option<bool>) {
    let origin = format!("http://{host}");
    let read = match IndexHost::new(&origin) {
        Ok(_) => Some(true),
        Err(_) if IndexHost::new(host).is_ok() => Some(false),
        Err(_) => None,
    };
    assert_eq!(read, is_loopback, "{host}");
}

#[test]
fn gap_stands_for_one_group_at_least() {
    for tail in ["", "1", "0", "0.0.0.1", "0:1", "0:0.0.0.1"] {
        for groups in 0..9 {
            let head = Vec::from_iter((0..groups).map(|_| "0")).join(":");
            for v6 in [format!("{head}::{tail}"), format!("{head}:{tail}")] {
                let address = v6.parse::<Ipv6Addr>().ok();
                let is_loopback = address.map(|address| address.is_loopback());
                assert_read_as_core_reads_it(&format!("[{v6}]"), is_loopback);
            }
        }
    }
}

#[test]
fn random_addresses_are_read_as_core_reads_them() {
    let mut random = Random(5);
    let mut valid = [0; 2];
    for _ in 0..60_000 {
        let parts = [
            "::",
            ":",
            ":",
            "0",
            "1",
            "01",
            "ffff",
            "F",
            "12345",
            "g",
            "127.0.0.1",
        ];
        let tail = ["", "0.0.0.1", "1.2.3", "::1", ":1"];
        let mut v6: String = (0..random.below(16)).map(|_| random.pick(&parts)).collect();
        v6.push_str(random.pick(&tail));
        let address = v6.parse::<Ipv6Addr>().ok();
        valid[0] += usize::from(address.is_some());
        let is_loopback = address.map(|address| address.is_loopback());
        assert_read_as_core_reads_it(&format!("[{v6}]"), is_loopback);

        let octets = ["0", "1", "127", "126", "255", "256", "00", "01", "1000", ""];
        let octets = Vec::from_iter((0..3 + random.below(3)).map(|_| random.pick(&octets)));
        // Names that end in a number have to be addresses.
        let v4 = octets.join(".") + ".1";
        let address = v4.parse::<Ipv4Addr>().ok();
        valid[1] += usize::from(address.is_some());
        assert_read_as_core_reads_it(&v4, address.map(|address| address.is_loopback()));
    }
    assert!(valid.into_iter().all(|count| count > 1000), "{valid:?}");
}
