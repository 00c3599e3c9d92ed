//! The header as tools read it: Doxygen, and Python's cffi.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::build::{ROOT, Servers, have, libraries, path, scratch};
use super::programs::declared;
use crate::support::run::run;

#[test]
fn doxygen_makes_a_complete_reference_without_a_warning() {
    if !have("doxygen") {
        return;
    }
    let out = scratch("reference");
    let settings = fs::read_to_string(path(&["docs", "Doxyfile"])).unwrap();
    let settings = format!("{settings}\nOUTPUT_DIRECTORY = {}\n", out.display());
    let file = out.join("Doxyfile");
    fs::write(&file, settings).unwrap();
    run(Command::new("doxygen").arg(file).current_dir(ROOT));
    let page = fs::read_to_string(out.join("html/pinecone__import_8h.html")).unwrap();
    for function in declared() {
        let heading = format!("{function}()</h2>");
        assert!(page.contains(&heading), "{function} is not explained");
    }
    assert!(page.contains("Rules for all functions"));
}

#[test]
fn python_calls_it_by_the_text_of_the_header() {
    let mut cffi = Command::new("python3");
    cffi.args(["-c", "import cffi"]).stderr(Stdio::null());
    if !cffi.status().is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: there is no python3 with cffi");
        return;
    }
    let servers = Servers::start(Duration::from_secs(60));
    let mut python = Command::new("python3");
    python.arg(path(&["tests", "c", "cffi_calls.py"]));
    python.arg(libraries().join("libpinecone_import.so"));
    python.arg(path(&["include", "pinecone_import.h"]));
    run(servers.tell(&mut python));
}
