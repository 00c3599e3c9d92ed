//! What the command does on a console of Windows: the progress bar, and the answer to Ctrl-C.

#![allow(unsafe_code, reason = "std neither reads a screen nor sends Ctrl-C")]

use std::fs::{File, OpenOptions};
use std::io;
use std::os::windows::io::AsRawHandle;
use std::os::windows::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, mem, thread};

use super::shell::{URI, emulator, told};
use windows_sys::Win32::System::Console::{
    CONSOLE_SCREEN_BUFFER_INFO, COORD, CTRL_C_EVENT, GenerateConsoleCtrlEvent,
    GetConsoleScreenBufferInfo, ReadConsoleOutputCharacterW, SetConsoleCtrlHandler,
};
use windows_sys::Win32::System::Threading::CREATE_NO_WINDOW;

/// The command's exit code, and the lines of the screen at its end.
///
/// Runs the test below in a process of its own, with a console of its own that has no window. If
/// told so, that interrupts the command.
fn on_a_console(millis: u64, interrupt: bool) -> (i32, Vec<String>) {
    let emulator = emulator(millis);
    let mut test = Command::new(env::current_exe().unwrap());
    test.args(["--exact", "console::start_on_this_console", "--ignored"])
        .args(["--nocapture", "--quiet"])
        .creation_flags(CREATE_NO_WINDOW)
        .env("PINECONE_API_KEY", emulator.api_key())
        .env("PINECONE_INDEX_HOST", emulator.url())
        .stdin(Stdio::null());
    if interrupt {
        test.env("INTERRUPT", "yes");
    }
    let (code, stdout, stderr) = told(&test.output().unwrap());
    assert_eq!(code, 0, "{stdout}{stderr}");
    let lines = stdout.lines().filter_map(|line| line.strip_prefix("> "));
    let mut lines = lines.map(str::to_owned);
    (lines.next().unwrap().parse().unwrap(), lines.collect())
}

#[test]
#[ignore = "is run by the tests below, with a console of its own"]
fn start_on_this_console() {
    let mut console = OpenOptions::new();
    let console = console.read(true).write(true).open("CONOUT$").unwrap();
    let mut start = Command::new(env!("CARGO_BIN_EXE_pinecone-import"));
    start
        .args(["start", URI, "--wait", "--poll", "0.1"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(console.try_clone().unwrap());
    let mut child = start.spawn().unwrap();
    let done = watch(&mut child, &console, env::var_os("INTERRUPT").is_some());
    let _ = child.kill();
    done.unwrap();
    println!("> {}", child.wait().unwrap().code().unwrap());
    for line in screen(&console).unwrap() {
        println!("> {line}");
    }
}

/// Waits for the command to end, or to be far enough to be interrupted.
fn watch(child: &mut Child, console: &File, interrupt: bool) -> io::Result<()> {
    let begin = Instant::now();
    let mut interrupted = false;
    while child.try_wait()?.is_none() {
        if begin.elapsed() > Duration::from_secs(60) {
            return Err(io::ErrorKind::TimedOut.into());
        }
        thread::sleep(Duration::from_millis(50));
        let lines = screen(console)?;
        if interrupt && !interrupted && lines.iter().any(|line| line.contains("Pending")) {
            // The event is for all who share the console; this process ignores it.
            // SAFETY: no handler is given.
            check(unsafe { SetConsoleCtrlHandler(None, 1) })?;
            // SAFETY: it takes plain numbers.
            check(unsafe { GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0) })?;
            interrupted = true;
        }
    }
    Ok(())
}

/// The lines on a console down to the last that is not empty.
fn screen(console: &File) -> io::Result<Vec<String>> {
    let handle = console.as_raw_handle();
    // SAFETY: it is a struct of numbers.
    let mut info: CONSOLE_SCREEN_BUFFER_INFO = unsafe { mem::zeroed() };
    // SAFETY: the handle is open.
    check(unsafe { GetConsoleScreenBufferInfo(handle, &raw mut info) })?;
    let width = usize::try_from(info.dwSize.X).map_err(io::Error::other)?;
    let mut text = vec![0_u16; width * 25];
    let (room, mut read) = (text.len().try_into().map_err(io::Error::other)?, 0);
    let (to, start) = (text.as_mut_ptr(), COORD { X: 0, Y: 0 });
    // SAFETY: the handle is open, and there is so much room.
    check(unsafe { ReadConsoleOutputCharacterW(handle, to, room, start, &raw mut read) })?;
    let lines = text.chunks(width).map(String::from_utf16_lossy);
    let mut lines: Vec<String> = lines.map(|line| line.trim_end().to_owned()).collect();
    while lines.pop_if(|line| line.is_empty()).is_some() {}
    Ok(lines)
}

fn check(done: i32) -> io::Result<()> {
    match done {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

#[test]
fn wait_on_a_console_shows_a_bar_in_one_line() {
    let (code, lines) = on_a_console(600, false);
    assert_eq!((code, lines.len()), (0, 2), "{lines:#?}");
    assert_eq!(lines[0], "import 101 started");
    let bar = "[============] 00:00:0";
    let ends = "  Completed  100.0 %  10000 records";
    assert!(
        lines[1].starts_with(bar) && lines[1].ends_with(ends),
        "{lines:#?}"
    );
}

#[test]
fn interrupt_on_a_console_tells_how_to_come_back() {
    let (code, lines) = on_a_console(60_000, true);
    assert_eq!(code, 130, "{lines:#?}");
    assert!(
        lines[1].starts_with("[") && lines[1].contains("Pending"),
        "{lines:#?}"
    );
    // On a slow machine in two lines.
    let says = lines[2..].join(" ");
    for part in [
        "interrupted; import 101 continues",
        "pinecone-import wait 101",
    ] {
        assert!(says.contains(part), "{lines:#?}");
    }
}
