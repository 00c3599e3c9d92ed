//! One line on a console of Windows.

use std::io::{self, Write, stderr};

use indicatif::{ProgressDrawTarget, TermLike};

/// Leaves the last of 80 columns free: a console moves its cursor on to the next line once that is
/// filled, and indicatif's own target, which fills it, would show every change on a line of its own.
const WIDTH: u16 = 79;

/// Where the bar is drawn, without any escape sequence.
pub fn target() -> ProgressDrawTarget {
    ProgressDrawTarget::term_like_with_hz(Box::new(Line), 20)
}

#[derive(Debug)]
struct Line;

impl TermLike for Line {
    fn width(&self) -> u16 {
        WIDTH
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        stderr().write_all(text.as_bytes())
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        writeln!(stderr(), "{text}")
    }

    fn clear_line(&self) -> io::Result<()> {
        write!(stderr(), "\r{:1$}\r", "", usize::from(WIDTH))
    }

    fn flush(&self) -> io::Result<()> {
        stderr().flush()
    }

    // There is only one line, and it is written from its start.
    fn move_cursor_up(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_down(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_right(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_left(&self, _: usize) -> io::Result<()> {
        Ok(())
    }
}
