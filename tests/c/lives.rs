//! Lives of imports in C: over libcurl against the emulator, and over a server in C, by the library
//! for firmware. `lives.c` plays them; here the emulator is told what goes wrong, and asked.

use std::collections::BTreeMap;
use std::env::consts::ARCH;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use super::build::{C99, Compiler, have_library, path, scratch, shared, small_libraries};
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

/// Without the faults that take time.
pub const USUAL: Pace = Pace {
    import: Duration::from_millis(800),
    speed: 40,
    hurry: 0,
};
/// With all faults.
pub const WHOLE: Pace = Pace {
    hurry: 400,
    ..USUAL
};
/// For a program that runs much slower.
pub const SLOW: Pace = Pace {
    import: Duration::from_secs(6),
    speed: 8,
    hurry: 0,
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
        path(&["tests", "c", "lives_calls.c"]).display().to_string(),
        path(&["tests", "c", "lives_many.c"]).display().to_string(),
        path(&["tests", "c", "lives_random.c"])
            .display()
            .to_string(),
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

/// All that a program said.
fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&*output.stdout, &output.stderr].concat()).into_owned()
}

pub fn passes(output: &Output) {
    let told = said(output);
    assert!(output.status.success() && told.is_empty(), "{told}");
}

/// Builds the library for firmware for this system; `None` where its folder is not, as in the
/// published package.
pub fn firmware(sanitized: bool) -> Option<PathBuf> {
    let manifest = path(&["examples", "firmware", "Cargo.toml"]);
    if !manifest.exists() {
        eprintln!("SKIPPED: there is no {}", manifest.display());
        return None;
    }
    let name = ["firmware", "firmware-asan"][usize::from(sanitized)];
    let (target, triple) = (scratch(name), format!("{ARCH}-unknown-linux-gnu"));
    let mut cargo = Command::new("cargo");
    if sanitized {
        cargo
            .arg("+nightly")
            .env("RUSTFLAGS", "-Zsanitizer=address");
    }
    cargo.args(["build", "--offline", "--locked", "--release"]);
    cargo.args(["--target", &triple]).arg("--manifest-path");
    cargo.arg(manifest).arg("--target-dir").arg(&target);
    run(&mut cargo);
    let folder = target.join(triple).join("release");
    Some(folder.join("libpinecone_import_firmware.a"))
}

/// Compiles the lives over the server in C.
pub fn over_server(compiler: Compiler, folder: &Path, library: &Path) -> PathBuf {
    let source = |parts: &[&str]| path(parts).display().to_string();
    let sources = [
        source(&["tests", "c", "lives_calls.c"]),
        source(&["tests", "c", "lives_many.c"]),
        source(&["tests", "c", "lives_random.c"]),
        source(&["tests", "c", "lives_server.c"]),
        source(&["examples", "firmware", "board.c"]),
        library.display().to_string(),
        "-Wl,--gc-sections,--wrap=malloc,--wrap=free".into(),
    ];
    compiler.compile("lives", folder, &sources)
}

/// A transport that says of each failure that nothing was sent starts a second import, and the
/// lives find it: else that they pass would mean nothing.
fn finds_a_second_import(output: &Output) {
    let told = said(output);
    assert!(!output.status.success(), "nothing was found");
    assert!(told.contains("made.imports <= 1"), "{told}");
}

#[test]
fn lives_over_libcurl_keep_every_promise() {
    if !have_library("libcurl") {
        return;
    }
    let folder = scratch("lives-curl");
    let program = over_curl(C99, &folder, &shared(&small_libraries()));
    passes(&play(&mut Command::new(&program), &folder, USUAL));
    let mut lie = Command::new(&program);
    finds_a_second_import(&play(lie.arg("lie"), &folder, USUAL));
}

#[test]
fn lives_on_the_library_for_firmware_keep_every_promise() {
    let Some(library) = firmware(false) else {
        return;
    };
    let program = over_server(C99, &scratch("lives-firmware"), &library);
    passes(&Command::new(&program).output().unwrap());
    finds_a_second_import(&Command::new(&program).arg("lie").output().unwrap());
}

/// The faults in C are those of the library's own tests, with the same ends.
#[test]
fn faults_in_c_are_the_rows_of_the_table() {
    let ends = |of: [&str; 4]| {
        let end = |told: &str| match told.rsplit_once(' ').unwrap() {
            ("ok", _) => "ok".to_owned(),
            (told, tries) => format!("{tries}{}", if told.ends_with('?') { "?" } else { "" }),
        };
        let [start, describe, list, cancel] = of.map(end);
        assert_eq!(describe, list);
        [start, describe, cancel]
    };
    let rows = TABLE.iter().flat_map(|(_, rows)| *rows);
    let rows: BTreeMap<_, _> = rows.map(|row| (row.0, ends(row.2))).collect();
    let text = fs::read_to_string(path(&["tests", "c", "faults.h"])).unwrap();
    let mut in_c = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("    {\"")) {
        let parts: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
        let ends = [parts[1], parts[2], parts[3]].map(str::to_owned);
        assert_eq!(in_c.insert(parts[0], ends), None, "{line}");
    }
    for (name, ends) in &in_c {
        assert_eq!(rows.get(name), Some(ends), "{name}");
    }
    // The first is `arguments` in C, the last is every other life; libcurl may take the second for an answer that was lost.
    let missing = rows.into_keys().filter(|name| !in_c.contains_key(name));
    let missing: Vec<_> = missing.collect();
    assert_eq!(missing, ["bad argument", "client certificate", "nothing"]);
}
