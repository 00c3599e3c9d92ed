//! The first-time reader's path: what the README shows, works as it stands there.
//!
//! Rust blocks are compiled as doctests too; here the first program is also run.

#![cfg(all(feature = "cli", unix))]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const README: &str = include_str!("../../README.md");

const EMULATOR: &str = "cargo run --example emulator &";
const VARIABLES: &str =
    "export PINECONE_INDEX_HOST=http://127.0.0.1:5080 PINECONE_API_KEY=pcsk_EMULATOR_made-up";
const FIRST_PROGRAM: &str = "cargo run -- s3://bucket/dir";
const COMMAND: &str = "pinecone-import start s3://bucket/dir --wait";

/// What is run by a test below.
const HERE: [&str; 4] = [EMULATOR, VARIABLES, FIRST_PROGRAM, COMMAND];

/// How the other commands begin, and why none is run here.
const ELSEWHERE: [(&str, &str); 6] = [
    ("cargo run --example quickstart", ".ci/run runs it"),
    ("cargo test --all-features", ".ci/run runs it, and this"),
    (
        "cargo install --path . --features cli",
        "installs for the user; the command is built as an executable of this test",
    ),
    (
        "cargo rustc --lib --release --features cdylib",
        "optimises; .ci/run runs the ignored test of the C tests that builds both libraries",
    ),
    ("cc examples/c/import.c", "the C tests run it"),
    (
        "./import s3://bucket/dir",
        "the C tests run it, as built by the line before",
    ),
];

/// The texts of the README's blocks in a language.
fn blocks(language: &str) -> impl Iterator<Item = &'static str> {
    let fenced = README.split("\n```").skip(1).step_by(2);
    fenced.filter_map(move |block| {
        let (info, text) = block.split_once('\n')?;
        (info.split(',').next() == Some(language)).then_some(text)
    })
}

/// Each command of the `console` blocks, with the lines that it shows.
fn steps() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut steps: Vec<(&str, Vec<&str>)> = Vec::new();
    for block in blocks("console") {
        let first = block.lines().next().unwrap_or_default();
        assert!(first.starts_with("$ "), "no command comes first: {first}");
        for line in block.lines() {
            match (line.strip_prefix("$ "), steps.last_mut()) {
                (Some(command), _) => steps.push((command, Vec::new())),
                (None, Some((_, shown))) => shown.push(line),
                (None, None) => unreachable!("a block begins with a command"),
            }
        }
    }
    steps
}

/// What cargo built of this package, or had built before.
struct Built {
    emulator: PathBuf,
    library: PathBuf,
}

fn built() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--offline", "--locked", "--all-features"]);
        cargo.args(["--example", "emulator", "--message-format", "json"]);
        cargo.arg("--target-dir").arg(target).current_dir(ROOT);
        // What cargo tells this test; ring is built anew for each value of those.
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
                cargo.env_remove(&*name);
            }
        }
        let messages = succeeded(&mut cargo).stdout;
        let messages: Vec<Value> = messages
            .split(|&byte| byte == b'\n')
            .filter_map(|line| serde_json::from_slice(line).ok())
            .collect();
        let file = |kind: &str, name: &str, end: &str| {
            let message = messages.iter().find(|message| {
                message["target"]["kind"][0] == kind && message["target"]["name"] == name
            });
            let files = message.unwrap()["filenames"].as_array().unwrap();
            let mut paths = files.iter().filter_map(Value::as_str);
            PathBuf::from(paths.find(|path| path.ends_with(end)).unwrap())
        };
        Built {
            emulator: file("example", "emulator", "emulator"),
            library: file("lib", "pinecone_import", ".rlib"),
        }
    })
}

fn succeeded(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {told}");
    output
}

/// The folder of the README's first program, compiled as `import`.
fn first_program() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme");
        fs::create_dir_all(&folder).unwrap();
        let main = folder.join("main.rs");
        fs::write(&main, blocks("rust").next().unwrap()).unwrap();
        let library = &built().library;
        let beside = library.parent().unwrap();
        let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or("rustc".into()));
        rustc.args(["--edition", "2024", "--crate-name", "import", "-D"]);
        rustc.args(["warnings", "--out-dir"]).arg(&folder).arg(main);
        rustc.arg("--extern");
        rustc.arg(format!("pinecone_import={}", library.display()));
        for folder in [beside, &beside.join("deps")] {
            let folder = folder.display();
            rustc.arg("-L").arg(format!("dependency={folder}"));
        }
        succeeded(&mut rustc);
        folder
    })
}

/// The README's emulator, on a free port and with imports that take this many seconds.
struct Emulator {
    process: Child,
    url: String,
    // The emulator goes on to print after its first line.
    _stdout: BufReader<ChildStdout>,
}

impl Emulator {
    fn start(import_seconds: u32) -> Self {
        Self::start_with(import_seconds, &[])
    }

    fn start_with(import_seconds: u32, options: &[&str]) -> Self {
        let mut command = Command::new(&built().emulator);
        command.args(["--port", "0", "--import-seconds"]);
        command.arg(import_seconds.to_string()).args(options);
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let words = line.split([' ', ',']);
        let url = words.into_iter().find(|word| word.starts_with("http://"));
        Self {
            process,
            url: url.expect("the emulator tells its URL").to_owned(),
            _stdout: stdout,
        }
    }

    /// Runs a line in a shell that has only what the README exports, and `folder` in its path.
    fn run(&self, folder: &Path, line: &str) -> Output {
        let variables = VARIABLES.replace("http://127.0.0.1:5080", &self.url);
        assert_ne!(variables, VARIABLES);
        let mut shell = Command::new("/bin/sh");
        shell.arg("-c").arg(format!("{variables}\n{line}"));
        shell.env_clear().env("PATH", folder);
        shell.stdin(Stdio::null()).output().unwrap()
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Most numbers differ from run to run.
fn without_numbers(line: &str) -> String {
    line.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// The lines that the README shows below a command are in its output, in this order.
fn assert_shows(command: &str, output: &str) {
    let steps = steps();
    let (_, shown) = steps.iter().find(|step| step.0 == command).unwrap();
    assert!(!shown.is_empty());
    let mut lines = output.lines().map(without_numbers);
    for line in shown.iter().filter(|line| **line != "…") {
        let wanted = without_numbers(line);
        assert!(
            lines.any(|line| line == wanted),
            "{line:?} is not where the README shows it:\n{output}"
        );
    }
}

/// Exit code, stdout, stderr.
fn told(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    (code, text(output.stdout), text(output.stderr))
}

#[test]
fn readme_has_at_most_200_lines() {
    let lines = README.lines().count();
    assert!(lines <= 200, "{lines} lines");
}

#[test]
fn every_command_is_run_here_or_has_a_reason() {
    let commands: Vec<&str> = steps().into_iter().map(|(command, _)| command).collect();
    for command in &commands {
        let elsewhere = ELSEWHERE.map(|(start, _)| command.starts_with(start));
        let times = elsewhere.into_iter().chain([HERE.contains(command)]);
        let times = times.filter(|found| *found).count();
        assert_eq!(times, 1, "`{command}` is in HERE or ELSEWHERE once");
    }
    for (start, why) in ELSEWHERE {
        let used = commands.iter().any(|command| command.starts_with(start));
        assert!(used && !why.is_empty(), "the README has no `{start}`");
    }
    for command in HERE {
        assert!(commands.contains(&command), "the README has no `{command}`");
    }
}

#[test]
fn first_program_shows_its_progress_and_exits_with_0() {
    let line = FIRST_PROGRAM.replace("cargo run --", "import");
    // Long enough for the second poll, after 2 s, to find it in progress.
    let output = Emulator::start(4).run(first_program(), &line);
    let (code, stdout, stderr) = told(output);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert_shows(FIRST_PROGRAM, &stdout);
}

#[test]
fn first_program_of_a_failed_import_prints_the_reason_and_exits_with_1() {
    let emulator = Emulator::start(0);
    let (code, _, stderr) = told(emulator.run(first_program(), "import s3://bucket/fail"));
    assert_eq!((code, stderr.lines().count()), (1, 1), "{stderr}");
    // As the README says it, with the reason of the emulator.
    let begin = "import 101 failed: ";
    assert!(README.contains(&format!("`{begin}`")));
    assert!(stderr.starts_with(&format!("{begin}a Parquet file could not be read")));
}

#[test]
fn first_program_without_its_settings_names_them_and_exits_with_1() {
    let emulator = Emulator::start(0);
    let (host, key) = ("set PINECONE_INDEX_HOST", "set PINECONE_API_KEY");
    for (line, says) in [
        ("import", "usage: import URI"),
        ("unset PINECONE_INDEX_HOST; import s3://bucket/dir", host),
        ("unset PINECONE_API_KEY; import s3://bucket/dir", key),
        (
            "PINECONE_API_KEY=a import s3://bucket/dir",
            "the server answered 403",
        ),
    ] {
        let (code, stdout, stderr) = told(emulator.run(first_program(), line));
        assert_eq!((code, stdout.as_str()), (1, ""), "{line}");
        assert!(stderr.starts_with(says), "{line}: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{line}: {stderr}");
    }
}

#[test]
fn command_shows_what_the_readme_shows() {
    let folder = Path::new(env!("CARGO_BIN_EXE_pinecone-import")).parent();
    let output = Emulator::start(4).run(folder.unwrap(), &format!("{COMMAND} 2>&1"));
    let (code, both, _) = told(output);
    assert_eq!(code, 0, "{both}");
    assert_shows(COMMAND, &both);
}

#[test]
fn emulator_loses_an_answer_as_the_readme_says() {
    let (_, rest) = README.split_once("`-- --fault ").unwrap();
    let fault = rest.split('`').next().unwrap();
    let emulator = Emulator::start_with(60, &["--fault", fault]);
    let folder = Path::new(env!("CARGO_BIN_EXE_pinecone-import")).parent();
    let start = |more: &str| {
        let line = format!("pinecone-import start s3://bucket/dir {more}");
        told(emulator.run(folder.unwrap(), &line))
    };
    let (code, stdout, stderr) = start("");
    assert_eq!((code, stdout.as_str()), (8, ""), "{stderr}");
    let (code, stdout, stderr) = start("--ensure");
    assert_eq!((code, stdout.as_str()), (0, "101\n"), "{stderr}");
    assert!(stderr.contains("already running"), "{stderr}");
}

#[test]
fn relative_links_lead_to_files() {
    let links = README.split("](").skip(1);
    let links = links.filter_map(|rest| rest.split(')').next());
    for link in links.filter(|link| !link.contains("://") && !link.starts_with('#')) {
        assert!(Path::new(ROOT).join(link).is_file(), "{link}");
    }
}
