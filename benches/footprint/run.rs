//! Runs of a program, and what they cost.

use std::process::{Command, exit};
use std::time::Instant;

use nix::sys::resource::{Usage, UsageWho, getrusage};
use nix::sys::time::TimeValLike;

/// The server that the programs are pointed at.
pub struct Setting {
    pub url: String,
    pub key: String,
    pub ca_file: Option<String>,
}

impl Setting {
    /// Tells a program where the server is.
    fn give<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("PINECONE_INDEX_HOST", &self.url)
            .env("PINECONE_API_KEY", &self.key)
            .env_remove("CA_FILE");
        if let Some(file) = &self.ca_file {
            command.env("CA_FILE", file);
        }
        command
    }

    /// The same request by curl.
    pub fn curl(&self) -> Vec<String> {
        let mut words = vec![
            "/usr/bin/curl".to_owned(),
            "--silent".into(),
            "--fail".into(),
        ];
        for header in [
            &format!("Api-Key: {}", self.key),
            "X-Pinecone-Api-Version: 2025-10",
            "Content-Type: application/json",
        ] {
            words.extend(["--header".into(), header.into()]);
        }
        words.extend(["--data".into(), r#"{"uri":"s3://bucket/dir"}"#.into()]);
        if let Some(file) = &self.ca_file {
            words.extend(["--cacert".into(), file.clone()]);
        }
        words.push(format!("{}/bulk/imports", self.url));
        words
    }
}

/// KiB and milliseconds of a whole process.
#[derive(Clone, Copy)]
pub struct Cost {
    pub rss: f64,
    pub cpu: f64,
    pub wall: f64,
}

/// The medians over `rounds`, in each of which each program runs once.
pub fn rounds(commands: &[(&str, Vec<String>)], setting: &Setting, rounds: usize) -> Vec<Cost> {
    let mut costs = vec![Vec::with_capacity(rounds); commands.len()];
    for _ in 0..rounds {
        for ((_, words), costs) in commands.iter().zip(&mut costs) {
            costs.push(one(words, setting));
        }
    }
    costs.iter().map(|costs| median(costs)).collect()
}

fn median(costs: &[Cost]) -> Cost {
    let of = |part: fn(&Cost) -> f64| {
        let mut values: Vec<f64> = costs.iter().map(part).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    Cost {
        rss: of(|cost| cost.rss),
        cpu: of(|cost| cost.cpu),
        wall: of(|cost| cost.wall),
    }
}

/// Most bytes on the heap in one run; nothing without valgrind, which counts them.
pub fn heap(program: &str, setting: &Setting) -> Option<u64> {
    let snapshots = counted(&["valgrind", "-q", "--tool=massif", "--peak-inaccuracy=0.0"])
        .map(|command| told(command, "--massif-out-file=", program, setting))?;
    let sizes = snapshots
        .lines()
        .filter_map(|line| line.strip_prefix("mem_heap_B="));
    sizes.map(|size| size.parse().unwrap()).max()
}

/// System calls of one run, of all threads; nothing without strace, which counts them.
pub fn system_calls(program: &str, setting: &Setting) -> Option<u64> {
    let calls = counted(&["strace", "-f", "-qq"])
        .map(|command| told(command, "--output=", program, setting))?;
    // A call that another thread interrupts has a second line.
    let begins = |line: &&str| line.contains('(') && !line.contains("<... ");
    Some(calls.lines().filter(begins).count() as u64)
}

/// The command, if this machine has it.
fn counted(words: &[&str]) -> Option<Command> {
    let mut command = Command::new(words[0]);
    command.args(&words[1..]);
    let there = Command::new(words[0]).arg("--version").output().is_ok();
    there.then_some(command)
}

/// What a command tells about one run of the program, in a file of its own.
fn told(mut command: Command, file_option: &str, program: &str, setting: &Setting) -> String {
    let file = format!("{}/footprint-told", env!("CARGO_TARGET_TMPDIR"));
    command.arg(format!("{file_option}{file}")).arg(program);
    let output = setting.give(&mut command).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {text}");
    std::fs::read_to_string(file).unwrap()
}

/// Whether a panic of the program still says where and why: there is no room for its output.
pub fn panic_is_told(program: &str, setting: &Setting) -> bool {
    let mut command = Command::new(program);
    let full = std::fs::File::create("/dev/full").unwrap();
    let output = setting.give(&mut command).stdout(full).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    text.contains("panicked at") && text.contains("failed printing to stdout")
}

/// One run, in a process of its own: the system tells what all children of a process took,
/// and a child's peak of memory is not below that of the process that it came from.
fn one(words: &[String], setting: &Setting) -> Cost {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.arg("--measure").args(words);
    let output = setting.give(&mut command).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{words:?}: {text}");
    let mut numbers = text.split(' ').map(|number| number.trim().parse().unwrap());
    let mut next = || numbers.next().unwrap();
    Cost {
        rss: next(),
        cpu: next(),
        wall: next(),
    }
}

/// The other side of [`one`]: runs the program and prints its cost.
pub fn measure(program: &str, args: &[String]) {
    let begin = Instant::now();
    let output = Command::new(program).args(args).output().unwrap();
    let wall = begin.elapsed().as_secs_f64() * 1e3;
    // The first import that an emulator starts has the id 101.
    let shown = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() || !shown.contains(|c: char| c.is_ascii_digit()) {
        print!("{shown}{}", String::from_utf8_lossy(&output.stderr));
        exit(1);
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    println!("{} {} {wall}", usage.max_rss(), cpu(&usage) * 1e3);
}

/// Seconds.
#[allow(clippy::cast_precision_loss, reason = "small numbers")]
pub fn cpu(usage: &Usage) -> f64 {
    (usage.user_time() + usage.system_time()).num_microseconds() as f64 / 1e6
}
