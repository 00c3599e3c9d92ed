//! The list of rooms on the page: the one fenced block of lines like `error -> http, json`.

use std::collections::{BTreeMap, BTreeSet};

/// By room, the rooms that it may use.
pub type Allowed = BTreeMap<String, BTreeSet<String>>;

/// The list of a page; one without arrows is written `room -> nothing`.
pub fn allowed(page: &str) -> Allowed {
    let blocks = page.split("\n```").skip(1).step_by(2);
    let mut lists = blocks
        .filter_map(|block| block.split_once('\n'))
        .map(|(_, block)| block)
        .filter(|block| block.lines().all(|line| line.contains(" -> ")));
    let list = lists.next().expect("the page has a block of arrows");
    assert!(lists.next().is_none(), "the page has two blocks of arrows");

    let mut allowed = Allowed::new();
    for line in list.lines() {
        let (room, others) = line.split_once(" -> ").unwrap();
        let names = others.split(',').map(|name| name.trim().to_owned());
        let others = names.filter(|name| name != "nothing").collect();
        let twice = allowed.insert(room.trim().to_owned(), others);
        assert!(twice.is_none(), "{room} is listed twice");
    }
    allowed
}

/// What the page lists and `src` lacks, and the other way round.
pub fn differences(allowed: &Allowed, rooms: &BTreeSet<String>) -> Vec<String> {
    let listed: BTreeSet<String> = allowed.keys().cloned().collect();
    let used: BTreeSet<String> = allowed.values().flatten().cloned().collect();
    let missing = rooms.difference(&listed);
    let gone = listed.difference(rooms);
    let unknown = used.iter().filter(|name| {
        let known = listed.contains(*name) || *name == "lib";
        !known
    });
    missing
        .map(|room| format!("  {room}: in src, not on the page"))
        .chain(gone.map(|room| format!("  {room}: on the page, not in src")))
        .chain(unknown.map(|room| format!("  {room}: on the page behind an arrow only")))
        .collect()
}
