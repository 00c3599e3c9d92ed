//! The emulator of Pinecone's import API on its own, for any client to try.
//!
//! `cargo run --example emulator -- --help`

#[path = "../tests/support/emulator/mod.rs"]
mod emulator;

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use std::{env, fs, process, thread};

use emulator::http::HttpRequest;
use emulator::{Certificate, Emulator, Fault, Settings, named};

const HELP: &str = "\
An emulator of Pinecone's import API on the loopback interface.

Usage: cargo run --example emulator -- [OPTIONS]

  --port N             listen on this port (default: 5080; 0: any free one)
  --tls                use TLS, with a CA made for this run
  --ca-file FILE       where to write the CA's certificate (with --tls)
  --api-key KEY        the only key that is accepted
  --import-seconds N   how long an import takes (default: 10)
  --fail-marker TEXT   an import whose URI contains this fails (default: fail)
  --fault NAME         what goes wrong with the next requests; repeat it for those after them
  --log                print each request to stderr
  --help               show this

Faults, each for one request or as many as it says:
";

fn main() {
    let Options {
        settings,
        ca_file,
        log,
        faults,
    } = match parse(env::args().skip(1)) {
        Ok(Some(parsed)) => parsed,
        Ok(None) => return println!("{HELP}{}", named::NAMES),
        Err(problem) => usage(&problem),
    };
    let port = settings.port;
    let faults = Mutex::new(faults);
    let on_request = move |_: usize, request: &HttpRequest| {
        if log {
            print(request);
        }
        let mut faults = faults.lock().unwrap_or_else(PoisonError::into_inner);
        faults.pop_front().unwrap_or_else(Fault::none)
    };
    let emulator = Emulator::start_with(settings, Some(Box::new(on_request)))
        .unwrap_or_else(|error| usage(&format!("cannot listen on port {port}: {error}")));
    let (url, key) = (emulator.url(), emulator.api_key());
    let mut trust = String::new();
    if let Some(file) = ca_file {
        if let Err(error) = fs::write(&file, emulator.ca_pem()) {
            usage(&format!("cannot write {file}: {error}"));
        }
        trust = format!(" --cacert {file}");
    }
    println!("The import API is at {url}, for example:\n");
    println!("  curl{trust} {url}/bulk/imports \\");
    println!("    -H 'Api-Key: {key}' -H 'X-Pinecone-Api-Version: 2025-10' \\");
    println!("    -H 'Content-Type: application/json' -d '{{\"uri\": \"s3://bucket/dir\"}}'\n");
    println!("Stop it with Ctrl-C.");
    loop {
        thread::park();
    }
}

/// Prints the request line.
fn print(request: &HttpRequest) {
    let version = if request.is_old { "1.0" } else { "1.1" };
    eprintln!(
        "emulator: {} {} HTTP/{version}",
        request.method, request.target
    );
}

struct Options {
    settings: Settings,
    /// Where to write the CA's certificate.
    ca_file: Option<String>,
    log: bool,
    faults: VecDeque<Fault>,
}

fn parse(mut args: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let mut settings = Settings {
        port: 5080,
        ..Settings::default()
    };
    let mut ca_file = None;
    let mut log = false;
    let mut faults = VecDeque::new();
    while let Some(option) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{option} needs a value"));
        let number = |text: String| {
            text.parse()
                .map_err(|_| format!("{text} is not a number in range"))
        };
        match option.as_str() {
            "--help" | "-h" => return Ok(None),
            "--tls" => settings.tls = Some(Certificate::Valid),
            "--port" => settings.port = number(value()?)?,
            "--ca-file" => ca_file = Some(value()?),
            "--api-key" => settings.service.api_key = value()?,
            "--import-seconds" => {
                settings.service.import_duration = Duration::from_secs(number(value()?)?.into());
            }
            "--fault" => faults.extend(named::faults(&value()?)?),
            "--log" => log = true,
            "--fail-marker" => settings.service.fail_marker = value()?,
            _ => return Err(format!("unknown option {option}; --help shows them all")),
        }
    }
    match (&settings.tls, &ca_file) {
        (Some(_), None) => Err("--tls needs --ca-file: a client has to trust the CA".into()),
        (None, Some(_)) => Err("--ca-file needs --tls".into()),
        _ => Ok(Some(Options {
            settings,
            ca_file,
            log,
            faults,
        })),
    }
}

fn usage(problem: &str) -> ! {
    eprintln!("emulator: {problem}");
    process::exit(2)
}
