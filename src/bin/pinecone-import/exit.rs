//! How the command can end, and the exit code of each.

/// The ways to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Success,
    Output,
    Usage,
    NotAuthorised,
    NotFound,
    RateLimited,
    Server,
    Network,
    OutcomeUnknown,
    ImportFailed,
    ImportCancelled,
    WaitDeadline,
    HungUp,
    Interrupted,
    Terminated,
}

const STOPPED: &str = "SIGHUP, Ctrl-C, SIGTERM; an import that was started continues";

/// Exit code, name in JSON, and meaning, as help and man page show it.
const EXITS: [(Exit, u8, &str, &str); 15] = [
    (Exit::Success, 0, "success", "done"),
    (Exit::Output, 1, "output", "the output could not be written"),
    (
        Exit::Usage,
        2,
        "usage",
        "wrong options or arguments; nothing was sent",
    ),
    (
        Exit::NotAuthorised,
        3,
        "not_authorised",
        "the key was rejected (401, 403)",
    ),
    (
        Exit::NotFound,
        4,
        "not_found",
        "no such import or index (404)",
    ),
    (
        Exit::RateLimited,
        5,
        "rate_limited",
        "too many requests (429)",
    ),
    (
        Exit::Server,
        6,
        "server",
        "any other error answer, or an unusable one",
    ),
    (
        Exit::Network,
        7,
        "network",
        "the server was not reached, or its answer was lost",
    ),
    (
        Exit::OutcomeUnknown,
        8,
        "outcome_unknown",
        "the import may have been started or cancelled",
    ),
    (Exit::ImportFailed, 9, "import_failed", "the import failed"),
    (
        Exit::ImportCancelled,
        10,
        "import_cancelled",
        "the import was cancelled",
    ),
    (
        Exit::WaitDeadline,
        11,
        "wait_deadline",
        "the import had not ended by the deadline",
    ),
    (Exit::HungUp, 129, "interrupted", STOPPED),
    (Exit::Interrupted, 130, "interrupted", STOPPED),
    (Exit::Terminated, 143, "interrupted", STOPPED),
];

/// Exit codes and their meaning, for people; one row for all codes that mean the same.
pub fn table() -> Vec<(String, &'static str)> {
    let mut rows: Vec<(String, &str)> = Vec::new();
    for (_, code, _, about) in EXITS {
        match rows.last_mut() {
            Some((codes, last)) if *last == about => codes.push_str(&format!(", {code}")),
            _ => rows.push((code.to_string(), about)),
        }
    }
    rows
}

impl Exit {
    fn row(self) -> Option<&'static (Exit, u8, &'static str, &'static str)> {
        EXITS.iter().find(|(exit, ..)| *exit == self)
    }

    pub fn code(self) -> u8 {
        self.row().map_or(1, |(_, code, ..)| *code)
    }

    pub fn name(self) -> &'static str {
        self.row().map_or("", |(_, _, name, _)| name)
    }

    /// How bad it is: the exit code of several imports is that of the worst.
    pub fn severity(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::WaitDeadline => 1,
            Self::ImportCancelled => 2,
            Self::ImportFailed => 3,
            _ => 4,
        }
    }
}
