//! The C programs under AddressSanitizer, LeakSanitizer, UBSan and valgrind.
//!
//! Each checker first has to report bugs made on purpose: else a clean run would mean nothing.

use std::env::consts::ARCH;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::build::{C99, Compiler, ROOT, Servers, have_library, libraries, scratch, shared};
use super::lives::{self, Pace};
use crate::support::run::run;

/// The programs, each with its argument.
pub const PROGRAMS: [(&str, Option<&str>); 8] = [
    ("life", None),
    ("life", Some("URL")),
    ("errors", None),
    ("transport", None),
    ("many", None),
    ("nulls", None),
    ("threads", None),
    ("panics", None),
];

/// Runs all programs, after the checker has found each of `bugs`, named and as reported.
fn check(
    compiler: Compiler,
    folder: &Path,
    link: &[String],
    wrapped: impl Fn(&Path, Option<&str>) -> Command,
    bugs: &[(&str, &str)],
) {
    let servers = || Servers::start(Duration::from_secs(5));
    let bug = compiler.compile("bug", folder, link);
    run(servers().tell(wrapped(&bug, Some("URL")).arg("none")));
    for (name, report) in bugs {
        let output = servers()
            .tell(wrapped(&bug, Some("URL")).arg(name))
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{name} was not found");
        assert!(told.contains(report), "{name}: {told}");
    }
    for (program, argument) in PROGRAMS {
        let built = compiler.compile(program, folder, link);
        let output = run(servers().tell(wrapped(&built, argument).args(argument)));
        // A panic tells itself; nothing else has anything to say.
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(program == "panics" || told.is_empty(), "{program}: {told}");
    }
}

/// Plays the lives over libcurl, with the library in `link`, and on the library for firmware, after
/// the checker has found `bugs` there.
fn check_lives(
    compiler: Compiler,
    folder: &Path,
    link: &[String],
    firmware: Option<PathBuf>,
    wrapped: impl Fn(&Path, Option<&str>) -> Command,
    pace: Pace,
    bugs: &[(&str, &str)],
) {
    if have_library("libcurl") {
        let program = lives::over_curl(compiler, folder, link);
        lives::passes(&lives::play(&mut wrapped(&program, Some("")), folder, pace));
    }
    let Some(library) = firmware else {
        return;
    };
    let program = lives::over_server(compiler, folder, &library);
    for (name, report) in bugs {
        let output = wrapped(&program, Some("")).arg(name).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{name} was not found");
        assert!(told.contains(report), "{name}: {told}");
    }
    lives::passes(&wrapped(&program, Some("")).output().unwrap());
}

fn is(program: &Path, name: &str) -> bool {
    program
        .file_name()
        .unwrap()
        .to_str()
        .unwrap()
        .starts_with(name)
}

/// The static library with AddressSanitizer in all of our Rust, by the nightly compiler.
fn sanitized() -> PathBuf {
    let (target, triple) = (scratch("capi-asan"), format!("{ARCH}-unknown-linux-gnu"));
    let mut cargo = Command::new("cargo");
    cargo.args(["+nightly", "rustc", "--offline", "--locked", "--lib"]);
    cargo.args(["--features", "cdylib", "--crate-type", "staticlib"]);
    cargo
        .args(["--target", &triple])
        .arg("--target-dir")
        .arg(&target);
    cargo.args(["--", "--cfg", "pinecone_import_panics"]);
    run(cargo
        .current_dir(ROOT)
        .env("RUSTFLAGS", "-Zsanitizer=address"));
    target.join(triple).join("debug/libpinecone_import.a")
}

const SANITIZED: Compiler = Compiler {
    name: "cc",
    flags: &[
        "-std=c99",
        "-fsanitize=address,undefined",
        "-fno-sanitize-recover=undefined",
        "-x",
        "c",
    ],
};

fn sanitized_link() -> [String; 3] {
    let library = sanitized().to_str().unwrap().to_owned();
    [library, "-lm".into(), "-ldl".into()]
}

fn by_sanitizers(program: &Path, _: Option<&str>) -> Command {
    let mut command = Command::new(program);
    command.env(
        "ASAN_OPTIONS",
        "detect_leaks=1:detect_stack_use_after_return=1",
    );
    command
}

fn by_valgrind(program: &Path, argument: Option<&str>) -> Command {
    let mut command = Command::new("valgrind");
    // std's handle of a thread that still runs at the end is "possibly lost".
    command.args(["-q", "--error-exitcode=99", "--leak-check=full"]);
    command.args([
        "--show-leak-kinds=definite",
        "--errors-for-leak-kinds=definite",
    ]);
    // ring's assembler works on whole blocks, whose unused ends valgrind takes for a use of
    // uninitialised memory; everything that is decrypted looks like that to it.
    let tls = argument.is_none() && (is(program, "life") || is(program, "errors"));
    command.args(tls.then_some("--undef-value-errors=no"));
    command.arg(program);
    command
}

#[test]
#[ignore = "needs a nightly compiler; .ci/run runs it"]
fn programs_are_clean_under_sanitizers() {
    let bugs = [
        ("leak", "LeakSanitizer"),
        ("use after free", "heap-use-after-free"),
        (
            "use after free in the library",
            "in pinecone_import_error_http_status",
        ),
        ("overflow", "signed integer overflow"),
    ];
    let link = sanitized_link();
    check(SANITIZED, &scratch("c-asan"), &link, by_sanitizers, &bugs);
}

#[test]
#[ignore = "needs valgrind; .ci/run runs it"]
fn programs_are_clean_under_valgrind() {
    let bugs = [
        ("leak", "definitely lost"),
        ("use after free", "Invalid read"),
        (
            "use after free in the library",
            "pinecone_import_error_http_status",
        ),
    ];
    let link = shared(&libraries());
    check(C99, &scratch("c-valgrind"), &link, by_valgrind, &bugs);
}

#[test]
#[ignore = "needs a nightly compiler; .ci/run runs it"]
fn lives_are_clean_under_sanitizers() {
    let firmware = lives::firmware(true);
    // Functions with the same code have one name.
    let bugs = [
        ("leak", "LeakSanitizer"),
        ("use after free", "in pinecone_import_"),
    ];
    let (folder, link) = (scratch("lives-asan"), sanitized_link());
    let pace = lives::WHOLE;
    check_lives(
        SANITIZED,
        &folder,
        &link,
        firmware,
        by_sanitizers,
        pace,
        &bugs,
    );
}

#[test]
#[ignore = "needs valgrind; .ci/run runs it"]
fn lives_are_clean_under_valgrind() {
    let firmware = lives::firmware(false);
    let bugs = [
        ("leak", "definitely lost"),
        ("use after free", "Invalid read"),
    ];
    let (folder, link) = (scratch("lives-valgrind"), shared(&libraries()));
    let pace = lives::SLOW;
    check_lives(C99, &folder, &link, firmware, by_valgrind, pace, &bugs);
}
