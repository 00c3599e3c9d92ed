//! What it takes to wait for many imports of one index: `wait_for_imports`, and one
//! `wait_for_import` for each.
//!
//! `cargo bench --bench waits --all-features` prints requests, memory and how late an end is seen:
//! in virtual time for up to 10,000 imports, and then over TLS on loopback sockets.

#[path = "../tests/support/emulator/mod.rs"]
mod emulator;
#[path = "../tests/support/heap.rs"]
mod heap;

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use emulator::service::ServiceSettings;
use emulator::{Certificate, Emulator, Settings};
use pinecone_import::testing::{Respond, Step, answer, line};
use pinecone_import::{
    Client, Clock, Event, Request, StartImport, WaitOptions, WaitProgress, WaitsProgress,
};

const PAGE: usize = 100;
/// How long each request takes in virtual time.
const TAKES: Duration = Duration::from_millis(50);
const INTERVAL: Duration = Duration::from_secs(60);

fn main() {
    println!("In virtual time: polls every 60 s, 50 ms a request, imports that end within a day\n");
    println!("| imports | requests per round | heap, KB | end seen after, at most | alone |");
    println!("|---|---|---|---|---|");
    for count in [1, 10, 100, 1_000, 10_000] {
        let index = Index::new(count);
        let (bytes, (rounds, latest)) = heap::peak(|| index.wait_for_all());
        let requests = index.requests.get() as f64 / rounds as f64;
        let alone = Index::new(count).wait_for_one(count / 2);
        println!(
            "| {count} | {requests:.1} | {} | {:.1} s | {:.1} s |",
            bytes / 1000,
            latest.as_secs_f64(),
            alone.as_secs_f64()
        );
    }
    println!("\nOver TLS, polls every second, imports of 10 s\n");
    println!("| imports | by | threads | requests | connections | wall, s |");
    println!("|---|---|---|---|---|---|");
    for count in [1, 10, 100, 1_000] {
        over_sockets(count, true);
        over_sockets(count, false);
    }
}

/// A clock whose sleeps take no time, and no memory.
#[derive(Default)]
struct Virtual(Cell<Duration>);

impl Clock for Virtual {
    fn now(&self) -> Duration {
        self.0.get()
    }

    fn sleep(&self, duration: Duration) {
        self.0.set(self.0.get() + duration);
    }

    fn random(&self) -> u64 {
        u64::MAX
    }
}

/// An index whose imports end one after another within a day.
struct Index {
    clock: Virtual,
    count: usize,
    requests: Cell<usize>,
    body: RefCell<String>,
}

impl Index {
    fn new(count: usize) -> Self {
        Self {
            clock: Virtual::default(),
            count,
            requests: Cell::new(0),
            body: RefCell::default(),
        }
    }

    fn end(&self, at: usize) -> Duration {
        Duration::from_secs(86_400) / self.count as u32 * (at as u32 + 1)
    }

    fn push(&self, at: usize) {
        let status = match self.clock.now() >= self.end(at) {
            true => "Completed",
            false => "InProgress",
        };
        let mut body = self.body.borrow_mut();
        write!(
            body,
            r#"{{"id":"{at}","uri":"s3://bucket/dir","status":"{status}"}}"#
        )
        .unwrap();
    }

    fn send(&self, request: &Request) -> Step {
        self.requests.set(self.requests.get() + 1);
        self.clock.sleep(TAKES);
        self.body.borrow_mut().clear();
        let line = line(request);
        let Some(query) = line.strip_prefix("GET /bulk/imports?limit=100") else {
            let id = line.strip_prefix("GET /bulk/imports/").unwrap();
            self.push(id.parse().unwrap());
            return answer(200, &self.body.borrow());
        };
        let token = query.strip_prefix("&paginationToken=");
        let first: usize = token.map_or(0, |token| token.parse().unwrap());
        let end = self.count.min(first + PAGE);
        self.body.borrow_mut().push_str(r#"{"data":["#);
        for at in first..end {
            if at > first {
                self.body.borrow_mut().push(',');
            }
            self.push(at);
        }
        let next = match end < self.count {
            true => end.to_string(),
            false => String::new(),
        };
        write!(
            self.body.borrow_mut(),
            r#"],"pagination":{{"next":"{next}"}}}}"#
        )
        .unwrap();
        answer(200, &self.body.borrow())
    }

    fn options() -> WaitOptions {
        WaitOptions::default()
            .interval(INTERVAL, INTERVAL)
            .deadline(Duration::from_secs(10 * 86_400))
    }

    /// Gives the number of rounds, and the longest time from an end to its being told.
    fn wait_for_all(&self) -> (usize, Duration) {
        let transport = Respond(|request: &Request, _: Duration| self.send(request));
        let client = Client::with_transport("idx.example", "key", transport, &self.clock).unwrap();
        let pauses = Arc::new(AtomicUsize::new(0));
        let counted = pauses.clone();
        let client = client.on_event(move |event| {
            let is_pause = matches!(event, Event::Pause { .. });
            counted.fetch_add(usize::from(is_pause), Relaxed);
        });
        let mut latest = Duration::ZERO;
        let ids = (0..self.count).map(|at| at.to_string());
        let see = |progress: &WaitsProgress<'_>| {
            if let Some((id, _)) = progress.ended {
                let late = self.clock.now() - self.end(id.parse().unwrap());
                latest = latest.max(late);
            }
            ControlFlow::Continue(())
        };
        let waited = client.wait_for_imports(ids, &Self::options(), see).unwrap();
        assert_eq!(waited.outcomes.len(), self.count);
        (pauses.load(Relaxed) + 1, latest)
    }

    /// The time from the end of one import to its being told, by a wait of its own.
    fn wait_for_one(&self, at: usize) -> Duration {
        let transport = Respond(|request: &Request, _: Duration| self.send(request));
        let client = Client::with_transport("idx.example", "key", transport, &self.clock).unwrap();
        let go_on = |_: &WaitProgress<'_>| ControlFlow::Continue(());
        let outcome = client.wait_for_import(at.to_string(), &Self::options(), go_on);
        outcome.unwrap().into_result().unwrap();
        self.clock.now() - self.end(at)
    }
}

fn over_sockets(count: usize, together: bool) {
    let emulator = Emulator::start(Settings {
        tls: Some(Certificate::Valid),
        service: ServiceSettings {
            import_duration: Duration::from_secs(10),
            ..ServiceSettings::default()
        },
        ..Settings::default()
    })
    .unwrap();
    let client = Client::builder(emulator.url(), emulator.api_key())
        .root_certificate_pem(emulator.ca_pem())
        .build()
        .unwrap();
    let start = StartImport::new("s3://bucket/dir");
    let ids: Vec<_> = (0..count)
        .map(|_| client.start_import(&start).unwrap().id)
        .collect();
    let (requests, connections) = (emulator.exchanges().len(), emulator.connections());
    let second = Duration::from_secs(1);
    let options = WaitOptions::default().interval(second, second);
    let begin = Instant::now();
    if together {
        let go_on = |_: &WaitsProgress<'_>| ControlFlow::Continue(());
        let waited = client.wait_for_imports(&ids, &options, go_on).unwrap();
        assert!(waited.outcomes.iter().all(Result::is_ok));
    } else {
        thread::scope(|scope| {
            for id in &ids {
                let go_on = |_: &WaitProgress<'_>| ControlFlow::Continue(());
                let client = &client;
                scope.spawn(move || client.wait_for_import(id, &options, go_on).unwrap());
            }
        });
    }
    println!(
        "| {count} | {} | {} | {} | {} | {:.1} |",
        if together { "one wait" } else { "a wait each" },
        if together { 1 } else { count },
        emulator.exchanges().len() - requests,
        emulator.connections() - connections,
        begin.elapsed().as_secs_f64()
    );
}
