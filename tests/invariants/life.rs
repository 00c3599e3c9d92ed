//! Random lives of imports: ensured, and waited for, over a server that fails at random.
//!
//! Each is made of a number alone: a failure names it, and [`live`] with it shows it again.

#![allow(dead_code, reason = "a test and a fuzz target use a part each")]

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use crate::support::model_server::{Behaviour, Import, Server, Time};
use crate::support::random::Random;
use pinecone_import::{
    Client, Clock, Ensured, Event, RetryPolicy, StartImport, WaitOptions, WaitOutcome,
};

#[path = "life_of_many.rs"]
mod many;

const KEY: &str = "pcsk_made-up_key";
const URI: &str = "s3://bucket/dir";
const TIMEOUT: Duration = Duration::from_secs(30);

/// How often each end came: a test that never gets somewhere proves nothing about it.
#[derive(Debug, Default)]
pub struct Ends {
    pub already: usize,
    pub started: usize,
    pub recovered: usize,
    pub in_doubt: usize,
    pub not_started: usize,
    pub ended: usize,
    pub deadline: usize,
    pub broken_off: usize,
    pub refused: usize,
    pub stopped_ensures: usize,
    pub stopped_waits: usize,
    pub many_ended: usize,
    pub many_unfinished: usize,
    pub many_refused: usize,
}

/// Whether an import was created in the test, not before it.
fn made(created: Duration) -> bool {
    created >= Duration::from_secs(100_000)
}

fn ours(uri: &str) -> bool {
    uri.trim_end_matches('/') == URI
}

struct Life<'a> {
    seed: u64,
    random: Random,
    server: &'a Server<'a>,
    client: Client<&'a Server<'a>, &'a Time>,
    time: &'a Time,
    tries: u32,
    deadline: Duration,
    page: usize,
    lags: bool,
    /// When the stop of the present call is requested, if it has one.
    stop: Option<Duration>,
    told: Arc<Told>,
}

/// What the listener was told.
#[derive(Default)]
struct Told {
    begun: AtomicUsize,
    ended: AtomicUsize,
}

impl Told {
    fn hear(&self, event: &Event<'_>) {
        let text = format!("{event} {event:?}");
        assert!(!text.contains(KEY), "{text}");
        match event {
            Event::AttemptBegins { .. } => self.begun.fetch_add(1, Relaxed),
            Event::AttemptEnded { .. } => self.ended.fetch_add(1, Relaxed),
            _ => 0,
        };
    }
}

impl<'a> Life<'a> {
    /// The client for the next call, which is stopped at some time in one of `n`.
    fn client(&mut self, n: u64, within: Duration) -> Client<&'a Server<'a>, &'a Time> {
        self.stop = None;
        if !self.random.once_in(n) {
            return self.client.clone();
        }
        let most = u64::try_from(within.as_millis()).unwrap();
        let after = Duration::from_millis(self.random.below(most + 1));
        self.stop = Some(self.time.now() + after);
        self.client.clone().stop(self.time.stop_after(after))
    }

    /// Whether the call that ends now was asked to stop. It then ends within a second of it, and of
    /// the attempt under way.
    fn was_stopped(&self) -> bool {
        let now = self.time.now();
        let stopped = self.stop.is_some_and(|stop| stop <= now);
        if let (true, Some(stop)) = (stopped, self.stop) {
            let late = now - stop;
            let most = TIMEOUT + Duration::from_secs(1);
            assert!(late <= most, "seed {}: {late:?}", self.seed);
        }
        stopped
    }

    /// One call of `ensure_import`, held against what the server knows.
    fn ensure(&mut self, ends: &mut Ends) -> Option<String> {
        let (seed, server) = (self.seed, self.server);
        let uri = self.random.pick(&[URI, "s3://bucket/dir/"]);
        let before = server.imports.borrow().clone();
        let (begin, requests) = (self.time.now(), server.requests.get());
        let client = self.client(4, self.deadline * 2);
        let result = client.ensure_import(&StartImport::new(uri));
        let end = self.time.now();
        ends.stopped_ensures += usize::from(self.was_stopped() && result.is_err());

        let imports = server.imports.borrow();
        let new = &imports[before.len()..];
        assert!(
            new.len() <= 1,
            "seed {seed}: {} imports by one call",
            new.len()
        );
        let pages = imports.len() / self.page + 1;
        let calls = u32::try_from(7 * pages + 1).unwrap();
        let requests = server.requests.get() - requests;
        assert!(
            requests <= (calls * self.tries) as usize,
            "seed {seed}: {requests} requests"
        );
        let most = self.deadline * calls + Duration::from_secs(31);
        assert!(end - begin <= most, "seed {seed}: took {:?}", end - begin);
        let runs = |import: &Import| ours(&import.uri) && import.ended > end;
        if !self.lags && before.iter().any(runs) {
            assert!(new.is_empty(), "seed {seed}: started beside one that runs");
        }
        match result {
            Ok(Ensured::AlreadyRunning(model)) => {
                let found = before.iter().find(|import| import.id == model.id);
                let found = found.unwrap_or_else(|| panic!("seed {seed}: was not there"));
                assert!(
                    ours(&found.uri) && found.ended > begin,
                    "seed {seed}: {found:?}"
                );
                assert!(new.is_empty() && !model.status.is_terminal(), "seed {seed}");
                ends.already += 1;
                Some(model.id)
            }
            Ok(Ensured::Started { id }) => {
                assert_eq!(
                    (new[0].id.as_str(), new[0].uri.as_str()),
                    (&*id, uri),
                    "seed {seed}"
                );
                ends.started += 1;
                Some(id)
            }
            Ok(Ensured::Recovered(model)) => {
                // A list that lags can hide what an earlier call started until then.
                let hidden = |import: &&Import| self.lags && made(import.created);
                let mut found = new.iter().chain(before.iter().filter(hidden));
                let found = found.find(|import| import.id == model.id);
                let found = found.unwrap_or_else(|| panic!("seed {seed}: {model:?}, {imports:?}"));
                assert!(ours(&found.uri) && model.uri.as_ref() == Some(&found.uri));
                ends.recovered += 1;
                Some(model.id)
            }
            Ok(other) => panic!("seed {seed}: {other:?}"),
            Err(error) if error.may_have_executed() => {
                assert!(!error.is_retryable(), "seed {seed}: {error}");
                ends.in_doubt += 1;
                None
            }
            Err(error) => {
                assert!(new.is_empty(), "seed {seed}: started, but: {error}");
                ends.not_started += 1;
                None
            }
        }
    }

    /// One call of `wait_for_import`, held against what the server knows.
    fn wait(&mut self, id: &str, ends: &mut Ends) {
        let (seed, server) = (self.seed, self.server);
        let mut millis = |most| Duration::from_millis(self.random.below(most));
        let deadline = if millis(4).is_zero() {
            millis(3000)
        } else {
            millis(600_000)
        };
        let least = if millis(4).is_zero() {
            Duration::ZERO
        } else {
            millis(10_000)
        };
        let options = WaitOptions::default()
            .interval(least, millis(60_000))
            .deadline(deadline)
            .first_answer_within(Duration::MAX);
        let stop = self.random.once_in(8).then(|| self.random.below(5));
        let mut seen = Vec::new();
        server.described.borrow_mut().clear();
        let (begin, refused, requests) =
            (self.time.now(), server.refused.get(), server.requests.get());
        let client = self.client(4, deadline * 2);
        let result = client.wait_for_import(id, &options, |progress| {
            assert_eq!(progress.failures == 0, progress.error.is_none());
            let Some(model) = progress.just_seen() else {
                return ControlFlow::Continue(());
            };
            assert_eq!(model.id, id, "seed {seed}");
            seen.push(model.status.to_string());
            match stop {
                Some(stop) if seen.len() as u64 > stop => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            }
        });
        let took = self.time.now() - begin;
        let stopped = self.was_stopped();

        assert!(took <= deadline, "seed {seed}: {took:?} of {deadline:?}");
        let polls = server.requests.get() - requests;
        assert!(
            polls as u128 <= took.as_millis() / 100 + 2,
            "seed {seed}: {polls} in {took:?}"
        );
        // Every whole answer was seen, and nothing else was.
        assert_eq!(seen, *server.described.borrow(), "seed {seed}");
        let last = seen.last().map_or("", String::as_str);
        let refused = server.refused.get() - refused;
        let ended = |name| {
            assert_eq!((last, refused), (name, 0), "seed {seed}");
            let imports = server.imports.borrow();
            let import = imports.iter().find(|import| import.id == id).unwrap();
            assert_eq!(import.status(self.time.now()), name, "seed {seed}");
        };
        let running = matches!(last, "" | "Pending" | "InProgress");
        match result {
            Ok(WaitOutcome::Completed(_)) => ended("Completed"),
            Ok(WaitOutcome::Failed(_)) => ended("Failed"),
            Ok(WaitOutcome::Cancelled(_)) => ended("Cancelled"),
            Ok(WaitOutcome::Stopped { last: model, .. }) if stopped => {
                assert!(running, "seed {seed}");
                assert_eq!(model.is_some(), !last.is_empty(), "seed {seed}");
                ends.stopped_waits += 1;
            }
            Ok(WaitOutcome::Stopped {
                last: Some(model), ..
            }) => {
                assert!(running && stop.is_some() && refused == 0, "seed {seed}");
                assert_eq!(model.status.as_str(), last, "seed {seed}");
                ends.broken_off += 1;
            }
            Ok(WaitOutcome::Deadline {
                last: model, error, ..
            }) => {
                assert!(running && refused == 0, "seed {seed}");
                assert_eq!(model.is_some(), !last.is_empty(), "seed {seed}");
                assert!(model.is_some() || error.is_some(), "seed {seed}");
                assert!(
                    error.is_none_or(|error| error.is_retryable()),
                    "seed {seed}"
                );
                ends.deadline += 1;
            }
            Ok(other) => panic!("seed {seed}: {other:?}"),
            Err(error) => {
                assert!(
                    refused == 1 && running && !error.is_retryable(),
                    "seed {seed}: {error}"
                );
                ends.refused += 1;
            }
        }
        ends.ended += usize::from(!running);
    }
}

/// The life with this number.
pub fn live(seed: u64, ends: &mut Ends) {
    let mut random = Random(seed);
    let mut secs = |most| Duration::from_secs(random.below(most));
    let behaviour = Behaviour {
        page: 1 + usize::try_from(secs(4).as_secs()).unwrap(),
        longest: Duration::from_secs(1) + secs(600),
        lag: if secs(3).is_zero() {
            secs(40)
        } else {
            Duration::ZERO
        },
        faults: [0, 1, 4, 8, 12, 16][usize::try_from(secs(6).as_secs()).unwrap()],
        refusals: if secs(4).is_zero() {
            secs(16).as_secs()
        } else {
            0
        },
    };
    let time = Time::new(seed);
    let server = Server::new(seed, behaviour, &time);
    for _ in 0..random.below(5) {
        let uri = random.pick(&[URI, "s3://bucket/dir/", "s3://bucket", "gs://bucket/dir"]);
        server.add(uri, Duration::from_secs(1 + random.below(900)));
    }
    let tries = 1 + u32::try_from(random.below(4)).unwrap();
    let deadline = Duration::from_secs(1 + random.below(120));
    let policy = RetryPolicy::default()
        .tries(tries)
        .deadline(deadline)
        .resend_start_on_503(random.once_in(2));
    let client = Client::with_transport("idx.example", KEY, &server, &time).unwrap();
    let told = Arc::new(Told::default());
    let hears = told.clone();
    let client = client.on_event(move |event| hears.hear(event));
    let mut life = Life {
        seed,
        client: client.retry(policy).timeout(TIMEOUT),
        server: &server,
        time: &time,
        tries,
        deadline,
        page: behaviour.page,
        lags: !behaviour.lag.is_zero(),
        stop: None,
        told,
        random,
    };
    // As a cron job does it: again and again.
    let mut id = None;
    for _ in 0..1 + life.random.below(3) {
        id = life.ensure(ends).or(id);
        time.sleep(Duration::from_millis(life.random.below(5000)));
    }
    if let Some(id) = id {
        life.wait(&id, ends);
    }
    if life.random.once_in(2) {
        life.wait_for_all(ends);
    }
    let told = [&life.told.begun, &life.told.ended].map(|count| count.load(Relaxed));
    assert_eq!(told[0], told[1], "seed {seed}");
    assert!(told[0] >= server.requests.get(), "seed {seed}");
    if behaviour.lag.is_zero() {
        alone(&server, seed);
    }
}

/// No import of ours was created while another one ran, except before the test.
fn alone(server: &Server<'_>, seed: u64) {
    let imports = server.imports.borrow();
    for (at, import) in imports.iter().enumerate() {
        let runs = |other: &Import| ours(&other.uri) && other.ended > import.created;
        let beside = made(import.created) && imports[..at].iter().any(runs);
        assert!(!beside, "seed {seed}: {import:?} beside another one");
    }
}

/// The life whose number an input is.
pub fn check(data: &[u8]) {
    let mut number = [0; 8];
    for (to, from) in number.iter_mut().zip(data) {
        *to = *from;
    }
    live(u64::from_le_bytes(number), &mut Ends::default());
}
