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
pub const PROGRAMS: [(&str, Option<&str>); 7] = [
    ("life", None),
    ("life", Some("URL")),
    ("errors", None),
    ("transport", None),
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

#[test]
#[ignore = "needs a nightly compiler; .ci/run runs it"]
fn programs_are_clean_under_sanitizers() {
    let compiler = Compiler {
        name: "cc",
        flags: &[
            "-std=c99",
            "-fsanitize=address,undefined",
            "-fno-sanitize-recover=undefined",
            "-x",
            "c",
        ],
    };
    let link = [
        sanitized().to_str().unwrap().to_owned(),
        "-lm".into(),
        "-ldl".into(),
    ];
    let plain = |program: &Path, _: Option<&str>| {
        let mut command = Command::new(program);
        command.env(
            "ASAN_OPTIONS",
            "detect_leaks=1:detect_stack_use_after_return=1",
        );
        command
    };
    let bugs = [
        ("leak", "LeakSanitizer"),
        ("use after free", "heap-use-after-free"),
        (
            "use after free in the library",
            "in pinecone_import_error_http_status",
        ),
        ("overflow", "signed integer overflow"),
    ];
    let folder = scratch("c-asan");
    check(compiler, &folder, &link, plain, &bugs);
    let (firmware, bugs) = (
        lives::firmware(true),
        [bugs[0], ("use after free", "in pinecone_import_")],
    );
    check_lives(
        compiler,
        &folder,
        &link,
        firmware,
        plain,
        lives::WHOLE,
        &bugs,
    );
}

#[test]
#[ignore = "needs valgrind; .ci/run runs it"]
fn programs_are_clean_under_valgrind() {
    let wrapped = |program: &Path, argument: Option<&str>| {
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
    };
    let bugs = [
        ("leak", "definitely lost"),
        ("use after free", "Invalid read"),
        (
            "use after free in the library",
            "pinecone_import_error_http_status",
        ),
    ];
    let link = shared(&libraries());
    let folder = scratch("c-valgrind");
    check(C99, &folder, &link, wrapped, &bugs);
    let firmware = lives::firmware(false);
    let bugs = [bugs[0], ("use after free", "Invalid read")];
    check_lives(C99, &folder, &link, firmware, wrapped, lives::SLOW, &bugs);
}
