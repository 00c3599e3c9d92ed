//! Output to stdout.

use std::io::{self, Write};

use crate::during;
use crate::failure::Failure;

/// Writes data to stdout.
pub fn print(data: &str) -> Result<(), Failure> {
    // No import, no line.
    if data.is_empty() {
        return Ok(());
    }
    let mut stdout = io::stdout().lock();
    let written = writeln!(stdout, "{}", data.trim_end_matches('\n'));
    let during = during::now();
    match written.and_then(|()| stdout.flush()) {
        Ok(()) => Ok(()),
        // Who reads has seen enough, as `head -1` has.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe && !during.changes() => Ok(()),
        Err(error) => Err(Failure::Output { error, during }),
    }
}
