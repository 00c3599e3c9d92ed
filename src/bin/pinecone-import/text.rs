//! A server's text, made safe for a terminal and for a shell.

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

/// A command about an import, to be pasted into a shell.
pub fn command_line(command: &str, id: &str) -> String {
    command_line_of(command, &[id])
}

/// A command about several imports, to be pasted into a shell.
pub fn command_line_of(command: &str, ids: &[&str]) -> String {
    // An id must not be taken for an option.
    let is_like_option = ids.iter().any(|id| id.starts_with('-'));
    let end_of_options = if is_like_option { " --" } else { "" };
    let ids = ids.iter().map(|id| format!(" {}", quoted(id)));
    format!(
        "pinecone-import {command}{end_of_options}{}",
        ids.collect::<String>()
    )
}

fn quoted(word: &str) -> String {
    let word = plain(word);
    let is_bare = |c: char| c.is_ascii_alphanumeric() || "-_.:/@%+=,".contains(c);
    if !word.is_empty() && word.chars().all(is_bare) {
        return word;
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
