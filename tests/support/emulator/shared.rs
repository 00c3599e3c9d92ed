//! What the threads of one server have in common.

use std::collections::{HashMap, VecDeque};
use std::net::TcpStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::fault::Fault;
use super::http::HttpRequest;
use super::server::{Accept, Exchange};
use super::service::Service;

pub type OnRequest = Box<dyn Fn(usize, &HttpRequest) -> Fault + Send + Sync>;

pub struct Shared {
    pub tls: Option<Arc<rustls::ServerConfig>>,
    pub accept: fn(usize) -> Accept,
    pub start: Instant,
    pub on_request: Option<OnRequest>,
    pub state: Mutex<State>,
    pub changed: Condvar,
}

pub struct State {
    pub service: Service,
    pub script: VecDeque<Fault>,
    pub exchanges: Vec<Exchange>,
    pub requests: usize,
    pub connections: usize,
    pub open: HashMap<usize, TcpStream>,
    pub stopped: bool,
}

impl Shared {
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits, but not longer than the server runs.
    pub fn pause(&self, time: Duration) {
        let running = |state: &mut State| !state.stopped;
        drop(self.changed.wait_timeout_while(self.state(), time, running));
    }
}
