//! Untrusted text within one line.

use core::fmt;

/// Replaces characters that could end or reorder the line with spaces.
pub(crate) struct OneLine<'a, 'b>(pub(crate) &'a mut fmt::Formatter<'b>);

impl fmt::Write for OneLine<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let breaks = |c: char| {
            c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        for (index, part) in text.split(breaks).enumerate() {
            if index > 0 {
                self.0.write_char(' ')?;
            }
            self.0.write_str(part)?;
        }
        Ok(())
    }
}

/// Writes so many bytes at most, and then that there was more.
pub(crate) struct Brief<W> {
    to: W,
    left: usize,
    full: bool,
}

impl<W> Brief<W> {
    pub(crate) fn new(to: W, most: usize) -> Self {
        Self {
            to,
            left: most,
            full: false,
        }
    }
}

impl<W: fmt::Write> fmt::Write for Brief<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.full {
            return Ok(());
        }
        if text.len() <= self.left {
            self.left -= text.len();
            return self.to.write_str(text);
        }
        self.full = true;
        let whole = (0..=self.left)
            .rev()
            .find_map(|end| text.get(..end))
            .unwrap_or("");
        self.to.write_str(whole)?;
        self.to.write_str("...")
    }
}
