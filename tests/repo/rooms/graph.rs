//! Arrows between files, seen as a graph: its cycles, and what a list does not allow.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write;

use super::page::Allowed;

/// A file names an item of another one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrow {
    pub from: String,
    pub to: String,
    /// As the file writes it.
    pub path: String,
}

impl Arrow {
    fn told(&self) -> String {
        format!("{} -> {} by {}", self.from, self.to, self.path)
    }
}

/// By where from and where to, a line that tells why.
type Graph = BTreeMap<String, BTreeMap<String, String>>;

fn graph(arrows: impl Iterator<Item = (String, String, String)>) -> Graph {
    let mut graph = Graph::new();
    for (from, to, why) in arrows {
        let ends = graph.entry(from).or_default();
        ends.entry(to).or_insert(why);
    }
    graph
}

/// A file's room: what it is in, or is itself, directly in `src`.
pub fn room(file: &str) -> &str {
    let first = file.split('/').next().unwrap_or(file);
    first.strip_suffix(".rs").unwrap_or(first)
}

/// Ways from file to file and back.
pub fn rings_of_files(arrows: &BTreeSet<Arrow>) -> Vec<String> {
    let ends = |arrow: &Arrow| (arrow.from.clone(), arrow.to.clone(), arrow.told());
    let rings = rings(&graph(arrows.iter().map(ends)));
    rings.iter().map(told).collect()
}

/// The same between what stands side by side in one folder, if a folder is among them: two
/// folders can use each other without any two files that do.
pub fn rings_of_folders(arrows: &BTreeSet<Arrow>) -> Vec<String> {
    let files = arrows.iter().flat_map(|arrow| [&arrow.from, &arrow.to]);
    let folders: BTreeSet<&str> = files
        .flat_map(|file| file.match_indices('/').map(|(at, _)| &file[..=at]))
        .chain([""])
        .collect();
    let mut found = Vec::new();
    for folder in &folders {
        let between = arrows.iter().filter_map(|arrow| {
            let from = room(arrow.from.strip_prefix(folder)?);
            let to = room(arrow.to.strip_prefix(folder)?);
            let name = |entry| format!("{folder}{entry}");
            (from != to).then(|| (name(from), name(to), arrow.told()))
        });
        let is_folder = |name: &String| folders.contains(&*format!("{name}/"));
        let rings = rings(&graph(between));
        let of_folders = rings
            .iter()
            .filter(|ring| ring.iter().any(|(name, _)| is_folder(name)));
        found.extend(of_folders.map(told));
    }
    found
}

/// Arrows from room to room that are not on the list.
pub fn forbidden(arrows: &BTreeSet<Arrow>, allowed: &Allowed) -> Vec<String> {
    let mut found: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for arrow in arrows {
        let (from, to) = (room(&arrow.from), room(&arrow.to));
        if from != to && !allowed.get(from).is_some_and(|list| list.contains(to)) {
            let files = format!("  {from} -> {to}: {} -> {}", arrow.from, arrow.to);
            found.entry(files).or_default().push(&arrow.path);
        }
    }
    let told = found.into_iter();
    told.map(|(files, paths)| format!("{files} by {}", paths.join(", ")))
        .collect()
}

/// Where it goes through, each with the reason for the next step.
type Ring = Vec<(String, String)>;

fn told(ring: &Ring) -> String {
    let names: Vec<&str> = ring.iter().map(|(name, _)| &**name).collect();
    let mut out = format!("  {} -> {}", names.join(" -> "), names[0]);
    for (_, why) in ring {
        write!(out, "\n    {why}").unwrap();
    }
    out
}

/// The shortest rings that have no arrow in common: one arrow that closes many tells of one.
fn rings(graph: &Graph) -> Vec<Ring> {
    let mut candidates: Vec<Ring> = Vec::new();
    for (from, ends) in graph {
        for (to, why) in ends {
            if let Some(back) = way(graph, to, from) {
                let first = (from.clone(), why.clone());
                candidates.push([first].into_iter().chain(back).collect());
            }
        }
    }
    candidates.sort_by_key(Vec::len);
    let mut shown = BTreeSet::new();
    candidates.retain(|ring| {
        let mut whys = ring.iter().map(|(_, why)| why.clone());
        let is_new = whys.all(|why| !shown.contains(&why));
        if is_new {
            shown.extend(ring.iter().map(|(_, why)| why.clone()));
        }
        is_new
    });
    candidates
}

/// A shortest way from one to another.
fn way(graph: &Graph, from: &str, to: &str) -> Option<Ring> {
    let mut ways = VecDeque::from([(from.to_owned(), Ring::new())]);
    let mut seen = BTreeSet::from([from.to_owned()]);
    while let Some((at, way)) = ways.pop_front() {
        if at == to {
            return Some(way);
        }
        for (next, why) in graph.get(&at).into_iter().flatten() {
            if seen.insert(next.clone()) {
                let step = (at.clone(), why.clone());
                ways.push_back((next.clone(), [&way[..], &[step]].concat()));
            }
        }
    }
    None
}
