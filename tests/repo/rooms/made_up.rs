//! The check itself, on small made-up trees.

use std::collections::BTreeSet;

use super::graph::{self, Arrow};
use super::{Files, page, paths};

fn arrows(files: &[(&str, &str)]) -> BTreeSet<Arrow> {
    let text = |&(name, text): &(&str, &str)| (name.to_owned(), text.to_owned());
    super::arrows(&files.iter().map(text).collect::<Files>())
}

/// As `from -> to`, without the paths.
fn ends(files: &[(&str, &str)]) -> Vec<String> {
    let arrows = arrows(files);
    let ends = arrows
        .iter()
        .map(|one| format!("{} -> {}", one.from, one.to));
    ends.collect::<BTreeSet<_>>().into_iter().collect()
}

const NONE: [&str; 0] = [];

/// What `b.rs` and files in `a/` write, in a tree where there is something to name.
fn ends_of(user: &str, text: &str) -> Vec<String> {
    let mut files = vec![
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a/mod.rs", "mod x; mod y; pub struct A; pub fn y() {}"),
        ("a/x.rs", ""),
        ("a/y.rs", "pub struct Y; pub mod inline { pub struct Z; }"),
        ("b.rs", ""),
        ("c.rs", "pub struct C;"),
    ];
    files.iter_mut().find(|(name, _)| *name == user).unwrap().1 = text;
    let mut ends = ends(&files);
    ends.retain(|end| end.starts_with(user));
    ends
}

#[test]
fn two_files_that_use_each_other_are_a_cycle() {
    let found = graph::rings_of_files(&arrows(&[
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "use crate::b::B; pub struct A;"),
        ("b.rs", "use crate::a::A; use crate::c::C; pub struct B;"),
        ("c.rs", "pub struct C;"),
    ]));
    let told =
        "  a.rs -> b.rs -> a.rs\n    a.rs -> b.rs by crate::b::B\n    b.rs -> a.rs by crate::a::A";
    assert_eq!(found, [told]);
}

#[test]
fn three_files_in_a_ring_are_one_cycle() {
    let found = graph::rings_of_files(&arrows(&[
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "fn f() { crate::b::f() }"),
        ("b.rs", "fn f() { crate::c::f() }"),
        ("c.rs", "fn f() { crate::a::f() }"),
    ]));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].contains("a.rs -> b.rs -> c.rs -> a.rs"),
        "{found:?}"
    );
}

#[test]
fn arrow_that_closes_two_rings_is_told_once() {
    let found = graph::rings_of_files(&arrows(&[
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "use crate::b::B; use crate::c::C;"),
        ("b.rs", "use crate::c::C;"),
        ("c.rs", "use crate::a::A;"),
    ]));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("  a.rs -> c.rs -> a.rs\n"),
        "{found:?}"
    );
}

#[test]
fn tree_without_a_cycle_has_none() {
    let arrows = arrows(&[
        ("lib.rs", "mod a; mod b; mod c; pub use a::A;"),
        ("a.rs", "use crate::b::B; use crate::c::C; pub struct A;"),
        ("b.rs", "use crate::c::C; pub struct B;"),
        ("c.rs", "pub struct C;"),
    ]);
    assert_eq!(arrows.len(), 3, "{arrows:?}");
    assert_eq!(graph::rings_of_files(&arrows), NONE);
    assert_eq!(graph::rings_of_folders(&arrows), NONE);
}

#[test]
fn two_folders_that_use_each_other_are_a_cycle_though_no_files_do() {
    let arrows = arrows(&[
        ("lib.rs", "mod a; mod b;"),
        ("a/mod.rs", "pub mod p; pub mod q;"),
        ("a/p.rs", "use crate::b::p::P;"),
        ("a/q.rs", "pub struct Q;"),
        ("b/mod.rs", "pub mod p; pub mod q;"),
        ("b/p.rs", "pub struct P;"),
        ("b/q.rs", "use crate::a::q::Q;"),
    ]);
    assert_eq!(graph::rings_of_files(&arrows), NONE);
    let found = graph::rings_of_folders(&arrows);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("  a -> b -> a\n"), "{found:?}");
}

#[test]
fn folders_in_a_folder_that_use_each_other_are_a_cycle() {
    let found = graph::rings_of_folders(&arrows(&[
        ("lib.rs", "mod r;"),
        ("r/mod.rs", "mod a; mod b;"),
        ("r/a/mod.rs", "pub mod p; pub mod q;"),
        ("r/a/p.rs", "use super::super::b::B;"),
        ("r/a/q.rs", "pub struct Q;"),
        ("r/b.rs", "pub mod p; pub struct B;"),
        ("r/b/p.rs", "use crate::r::a::q::Q;"),
    ]));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("  r/a -> r/b -> r/a\n"), "{found:?}");
}

#[test]
fn child_that_uses_a_parent_which_takes_from_it_is_a_cycle() {
    let tree = |parent| {
        graph::rings_of_files(&arrows(&[
            ("lib.rs", "mod a;"),
            ("a/mod.rs", parent),
            ("a/x.rs", "use super::A; pub struct X;"),
        ]))
    };
    assert_eq!(tree("mod x; pub struct A;"), NONE);
    for taken in [
        "mod x; pub struct A; pub use x::X;",
        "mod x; pub struct A; fn f() -> x::X { x::X }",
        "mod x; use x::X; pub struct A;",
        "mod x; use self::x::*; pub struct A;",
    ] {
        assert_eq!(tree(taken).len(), 1, "{taken}");
    }
}

#[test]
fn path_is_found_wherever_it_is_written() {
    for text in [
        "use crate::a::y::Y;",
        "use crate::{c::C, a::{self, y::{Y as Z, inline}}};",
        "use crate::a::y::*;",
        "use crate::a::y;",
        "pub(crate) use crate::a::y::{self};",
        "use self::super::a::y::Y;",
        "fn f() { let _ = crate::a::y::Y; }",
        "fn f() { use crate::a::y::Y; }",
        "fn f(y: &dyn Fn(Vec<crate::a::y::Y>)) {}",
        "impl<T: Into<crate::a::y::Y>> Trait for T {}",
        "impl crate::a::y::Trait for u8 {}",
        "fn f() -> u8 { <u8 as crate::a::y::Trait>::get() }",
        "fn f(v: u8) { match v { crate::a::y::ONE => {}, _ => {} } }",
        "fn f(v: u8) -> bool { matches!(v, crate::a::y::ONE | 2) }",
        "fn f(v: u8) { if v > 1 { print!(\"{}\", [(super::a::y::f::<u8>(v))][0]) } }",
        "macro_rules! m { () => { $crate::a::y::Y } }",
        "use crate::a; fn f() -> a::y::Y { a::y::Y }",
        "use crate::a as other; fn f() { vec![other::y::f()]; }",
        "use crate::*; fn f() { a::y::f() }",
        "mod inner { use super::super::a::y::Y; }",
        "mod inner { fn f() { crate::a::y::f() } }",
    ] {
        let found = ends_of("b.rs", text);
        assert!(
            found.contains(&"b.rs -> a/y.rs".to_owned()),
            "{text}: {found:?}"
        );
    }
}

#[test]
fn super_leads_to_the_parents_and_their_children() {
    for (text, end) in [
        ("use super::A;", "a/x.rs -> a/mod.rs"),
        ("use super::y::inline::Z;", "a/x.rs -> a/y.rs"),
        ("use super::super::c::C;", "a/x.rs -> c.rs"),
        ("fn f() { super::super::c::f() }", "a/x.rs -> c.rs"),
        ("use super::*; fn f() { y::f() }", "a/x.rs -> a/y.rs"),
        ("mod inner { use super::super::A; }", "a/x.rs -> a/mod.rs"),
    ] {
        let found = ends_of("a/x.rs", text);
        assert!(found.contains(&end.to_owned()), "{text}: {found:?}");
    }
}

#[test]
fn re_export_is_an_arrow_to_the_file_that_re_exports_and_from_there_on() {
    let found = ends(&[
        ("lib.rs", "mod a; mod b; pub use a::X;"),
        ("a/mod.rs", "mod x; pub use x::X;"),
        ("a/x.rs", "pub struct X;"),
        ("b.rs", "use crate::a::X;"),
    ]);
    assert_eq!(found, ["a/mod.rs -> a/x.rs", "b.rs -> a/mod.rs"]);
}

#[test]
fn what_is_no_use_of_another_file_is_no_arrow() {
    for text in [
        "#[doc = \"crate::c::C\"] struct S; /// [`C`](crate::c::C)\nstruct T;",
        "//! See [`crate::c::C`].\nfn f() { print!(\"crate::c::C\") } // crate::c::C",
        "pub(in crate::a) struct S; pub(crate) struct T; pub(super) struct U;",
        "#[cfg(test)] use crate::c::C;",
        "#[cfg(all(feature = \"f\", doctest))] mod inner { use crate::c::C; }",
        "#[cfg(any(test, doctest))] fn f() { crate::c::f() }",
        "use std::fmt; impl fmt::Display for u8 {}",
        "use ::c::C; fn f() { ::c::f(); vec![::c::C] }",
        "use c::C; use c::c as d; fn f() { c::f(); d::f() }",
        "enum C { D } fn f(c: u8) { c.d(); C::D; C::c::<u8>(); Self::c() }",
        "mod inner { pub struct I; } use inner::I; use self::inner::I as J;",
    ] {
        assert_eq!(ends_of("b.rs", text), NONE, "{text}");
    }
}

#[test]
fn cfg_that_is_built_hides_no_arrow() {
    for cfg in [
        "not(test)",
        "any(test, unix)",
        "feature = \"test\"",
        "all(unix)",
    ] {
        let text = format!("#[cfg({cfg})] use crate::c::C;");
        assert_eq!(ends_of("b.rs", &text), ["b.rs -> c.rs"], "{cfg}");
    }
}

#[test]
fn arrow_that_is_not_listed_is_forbidden() {
    let arrows = arrows(&[
        ("lib.rs", "mod a; mod b; mod c; pub use a::x::X;"),
        ("a/mod.rs", "mod x;"),
        ("a/x.rs", "use crate::b::B; use crate::c::C;"),
        ("b.rs", "use crate::c::C; use crate::X;"),
        ("c.rs", ""),
        ("bin/d/main.rs", "mod e; use pinecone_import::X;"),
        ("bin/d/e.rs", "fn f() -> crate::E { pinecone_import::C }"),
    ]);
    let page = "List\n\n```text\na   -> b\nb   -> c\nc   -> nothing\nbin -> lib\n```\n";
    let found = graph::forbidden(&arrows, &page::allowed(page));
    let told = [
        "  a -> c: a/x.rs -> c.rs by crate::c::C",
        "  b -> lib: b.rs -> lib.rs by crate::X",
    ];
    assert_eq!(found, told);
}

#[test]
fn page_and_rooms_that_differ_are_told() {
    let list = "```rust\nfn f() -> u8\n1\n```\n\n```text\na -> b, c\nb -> nothing\n```\n";
    let allowed = page::allowed(&format!("List\n\n{list}"));
    let rooms = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let found = page::differences(&allowed, &rooms(&["a", "d"]));
    let told = [
        "  d: in src, not on the page",
        "  b: on the page, not in src",
        "  c: on the page behind an arrow only",
    ];
    assert_eq!(found, told);
    let allowed = page::allowed("\n```text\na -> b, lib\nb -> nothing\n```\n");
    assert_eq!(page::differences(&allowed, &rooms(&["a", "b"])), NONE);
}

#[test]
#[should_panic(expected = "no module declares [\"b.rs\"]")]
fn file_outside_of_the_tree_is_refused() {
    arrows(&[("lib.rs", "mod a;"), ("a.rs", ""), ("b.rs", "")]);
}

#[test]
#[should_panic(expected = "#[path] hides a in lib.rs")]
fn path_attribute_is_refused() {
    let files = [("lib.rs", "#[path = \"b.rs\"] mod a;"), ("b.rs", "")];
    let text = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
    paths::arrows(&files.map(text).into(), "lib.rs");
}
