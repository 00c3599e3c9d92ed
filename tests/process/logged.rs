//! What ureq logs.

use std::sync::Mutex;

use crate::support::emulator::{Emulator, Settings};
use crate::support::https::{client, start};
use log::{Level, LevelFilter, Log, Metadata, Record};

const KEY: &str = "pcsk_MARKED_key_made-up";

/// Everything that is logged, with its level.
struct Kept(Mutex<Vec<(Level, String)>>);

static KEPT: Kept = Kept(Mutex::new(Vec::new()));

impl Log for Kept {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let line = (record.level(), record.args().to_string());
        self.0.lock().unwrap().push(line);
    }

    fn flush(&self) {}
}

#[test]
fn key_is_logged_at_trace_and_at_no_other_level() {
    log::set_logger(&KEPT).unwrap();
    log::set_max_level(LevelFilter::Trace);
    let mut settings = Settings::default();
    settings.service.api_key = KEY.into();
    let emulator = Emulator::start(settings).unwrap();
    client(&emulator).start_import(&start()).unwrap();
    let kept = KEPT.0.lock().unwrap();
    // As a dump: sixteen bytes a row, in hexadecimal, two by two, and then as text.
    let shows = |(_, text): &(Level, String)| {
        [
            "MARKED",
            "RKED_key",
            "pcsk_",
            "made-up",
            "7063 736b",
            "4d41 524b",
        ]
        .iter()
        .any(|part| text.contains(part))
    };
    let (trace, others): (Vec<_>, Vec<_>) = kept.iter().partition(|line| line.0 == Level::Trace);
    assert!(others.len() > 5, "{others:?}");
    for line in others {
        assert!(!shows(line), "{line:?}");
    }
    // If this is no longer so, the README need not warn of it.
    assert!(trace.into_iter().any(shows));
}
