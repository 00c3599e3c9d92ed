//! The manual page.

use std::fmt::Write as _;

use super::tables::{COMMANDS, ENVIRONMENT, OPTIONS, PURPOSE, flag, options_of};
use crate::exit::EXITS;

/// The manual page, in the man macros of roff.
pub fn man() -> String {
    let text = |text: &str| text.replace('\\', "\\e").replace('-', "\\-");
    let mut out = format!(
        ".TH PINECONE-IMPORT 1\n.SH NAME\npinecone\\-import \\- {}\n.SH SYNOPSIS\n.B pinecone\\-import\n\
         COMMAND [OPTIONS]\n.SH COMMANDS\n",
        text(PURPOSE)
    );
    for command in &COMMANDS {
        let options: Vec<String> = options_of(command.options)
            .map(|option| format!("[{}]", flag(option)))
            .collect();
        let usage = format!(
            "{} {} {}",
            command.name,
            command.argument,
            options.join(" ")
        );
        let _ = writeln!(
            out,
            ".TP\n.B {}\n{}",
            text(&usage.split_whitespace().collect::<Vec<_>>().join(" ")),
            text(command.about)
        );
    }
    out.push_str(".SH OPTIONS\n");
    for option in &OPTIONS {
        let _ = writeln!(
            out,
            ".TP\n.B {}\n{}",
            text(&flag(option)),
            text(option.about)
        );
    }
    out.push_str(".SH ENVIRONMENT\n");
    for (name, about) in ENVIRONMENT {
        let _ = writeln!(out, ".TP\n.B {}\n{}", text(name), text(about));
    }
    out.push_str(".SH EXIT STATUS\n");
    for (_, code, _, about) in EXITS {
        let _ = writeln!(out, ".TP\n.B {code}\n{}", text(about));
    }
    out
}
