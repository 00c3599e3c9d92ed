//! What the README tells C programmers, done to the letter.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::build::{ROOT, Servers, have, libraries, path, scratch};
use crate::support::run::run;

const README: &str = include_str!("../../README.md");

/// The only command of the README that begins and goes on like this.
fn command(start: &str, part: &str) -> &'static str {
    let found: Vec<&str> = README
        .lines()
        .filter_map(|line| line.strip_prefix("$ "))
        .filter(|line| line.starts_with(start) && line.contains(part))
        .collect();
    assert_eq!(found.len(), 1, "{start} {part}: {found:?}");
    found[0]
}

/// A folder that looks like this one after the README's builds.
fn look_alike(name: &str) -> PathBuf {
    let folder = scratch(name);
    let release = folder.join("target/release");
    fs::create_dir_all(&release).unwrap();
    let built = libraries();
    let library = "libpinecone_import.a";
    link(&built.join(library), &release.join(library));
    link(&path(&["include"]), &folder.join("include"));
    let examples = folder.join("examples/c");
    fs::create_dir_all(&examples).unwrap();
    link(
        &path(&["examples", "c", "import.c"]),
        &examples.join("import.c"),
    );
    folder
}

fn link(to: &Path, from: &Path) {
    let _ = fs::remove_file(from);
    symlink(to, from).unwrap();
}

pub fn works(program: &Path, library_path: &Path) {
    works_as(|| {
        let mut command = Command::new(program);
        command.env("LD_LIBRARY_PATH", library_path);
        command
    });
}

/// The program sees an import through, and says what went wrong and what to do about it.
pub fn works_as(program: impl Fn() -> Command) {
    let servers = Servers::start(Duration::from_millis(100));
    let import = |uri| {
        let mut command = program();
        servers.tell(&mut command).arg(uri);
        command.env("PINECONE_INDEX_HOST", servers.plain.url());
        command.env("PINECONE_API_KEY", servers.plain.api_key());
        command
    };
    let output = run(&mut import("s3://bucket/dir"));
    let told = String::from_utf8(output.stdout).unwrap();
    // As Windows ends lines.
    let told = told.replace("\r\n", "\n");
    assert!(told.starts_with("import 101 is running\n"), "{told}");
    assert!(told.ends_with("Completed 100.0 %\n"), "{told}");
    let fails = |command: &mut Command, says: &str| {
        let output = command.output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && told.contains(says), "{told}");
    };
    fails(&mut import("s3://bucket/fail"), "the import failed: ");
    fails(&mut import("file:///dir"), "invalid uri: must be s3://");
    for variable in ["PINECONE_INDEX_HOST", "PINECONE_API_KEY"] {
        let says = format!("set {variable} to ");
        fails(import("s3://bucket/dir").env_remove(variable), &says);
    }
}

#[test]
fn readme_program_runs_with_the_static_library() {
    let folder = look_alike("readme-program-static");
    let line = command("cc ", "libpinecone_import.a");
    run(Command::new("sh").args(["-c", line]).current_dir(&folder));
    works(&folder.join("import"), Path::new(""));
}

#[test]
fn example_runs_as_its_makefile_builds_it() {
    if !have("make") || !have("pkg-config") {
        return;
    }
    let folder = scratch("makefile");
    for file in ["Makefile", "import.c"] {
        fs::copy(path(&["examples", "c", file]), folder.join(file)).unwrap();
    }
    let _ = fs::remove_file(folder.join("import"));
    let (built, include) = (libraries(), path(&["include"]));
    // As cargo-c writes it, but for the folders.
    let package = format!(
        "Name: pinecone_import\nDescription: d\nVersion: {}\nLibs: -L{} -lpinecone_import\nCflags: -I{}\n",
        env!("CARGO_PKG_VERSION"),
        built.display(),
        include.display()
    );
    fs::write(folder.join("pinecone_import.pc"), package).unwrap();
    let mut make = Command::new("make");
    make.env("PKG_CONFIG_PATH", &folder);
    run(make.env_remove("CFLAGS").current_dir(&folder));
    works(&folder.join("import"), &built);
}

#[test]
#[ignore = "builds twice with optimisation; .ci/run runs it"]
fn libraries_are_as_the_readme_says() {
    let target = scratch("release");
    let line = command("cargo rustc ", "--crate-type staticlib");
    for line in [line, &line.replace("staticlib", "cdylib")] {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(line.split(' ').skip(1));
        cargo
            .args(["--offline", "--locked", "--target-dir"])
            .arg(&target);
        run(cargo.current_dir(ROOT));
    }
    let shared = target.join("release/libpinecone_import.so");
    let text = fs::read(&shared).unwrap();
    let hook = b"PINECONE_IMPORT_PANICS";
    assert!(!text.windows(hook.len()).any(|window| window == hook));
    assert!(fs::exists(target.join("release/libpinecone_import.a")).unwrap());
    let stripped = target.join("stripped.so");
    run(Command::new("strip").arg("-o").arg(&stripped).arg(&shared));
    let size = fs::metadata(stripped).unwrap().len();
    eprintln!("the shared library has {size} bytes when stripped");
    let tenths = (size + 50_000) / 100_000;
    let claim = format!("({}.{} MB stripped)", tenths / 10, tenths % 10);
    assert!(README.contains(&claim), "the README does not say {claim}");
}
