//! The text of `--help`.

use std::fmt::Write as _;

use super::tables::{COMMANDS, COMMON, ENVIRONMENT, Opt, PURPOSE, command, flag, options_of};
use crate::exit::EXITS;

pub fn help(topic: Option<&str>) -> String {
    let mut out = String::new();
    let rows = |out: &mut String, title: &str, rows: &mut dyn Iterator<Item = (String, String)>| {
        let _ = writeln!(out, "\n{title}:");
        for (left, right) in rows {
            let _ = writeln!(out, "  {left:<26}{right}");
        }
    };
    let describe = |option: &'static Opt| (flag(option), option.about.to_owned());
    match topic.and_then(command) {
        Some(command) => {
            let usage = format!("pinecone-import {} {}", command.name, command.argument);
            let _ = writeln!(
                out,
                "{}\n\nUsage: {} [OPTIONS]",
                command.about,
                usage.trim_end()
            );
            if !command.options.is_empty() {
                rows(
                    &mut out,
                    "Options",
                    &mut options_of(command.options).map(describe),
                );
            }
        }
        None => {
            let _ = writeln!(out, "{PURPOSE}\n\nUsage: pinecone-import COMMAND [OPTIONS]");
            let first = |about: &str| {
                about
                    .split_inclusive([':', '.'])
                    .next()
                    .unwrap_or(about)
                    .trim_end_matches([':', '.'])
                    .to_owned()
            };
            let commands = COMMANDS
                .iter()
                .map(|c| (format!("{} {}", c.name, c.argument), first(c.about)));
            rows(&mut out, "Commands", &mut commands.into_iter());
        }
    }
    rows(
        &mut out,
        "Options of all commands",
        &mut options_of(&COMMON).map(describe),
    );
    if topic.and_then(command).is_none() {
        let pair = |(left, right): &(&str, &str)| ((*left).to_owned(), (*right).to_owned());
        rows(&mut out, "Environment", &mut ENVIRONMENT.iter().map(pair));
        let exits = EXITS
            .iter()
            .map(|(_, code, _, about)| (code.to_string(), (*about).to_owned()));
        rows(&mut out, "Exit codes", &mut exits.into_iter());
        out.push_str("\nExample:\n  id=$(pinecone-import start s3://bucket/dir) && pinecone-import wait \"$id\"\n");
    }
    out
}
