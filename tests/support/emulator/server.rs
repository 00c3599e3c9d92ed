//! The service on a loopback socket, a thread per connection.

use std::collections::{HashMap, VecDeque};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustls::{ServerConnection, StreamOwned};

use super::certs::{Certificate, Tls};
use super::fault::{Answer, Fault};
use super::http::{self, HttpRequest};
use super::service::{Import, Service, ServiceSettings};

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
}

/// A running server; ends when dropped.
pub struct Emulator {
    shared: Arc<Shared>,
    accept: Option<thread::JoinHandle<()>>,
    address: SocketAddr,
    ca_pem: Option<String>,
}

const MINUTE: Duration = Duration::from_secs(60);

type OnRequest = Box<dyn Fn(usize, &HttpRequest) -> Fault + Send + Sync>;

struct Shared {
    tls: Option<Arc<rustls::ServerConfig>>,
    accept: fn(usize) -> Accept,
    start: Instant,
    on_request: Option<OnRequest>,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    service: Service,
    script: VecDeque<Fault>,
    exchanges: Vec<Exchange>,
    requests: usize,
    connections: usize,
    open: HashMap<usize, TcpStream>,
    stopped: bool,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits, but not longer than the server runs.
    fn pause(&self, time: Duration) {
        let running = |state: &mut State| !state.stopped;
        drop(self.changed.wait_timeout_while(self.state(), time, running));
    }
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
        let accept = thread::spawn(move || accept(&for_accept, &listener));
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

    pub fn connections(&self) -> usize {
        self.shared.state().connections
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

fn accept(shared: &Arc<Shared>, listener: &TcpListener) {
    for stream in listener.incoming() {
        let mut state = shared.state();
        if state.stopped {
            return;
        }
        let Ok((stream, clone)) = stream.and_then(|s| s.try_clone().map(|clone| (s, clone))) else {
            continue;
        };
        let number = state.connections;
        state.connections += 1;
        state.open.insert(number, clone);
        drop(state);
        let for_connection = shared.clone();
        thread::spawn(move || {
            // However it ended: the client's side of it is what tests look at.
            let _ = connection(&for_connection, number, stream);
            for_connection.state().open.remove(&number);
            for_connection.changed.notify_all();
        });
    }
}

fn connection(shared: &Shared, number: usize, stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    match (shared.accept)(number) {
        Accept::Serve => {}
        Accept::Close => return Ok(()),
        Accept::Say(bytes) => return (&stream).write_all(bytes),
        Accept::Stall => {
            shared.pause(MINUTE);
            return Ok(());
        }
        Accept::Drip => {
            // A TLS record of the longest length, one byte at a time.
            (&stream).write_all(b"\x16\x03\x03\x40\x00\x02\x00\x40\x00")?;
            for _ in 0..MINUTE.as_millis() / 20 {
                (&stream).write_all(b"\0")?;
                shared.pause(Duration::from_millis(20));
            }
            return Ok(());
        }
    }
    match &shared.tls {
        None => serve(shared, number, &mut { stream }, |_| {}),
        Some(config) => {
            let tls = ServerConnection::new(config.clone()).map_err(io::Error::other)?;
            serve(shared, number, &mut StreamOwned::new(tls, stream), |tls| {
                tls.conn.send_close_notify();
                let _ = tls.flush();
            })
        }
    }
}

fn serve<S: Read + Write>(
    shared: &Shared,
    number: usize,
    stream: &mut S,
    goodbye: fn(&mut S),
) -> io::Result<()> {
    let mut buffer = Vec::new();
    loop {
        // Only a connection by which a request comes may take a fault from the script.
        if buffer.is_empty() {
            let mut first = [0];
            if stream.read(&mut first)? == 0 {
                return Ok(());
            }
            buffer.extend(first);
        }
        let scripted = shared.state().script.front().cloned();
        let most = scripted.as_ref().and_then(|fault| fault.read);
        let request = match http::read_request(stream, &mut buffer, most) {
            Ok(Some(request)) => request,
            Ok(None) => return Ok(()),
            Err(error) => {
                if most.is_some() {
                    shared.state().script.pop_front();
                } else if error.kind() == io::ErrorKind::InvalidData {
                    let text = format!("the request is not HTTP: {error}");
                    stream.write_all(&http::HttpResponse::text(400, text).to_bytes(false))?;
                    goodbye(stream);
                }
                return Err(error);
            }
        };
        let close = request
            .header("connection")
            .is_some_and(|value| value.eq_ignore_ascii_case("close"));
        let (fault, answer) = exchange(shared, number, request, close);
        shared.pause(fault.delay);
        send(shared, stream, &fault, &answer)?;
        if close || fault.cut.is_some() || matches!(fault.answer, Answer::Raw(_)) {
            if !fault.rude {
                goodbye(stream);
            }
            return Ok(());
        }
    }
}

/// What is to go wrong, and the answer to the request.
fn exchange(
    shared: &Shared,
    connection: usize,
    request: HttpRequest,
    close: bool,
) -> (Fault, Vec<u8>) {
    let mut state = shared.state();
    let count = state.requests;
    state.requests += 1;
    let scripted = state.script.pop_front();
    drop(state);
    let asked = || shared.on_request.as_ref().map(|ask| ask(count, &request));
    let fault = scripted.or_else(asked).unwrap_or_else(Fault::none);
    let mut state = shared.state();
    let now = shared.start.elapsed();
    let response = fault.process.then(|| state.service.handle(now, &request));
    let status = response.as_ref().map(|response| response.status);
    state.exchanges.push(Exchange {
        request,
        connection,
        status,
    });
    let answer = match (&fault.answer, response) {
        (Answer::Raw(bytes), _) => bytes.clone(),
        (Answer::Service, Some(response)) => response.to_bytes(!close),
        (Answer::Service, None) => Vec::new(),
    };
    (fault, answer)
}

fn send(shared: &Shared, stream: &mut impl Write, fault: &Fault, answer: &[u8]) -> io::Result<()> {
    let answer = &answer[..fault.cut.unwrap_or(answer.len()).min(answer.len())];
    let Some((bytes, pause)) = fault.drip else {
        stream.write_all(answer)?;
        return stream.flush();
    };
    for piece in answer.chunks(bytes) {
        stream.write_all(piece)?;
        stream.flush()?;
        shared.pause(pause);
    }
    Ok(())
}
