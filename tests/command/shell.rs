//! The command, as a shell runs it.

use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::schema::document;
use crate::support::emulator::service::ServiceSettings;
use crate::support::emulator::{Emulator, Settings};

pub const URI: &str = "s3://bucket/dir";

/// An emulator whose imports take this long.
pub fn emulator(millis: u64) -> Emulator {
    let service = ServiceSettings {
        import_duration: Duration::from_millis(millis),
        ..ServiceSettings::default()
    };
    Emulator::start(Settings {
        service,
        ..Settings::default()
    })
    .unwrap()
}

pub fn command(emulator: &Emulator, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pinecone-import"));
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command.env_remove("PINECONE_API_KEY_FILE");
    command
        .env("PINECONE_API_KEY", emulator.api_key())
        .env("PINECONE_INDEX_HOST", emulator.url());
    command.args(args).stdin(Stdio::null());
    command
}

/// Exit code, stdout, stderr.
pub fn told(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code().unwrap(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

pub fn run(emulator: &Emulator, args: &[&str]) -> (i32, String, String) {
    told(&command(emulator, args).output().unwrap())
}

/// Exit code and the one JSON document on stdout.
pub fn run_json(emulator: &Emulator, args: &[&str]) -> (i32, Value) {
    let (code, stdout, _) = run(emulator, &[args, &["--json"]].concat());
    assert_eq!(stdout.lines().count(), 1, "{stdout}");
    let document = document(&stdout);
    assert_eq!(document["exit_code"], code, "{stdout}");
    (code, document)
}
