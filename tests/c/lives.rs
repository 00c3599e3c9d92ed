//! Lives of imports in C: over libcurl against the emulator, and over a server in C, by the library
//! for firmware. `lives.c` plays them; here the emulator is told what goes wrong, and asked.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use super::build::{C99, Compiler, ROOT, have_library, path, scratch, shared, small_libraries};
use crate::support::emulator::service::ServiceSettings;
use crate::support::emulator::{Certificate, Emulator, Fault, Settings};
use crate::support::run::run;
use table::{Cause, Server, TABLE};

#[allow(dead_code, reason = "a part of it is for the built-in transport alone")]
#[path = "../https/faults/table.rs"]
mod table;

/// How fast things go in a run.
#[derive(Clone, Copy)]
pub struct Pace {
    /// How long an import takes.
    import: Duration,
    /// How many times as fast pauses pass.
    speed: u32,
    /// The timeout of attempts that run into it, in ms.
    hurry: u32,
}

pub const USUAL: Pace = Pace {
    import: Duration::from_millis(800),
    speed: 40,
    hurry: 400,
};
/// For a program that runs much slower.
pub const SLOW: Pace = Pace {
    import: Duration::from_secs(6),
    speed: 8,
    hurry: 2500,
};

/// What the program is told goes wrong.
fn cause(name: &str) -> Cause {
    if name == "tomorrow" {
        return Cause::Fault(|| Fault::status(429, &[("retry-after", "86400")], ""));
    }
    let mut rows = TABLE.iter().flat_map(|(_, rows)| *rows);
    rows.find(|row| row.0 == name).expect(name).1
}

/// The emulator, and what the program asked for.
struct Stage {
    emulator: Emulator,
    folder: PathBuf,
    /// The server of a fault that keeps requests from being sent.
    other: Option<Server>,
}

impl Stage {
    fn answer(&mut self, line: &str) -> String {
        let mut words = line.splitn(3, ' ');
        let (what, times) = (words.next().unwrap(), words.next().unwrap());
        match (what, words.next().unwrap()) {
            ("host", "") => self.host(&self.emulator.url(), self.emulator.ca_pem()),
            ("host", name) => {
                let Cause::Unsent(server) = cause(name) else {
                    panic!("{name}");
                };
                let other = self.other.insert(server());
                let ca = other.emulator.as_ref().unwrap_or(&self.emulator).ca_pem();
                let (url, ca) = (other.url.clone(), ca.to_owned());
                self.host(&url, &ca)
            }
            ("meet", name) => {
                if let Cause::Fault(fault) = cause(name) {
                    let times = times.parse().unwrap();
                    self.emulator.script((0..times).map(|_| fault()));
                }
                String::new()
            }
            ("forget", _) => {
                self.emulator.clear_script();
                String::new()
            }
            ("imports", _) => self.emulator.imports_started().to_string(),
            ("requests", _) => self.emulator.exchanges().len().to_string(),
            _ => panic!("{line}"),
        }
    }

    fn host(&self, url: &str, ca_pem: &str) -> String {
        let file = self.folder.join("ca.pem");
        fs::write(&file, ca_pem).unwrap();
        format!("{url} {}", file.display())
    }
}

/// Compiles the lives over libcurl.
pub fn over_curl(compiler: Compiler, folder: &Path, link: &[String]) -> PathBuf {
    let mut sources = vec![
        path(&["tests", "c", "lives_curl.c"]).display().to_string(),
        path(&["examples", "c", "curl_transport.c"])
            .display()
            .to_string(),
        format!("-I{}", path(&["examples", "c"]).display()),
    ];
    sources.extend_from_slice(link);
    sources.push("-lcurl".into());
    compiler.compile("lives", folder, &sources)
}

/// Runs them; the emulator's own count of imports has the last word.
pub fn play(command: &mut Command, folder: &Path, pace: Pace) -> Output {
    let service = ServiceSettings {
        import_duration: pace.import,
        ..ServiceSettings::default()
    };
    let settings = Settings {
        service,
        tls: Some(Certificate::Valid),
        ..Settings::default()
    };
    let mut stage = Stage {
        emulator: Emulator::start(settings).unwrap(),
        folder: folder.to_owned(),
        other: None,
    };
    command.env("KEY", stage.emulator.api_key());
    command.env("SPEED", pace.speed.to_string());
    command.env("HURRY", pace.hurry.to_string());
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let (mut to, from) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    for line in BufReader::new(from).lines() {
        let answer = stage.answer(&line.unwrap());
        if writeln!(to, "{answer}").is_err() {
            break;
        }
    }
    child.wait_with_output().unwrap()
}

fn passes(output: &Output) {
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.is_empty(), "{told}");
}

#[test]
fn lives_over_libcurl_keep_every_promise() {
    if !have_library("libcurl") {
        return;
    }
    let folder = scratch("lives-curl");
    let program = over_curl(C99, &folder, &shared(&small_libraries()));
    passes(&play(&mut Command::new(&program), &folder, USUAL));
}
