//! Signals: the first asks the command to stop, the second ends it at once.

use std::process;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::thread;
use std::time::Duration;

use pinecone_import::Stop;

use crate::exit::Exit;

static STOP: AtomicBool = AtomicBool::new(false);
/// The exit code for the signal that came; 0 for none.
static CODE: AtomicU8 = AtomicU8::new(0);
/// Who says how the command ended, once that has begun.
static ENDING: AtomicU8 = AtomicU8::new(NOBODY);
const NOBODY: u8 = 0;
const COMMAND: u8 = 1;
const WATCH: u8 = 2;

/// What the command has to end by itself; it takes half a second where nothing else keeps it.
const TO_END: Duration = Duration::from_millis(700);
/// What it has to print, if it has begun to.
const TO_PRINT: Duration = Duration::from_millis(250);

const EXITS: [Exit; 3] = [Exit::HungUp, Exit::Interrupted, Exit::Terminated];

/// The request that a signal makes.
pub fn stop() -> Stop {
    Stop::from_flag(&STOP)
}

/// How the command ends by the signal that came, if any.
pub fn received() -> Option<Exit> {
    let code = CODE.load(Ordering::Acquire);
    EXITS.into_iter().find(|exit| exit.code() == code)
}

/// The command says from here on how it ended; or stays here, because that is being said for it.
pub fn end() {
    while !begin(COMMAND) {
        thread::park();
    }
}

fn begin(who: u8) -> bool {
    let before = ENDING.compare_exchange(NOBODY, who, Ordering::AcqRel, Ordering::Acquire);
    before.map_or_else(|begun| begun == who, |_| true)
}

/// Takes a signal. `last_words` says how the command ended if it does not do so in time.
fn take(exit: Exit, last_words: fn(Exit)) {
    let code = exit.code();
    if CODE.swap(code, Ordering::AcqRel) != 0 {
        process::exit(code.into());
    }
    STOP.store(true, Ordering::Release);
    let watch = move || {
        thread::sleep(TO_END);
        match begin(WATCH) {
            true => last_words(exit),
            false => thread::sleep(TO_PRINT),
        }
        process::exit(code.into());
    };
    if thread::Builder::new().spawn(watch).is_err() {
        process::exit(code.into());
    }
}

/// Listens to signals, unless whoever started the command has them ignored, or there is no thread
/// to listen: then they do what they always do.
#[cfg(unix)]
pub fn listen(last_words: fn(Exit)) {
    use nix::sys::signal::{SigSet, Signal};
    let signals: SigSet = [Signal::SIGHUP, Signal::SIGINT, Signal::SIGTERM]
        .into_iter()
        .filter(|signal| !is_ignored(*signal as i32))
        .collect();
    // All threads that are made after this leave them to the one that waits.
    if signals.thread_block().is_err() {
        return;
    }
    let wait = move || {
        while let Ok(signal) = signals.wait() {
            take(
                match signal {
                    Signal::SIGHUP => Exit::HungUp,
                    Signal::SIGTERM => Exit::Terminated,
                    _ => Exit::Interrupted,
                },
                last_words,
            );
        }
    };
    if thread::Builder::new().spawn(wait).is_err() {
        let _ = signals.thread_unblock();
    }
}

/// Whether a signal is ignored, as `nohup` arranges it. A blocked one would come all the same.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    match mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()) {
        Some(mask) => mask >> (signal - 1) & 1 == 1,
        // Without /proc, there is no way to know; SIGHUP is the one that matters.
        None => signal == nix::sys::signal::Signal::SIGHUP as i32,
    }
}

#[cfg(not(unix))]
pub fn listen(last_words: fn(Exit)) {
    let _ = ctrlc::set_handler(move || take(Exit::Interrupted, last_words));
}
