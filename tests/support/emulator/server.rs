//! The service on a loopback socket.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::certs::{Certificate, Tls};
use super::connection;
use super::fault::Fault;
use super::http::HttpRequest;
use super::service::{Import, Service, ServiceSettings};
use super::shared::{OnRequest, Shared, State};

/// What happens to a connection before any request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accept {
    Serve,
    /// It is closed at once.
    Close,
    /// Nothing is read from it or written to it, for a minute.
    Stall,
    /// These bytes are all that is written to it, and then it is closed.
    Say(&'static [u8]),
    /// One byte of nothing in particular each 20 ms, for a minute.
    Drip,
}

/// What to start; `Settings::default()` is plain http on a free port.
#[derive(Debug, Clone)]
pub struct Settings {
    pub service: ServiceSettings,
    /// With TLS, by this kind of certificate.
    pub tls: Option<Certificate>,
    /// 0 takes a free one.
    pub port: u16,
    /// What happens to each connection, counted from 0.
    pub accept: fn(usize) -> Accept,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            service: ServiceSettings::default(),
            tls: None,
            port: 0,
            accept: |_| Accept::Serve,
        }
    }
}

/// A request that was read whole, and what came of it.
#[derive(Debug, Clone)]
pub struct Exchange {
    pub request: HttpRequest,
    /// The connection that it came by, counted from 0.
    pub connection: usize,
    /// The status that the service gave; `None` where it was not asked.
    pub status: Option<u16>,
    /// The status that was to be sent to the client, whoever gave it.
    pub answered: Option<u16>,
}

/// A running server; ends when dropped.
pub struct Emulator {
    shared: Arc<Shared>,
    accept: Option<thread::JoinHandle<()>>,
    address: SocketAddr,
    ca_pem: Option<String>,
}

impl Emulator {
    pub fn start(settings: Settings) -> io::Result<Self> {
        Self::start_with(settings, None)
    }

    /// Plain http, with everything else by default.
    pub fn plain() -> Self {
        Self::start(Settings::default()).expect("a loopback socket")
    }

    /// TLS with a valid certificate.
    pub fn tls() -> Self {
        let settings = Settings {
            tls: Some(Certificate::Valid),
            ..Settings::default()
        };
        Self::start(settings).expect("a loopback socket")
    }

    /// A server that asks `on_request` for the fault of each request, counted from 0.
    pub fn start_with(settings: Settings, on_request: Option<OnRequest>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, settings.port))?;
        let address = listener.local_addr()?;
        let tls = settings.tls.map(Tls::new);
        let shared = Arc::new(Shared {
            tls: tls.as_ref().map(|tls| tls.config.clone()),
            accept: settings.accept,
            start: Instant::now(),
            on_request,
            state: Mutex::new(State {
                service: Service::new(settings.service),
                script: VecDeque::new(),
                exchanges: Vec::new(),
                requests: 0,
                connections: 0,
                open: HashMap::new(),
                stopped: false,
            }),
            changed: Condvar::new(),
        });
        let for_accept = shared.clone();
        let accept = thread::spawn(move || connection::accept(&for_accept, &listener));
        Ok(Self {
            shared,
            accept: Some(accept),
            address,
            ca_pem: tls.map(|tls| tls.ca_pem),
        })
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    pub fn url(&self) -> String {
        match self.ca_pem {
            Some(_) => format!("https://localhost:{}", self.port()),
            None => format!("http://127.0.0.1:{}", self.port()),
        }
    }

    pub fn api_key(&self) -> String {
        self.shared.state().service.api_key().to_owned()
    }

    /// The CA of a server with TLS, empty without.
    pub fn ca_pem(&self) -> &str {
        self.ca_pem.as_deref().unwrap_or("")
    }

    /// The faults of the next requests, in order; after them nothing goes wrong.
    pub fn script(&self, faults: impl IntoIterator<Item = Fault>) {
        self.shared.state().script.extend(faults);
    }

    /// Forgets the faults that have not met a request yet.
    pub fn clear_script(&self) {
        self.shared.state().script.clear();
    }

    pub fn exchanges(&self) -> Vec<Exchange> {
        self.shared.state().exchanges.clone()
    }

    pub fn imports(&self) -> Vec<Import> {
        self.shared.state().service.imports().to_vec()
    }

    pub fn imports_started(&self) -> usize {
        self.shared.state().service.imports().len()
    }

    /// Connections so far.
    pub fn connections(&self) -> usize {
        self.shared.state().connections
    }

    /// Connections that have not ended yet.
    pub fn open_connections(&self) -> usize {
        self.shared.state().open.len()
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        state.stopped = true;
        for stream in state.open.values() {
            let _ = stream.shutdown(Shutdown::Both);
        }
        drop(state);
        self.shared.changed.notify_all();
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
        if let Some(accept) = self.accept.take() {
            let _ = accept.join();
        }
        let open = |state: &mut State| !state.open.is_empty();
        let most = Duration::from_secs(5);
        drop(
            self.shared
                .changed
                .wait_timeout_while(self.shared.state(), most, open),
        );
    }
}
