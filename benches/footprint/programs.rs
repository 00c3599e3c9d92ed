//! The programs, and what building them costs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};

/// A package below this folder, with the features it is built with.
pub struct Program {
    pub name: &'static str,
    package: &'static str,
    features: &'static [&'static str],
}

pub const PROGRAMS: &[Program] = &[
    Program::new("ours", "ours", &[]),
    Program::new(
        "ours, graviola",
        "ours",
        &["--no-default-features", "--features=graviola"],
    ),
    Program::new(
        "ours, AES-GCM and P-256 alone",
        "ours",
        &["--no-default-features", "--features=own-provider"],
    ),
    Program::new("ureq + miniserde", "ureq", &[]),
    Program::new("ours, examples/rustls_transport", "own", &[]),
    Program::new("rustls on a socket", "rustls", &[]),
    Program::new("reqwest + serde_json", "reqwest", &[]),
];

/// Options of rustc for the program alone: no crate is built again.
pub struct Recipe {
    pub name: &'static str,
    args: &'static [&'static str],
}

const TABLES: &str = concat!(
    "link-arg=-Wl,-T,",
    env!("CARGO_MANIFEST_DIR"),
    "/benches/footprint/no-unwind-tables.ld"
);
const PACKED: &str = "link-arg=-Wl,-z,pack-relative-relocs";
const FOLDED: &str = "link-arg=-Wl,--icf=all";
const OUTLINED: &str = "llvm-args=--enable-machine-outliner=always";

/// The last two take all that comes before.
pub const RECIPES: &[Recipe] = &[
    Recipe {
        name: "no unwind tables",
        args: &[TABLES],
    },
    Recipe {
        name: "packed relocations",
        args: &[PACKED],
    },
    Recipe {
        name: "identical code folded",
        args: &[FOLDED],
    },
    Recipe {
        name: "these three",
        args: &[TABLES, PACKED, FOLDED],
    },
    Recipe {
        name: "and repeated code outlined",
        args: &[TABLES, PACKED, FOLDED, OUTLINED],
    },
];

pub struct Built {
    pub path: String,
    pub bytes: u64,
    pub crates: usize,
    /// Seconds of all processes together: what another job on the machine changes little.
    pub cpu: f64,
    pub wall: f64,
}

impl Program {
    const fn new(
        name: &'static str,
        package: &'static str,
        features: &'static [&'static str],
    ) -> Self {
        Self {
            name,
            package,
            features,
        }
    }

    /// Builds it with nothing there from before.
    pub fn build(&self) -> Built {
        let target = self.target();
        // It may not exist yet.
        let _ = std::fs::remove_dir_all(&target);
        self.cargo(&["fetch", "--locked"], false);
        let (begin, before) = (Instant::now(), cpu());
        let directory = target.to_str().unwrap();
        self.cargo(
            &[
                "build",
                "--release",
                "--locked",
                "--offline",
                "--target-dir",
                directory,
            ],
            true,
        );
        let (wall, cpu) = (begin.elapsed().as_secs_f64(), cpu() - before);
        let (path, bytes) = self.keep("as-built");
        Built {
            path,
            bytes,
            crates: self.crates().len(),
            cpu,
            wall,
        }
    }

    /// Builds it by a recipe, after [`build`](Self::build).
    pub fn rebuild(&self, recipe: &Recipe) -> (String, u64) {
        let target = self.target();
        let mut args = vec![
            "rustc",
            "--release",
            "--locked",
            "--offline",
            "--target-dir",
        ];
        args.extend([target.to_str().unwrap(), "--"]);
        args.extend(recipe.args.iter().flat_map(|arg| ["-C", *arg]));
        self.cargo(&args, false);
        self.keep(&recipe.name.replace(' ', "-"))
    }

    /// Path and bytes of the binary, moved to where the next build leaves it alone.
    fn keep(&self, extension: &str) -> (String, u64) {
        let name = format!("footprint-{}", self.package);
        let built = self.target().join("release").join(name);
        let path = built.with_extension(extension);
        std::fs::rename(&built, &path).unwrap();
        let bytes = path.metadata().unwrap().len();
        (path.to_str().unwrap().to_owned(), bytes)
    }

    fn target(&self) -> PathBuf {
        let name = self.name.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("footprint-{name}"))
    }

    /// The crates that are built for it, itself left out: name and version.
    pub fn crates(&self) -> BTreeSet<String> {
        self.cargo(&["fetch", "--locked"], false);
        let tree = [
            "tree",
            "--locked",
            "--offline",
            "--edges=normal",
            "--prefix=none",
        ];
        let tree = self.cargo(&tree, true);
        // The program comes first, and a crate that was shown before is marked.
        let lines = tree.lines().skip(1);
        lines
            .map(|line| line.trim_end_matches(" (*)").to_owned())
            .collect()
    }

    fn cargo(&self, args: &[&str], with_features: bool) -> String {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/footprint");
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(folder.join(self.package)).args(args);
        if with_features {
            cargo.args(self.features);
        }
        let output = cargo.output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{} {args:?}: {text}", self.package);
        String::from_utf8(output.stdout).unwrap()
    }
}

/// Seconds of CPU that all children so far have taken.
fn cpu() -> f64 {
    super::run::cpu(&getrusage(UsageWho::RUSAGE_CHILDREN).unwrap())
}
