//! Builds the libraries for C and the programs of `tests/c`, and runs them against emulators.

use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::support::emulator::http::HttpRequest;
use crate::support::emulator::service::ServiceSettings;
use crate::support::emulator::{Certificate, Emulator, Fault, Settings};
use crate::support::run::run;

pub const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What every C program must bear.
pub const STRICT: [&str; 4] = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"];

pub fn path(parts: &[&str]) -> PathBuf {
    let mut path = PathBuf::from(ROOT);
    path.extend(parts);
    path
}

/// A folder for what a test makes.
pub fn scratch(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// Whether a tool is there; says so where it is not.
pub fn have(tool: &str) -> bool {
    let found = Command::new(tool).arg("--version").output();
    let there = found.is_ok_and(|output| output.status.success());
    if !there {
        eprintln!("SKIPPED: there is no {tool}");
    }
    there
}

/// Whether pkg-config finds a library; says so where it does not.
pub fn have_library(name: &str) -> bool {
    if !have("pkg-config") {
        return false;
    }
    let found = Command::new("pkg-config").args(["--exists", name]).status();
    let there = found.is_ok_and(|status| status.success());
    if !there {
        eprintln!("SKIPPED: pkg-config does not find {name}");
    }
    there
}

/// The name that programs find the shared library by, as cargo-c gives it.
pub const SONAME: &str = concat!(
    "libpinecone_import.so.",
    env!("CARGO_PKG_VERSION_MAJOR"),
    ".",
    env!("CARGO_PKG_VERSION_MINOR")
);

/// Builds the shared and the static library; gives the folder that holds them.
///
/// Cargo's own lock keeps tests that run at the same time apart.
fn build(folder: &str, features: &[&str], flags: &[&str]) -> PathBuf {
    let target = scratch(folder);
    let soname = format!("link-arg=-Wl,-soname,{SONAME}");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["rustc", "--offline", "--locked", "--lib"]);
    cargo
        .args(features)
        .args(["--crate-type", "cdylib,staticlib"]);
    cargo.arg("--target-dir").arg(&target);
    cargo.args(["--", "-C", &soname]).args(flags);
    run(cargo.current_dir(ROOT));
    let folder = target.join("debug");
    let named = folder.join(SONAME);
    if !named.exists() {
        // Another test may have been quicker.
        let _ = symlink("libpinecone_import.so", &named);
    }
    folder
}

/// The libraries with HTTPS, and with the hook that lets a test see a panic.
pub fn libraries() -> PathBuf {
    let hook = ["--cfg", "pinecone_import_panics"];
    build("capi", &["--features", "cdylib"], &hook)
}

/// The libraries over the caller's own HTTP alone.
pub fn small_libraries() -> PathBuf {
    let features = ["--no-default-features", "--features", "std,capi"];
    build("capi-small", &features, &[])
}

/// One way to compile the programs.
#[derive(Clone, Copy)]
pub struct Compiler {
    pub name: &'static str,
    pub flags: &'static [&'static str],
}

pub const C99: Compiler = Compiler {
    name: "cc",
    flags: &["-std=c99", "-x", "c"],
};
pub const CPP17: Compiler = Compiler {
    name: "c++",
    flags: &["-std=c++17", "-x", "c++"],
};
/// Without exceptions, and with leaks and misuse of memory made failures.
pub const PLAIN_CPP17: Compiler = Compiler {
    name: "c++",
    flags: &[
        "-std=c++17",
        "-fno-exceptions",
        "-fno-rtti",
        "-fsanitize=address,undefined",
        "-fno-sanitize-recover=undefined",
        "-x",
        "c++",
    ],
};

pub const MINGW: Compiler = Compiler {
    name: "x86_64-w64-mingw32-gcc",
    flags: &["-std=c99", "-x", "c"],
};

impl Compiler {
    /// Compiles a program of `tests/c`; `link` is what comes after it.
    pub fn compile(self, program: &str, folder: &Path, link: &[String]) -> PathBuf {
        let out = folder.join(format!("{program}-{}", self.name));
        let mut command = Command::new(self.name);
        command.args(self.flags).args(STRICT).arg("-g");
        command.arg("-I").arg(path(&["include"]));
        let source = path(&["tests", "c", program]);
        let cpp = source.with_extension("cpp");
        command.arg(if cpp.exists() {
            cpp
        } else {
            source.with_extension("c")
        });
        command.args(["-x", "none"]).args(link);
        run(command.arg("-lpthread").arg("-o").arg(&out));
        out
    }
}

/// How a program links to the shared library in a folder.
pub fn shared(folder: &Path) -> Vec<String> {
    let folder = folder.to_str().unwrap();
    vec![
        format!("-L{folder}"),
        "-lpinecone_import".into(),
        format!("-Wl,-rpath,{folder}"),
    ]
}

/// The emulators that the programs talk to.
pub struct Servers {
    pub plain: Emulator,
    pub tls: Emulator,
}

impl Servers {
    /// Imports take this long.
    pub fn start(import: Duration) -> Self {
        let start = |tls| {
            let service = ServiceSettings {
                import_duration: import,
                ..ServiceSettings::default()
            };
            let settings = Settings {
                service,
                tls,
                ..Settings::default()
            };
            Emulator::start_with(settings, Some(Box::new(|_, request| fault(request)))).unwrap()
        };
        Self {
            plain: start(None),
            tls: start(Some(Certificate::Valid)),
        }
    }

    /// Tells a program by its environment where they are.
    pub fn tell<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
            command.env_remove(name).env_remove(name.to_lowercase());
        }
        // A port that nobody listens at.
        let closed = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        command
            .env("URL", self.plain.url())
            .env("TLS_URL", self.tls.url())
            .env("CA_PEM", self.tls.ca_pem())
            .env("KEY", self.plain.api_key())
            .env("CLOSED_URL", format!("http://{closed}"))
    }
}

/// What goes wrong, by the id, the URI or the limit of a request.
fn fault(request: &HttpRequest) -> Fault {
    let answer = |body: &str| Fault::status(200, &[], body);
    let id = request.path().rsplit('/').next().unwrap_or("");
    let body = String::from_utf8_lossy(&request.body);
    match id {
        _ if body.contains("lost") || body.contains("dropped") => Fault::drop_after(),
        _ if request.target.contains("limit=77") => {
            answer(r#"{"data":[],"pagination":{"next":"circle"}}"#)
        }
        "drop" => Fault::drop_before(),
        "garbage" => Fault::raw("SSH-2.0-not-http\r\n\r\n"),
        "slow" => Fault::none().delay(Duration::from_secs(60)),
        "busy" => {
            let body = r#"{"code":"QUOTA_EXCEEDED","message":"too many"}"#;
            Fault::status(429, &[("retry-after", "7000")], body)
        }
        "never" => Fault::status(429, &[("retry-after", "18446744073709551615")], ""),
        "details" => {
            let body = r#"{"code":3,"message":"a\u0000b","details":[
                {"typeUrl":"type.googleapis.com/bytes","value":"AAEC/w=="},
                {"@type":"type.googleapis.com/json","reason":"r"},
                7]}"#;
            Fault::status(400, &[], body)
        }
        "huge" => answer(&"[".repeat(9000)),
        "huge-refusal" => Fault::status(403, &[], &"[".repeat(9000)),
        "moved" => Fault::status(302, &[("location", "/bulk/imports")], ""),
        "soon" => Fault::none().delay(Duration::from_secs(1)),
        "late" => Fault::none().delay(Duration::from_secs(5)),
        "decode" => Fault::status(200, &[("x-request-id", "req-7")], "[1, 2, 3, 4]"),
        "nul" => answer(
            r#"{"id":"nul","status":"Odd\u0000Status","error":"a\u0000\u0000b\u0000","uri":""}"#,
        ),
        "zeros" => answer(
            r#"{"id":"zeros","status":"Pending","percentComplete":0,"recordsImported":"0","validationResult":{"importSuccesses":0}}"#,
        ),
        _ => Fault::none(),
    }
}
