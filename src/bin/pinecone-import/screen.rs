//! What a person sees on stderr: lines, and below them a bar while the command waits.

use std::fmt::{Arguments, Display};
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use pinecone_import::{Event, EventLevel};

#[cfg(windows)]
use crate::console;
use crate::text::plain;
use crate::times::span;

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loudness {
    Quiet,
    Normal,
    Verbose,
}

pub struct Screen {
    loudness: Loudness,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    bar: Option<ProgressBar>,
    /// The state of the import as told last.
    told: String,
    /// The error of the last poll, if it failed.
    outage: String,
}

static HAS_BAR: AtomicBool = AtomicBool::new(false);

/// Begins a line below the bar, if there is one: it stays.
pub fn leave_bar() {
    if HAS_BAR.swap(false, Ordering::Relaxed) {
        let _ = writeln!(io::stderr());
    }
}

impl Screen {
    pub fn new(loudness: Loudness) -> Self {
        Self {
            loudness,
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Prints a message for people, unless they want none.
    pub fn note(&self, text: Arguments<'_>) {
        if self.loudness != Loudness::Quiet {
            self.state().line(text);
        }
    }

    /// Prints why the command does not end well.
    pub fn error(&self, text: Arguments<'_>) {
        self.state().line(text);
    }

    /// Tells what happens between a call and its result.
    pub fn event(&self, event: &Event<'_>) {
        let level = match self.loudness {
            Loudness::Quiet => return,
            Loudness::Normal => EventLevel::Info,
            Loudness::Verbose => EventLevel::Debug,
        };
        let mut state = self.state();
        let mut is_news = true;
        if let Event::Pause {
            error, failures, ..
        } = event
        {
            let error = error.map_or(String::new(), ToString::to_string);
            // An outage may last for hours: it is told when it begins, changes, and ever more rarely.
            is_news = self.loudness == Loudness::Verbose
                || failures.is_power_of_two()
                || error != state.outage;
            state.outage = error;
        }
        if event.level() <= level && is_news {
            state.line(format_args!("{}", plain(&event.to_string())));
        }
        if let Event::Pause {
            error: Some(_),
            failures,
            ..
        } = event
        {
            // The state is news again after it.
            state.told.clear();
            if let Some(bar) = &state.bar {
                bar.set_message(format!("no answer ({failures} in a row); still waiting"));
            }
        }
    }

    /// Shows a bar from here on, on a terminal that can.
    pub fn open_bar(&self) {
        if self.loudness != Loudness::Quiet && io::stderr().is_terminal() {
            let bar = bar();
            HAS_BAR.store(bar.is_some(), Ordering::Relaxed);
            self.state().bar = bar;
        }
    }

    pub fn close_bar(&self) {
        if let Some(bar) = self.state().bar.take() {
            bar.abandon();
            leave_bar();
        }
    }

    /// Shows how far it is: in the bar, or as a line if it has changed.
    pub fn progress(&self, done: f64, told: &str, estimate: Option<String>, elapsed: Duration) {
        let estimate = estimate.map_or(String::new(), |estimate| format!("  {estimate}"));
        let mut state = self.state();
        if let Some(bar) = &state.bar {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped; NaN becomes 0"
            )]
            bar.set_position((done.clamp(0.0, 1.0) * 1000.0) as u64);
            bar.set_message(format!("{told}{estimate}"));
        } else if self.loudness != Loudness::Quiet && state.told != told {
            let elapsed = span(elapsed);
            state.line(format_args!("{told}  {elapsed}{estimate}"));
            state.told = told.to_owned();
        }
    }
}

impl State {
    fn line(&self, text: impl Display) {
        // If this fails, there is nowhere left to report it.
        let print = || drop(writeln!(io::stderr(), "{text}"));
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }
}

/// A bar, unless the terminal is a dumb one.
fn bar() -> Option<ProgressBar> {
    #[cfg(not(windows))]
    let bar = ProgressBar::new(1000);
    #[cfg(windows)]
    let bar = ProgressBar::with_draw_target(Some(1000), console::target());
    if bar.is_hidden() {
        return None;
    }
    if let Ok(style) = ProgressStyle::with_template("[{bar:12}] {elapsed_precise}  {wide_msg}") {
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
    Some(bar)
}
