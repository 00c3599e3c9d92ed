//! A thread per connection: requests in, answers or faults out.

use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rustls::{ServerConnection, StreamOwned};

use super::fault::{Answer, Fault};
use super::http::{self, HttpRequest, HttpResponse};
use super::server::{Accept, Exchange};
use super::shared::{Shared, State};
use super::socket::{self, Socket, Waited, Wire};

const MINUTE: Duration = Duration::from_secs(60);
/// Connections at a time; more have to wait.
const OPEN: usize = 256;

/// Takes connections until the server is dropped.
pub fn accept(shared: &Arc<Shared>, listener: &TcpListener) {
    for stream in listener.incoming() {
        let full = |state: &mut State| !state.stopped && state.open.len() >= OPEN;
        let state = shared.changed.wait_while(shared.state(), full);
        let mut state = state.unwrap_or_else(std::sync::PoisonError::into_inner);
        if state.stopped {
            return;
        }
        let Ok((stream, clone)) = stream.and_then(|s| s.try_clone().map(|clone| (s, clone))) else {
            drop(state);
            // Most likely there are too many open files: let one end.
            shared.pause(Duration::from_millis(10));
            continue;
        };
        let number = state.connections;
        state.connections += 1;
        state.open.insert(number, clone);
        drop(state);
        let open = Open {
            shared: shared.clone(),
            number,
        };
        // A thread that cannot be made drops `open`, and so closes the connection.
        let _ = thread::Builder::new().spawn(move || {
            // However it ended: the client's side of it is what tests look at.
            let _ = connection(&open.shared, number, stream);
        });
    }
}

/// A connection in the list of the open ones; leaves it when dropped, also by a panic.
struct Open {
    shared: Arc<Shared>,
    number: usize,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.shared.state().open.remove(&self.number);
        self.shared.changed.notify_all();
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
    let socket = Socket::new(stream);
    match &shared.tls {
        None => serve(shared, number, &mut { socket }),
        Some(config) => {
            let tls = ServerConnection::new(config.clone()).map_err(io::Error::other)?;
            serve(shared, number, &mut StreamOwned::new(tls, socket))
        }
    }
}

/// Serves one request after the other, and ends the connection by FIN, or by RST where told.
fn serve(shared: &Shared, number: usize, wire: &mut impl Wire) -> io::Result<()> {
    let mut buffer = Vec::new();
    loop {
        match serve_one(shared, number, wire, &mut buffer) {
            Ok(Next::Request) => {}
            Ok(Next::Reset) => return Ok(()),
            Ok(Next::End) => return wire.socket().settle(),
            Err(error) => {
                wire.socket().settle()?;
                return Err(error);
            }
        }
    }
}

enum Next {
    Request,
    End,
    Reset,
}

fn serve_one(
    shared: &Shared,
    number: usize,
    wire: &mut impl Wire,
    buffer: &mut Vec<u8>,
) -> io::Result<Next> {
    // Only a connection by which a request comes may take a fault from the script.
    if buffer.is_empty() {
        let mut first = [0];
        if wire.read(&mut first)? == 0 {
            return Ok(Next::End);
        }
        buffer.extend(first);
    }
    let scripted = shared.state().script.front().cloned();
    let most = scripted.as_ref().and_then(|fault| fault.read);
    let request = match http::read_request(wire, buffer, most) {
        Ok(Some(request)) => request,
        Ok(None) => return Ok(Next::End),
        Err(error) => {
            if most.is_some() {
                let fault = shared.state().script.pop_front();
                if fault.is_some_and(|fault| fault.reset) {
                    return Ok(Next::Reset);
                }
            } else if error.kind() == io::ErrorKind::InvalidData {
                let text = format!("the request is not HTTP: {error}");
                wire.write_all(&HttpResponse::text(400, text).to_bytes(false))?;
                wire.goodbye();
            }
            return Err(error);
        }
    };
    let close = request.closes();
    let (fault, answer) = exchange(shared, number, request, close);
    if !send(shared, wire, &fault, &answer)? || fault.reset {
        return Ok(if fault.reset { Next::Reset } else { Next::End });
    }
    if close || fault.cut.is_some() || matches!(fault.answer, Answer::Raw(_)) {
        if !fault.rude {
            wire.goodbye();
        }
        return Ok(Next::End);
    }
    Ok(Next::Request)
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
    let mut answer = match (&fault.answer, response) {
        (Answer::Raw(bytes), _) => bytes.clone(),
        (Answer::Service, Some(response)) if request.method == "HEAD" => {
            let whole = response.to_bytes(!close);
            whole[..whole.len() - response.body.len()].to_vec()
        }
        (Answer::Service, Some(response)) => response.to_bytes(!close),
        (Answer::Service, None) => Vec::new(),
    };
    answer.truncate(fault.cut.unwrap_or(answer.len()));
    state.exchanges.push(Exchange {
        request,
        connection,
        status,
        answered: http::status_of(&answer),
    });
    (fault, answer)
}

/// Whether all of it was sent: not where the client has gone, or the server is dropped.
fn send(shared: &Shared, wire: &mut impl Wire, fault: &Fault, answer: &[u8]) -> io::Result<bool> {
    if !pause(shared, wire, fault, fault.delay)? {
        return Ok(false);
    }
    let Some((bytes, time)) = fault.drip else {
        wire.write_all(answer)?;
        wire.flush()?;
        return Ok(true);
    };
    for piece in answer.chunks(bytes) {
        wire.write_all(piece)?;
        wire.flush()?;
        if !pause(shared, wire, fault, time)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Waits; `false` where there is nobody to wait for any more.
fn pause(shared: &Shared, wire: &mut impl Wire, fault: &Fault, time: Duration) -> io::Result<bool> {
    let mut left = time;
    // What stays in the queue for the sake of a RST hides whether the client is there.
    if !fault.reset {
        wire.socket().settle()?;
        left = match socket::wait(wire, time) {
            Waited::Over => Duration::ZERO,
            Waited::Gone => return Ok(false),
            Waited::Blind(left) => left,
        };
    }
    if !left.is_zero() {
        shared.pause(left);
    }
    Ok(!shared.state().stopped)
}
