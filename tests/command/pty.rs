//! A terminal, and a program that has it.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use nix::pty::{Winsize, openpty};

/// Longer than anything takes here.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Terminal {
    pub child: Child,
    keyboard: File,
    output: Receiver<Vec<u8>>,
    /// All that came to the screen.
    pub screen: String,
    read: usize,
}

impl Terminal {
    /// Runs a command with a terminal for stderr, and for those of stdin and stdout that it says.
    pub fn run(mut command: Command, all: bool) -> Self {
        let size = Winsize {
            ws_row: 24,
            ws_col: 100,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        let terminal = openpty(Some(&size), None).unwrap();
        if all {
            command
                .stdin(terminal.slave.try_clone().unwrap())
                .stdout(terminal.slave.try_clone().unwrap());
        } else {
            command.stdout(Stdio::piped());
        }
        let child = command.stderr(terminal.slave).spawn().unwrap();
        // The terminal ends when nobody has it open any more.
        drop(command);
        let keyboard = File::from(terminal.master);
        let mut screen = keyboard.try_clone().unwrap();
        let (sender, output) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            // Linux ends a terminal with an error instead of an end of file.
            while let Ok(count @ 1..) = screen.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            keyboard,
            output,
            screen: String::new(),
            read: 0,
        }
    }

    pub fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// Waits for a text on the screen, after what was waited for before; returns all up to it.
    pub fn wait_for(&mut self, text: &str) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(place) = self.screen[self.read..].find(text) {
                let until = self.read + place + text.len();
                let seen = self.screen[self.read..until].to_owned();
                self.read = until;
                return seen;
            }
            let left = end.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.screen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(_) => panic!("no {text:?} in {:?}", self.screen),
            }
        }
    }

    /// Waits for the end: exit code, stdout if that is no terminal.
    pub fn end(&mut self) -> (i32, String) {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.screen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("no end: {:?}", self.screen),
            }
        }
        let mut stdout = String::new();
        if let Some(mut pipe) = self.child.stdout.take() {
            pipe.read_to_string(&mut stdout).unwrap();
        }
        (self.child.wait().unwrap().code().unwrap(), stdout)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
