//! An installed library, as pkg-config, CMake and Meson find it.
//!
//! cargo-c takes minutes to build, so these tests lay its files out by themselves. An ignored test,
//! which `.ci/run` runs, compares that with cargo-c's own.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::build::{ROOT, SONAME, Servers, have, libraries, path, scratch};
use super::readme::works;
use crate::support::run::run;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What is installed, below the prefix, besides the names of the shared library with a version.
const FILES: [&str; 7] = [
    "include/pinecone_import.h",
    "include/pinecone_import.hpp",
    "lib/libpinecone_import.a",
    "lib/libpinecone_import.so",
    "lib/pkgconfig/pinecone_import.pc",
    "share/cmake/pinecone_import/pinecone_importConfig.cmake",
    "share/cmake/pinecone_import/pinecone_importConfigVersion.cmake",
];

fn expected() -> BTreeSet<String> {
    let mut files: BTreeSet<String> = FILES.map(str::to_owned).into();
    files.insert(format!("lib/{SONAME}"));
    files.insert(format!("lib/libpinecone_import.so.{VERSION}"));
    files
}

/// All files below a folder.
fn files(prefix: &Path, folder: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(prefix.join(folder)).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        let name = name.trim_start_matches('/').to_owned();
        match entry.file_type().unwrap().is_dir() {
            true => found.extend(files(prefix, &name)),
            false => drop(found.insert(name)),
        }
    }
    found
}

/// A prefix with the files that cargo-c installs.
fn installed(name: &str) -> PathBuf {
    let prefix = scratch(name).join("prefix");
    let _ = fs::remove_dir_all(&prefix);
    for folder in ["include", "lib/pkgconfig", "share/cmake/pinecone_import"] {
        fs::create_dir_all(prefix.join(folder)).unwrap();
    }
    let copy = |from: PathBuf, to: &str| {
        fs::copy(from, prefix.join(to)).unwrap();
    };
    let built = libraries();
    let real = format!("libpinecone_import.so.{VERSION}");
    copy(built.join("libpinecone_import.so"), &format!("lib/{real}"));
    copy(
        built.join("libpinecone_import.a"),
        "lib/libpinecone_import.a",
    );
    symlink(&real, prefix.join("lib").join(SONAME)).unwrap();
    symlink(&real, prefix.join("lib/libpinecone_import.so")).unwrap();
    for header in ["pinecone_import.h", "pinecone_import.hpp"] {
        copy(path(&["include", header]), &format!("include/{header}"));
    }
    for file in ["Config", "ConfigVersion"] {
        let file = format!("pinecone_import{file}.cmake");
        let to = format!("share/cmake/pinecone_import/{file}");
        copy(path(&["include", "cmake", &file]), &to);
    }
    let package = format!(
        "prefix={}\nlibdir=${{prefix}}/lib\nincludedir=${{prefix}}/include\n\n\
         Name: pinecone_import\nDescription: Starts and follows Pinecone bulk imports\n\
         Version: {VERSION}\nLibs: -L${{libdir}} -lpinecone_import\nCflags: -I${{includedir}}\n",
        prefix.display()
    );
    fs::write(prefix.join("lib/pkgconfig/pinecone_import.pc"), package).unwrap();
    assert_eq!(files(&prefix, ""), expected());
    prefix
}

/// A folder with the programs that are built; they see nothing of this repository.
fn sources(prefix: &Path) -> PathBuf {
    let folder = prefix.with_file_name("sources");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let copy = |from: &[&str]| {
        let to = folder.join(from.last().unwrap());
        fs::copy(path(from), to).unwrap();
    };
    copy(&["examples", "c", "import.c"]);
    copy(&["tests", "c", "wrapper.cpp"]);
    folder
}

/// The C program and the one in C++ do what they should, by the library in the prefix.
fn both_work(prefix: &Path, folder: &Path) {
    works(&folder.join("import"), &prefix.join("lib"));
    let servers = Servers::start(Duration::from_millis(1000));
    let mut wrapper = Command::new(folder.join("wrapper"));
    wrapper.env("LD_LIBRARY_PATH", prefix.join("lib"));
    run(servers.tell(&mut wrapper));
}

/// A command that finds the prefix by pkg-config.
fn with_pkg_config(program: &str, prefix: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder);
    command.env("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig"));
    command
}

fn builds_by_pkg_config(prefix: &Path) {
    let folder = sources(prefix);
    let flags = "$(pkg-config --cflags --libs pinecone_import)";
    let c = format!("cc -o import import.c {flags}");
    let cpp = format!("c++ -std=c++17 -o wrapper wrapper.cpp {flags} -lpthread");
    for line in [c, cpp] {
        run(with_pkg_config("sh", prefix, &folder).args(["-c", &line]));
    }
    let mut readelf = Command::new("readelf");
    let needs = run(readelf.arg("-d").arg(folder.join("import"))).stdout;
    let needs = String::from_utf8(needs).unwrap();
    assert!(needs.contains(&format!("[{SONAME}]")), "{needs}");
    both_work(prefix, &folder);
}

#[test]
fn pkg_config_finds_an_installed_library() {
    if have("pkg-config") {
        builds_by_pkg_config(&installed("install-pkg-config"));
    }
}

const CMAKE: &str = "\
cmake_minimum_required(VERSION 3.13)
project(programs C CXX)
find_package(pinecone_import 99 CONFIG QUIET)
if(pinecone_import_FOUND)
    message(FATAL_ERROR \"version 99 is found\")
endif()
find_package(pinecone_import VERSION CONFIG REQUIRED)
find_package(Threads REQUIRED)
add_executable(import import.c)
target_link_libraries(import pinecone_import::shared)
add_executable(static import.c)
target_link_libraries(static pinecone_import::static)
add_executable(wrapper wrapper.cpp)
target_compile_features(wrapper PRIVATE cxx_std_17)
target_link_libraries(wrapper pinecone_import::pinecone_import Threads::Threads)
";

fn builds_by_cmake(prefix: &Path) {
    let folder = sources(prefix);
    let project = CMAKE.replace("VERSION CONFIG", &format!("{VERSION} CONFIG"));
    fs::write(folder.join("CMakeLists.txt"), project).unwrap();
    let cmake = |args: &[&str]| {
        let mut cmake = Command::new("cmake");
        cmake.args(args).current_dir(&folder);
        run(cmake.env("CMAKE_PREFIX_PATH", prefix));
    };
    cmake(&["-S", ".", "-B", "build"]);
    cmake(&["--build", "build"]);
    both_work(prefix, &folder.join("build"));
    works(&folder.join("build/static"), Path::new(""));
}

#[test]
fn cmake_finds_an_installed_library() {
    if have("cmake") {
        builds_by_cmake(&installed("install-cmake"));
    }
}

const MESON: &str = "\
project('programs', 'c', 'cpp', default_options: ['cpp_std=c++17'])
library = dependency('pinecone_import', version: '>=0.1')
executable('import', 'import.c', dependencies: library)
executable('wrapper', 'wrapper.cpp', dependencies: [library, dependency('threads')])
";

fn builds_by_meson(prefix: &Path) {
    let folder = sources(prefix);
    fs::write(folder.join("meson.build"), MESON).unwrap();
    run(with_pkg_config("meson", prefix, &folder).args(["setup", "build"]));
    run(with_pkg_config("meson", prefix, &folder).args(["compile", "-C", "build"]));
    both_work(prefix, &folder.join("build"));
}

#[test]
fn meson_finds_an_installed_library() {
    if have("meson") {
        builds_by_meson(&installed("install-meson"));
    }
}

/// As the header says it.
#[test]
fn static_library_can_hide_all_other_names() {
    if !have("objcopy") {
        return;
    }
    let folder = scratch("hidden");
    let header = fs::read_to_string(path(&["include", "pinecone_import.h"])).unwrap();
    let archive = libraries().join("libpinecone_import.a");
    for start in ["ld -r --whole-archive ", "objcopy --wildcard "] {
        let line = header
            .lines()
            .find_map(|line| line.trim_start_matches([' ', '*']).strip_prefix(start));
        let line = format!("{start}{}", line.expect("the header has the command"));
        let line = line.replace("libpinecone_import.a", archive.to_str().unwrap());
        run(Command::new("sh").args(["-c", &line]).current_dir(&folder));
    }
    let object = folder.join("pinecone_import.o");
    // Not nm, which may take bitcode inside of it for the object.
    let mut readelf = Command::new("readelf");
    let symbols = run(readelf.args(["--wide", "--syms"]).arg(&object)).stdout;
    let symbols = String::from_utf8(symbols).unwrap();
    let names: Vec<&str> = symbols
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .filter(|line| line.len() == 8 && ["GLOBAL", "WEAK"].contains(&line[4]) && line[6] != "UND")
        .map(|line| line[7])
        .collect();
    let ours = |name: &&&str| name.starts_with("pinecone_import_");
    assert!(names.iter().filter(ours).count() > 60);
    assert_eq!(names.iter().find(|name| !ours(name)), None);
    let mut cc = Command::new("cc");
    cc.arg(path(&["examples", "c", "import.c"])).arg(&object);
    cc.arg("-I")
        .arg(path(&["include"]))
        .args(["-lpthread", "-lm", "-ldl", "-o"]);
    let program = folder.join("import");
    run(cc.arg(&program));
    works(&program, Path::new(""));
}

#[test]
#[ignore = "needs cargo-c; .ci/run installs and runs it"]
fn cargo_c_installs_the_same_files() {
    let mut version = Command::new(env!("CARGO"));
    let version = version.args(["cinstall", "--version"]).output().unwrap();
    if !version.status.success() {
        eprintln!("SKIPPED: there is no cargo-c");
        return;
    }
    let folder = scratch("install-cargo-c");
    let prefix = folder.join("prefix");
    let _ = fs::remove_dir_all(&prefix);
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["cinstall", "--offline", "--locked", "--prefix"])
        .arg(&prefix);
    cargo.arg("--libdir").arg(prefix.join("lib"));
    cargo.arg("--target-dir").arg(folder.join("target"));
    run(cargo.current_dir(ROOT));
    assert_eq!(files(&prefix, ""), expected());
    builds_by_pkg_config(&prefix);
    builds_by_cmake(&prefix);
    builds_by_meson(&prefix);
}
