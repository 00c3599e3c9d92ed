//! Waiting for many imports at once: what is told, and how many requests it takes.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::time::Duration;

use super::waits::{Step, secs};
use crate::support::fake::{KEY, Respond, VirtualClock, answer, answer_with, import, line, lost};
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{
    Client, Clock as _, Error, Request, Stop, WaitOptions, WaitOutcome, WaitProgress,
    WaitedImports, WaitsProgress,
};

const INTERVAL: Duration = Duration::from_secs(10);

type Odd = dyn Fn(&str) -> Option<Step>;

/// A server whose imports end at known times.
struct Index {
    clock: VirtualClock,
    /// In the order of the list: the id, when it ends, and whether the list shows it.
    imports: Vec<(String, Duration, bool)>,
    requests: RefCell<Vec<String>>,
    takes: Duration,
    /// An answer in place of the usual one.
    odd: Box<Odd>,
}

impl Index {
    fn new(imports: impl IntoIterator<Item = (String, Duration)>) -> Self {
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
    fn of(count: u64) -> Self {
        Self::new((0..count).map(|at| (format!("import-{at}"), secs(5) + secs(60) * at as u32)))
    }

    fn answering(self, odd: impl Fn(&str) -> Option<Step> + 'static) -> Self {
        let odd = Box::new(odd);
        Self { odd, ..self }
    }

    fn ids(&self) -> Vec<String> {
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

    fn wait(
        &self,
        ids: &[String],
        options: WaitOptions,
        progress: impl FnMut(&WaitsProgress<'_>) -> ControlFlow<()>,
    ) -> Result<WaitedImports, Error> {
        self.stoppable(ids, options, Stop::new(), progress)
    }

    fn stoppable(
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
    fn counts(&self) -> (usize, usize) {
        let requests = self.requests.borrow();
        let lists = requests.iter().filter(|line| line.contains('?')).count();
        (lists, requests.len() - lists)
    }
}

fn options() -> WaitOptions {
    WaitOptions::default()
        .interval(INTERVAL, INTERVAL)
        .deadline(Duration::from_secs(30 * 24 * 3600))
}

fn quietly(_: &WaitsProgress<'_>) -> ControlFlow<()> {
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
fn error_about_one_import_does_not_end_the_wait_for_the_others() {
    let index = Index::of(3);
    let mut ids = index.ids();
    ids.insert(1, String::from("gone"));
    let mut ended = Vec::new();
    let waited = index.wait(&ids, options(), |progress| {
        ended.extend(
            progress
                .ended
                .map(|(id, end)| (id.to_string(), end.is_ok())),
        );
        ControlFlow::Continue(())
    });
    let outcomes = waited.unwrap().outcomes;
    assert!(matches!(&outcomes[1], Err(Error::Api(error)) if error.http_status == 404));
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 3);
    assert!(ended.contains(&("gone".into(), false)) && ended.len() == 4);
}

#[test]
fn answer_that_is_too_large_is_an_error_about_one_import() {
    let odd = |line: &str| {
        line.ends_with("/import-1")
            .then(|| lost(Kind::TooLarge, true))
    };
    let mut index = Index::of(3).answering(odd);
    index.imports[1].2 = false;
    let outcomes = index.wait(&index.ids(), options(), quietly).unwrap();
    let ended: Vec<_> = outcomes.outcomes.iter().map(Result::is_ok).collect();
    assert_eq!(ended, [true, false, true]);
}

#[test]
fn error_about_all_imports_ends_the_wait() {
    for (step, say) in [
        ((|| answer(401, "")) as fn() -> Step, "401"),
        (|| answer(403, ""), "403"),
        (|| lost(Kind::Certificate, false), "certificate"),
    ] {
        let index = Index::of(3).answering(move |_| Some(step()));
        let error = index.wait(&index.ids(), options(), quietly).unwrap_err();
        assert!(error.to_string().contains(say), "{error}");
        assert!(index.requests.borrow().len() <= 2);
    }
}

#[test]
fn list_that_fails_leaves_the_describes() {
    for step in [
        (|| answer(500, "")) as fn() -> Step,
        || answer(403, "the key may not list"),
        || answer(200, "[]"),
        || lost(Kind::TooLarge, true),
        || lost(Kind::Timeout, true),
        || answer(429, ""),
    ] {
        let odd = move |line: &str| line.contains('?').then(step);
        let index = Index::of(30).answering(odd);
        let waited = index.wait(&index.ids(), options(), quietly).unwrap();
        assert!(waited.outcomes.iter().all(|outcome| outcome.is_ok()));
        let (lists, describes) = index.counts();
        assert!(lists * 30 < describes, "{lists} {describes}");
    }
}

#[test]
fn list_that_works_again_is_read_again() {
    let asked = Cell::new(0);
    let index = Index::new((0..30).map(|at| (format!("{at}"), secs(3600))));
    let index = index.answering(move |line: &str| {
        asked.set(asked.get() + 1);
        (line.contains('?') && asked.get() == 1).then(|| answer(500, ""))
    });
    let waited = index.wait(&index.ids(), options(), quietly).unwrap();
    assert!(waited.outcomes.iter().all(|outcome| outcome.is_ok()));
    let (lists, describes) = index.counts();
    assert!(lists > 300 && describes < 100, "{lists} {describes}");
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
fn one_import_that_always_fails_does_not_hide_the_others() {
    for step in [
        (|| lost(Kind::Timeout, true)) as fn() -> Step,
        || answer(429, ""),
        || answer(500, ""),
    ] {
        let odd = move |line: &str| match line {
            "GET /bulk/imports/import-1" => Some(step()),
            _ if line.contains('?') => Some(answer(500, "")),
            _ => None,
        };
        let index = Index::of(4).answering(odd);
        let options = options().deadline(secs(1000));
        let mut failures = 0;
        let waited = index.wait(&index.ids(), options, |progress| {
            failures = failures.max(progress.failures);
            ControlFlow::Continue(())
        });
        let waited = waited.unwrap();
        for (at, outcome) in waited.outcomes.iter().enumerate() {
            match outcome {
                Ok(WaitOutcome::Deadline { id, .. }) => assert_eq!((at, &id[..]), (1, "import-1")),
                Ok(WaitOutcome::Completed(_)) => assert_ne!(at, 1),
                other => panic!("{other:?}"),
            }
        }
        assert!(waited.error.is_some());
        assert!(failures > 1, "while it is the only one left");
    }
}

#[test]
fn every_round_describes_those_before_one_that_fails() {
    let odd = |line: &str| match line {
        "GET /bulk/imports/import-1" => Some(answer(429, "")),
        _ if line.contains('?') => Some(answer(500, "")),
        _ => None,
    };
    let mut index = Index::of(4).answering(odd);
    for import in &mut index.imports {
        import.1 = secs(3600);
    }
    let options = options().deadline(secs(1000));
    let waited = index.wait(&index.ids(), options, quietly).unwrap();
    assert_eq!(waited.outcomes.len(), 4);
    let requests = index.requests.borrow();
    let first = requests.iter().filter(|line| line.ends_with("import-0"));
    assert!(first.count() > 90);
}

#[test]
fn outage_is_ridden_out_and_retry_after_obeyed() {
    let requests = Cell::new(0);
    let index = Index::of(3).answering(move |_| {
        requests.set(requests.get() + 1);
        match requests.get() {
            2..=4 => Some(lost(Kind::Connect, false)),
            5 => Some(answer_with(429, &[("Retry-After", "100")], "")),
            _ => None,
        }
    });
    let mut longest = (0, Duration::ZERO);
    let waited = index.wait(&index.ids(), options(), |progress| {
        if let (Some(_), Some(next)) = (progress.error, progress.next_poll) {
            longest = (longest.0.max(progress.failures), longest.1.max(next));
        }
        ControlFlow::Continue(())
    });
    assert!(
        waited
            .unwrap()
            .outcomes
            .iter()
            .all(|outcome| outcome.is_ok())
    );
    assert_eq!(longest, (4, secs(100)));
}

#[test]
fn round_that_fails_in_part_is_told_and_its_retry_after_obeyed() {
    let odd = |line: &str| {
        let busy = line.contains('?') || line.ends_with("import-2");
        busy.then(|| answer_with(429, &[("Retry-After", "100")], ""))
    };
    let index = Index::of(3).answering(odd);
    let mut rounds = Vec::new();
    let waited = index.wait(&index.ids(), options().deadline(secs(400)), |progress| {
        if let (Some(_), Some(next)) = (progress.error, progress.next_poll) {
            rounds.push((progress.pending, progress.failures, next));
        }
        ControlFlow::Continue(())
    });
    assert!(waited.unwrap().error.is_some());
    // At 100 s, the first two have ended; the third never answers.
    assert!(rounds.contains(&(1, 0, secs(100))));
}

#[test]
fn page_that_shows_none_of_them_is_an_answer() {
    let asked = Cell::new(0);
    let mut index = Index::of(3).answering(move |line: &str| {
        asked.set(asked.get() + 1);
        (!line.contains('?') && asked.get() < 20).then(|| answer(500, ""))
    });
    for import in &mut index.imports {
        import.2 = false;
    }
    let options = options().first_answer_within(secs(30));
    let waited = index.wait(&index.ids(), options, quietly).unwrap();
    assert!(waited.outcomes.iter().all(|outcome| outcome.is_ok()));
}

#[test]
fn end_by_an_error_is_an_answer() {
    let asked = Cell::new(0);
    let index = Index::of(1).answering(move |line: &str| {
        asked.set(asked.get() + 1);
        (!line.ends_with("/gone") && asked.get() < 20).then(|| answer(500, ""))
    });
    let ids = [String::from("gone"), String::from("import-0")];
    let options = options().first_answer_within(secs(30));
    let outcomes = index.wait(&ids, options, quietly).unwrap().outcomes;
    assert!(outcomes[0].is_err() && outcomes[1].is_ok());
}

#[test]
fn first_rounds_that_all_fail_end_the_wait_with_their_error() {
    let index = Index::of(3).answering(|_| Some(lost(Kind::Resolve, false)));
    let options = options().first_answer_within(secs(30));
    let error = index.wait(&index.ids(), options, quietly).unwrap_err();
    assert_eq!(error.to_string(), "cannot resolve the host idx.example:443");
    assert!(index.clock.now() <= secs(32), "{:?}", index.clock.now());
}

#[test]
fn one_failure_after_a_long_pause_does_not_hide_the_others() {
    let odd = |line: &str| match line {
        "GET /bulk/imports/import-0" => Some(answer(500, "")),
        _ if line.contains('?') => Some(answer(500, "")),
        _ => None,
    };
    let index = Index::of(3).answering(odd);
    let options = options().deadline(secs(500)).outage_at_most(secs(1));
    let waited = index.wait(&index.ids(), options, quietly);
    // Once it is the only one left, its failures are an outage.
    assert!(waited.unwrap_err().to_string().contains("500"));
    assert!(index.clock.now() > secs(65));
}

#[test]
fn first_round_that_fails_slowly_ends_in_time() {
    let mut index = Index::of(500).answering(|_| Some(answer(500, "")));
    index.takes = secs(1);
    let options = options().first_answer_within(secs(30));
    let error = index.wait(&index.ids(), options, quietly).unwrap_err();
    assert!(error.to_string().contains("500"), "{error}");
    assert!(index.clock.now() <= secs(32), "{:?}", index.clock.now());
}

#[test]
fn round_that_breaks_off_leaves_its_error() {
    for by_deadline in [true, false] {
        let stop = Stop::new();
        let (request, asked) = (stop.clone(), Cell::new(0));
        let mut index = Index::of(50).answering(move |_| {
            asked.set(asked.get() + 1);
            if !by_deadline && asked.get() == 5 {
                request.request();
            }
            Some(answer(500, ""))
        });
        index.takes = secs(1);
        let options = options().deadline(secs(20));
        let waited = index.stoppable(&index.ids(), options, stop, quietly);
        let error = waited.unwrap().error.unwrap();
        assert!(error.to_string().contains("500"), "{error}");
        assert!(index.requests.borrow().len() <= 20, "none without time");
    }
}

#[test]
fn stop_during_a_poll_that_fails_is_no_error() {
    for count in [1, 3] {
        let stop = Stop::new();
        let request = stop.clone();
        let index = Index::of(count).answering(move |_| {
            request.request();
            Some(lost(Kind::Timeout, true))
        });
        let options = options().first_answer_within(Duration::ZERO);
        let waited = index.stoppable(&index.ids(), options, stop, quietly);
        for outcome in waited.unwrap().outcomes {
            assert!(matches!(outcome, Ok(WaitOutcome::Stopped { .. })));
        }
        assert_eq!(index.requests.borrow().len(), 1);
    }
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
