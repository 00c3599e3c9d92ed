//! Completions for zsh.

use std::fmt::Write as _;

use super::offer::{arguments, names, options};
use super::options::{Opt, Takes};
use super::tables::COMMANDS;

/// A file for a folder of `$fpath`; can be sourced as well.
pub(super) fn completions() -> String {
    let mut out = String::from(
        "#compdef pinecone-import
_pinecone-import() {
    local curcontext=$curcontext context state line
    typeset -A opt_args
    _arguments -C \\
        '(- *)'{-h,--help}'[print help]' \\
        '(- *)'{-V,--version}'[print the version]' \\
        '1:command:->command' \\
        '*::argument:->argument' && return
    case $state in
    command)
        local -a commands=(
",
    );
    for command in &COMMANDS {
        let about = quoted(&format!("{}:{}", command.name, command.summary()));
        let _ = writeln!(out, "            {about}");
    }
    out.push_str(
        "        )
        _describe command commands ;;
    argument)
        curcontext=${curcontext%:*}-$line[1]:
        case $line[1] in
",
    );
    for command in &COMMANDS {
        let names = names(command).collect::<Vec<_>>().join("|");
        let mut specs: Vec<String> = options(command).flat_map(specs).collect();
        let several = if command.argument.ends_with("...") {
            "*"
        } else {
            ""
        };
        let argument = command.argument.trim_matches(['[', ']', '.']);
        if !argument.is_empty() {
            let values = arguments(command).join(" ");
            specs.push(format!("'{several}:{argument}:({values})'"));
        }
        let specs = specs.join(" \\\n                ");
        let _ = writeln!(
            out,
            "        {names})\n            _arguments \\\n                {specs} ;;"
        );
    }
    out.push_str(
        "        esac ;;
    esac
}
if [ \"$funcstack[1]\" = _pinecone-import ]; then
    _pinecone-import \"$@\"
else
    compdef _pinecone-import pinecone-import
fi
",
    );
    out
}

/// An option as `_arguments` takes it, long and short.
fn specs(option: &'static Opt) -> Vec<String> {
    let about: String = option.about.chars().fold(String::new(), |mut out, c| {
        if "[]:\\".contains(c) {
            out.push('\\');
        }
        out.push(c);
        out
    });
    let value = match option.takes {
        Takes::Nothing => String::new(),
        Takes::Value(name) => format!(":{name}: "),
        Takes::File => ":FILE:_files".into(),
        Takes::OneOf(name, values) => format!(":{name}:({})", values.join(" ")),
    };
    let (long_end, short_end) = match option.takes {
        Takes::Nothing => ("", ""),
        _ => ("=", "+"),
    };
    let repeat = if option.about.contains("repeatable") {
        "*"
    } else {
        ""
    };
    let long = format!("{repeat}--{}{long_end}[{about}]{value}", option.name);
    let short = option
        .short
        .map(|letter| format!("-{letter}{short_end}[{about}]{value}"));
    [long]
        .into_iter()
        .chain(short)
        .map(|spec| quoted(&spec))
        .collect()
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
