//! The progress of an import, on stderr.

use std::io::{self, IsTerminal, Write};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use pinecone_import::ImportModel;

#[cfg(windows)]
use crate::console;
use crate::exit::Exit;
use crate::output::percent;
use crate::text::plain;

/// A bar on a terminal, a line per change elsewhere.
pub struct Progress {
    bar: Option<ProgressBar>,
    begin: Instant,
    last: String,
}

impl Progress {
    pub fn new(id: &str) -> Self {
        let id = plain(id);
        // The process can exit at any point: the import runs on the server.
        let handler = move || {
            let mut stderr = io::stderr().lock();
            let _ = writeln!(
                stderr,
                "\ninterrupted; import {id} continues; follow it with: pinecone-import wait {id}"
            );
            std::process::exit(Exit::Interrupted.code().into());
        };
        // Without a handler, Ctrl-C just ends the command; with one that has no thread to run in,
        // it would do nothing.
        if thread::Builder::new().spawn(|| ()).is_ok() {
            let _ = ctrlc::set_handler(handler);
        }
        Self {
            bar: io::stderr().is_terminal().then(bar),
            begin: Instant::now(),
            last: String::new(),
        }
    }

    pub fn show(&mut self, import: &ImportModel) {
        let done = import.percent_complete.unwrap_or(0.0);
        let records = import
            .records_imported
            .map_or(String::new(), |records| format!("  {records} records"));
        let state = format!(
            "{}  {}{records}",
            plain(import.status.as_str()),
            percent(done)
        );
        if let Some(bar) = &self.bar {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped; NaN becomes 0"
            )]
            bar.set_position((done.clamp(0.0, 100.0) * 10.0) as u64);
            bar.set_message(state);
        } else if state != self.last {
            let _ = writeln!(
                io::stderr(),
                "{state}  {} s",
                self.begin.elapsed().as_secs()
            );
            self.last = state;
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.abandon();
        }
    }
}

fn bar() -> ProgressBar {
    #[cfg(not(windows))]
    let bar = ProgressBar::new(1000);
    #[cfg(windows)]
    let bar = ProgressBar::with_draw_target(Some(1000), console::target());
    // Only a wide message is cut where the line ends.
    if let Ok(style) = ProgressStyle::with_template("[{bar:30}] {elapsed_precise}  {wide_msg}") {
        bar.set_style(style.progress_chars("=> "));
    }
    // The elapsed time advances between polls. The bar's own ticker panics if no thread can be
    // started; without this one, the time just stands still.
    let weak = bar.downgrade();
    let tick = move || {
        while let Some(bar) = weak.upgrade().filter(|bar| !bar.is_finished()) {
            bar.tick();
            drop(bar);
            thread::sleep(Duration::from_secs(1));
        }
    };
    let _ = thread::Builder::new().spawn(tick);
    bar
}
