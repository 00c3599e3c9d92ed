//! Waits for all imports of a life at once.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::time::Duration;

use super::{Ends, Life};
use pinecone_import::{Clock, Error, WaitOptions, WaitOutcome};

impl Life<'_> {
    /// One call of `wait_for_imports`, held against what the server knows.
    pub(super) fn wait_for_all(&mut self, ends: &mut Ends) {
        let (seed, server) = (self.seed, self.server);
        let mut ids: Vec<_> = server
            .imports
            .borrow()
            .iter()
            .map(|import| import.id.clone())
            .collect();
        if self.random.once_in(3) {
            ids.push("nobody".into());
        }
        let deadline = Duration::from_millis(self.random.below(600_000));
        let most = Duration::from_millis(self.random.below(60_000));
        let options = WaitOptions::default()
            .interval(Duration::ZERO, most)
            .deadline(deadline);
        let stop = self.random.once_in(8).then(|| self.random.below(20));
        let client = self.client(4, deadline * 2);
        let (begin, requests) = (self.time.now(), server.requests.get());
        let (refused, mut told, mut calls) = (server.refused.get(), BTreeSet::new(), 0);
        let result = client.wait_for_imports(&ids, &options, |progress| {
            if let Some((id, end)) = progress.ended {
                assert!(told.insert(id.to_owned()), "seed {seed}: {id} ended twice");
                if let Ok(outcome) = end {
                    let model = outcome.import().unwrap();
                    assert_eq!(model.id, id, "seed {seed}");
                }
            }
            assert_eq!(progress.pending, ids.len() - told.len(), "seed {seed}");
            calls += 1;
            match stop {
                Some(stop) if calls > stop => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            }
        });
        let took = self.time.now() - begin;
        let stopped = self.was_stopped() || stop.is_some_and(|stop| calls > stop);
        assert!(took <= deadline, "seed {seed}: {took:?} of {deadline:?}");
        let rounds = took.as_millis() / 100 + 2;
        let polls = (server.requests.get() - requests) as u128;
        assert!(
            polls <= rounds * 2 * (ids.len() as u128 + 1),
            "seed {seed}: {polls} in {took:?}"
        );
        let refused = server.refused.get() - refused;
        let waited = match result {
            Ok(waited) => waited,
            Err(error) => {
                // The default of how long first polls may fail is two minutes.
                let lasted = took >= Duration::from_secs(120);
                assert!(refused > 0 || lasted, "seed {seed}: {error}");
                ends.many_refused += 1;
                return;
            }
        };
        assert_eq!(waited.outcomes.len(), ids.len(), "seed {seed}");
        let imports = server.imports.borrow();
        for (id, outcome) in ids.iter().zip(&waited.outcomes) {
            let import = imports.iter().find(|import| import.id == *id);
            let truth = import.map_or("", |import| import.status(self.time.now()));
            let name = match outcome {
                Ok(WaitOutcome::Completed(_)) => "Completed",
                Ok(WaitOutcome::Failed(_)) => "Failed",
                Ok(WaitOutcome::Cancelled(_)) => "Cancelled",
                Ok(WaitOutcome::Stopped { .. }) => {
                    assert!(stopped, "seed {seed}");
                    ""
                }
                Ok(_) => "",
                Err(Error::Api(error)) => {
                    let gone = id == "nobody" && error.http_status == 404;
                    assert!(gone || refused > 0, "seed {seed}: {error}");
                    ""
                }
                Err(error) => panic!("seed {seed}: {error}"),
            };
            let ended = !name.is_empty() || outcome.is_err();
            assert_eq!(told.contains(id), ended, "seed {seed}: {id}");
            if name.is_empty() {
                ends.many_unfinished += usize::from(!ended);
            } else {
                assert_eq!(name, truth, "seed {seed}: {id}");
                ends.many_ended += 1;
            }
        }
    }
}
