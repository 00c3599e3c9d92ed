//! What a program that starts one import costs, by this crate and by others.
//!
//! `cargo bench --bench footprint` builds each program anew, runs it many times against the
//! emulator, and prints a table. With `--check` it builds only ours and that on bare ureq: ours has
//! to be the smaller one, also by the recipes of docs/COSTS.md, and within the budget. Times are
//! compared only in one run, because machines differ.

#[path = "../../tests/support/emulator/mod.rs"]
mod emulator;

mod budget;
mod programs;
mod run;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::exit;

use emulator::Emulator;
use programs::{Built, PROGRAMS, RECIPES};
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
    let [ours, _, narrow, bare, ..] = PROGRAMS else {
        unreachable!("the program on bare ureq is the fourth");
    };
    let emulator = Emulator::tls();
    let setting = over_tls(&emulator);
    let (built, bare_built) = (ours.build(), bare.build());
    let Built { bytes, crates, .. } = built;
    println!(
        "ours: {bytes} bytes of {}, {crates} crates of {}; bare: {} bytes",
        budget::BYTES,
        budget::CRATES,
        bare_built.bytes
    );
    demand(
        bytes <= budget::BYTES && crates <= budget::CRATES,
        "that is beyond the budget of benches/footprint/budget.rs",
    );
    demand(bytes < bare_built.bytes, "ours is not the smaller one");
    let heaps = (
        run::heap(&built.path, &setting),
        run::heap(&bare_built.path, &setting),
    );
    println!("heap of a start over TLS, ours and bare: {heaps:?}");
    demand(
        heaps.0.is_none() || heaps.0 < heaps.1,
        "ours takes more heap",
    );

    let name = |krate: &String| krate.split(' ').next().unwrap().to_owned();
    let bare = BTreeSet::from_iter(bare.crates().iter().map(name));
    let mut beyond = ours.crates();
    beyond.retain(|krate| !bare.contains(&name(krate)));
    println!("beyond those of bare ureq and miniserde: {beyond:?}");
    demand(beyond.len() == 1, "only this crate itself may be");

    let [.., linked, outlined] = RECIPES else {
        unreachable!("there are five");
    };
    let Built { path, bytes, .. } = narrow.build();
    println!("{}: {bytes} bytes of {}", narrow.name, budget::NARROW);
    demand(bytes <= budget::NARROW, "that is beyond the budget");
    run::rounds(&[(narrow.name, vec![path])], &setting, 1);
    for (recipe, most) in [(linked, budget::LINKED), (outlined, budget::OUTLINED)] {
        let (path, bytes) = ours.rebuild(recipe);
        println!("ours, {}: {bytes} bytes of {most}", recipe.name);
        demand(bytes <= most, "that is beyond the budget");
        run::rounds(&[(recipe.name, vec![path.clone()])], &setting, 1);
        demand(run::panic_is_told(&path, &setting), "a panic says nothing");
    }
}

fn demand(fulfilled: bool, otherwise: &str) {
    if !fulfilled {
        println!("{otherwise}");
        exit(1);
    }
}

/// How to reach an emulator over TLS.
fn over_tls(emulator: &Emulator) -> Setting {
    let ca_file = format!("{}/footprint-ca.pem", env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(&ca_file, emulator.ca_pem()).unwrap();
    Setting {
        url: emulator.url(),
        key: emulator.api_key(),
        ca_file: Some(ca_file),
    }
}

fn shown(counted: Option<u64>) -> String {
    counted.map_or_else(|| "–".to_owned(), |count| count.to_string())
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
    for recipe in RECIPES {
        let (_, bytes) = PROGRAMS[0].rebuild(recipe);
        println!("| ours, {} | {bytes} | | | |", recipe.name);
    }
    let (plain, tls) = (Emulator::plain(), Emulator::tls());
    let over_http = Setting {
        url: plain.url(),
        key: plain.api_key(),
        ca_file: None,
    };
    for (name, setting) in [("http", over_http), ("TLS", over_tls(&tls))] {
        println!("\n| one start over {name} | heap, bytes | system calls |");
        println!("|---|---|---|");
        for (program, words) in &commands {
            // The CPU that valgrind emulates is too old for graviola.
            let heap = Some(&words[0]).filter(|_| !program.ends_with("graviola"));
            let heap = shown(heap.and_then(|path| run::heap(path, &setting)));
            let calls = shown(run::system_calls(&words[0], &setting));
            println!("| {program} | {heap} | {calls} |");
        }
        let mut commands = commands.clone();
        if Path::new("/usr/bin/curl").exists() {
            commands.push(("curl", setting.curl()));
        } else {
            eprintln!("curl is not installed: its row is left out");
        }
        println!("\n| one start over {name} | peak RSS, KiB | CPU, ms | wall, ms |");
        println!("|---|---|---|---|");
        let costs = run::rounds(&commands, &setting, ROUNDS);
        for ((program, _), cost) in commands.iter().zip(&costs) {
            let Cost { rss, cpu, wall } = cost;
            println!("| {program} | {rss:.0} | {cpu:.2} | {wall:.2} |");
        }
        // Of the same programs as in `check`.
        demand(
            costs[0].cpu < costs[3].cpu,
            "ours takes more CPU than bare ureq",
        );
    }
}
