//! The package alone, in a folder of its own: there the README's commands do what it says.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::{ROOT, cargo, run};

/// Test programs that take seconds, in place of all of them.
const QUICK: [&str; 2] = ["codec", "repo"];

/// The unpacked package. It is removed at the end, but kept after a failure.
struct Unpacked {
    scratch: PathBuf,
    folder: PathBuf,
    readme: String,
}

impl Unpacked {
    fn new() -> Self {
        let scratch = std::env::temp_dir();
        let scratch = scratch.join(format!("pinecone-import-package-{}", std::process::id()));
        fs::create_dir_all(&scratch).unwrap();
        let built = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let mut package = cargo(
            &["package", "--no-verify", "--allow-dirty"],
            Path::new(ROOT),
        );
        package
            .args(["--locked", "--offline", "--target-dir"])
            .arg(built);
        run(&mut package);
        let name = concat!(env!("CARGO_PKG_NAME"), "-", env!("CARGO_PKG_VERSION"));
        let mut tar = Command::new("tar");
        tar.arg("-xzf")
            .arg(built.join(format!("package/{name}.crate")));
        run(tar.arg("-C").arg(&scratch));
        let folder = scratch.join(name);
        // The crates that it needs are built already.
        symlink(built.parent().unwrap(), folder.join("target")).unwrap();
        let readme = fs::read_to_string(folder.join("README.md")).unwrap();
        Self {
            scratch,
            folder,
            readme,
        }
    }

    /// The README's commands that begin and go on like this.
    fn commands(&self, start: &str, part: &str) -> Vec<&str> {
        let lines = self
            .readme
            .lines()
            .filter_map(|line| line.strip_prefix("$ "));
        let found = lines.filter(|line| line.starts_with(start) && line.contains(part));
        found.collect()
    }

    /// The only one of those.
    fn command(&self, start: &str, part: &str) -> &str {
        let found = self.commands(start, part);
        assert_eq!(found.len(), 1, "{start} {part}: {found:?}");
        found[0]
    }

    /// A command of Cargo as the README has it, and more arguments.
    fn cargo(&self, line: &str, more: &[&str]) -> Command {
        let args: Vec<&str> = line.split(' ').skip(1).collect();
        let mut cargo = cargo(&args, &self.folder);
        cargo.args(["--offline", "--locked"]).args(more);
        for name in ["PINECONE_API_KEY", "PINECONE_INDEX_HOST"] {
            cargo.env_remove(name);
        }
        cargo
    }

    fn shell(&self, line: &str) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-c", line]).current_dir(&self.folder);
        for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "CFLAGS"] {
            shell.env_remove(name).env_remove(name.to_lowercase());
        }
        shell
    }
}

impl Drop for Unpacked {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the package is in {}", self.folder.display());
        } else {
            fs::remove_dir_all(&self.scratch).unwrap();
        }
    }
}

/// The emulator of the package, at a port of its own.
struct Emulator {
    process: Child,
    url: String,
}

impl Emulator {
    fn start(package: &Unpacked) -> Self {
        run(&mut package.cargo("cargo build --example emulator", &[]));
        let mut program = Command::new(package.folder.join("target/debug/examples/emulator"));
        program.args(["--port", "0", "--import-seconds", "1"]);
        let mut process = program.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut said = BufReader::new(process.stdout.take().unwrap());
        said.read_line(&mut line).unwrap();
        let url = line
            .split([' ', ','])
            .find(|word| word.starts_with("http://"));
        let url = url
            .unwrap_or_else(|| panic!("no URL in {line:?}"))
            .to_owned();
        // A closed pipe would end it as soon as it writes more.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Self { process, url }
    }

    /// The README's run of the C program, but at this port, sees an import through.
    fn serves(&self, package: &Unpacked, program: &str, library_path: &Path) {
        let line = package.command("", "./import s3://");
        let (_, arguments) = line.split_once("./import").unwrap();
        let settings = package.command("", "=http://127.0.0.1:5080 ");
        let (_, key) = settings.split_once("PINECONE_API_KEY=").unwrap();
        let mut shell = package.shell(&format!("{program}{arguments}"));
        shell.env("PINECONE_INDEX_HOST", &self.url);
        shell.env("PINECONE_API_KEY", key.split(' ').next().unwrap());
        let output = run(shell.env("LD_LIBRARY_PATH", library_path));
        let told = String::from_utf8(output.stdout).unwrap();
        assert!(told.ends_with("Completed 100.0 %\n"), "{program}: {told}");
        fs::remove_file(package.folder.join(program)).unwrap();
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

fn have(tool: &str) -> bool {
    let found = Command::new(tool).arg("--version").output();
    let there = found.is_ok_and(|output| output.status.success());
    if !there {
        eprintln!("SKIPPED: there is no {tool}");
    }
    there
}

#[test]
#[ignore = "takes minutes; .ci/run runs it"]
fn package_alone_does_what_the_readme_says() {
    if !have("tar") {
        return;
    }
    let package = Unpacked::new();
    let first: Vec<&str> = package.commands("cargo ", "").into_iter().take(2).collect();
    let [quickstart, test] = first[..] else {
        panic!("the README has two commands first");
    };
    assert!(quickstart.contains("quickstart"), "{quickstart}");
    assert!(test.starts_with("cargo test"), "{test}");
    run(&mut package.cargo(quickstart, &[]));
    run(&mut package.cargo(test, &["--no-run"]));
    for program in QUICK {
        run(&mut package.cargo(test, &["--test", program]));
    }

    let emulator = Emulator::start(&package);
    let line = package.command("cargo rustc ", "--crate-type staticlib");
    run(&mut package.cargo(line, &[]));
    run(&mut package.shell(package.command("cc ", ".a ")));
    emulator.serves(&package, "./import", Path::new(""));

    if have("make") && have("pkg-config") {
        run(&mut package.cargo(&line.replace("staticlib", "cdylib"), &[]));
        // As cargo-c writes it, but for the folders.
        let root = package.folder.display();
        let libraries = package.folder.join("target/release");
        let found = format!(
            "Name: pinecone_import\nDescription: d\nVersion: {}\n\
             Libs: -L{} -lpinecone_import\nCflags: -I{root}/include\n",
            env!("CARGO_PKG_VERSION"),
            libraries.display()
        );
        fs::write(package.scratch.join("pinecone_import.pc"), found).unwrap();
        let mut make = package.shell("make -C examples/c");
        run(make.env("PKG_CONFIG_PATH", &package.scratch));
        emulator.serves(&package, "examples/c/import", &libraries);
    }
}
