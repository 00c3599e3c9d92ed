//! Completions for bash.

use std::fmt::Write as _;

use super::offer::{arguments, flags, names, options};
use super::options::Takes;
use super::tables::COMMANDS;

pub(super) fn completions() -> String {
    let mut out = String::from(
        "# bash completion for pinecone-import
_pinecone_import() {
    local IFS=$' \\t\\n'
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} i words=
    # --option=value comes as three words.
    if [ \"$current\" = = ]; then
        current=
    elif [ \"$previous\" = = ]; then
        previous=${COMP_WORDS[COMP_CWORD-2]}
    fi
    COMPREPLY=()
    case $previous in
",
    );
    let all = COMMANDS.iter().flat_map(options).collect::<Vec<_>>();
    let mut told = Vec::new();
    for option in all {
        if told.contains(&option.name) {
            continue;
        }
        told.push(option.name);
        let pattern = flags(option).join("|");
        let _ = match option.takes {
            Takes::Nothing => Ok(()),
            Takes::Value(_) => writeln!(out, "    {pattern}) return ;;"),
            Takes::File => writeln!(
                out,
                "    {pattern})
        IFS=$'\\n'
        COMPREPLY=($(compgen -f -- \"$current\"))
        compopt -o filenames 2> /dev/null
        return ;;"
            ),
            Takes::OneOf(_, values) => writeln!(
                out,
                "    {pattern}) COMPREPLY=($(compgen -W \"{}\" -- \"$current\")); return ;;",
                values.join(" ")
            ),
        };
    }
    let commands: Vec<_> = COMMANDS.iter().map(|command| command.name).collect();
    let _ = writeln!(
        out,
        "    esac
    words=\"{} --help --version\"
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${{COMP_WORDS[i]}} in",
        commands.join(" ")
    );
    for command in &COMMANDS {
        let words = arguments(command).into_iter().map(str::to_owned);
        let words: Vec<_> = words.chain(options(command).flat_map(flags)).collect();
        let names = names(command).collect::<Vec<_>>().join("|");
        let _ = writeln!(
            out,
            "        {names}) words=\"{}\"; break ;;",
            words.join(" ")
        );
    }
    out.push_str(
        "        esac
    done
    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))
}
complete -F _pinecone_import pinecone-import
",
    );
    out
}
