//! Waiting for many imports at once: what is told, and how many requests it takes.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::time::Duration;

use super::waits::{Step, secs};
use crate::support::fake::{KEY, Respond, VirtualClock, answer, import, line};
use pinecone_import::{
    Client, Clock as _, Error, Request, Stop, WaitOptions, WaitOutcome, WaitProgress,
    WaitedImports, WaitsProgress,
};

const INTERVAL: Duration = Duration::from_secs(10);

type Odd = dyn Fn(&str) -> Option<Step>;

/// A server whose imports end at known times.
pub struct Index {
    pub clock: VirtualClock,
    /// In the order of the list: the id, when it ends, and whether the list shows it.
    pub imports: Vec<(String, Duration, bool)>,
    pub requests: RefCell<Vec<String>>,
    pub takes: Duration,
    /// An answer in place of the usual one.
    odd: Box<Odd>,
}

impl Index {
    pub fn new(imports: impl IntoIterator<Item = (String, Duration)>) -> Self {
        let shown = |(id, end)| (id, end, true);
        Self {
            clock: VirtualClock::default(),
            imports: imports.into_iter().map(shown).collect(),
            requests: RefCell::default(),
            takes: Duration::from_millis(10),
            odd: Box::new(|_| None),
        }
    }

    /// `count` imports that end one after another.
    pub fn of(count: u64) -> Self {
        Self::new((0..count).map(|at| (format!("import-{at}"), secs(5) + secs(60) * at as u32)))
    }

    pub fn answering(self, odd: impl Fn(&str) -> Option<Step> + 'static) -> Self {
        let odd = Box::new(odd);
        Self { odd, ..self }
    }

    pub fn ids(&self) -> Vec<String> {
        self.imports.iter().map(|(id, ..)| id.clone()).collect()
    }

    fn body(&self, (id, end, _): &(String, Duration, bool)) -> String {
        let status = match self.clock.now() >= *end {
            true => "Completed",
            false => "InProgress",
        };
        import(id, "s3://b/d", status)
    }

    fn send(&self, request: &Request) -> Step {
        let line = line(request);
        self.requests.borrow_mut().push(line.clone());
        self.clock.pass(self.takes);
        if let Some(odd) = (self.odd)(&line) {
            return odd;
        }
        if let Some(id) = line.strip_prefix("GET /bulk/imports/") {
            let import = self.imports.iter().find(|import| import.0 == id);
            return match import {
                Some(import) => answer(200, &self.body(import)),
                None => answer(404, ""),
            };
        }
        let query = line.strip_prefix("GET /bulk/imports?limit=100").unwrap();
        let first = query
            .strip_prefix("&paginationToken=")
            .map_or(0, |token| token.parse::<usize>().unwrap());
        let shown: Vec<_> = self.imports.iter().filter(|import| import.2).collect();
        let end = shown.len().min(first + 100);
        let data: Vec<_> = shown[first..end]
            .iter()
            .map(|import| self.body(import))
            .collect();
        let next = match end < shown.len() {
            true => end.to_string(),
            false => String::new(),
        };
        crate::support::fake::page(&data, &next)
    }

    pub fn wait(
        &self,
        ids: &[String],
        options: WaitOptions,
        progress: impl FnMut(&WaitsProgress<'_>) -> ControlFlow<()>,
    ) -> Result<WaitedImports, Error> {
        self.stoppable(ids, options, Stop::new(), progress)
    }

    pub fn stoppable(
        &self,
        ids: &[String],
        options: WaitOptions,
        stop: Stop,
        progress: impl FnMut(&WaitsProgress<'_>) -> ControlFlow<()>,
    ) -> Result<WaitedImports, Error> {
        let transport = Respond(|request: &Request, _: Duration| self.send(request));
        let client = Client::with_transport("idx.example", KEY, transport, &self.clock).unwrap();
        client.stop(stop).wait_for_imports(ids, &options, progress)
    }

    /// How many requests there were of each kind.
    pub fn counts(&self) -> (usize, usize) {
        let requests = self.requests.borrow();
        let lists = requests.iter().filter(|line| line.contains('?')).count();
        (lists, requests.len() - lists)
    }
}

pub fn options() -> WaitOptions {
    WaitOptions::default()
        .interval(INTERVAL, INTERVAL)
        .deadline(Duration::from_secs(30 * 24 * 3600))
}

pub fn quietly(_: &WaitsProgress<'_>) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[test]
fn each_end_is_told_once_as_it_happens_and_no_later_than_alone() {
    for count in [1, 2, 3, 250] {
        let index = Index::of(count);
        let mut told = BTreeMap::new();
        let mut pending = count as usize;
        let waited = index.wait(&index.ids(), options(), |progress| {
            if let Some((id, end)) = progress.ended {
                assert!(matches!(end, Ok(WaitOutcome::Completed(import)) if import.id == id));
                assert!(told.insert(id.to_string(), index.clock.now()).is_none());
                pending -= 1;
            }
            assert_eq!(progress.pending, pending);
            assert!(progress.imports().count() <= pending);
            ControlFlow::Continue(())
        });
        let waited = waited.unwrap();
        assert!(waited.error.is_none());
        for ((id, end, _), outcome) in index.imports.iter().zip(&waited.outcomes) {
            assert_eq!(outcome.as_ref().unwrap().id(), id);
            // A wait of its own would see it within one interval; this one within two.
            assert!(told[id] <= *end + INTERVAL * 2, "{id}");
        }
        assert_eq!(told.len(), count as usize);
    }
}

#[test]
fn requests_grow_with_pages_and_not_with_imports() {
    for (count, pages) in [(1, 0), (2, 1), (100, 1), (1_000, 10), (10_000, 100)] {
        // All end at once, in the third round.
        let imports = (0..count).map(|at| (format!("{at}"), secs(25)));
        let index = Index::new(imports);
        let waited = index.wait(&index.ids(), options(), quietly).unwrap();
        assert!(waited.outcomes.iter().all(|outcome| outcome.is_ok()));
        let (lists, describes) = index.counts();
        let rounds = index.clock.now().as_secs() as usize / 10 + 1;
        assert!(rounds <= 5, "{rounds}");
        assert!(lists <= pages * rounds, "{count}: {lists} in {rounds}");
        assert_eq!(describes > 0, count == 1, "{count}: {describes}");
    }
}

#[test]
fn imports_that_the_list_does_not_show_are_described() {
    let mut index = Index::of(5);
    index.imports[1].2 = false;
    index.imports[3].2 = false;
    let waited = index.wait(&index.ids(), options(), quietly).unwrap();
    assert!(waited.outcomes.iter().all(|outcome| outcome.is_ok()));
    assert!(index.counts().1 > 0);
}

#[test]
fn list_that_does_not_pay_is_read_less_and_less_often() {
    let mut index = Index::of(8);
    for import in &mut index.imports {
        import.2 = false;
    }
    index.imports[7].1 = secs(3600);
    let waited = index.wait(&index.ids(), options(), quietly).unwrap();
    assert!(waited.outcomes.iter().all(|outcome| outcome.is_ok()));
    let (lists, describes) = index.counts();
    assert!(lists < 12 && describes > 300, "{lists} {describes}");
}

#[test]
fn long_history_before_the_imports_is_not_read_in_every_round() {
    let old = (0..5_000).map(|at| (format!("old-{at}"), Duration::ZERO));
    let new = (0..10).map(|at| (format!("new-{at}"), secs(3600)));
    let index = Index::new(old.chain(new));
    let ids: Vec<_> = (0..10).map(|at| format!("new-{at}")).collect();
    let waited = index.wait(&ids, options(), quietly).unwrap();
    assert!(waited.outcomes.iter().all(|outcome| outcome.is_ok()));
    let (lists, describes) = index.counts();
    let rounds = describes / 10;
    assert!(lists < 9 * 25, "{lists} in {rounds} rounds");
}

#[test]
fn page_that_shows_one_import_does_not_pay() {
    // Each page has one of those that are waited for.
    let index = Index::new((0..1_000).map(|at| (format!("{at}"), Duration::ZERO)));
    let ids: Vec<_> = (0..10).map(|page| format!("{}", page * 100)).collect();
    let waited = index.wait(&ids, options(), quietly).unwrap();
    assert!(waited.outcomes.iter().all(|outcome| outcome.is_ok()));
    assert_eq!(index.counts(), (5, 5));
}

#[test]
fn list_without_end_takes_no_more_than_describes_would() {
    let odd = |line: &str| {
        let data = [import("another", "s3://b/d", "InProgress")];
        line.contains('?')
            .then(|| crate::support::fake::page(&data, "again"))
    };
    let index = Index::of(40).answering(odd);
    let waited = index.wait(&index.ids(), options(), quietly).unwrap();
    assert!(waited.outcomes.iter().all(|outcome| outcome.is_ok()));
    let first_describe = index
        .requests
        .borrow()
        .iter()
        .position(|line| !line.contains('?'));
    assert_eq!(first_describe, Some(39));
}

#[test]
fn deadline_leaves_each_import_as_last_seen() {
    let index = Index::of(4);
    let options = options().deadline(secs(100));
    let waited = index.wait(&index.ids(), options, quietly).unwrap();
    let completed = waited
        .outcomes
        .iter()
        .filter(|outcome| matches!(outcome, Ok(WaitOutcome::Completed(_))));
    assert_eq!(completed.count(), 2);
    for outcome in &waited.outcomes[2..] {
        let Ok(WaitOutcome::Deadline {
            last: Some(last), ..
        }) = outcome
        else {
            panic!("{outcome:?}");
        };
        assert_eq!(last.status.as_str(), "InProgress");
    }
    assert!(index.clock.now() <= secs(100));
}

#[test]
fn break_or_stop_ends_the_wait_at_any_moment() {
    for breaks in [true, false] {
        for calls in [1, 2, 5, 20] {
            let index = Index::of(4);
            let (stop, mut seen) = (Stop::new(), 0);
            let waited = index.stoppable(&index.ids(), options(), stop.clone(), |_| {
                seen += 1;
                match (seen == calls, breaks) {
                    (true, true) => return ControlFlow::Break(()),
                    (true, false) => stop.request(),
                    _ => {}
                }
                ControlFlow::Continue(())
            });
            let waited = waited.unwrap();
            assert_eq!(waited.outcomes.len(), 4);
            let stopped = |outcome| matches!(outcome, &Ok(WaitOutcome::Stopped { .. }));
            assert!(
                waited
                    .outcomes
                    .iter()
                    .filter(|&outcome| stopped(outcome))
                    .count()
                    >= 2
            );
            assert_eq!(seen, calls);
        }
    }
}

#[test]
fn same_id_twice_has_two_outcomes() {
    for extra in [0, 3] {
        let index = Index::of(1 + extra);
        let mut ids = index.ids();
        ids.push("import-0".into());
        let mut ended = 0;
        let waited = index.wait(&ids, options(), |progress| {
            ended += usize::from(progress.ended.is_some());
            ControlFlow::Continue(())
        });
        let outcomes = waited.unwrap().outcomes;
        assert_eq!((outcomes.len(), ended), (ids.len(), ids.len()));
        for (id, outcome) in ids.iter().zip(outcomes) {
            assert_eq!(outcome.unwrap().id(), id);
        }
    }
}

#[test]
fn no_ids_and_invalid_ids_send_nothing() {
    let index = Index::of(1);
    let none = index.wait(&[], options(), quietly).unwrap();
    assert!(none.outcomes.is_empty() && none.error.is_none());
    let ids = ["import-0".into(), "..".into()];
    let error = index.wait(&ids, options(), quietly).unwrap_err();
    assert!(matches!(error, Error::InvalidArgument(_)), "{error}");
    assert!(index.requests.borrow().is_empty());
}

#[test]
fn callback_is_called_at_least_once_a_second() {
    let index = Index::of(3);
    let mut last = Duration::ZERO;
    let waited = index.wait(&index.ids(), options(), |progress| {
        assert_eq!(progress.elapsed, index.clock.now());
        assert!(progress.elapsed - last <= secs(1));
        last = progress.elapsed;
        ControlFlow::Continue(())
    });
    assert!(
        waited
            .unwrap()
            .outcomes
            .iter()
            .all(|outcome| outcome.is_ok())
    );
    // As for one import.
    let transport = Respond(|request: &Request, _: Duration| index.send(request));
    let client = Client::with_transport("idx.example", KEY, transport, &index.clock).unwrap();
    let go_on = |_: &WaitProgress<'_>| ControlFlow::Continue(());
    let outcome = client.wait_for_import("import-0", &options(), go_on);
    outcome.unwrap().into_result().unwrap();
}
