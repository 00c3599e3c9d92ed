//! An input cut into the parts that a check needs.

/// The rest of an input.
pub struct Input<'a>(pub &'a [u8]);

impl<'a> Input<'a> {
    pub fn byte(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *first
    }

    /// Up to the next line end, without it.
    pub fn line(&mut self) -> &'a [u8] {
        let end = self
            .0
            .iter()
            .position(|byte| *byte == b'\n')
            .unwrap_or(self.0.len());
        let line = &self.0[..end];
        self.0 = self.0.get(end + 1..).unwrap_or(&[]);
        line
    }

    /// A line as text; `*N` at its start repeats the rest of it N times, so that short inputs
    /// reach the limits.
    pub fn text(&mut self) -> String {
        let line = String::from_utf8_lossy(self.line()).into_owned();
        let repeat = line.strip_prefix('*').and_then(|rest| {
            let digits = rest
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(rest.len());
            let times: usize = rest[..digits].parse().ok().filter(|times| *times <= 5000)?;
            Some(rest[digits..].repeat(times))
        });
        repeat.unwrap_or(line)
    }
}
