//! The C programs with the library for Windows, under wine, against emulators on this machine.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::build::{MINGW, Servers, path, scratch};
use super::memory::PROGRAMS;
use super::programs::declared;
use super::readme::works_as;
use crate::support::run::run;

/// Where `.ci/windows` has built `pinecone_import.dll` and its import library.
fn library() -> PathBuf {
    let folder = std::env::var_os("PINECONE_IMPORT_DLL");
    PathBuf::from(folder.expect("PINECONE_IMPORT_DLL names the folder of the library"))
}

/// What follows a program's source.
fn link() -> Vec<String> {
    let import_library = library().join("libpinecone_import.dll.a");
    // The DLL of mingw's own threads is not part of Windows.
    vec![import_library.to_str().unwrap().into(), "-static".into()]
}

/// A program for Windows, which finds the DLL through the search path.
fn wine(program: &Path) -> Command {
    let mut wine = Command::new("/usr/lib/wine/wine64");
    wine.arg(program);
    wine.env("WINEPATH", format!("Z:{}", library().display()));
    wine
}

#[test]
#[ignore = "needs wine and the library for Windows; .ci/windows runs it"]
fn programs_run_with_the_dll() {
    for (program, argument) in PROGRAMS {
        let built = MINGW.compile(program, &scratch("c-windows"), &link());
        let servers = Servers::start(Duration::from_secs(1));
        // The compiler appends that.
        let built = built.with_extension("exe");
        run(servers.tell(&mut wine(&built)).args(argument));
    }
}

#[test]
#[ignore = "needs wine and the library for Windows; .ci/windows runs it"]
fn example_runs_with_the_dll() {
    let built = scratch("c-windows").join("import.exe");
    let mut compile = Command::new(MINGW.name);
    compile.arg("-I").arg(path(&["include"]));
    compile
        .arg(path(&["examples", "c", "import.c"]))
        .args(link());
    run(compile.arg("-o").arg(&built));
    works_as(|| wine(&built));
}

#[test]
#[ignore = "needs the library for Windows; .ci/windows runs it"]
fn dll_exports_exactly_the_functions_of_the_header() {
    let mut dump = Command::new("x86_64-w64-mingw32-objdump");
    let output = run(dump.arg("-p").arg(library().join("pinecone_import.dll")));
    let text = String::from_utf8(output.stdout).unwrap();
    let (_, table) = text.split_once("[Ordinal/Name Pointer] Table").unwrap();
    let exports: BTreeSet<String> = table
        .lines()
        .skip(1)
        .map_while(|line| line.split_whitespace().last())
        .map(str::to_owned)
        .collect();
    assert_eq!(exports, declared());
}
