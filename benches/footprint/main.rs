//! What a program that starts one import costs, by this crate and by others.
//!
//! `cargo bench --bench footprint` builds each program anew, runs it many times against the
//! emulator, and prints a table. With `--check` it builds only ours and compares its size and
//! its crates with the budget; times are never compared, because machines differ.

#[path = "../../tests/support/emulator/mod.rs"]
mod emulator;

mod budget;
mod programs;
mod run;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::exit;

use emulator::Emulator;
use programs::{Built, PROGRAMS};
use run::{Cost, Setting};

/// Runs of each program, over each protocol.
const ROUNDS: usize = 101;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--measure", program, ..] => run::measure(program, &args[2..]),
        ["--check", ..] => check(),
        _ => table(),
    }
}

fn check() {
    let [ours, _, bare, ..] = PROGRAMS else {
        unreachable!("the program on bare ureq is the third");
    };
    let Built { bytes, crates, .. } = ours.build();
    println!(
        "ours: {bytes} bytes of {}, {crates} crates of {}",
        budget::BYTES,
        budget::CRATES
    );
    if bytes > budget::BYTES || crates > budget::CRATES {
        println!("that is beyond the budget of benches/footprint/budget.rs");
        exit(1);
    }
    let name = |krate: &String| krate.split(' ').next().unwrap().to_owned();
    let bare = BTreeSet::from_iter(bare.crates().iter().map(name));
    let mut beyond = ours.crates();
    beyond.retain(|krate| !bare.contains(&name(krate)));
    println!("beyond those of bare ureq and miniserde: {beyond:?}");
    if beyond.len() > 1 {
        println!("only this crate itself may be");
        exit(1);
    }
}

fn table() {
    println!("| program | bytes | crates | build, CPU s | build, wall s |");
    println!("|---|---|---|---|---|");
    let mut commands: Vec<(&str, Vec<String>)> = Vec::new();
    for program in PROGRAMS {
        let built = program.build();
        println!(
            "| {} | {} | {} | {:.1} | {:.1} |",
            program.name, built.bytes, built.crates, built.cpu, built.wall
        );
        commands.push((program.name, vec![built.path]));
    }
    let (plain, tls) = (Emulator::plain(), Emulator::tls());
    let ca_file = format!("{}/footprint-ca.pem", env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(&ca_file, tls.ca_pem()).unwrap();
    for (name, emulator, ca_file) in [("http", &plain, None), ("TLS", &tls, Some(&*ca_file))] {
        let setting = Setting {
            url: emulator.url(),
            key: emulator.api_key(),
            ca_file: ca_file.map(str::to_owned),
        };
        let mut commands = commands.clone();
        if Path::new("/usr/bin/curl").exists() {
            commands.push(("curl", setting.curl()));
        } else {
            eprintln!("curl is not installed: its row is left out");
        }
        println!("\n| one start over {name} | peak RSS, KiB | CPU, ms | wall, ms |");
        println!("|---|---|---|---|");
        let costs = run::rounds(&commands, &setting, ROUNDS);
        for ((program, _), cost) in commands.iter().zip(costs) {
            let Cost { rss, cpu, wall } = cost;
            println!("| {program} | {rss:.0} | {cpu:.2} | {wall:.2} |");
        }
    }
}
