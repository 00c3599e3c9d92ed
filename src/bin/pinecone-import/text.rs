//! A server's text, made safe for a terminal.

/// A server's text within a line, without characters that end the line or control the terminal.
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if steers(c) { ' ' } else { c })
        .collect()
}

/// Whether a character can end or reorder a line, or command a terminal; all are below U+10000.
pub fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
