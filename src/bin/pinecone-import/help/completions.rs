//! Completions for shells.

use std::fmt::Write as _;

use super::tables::{COMMANDS, COMMON, Command, options_of};

const SHELLS: &str = "bash zsh fish";

/// The completions for a shell; `None` for an unknown one.
pub fn completions(shell: &str) -> Option<String> {
    let names = COMMANDS.map(|command| command.name).join(" ");
    let flags = |command: &Command| {
        let all = options_of(command.options).chain(options_of(&COMMON));
        all.map(|option| format!("--{}", option.name))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let mut out = String::new();
    match shell {
        "bash" | "zsh" => {
            if shell == "zsh" {
                out.push_str("autoload -U +X bashcompinit && bashcompinit\n");
            }
            out.push_str(
                "_pinecone_import() {\n    local words=\n    case \"${COMP_WORDS[1]}\" in\n",
            );
            for command in &COMMANDS {
                let more = if command.name == "completions" {
                    SHELLS
                } else {
                    ""
                };
                let _ = writeln!(
                    out,
                    "    {}) words=\"{} {more}\" ;;",
                    command.name,
                    flags(command)
                );
            }
            let _ = writeln!(
                out,
                "    esac\n    [ \"$COMP_CWORD\" = 1 ] && words=\"{names} --help --version\""
            );
            out.push_str(
                "    COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n}\n",
            );
            out.push_str("complete -o default -F _pinecone_import pinecone-import\n");
        }
        "fish" => {
            let quote = |text: &str| text.replace('\'', "\\'");
            for command in &COMMANDS {
                let (name, about) = (command.name, quote(command.about));
                let _ = writeln!(
                    out,
                    "complete -c pinecone-import -n __fish_use_subcommand -xa {name} -d '{about}'"
                );
                for option in options_of(command.options).chain(options_of(&COMMON)) {
                    let value = if option.value.is_empty() { "" } else { " -r" };
                    let (long, about) = (option.name, quote(option.about));
                    let seen = format!("'__fish_seen_subcommand_from {name}'");
                    let _ = writeln!(
                        out,
                        "complete -c pinecone-import -n {seen} -l {long}{value} -d '{about}'"
                    );
                }
            }
            let seen = "'__fish_seen_subcommand_from completions'";
            let _ = writeln!(out, "complete -c pinecone-import -n {seen} -xa '{SHELLS}'");
        }
        _ => return None,
    }
    Some(out)
}
