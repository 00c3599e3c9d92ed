//! The manual page.

use std::fmt::Write as _;

use super::options::OPTIONS;
use super::tables::{COMMANDS, ENVIRONMENT, EXAMPLES, PURPOSE, options_of};
use crate::exit;

/// The manual page, in the man macros of roff.
pub fn man() -> String {
    let version = env!("CARGO_PKG_VERSION");
    let mut out = format!(
        ".TH PINECONE-IMPORT 1 \"\" \"pinecone\\-import {version}\"\n.SH NAME\n\
         pinecone\\-import \\- start and follow bulk imports into a Pinecone index\n\
         .SH SYNOPSIS\n.B pinecone\\-import\nCOMMAND [OPTIONS]\n.SH DESCRIPTION\n{}\n.SH COMMANDS\n",
        text(PURPOSE)
    );
    for command in &COMMANDS {
        let options = options_of(command.options).map(|option| format!(" [{}]", option.flag()));
        let usage = format!("{} {}", command.name, command.argument);
        let usage = format!("{}{}", usage.trim_end(), options.collect::<String>());
        let mut about = command.about.to_owned();
        if !command.alias.is_empty() {
            let _ = write!(about, " Alias: {}.", command.alias);
        }
        item(&mut out, &usage, &about);
        if !command.more.is_empty() {
            let _ = writeln!(out, ".nf\n{}\n.fi", text(command.more));
        }
    }
    out.push_str(".SH OPTIONS\n");
    for option in &OPTIONS {
        item(&mut out, &option.flag(), option.about);
    }
    out.push_str(".SH ENVIRONMENT\n");
    for (name, about) in ENVIRONMENT {
        item(&mut out, name, about);
    }
    out.push_str(".SH EXIT STATUS\n");
    for (codes, about) in exit::table() {
        item(&mut out, &codes, about);
    }
    out.push_str(".SH EXAMPLES\n");
    for (about, example) in EXAMPLES {
        let _ = writeln!(
            out,
            ".PP\n{}:\n.PP\n.nf\n.RS\n{}\n.RE\n.fi",
            text(about),
            text(example)
        );
    }
    out
}

fn item(out: &mut String, name: &str, about: &str) {
    let _ = writeln!(out, ".TP\n.B {}\n{}", text(name), text(about));
}

/// Text as roff shows it unchanged.
fn text(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    text.replace('\'', "\\(aq")
        .replace('`', "\\(ga")
        .replace('~', "\\(ti")
        .replace("\n.", "\n\\&.")
}
