//! Ten thousand random lives of imports; see `invariants/life.rs`.

use crate::life::{Ends, live};

fn lives(seeds: std::ops::Range<u64>) {
    let mut ends = Ends::default();
    seeds.for_each(|seed| live(seed, &mut ends));
    let Ends {
        already,
        started,
        recovered,
        in_doubt,
        not_started,
        ..
    } = ends;
    let Ends {
        ended,
        deadline,
        broken_off,
        refused,
        ..
    } = ends;
    let Ends {
        stopped_ensures,
        stopped_waits,
        many_ended,
        many_unfinished,
        many_refused,
        ..
    } = ends;
    for count in [
        already,
        started,
        recovered,
        in_doubt,
        not_started,
        ended,
        deadline,
        broken_off,
        refused,
        stopped_ensures,
        stopped_waits,
        many_ended,
        many_unfinished,
        many_refused,
    ] {
        assert!(count >= 20, "{ends:?}");
    }
}

#[test]
fn random_lives_of_the_first_2500_numbers_keep_every_promise() {
    lives(0..2500);
}

#[test]
fn random_lives_of_the_second_2500_numbers_keep_every_promise() {
    lives(2500..5000);
}

#[test]
fn random_lives_of_the_third_2500_numbers_keep_every_promise() {
    lives(5000..7500);
}

#[test]
fn random_lives_of_the_fourth_2500_numbers_keep_every_promise() {
    lives(7500..10_000);
}
