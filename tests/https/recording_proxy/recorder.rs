//! A proxy that tunnels, and records every byte that its clients send.

use std::io::{self, Read, Write};
use std::mem;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection};

use crate::proxy::OK;
use crate::support::emulator::Certificate;
use crate::support::emulator::certs::Tls;

/// All that a connection says which only makes sure that those before it were recorded.
const MARK: &[u8] = b"MARK";

/// A running proxy; its threads end with the test's process.
pub struct Recorder {
    /// Takes `CONNECT` as it is.
    pub plain: SocketAddr,
    /// Takes `CONNECT` inside TLS.
    pub tls: SocketAddr,
    /// The CA of its certificate, which is for `localhost`.
    pub ca_pem: String,
    record: Arc<Record>,
}

impl Recorder {
    /// Tunnels to `target` whatever is asked for.
    pub fn start(target: SocketAddr) -> Self {
        let Tls { config, ca_pem } = Tls::new(Certificate::Valid);
        let record = Arc::new(Record::default());
        let plain = serve(&record, move |client, note| tunnel(client, target, note));
        let tls = serve(&record, move |client, note| {
            take_off_tls(client, plain, config.clone(), note)
        });
        Self {
            plain,
            tls,
            ca_pem,
            record,
        }
    }

    /// What each connection since the last call sent, of clients that have ended.
    ///
    /// One with TLS is there twice: as it came, and what was inside.
    pub fn take(&self) -> Vec<Vec<u8>> {
        for address in [self.plain, self.tls] {
            TcpStream::connect(address)
                .and_then(|mut marker| marker.write_all(MARK))
                .unwrap();
        }
        let going_on = |state: &mut State| {
            let marks = state.sent.iter().filter(|bytes| *bytes == MARK);
            state.open > 0 || marks.count() < 2
        };
        let most = Duration::from_secs(20);
        let state = self.record.state();
        let (mut state, waited) = self
            .record
            .changed
            .wait_timeout_while(state, most, going_on)
            .unwrap();
        assert!(!waited.timed_out(), "{} connections go on", state.open);
        let mut sent = mem::take(&mut state.sent);
        sent.retain(|bytes| bytes != MARK);
        sent
    }
}

#[derive(Default)]
struct Record {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// By connection, in the order in which they were taken.
    sent: Vec<Vec<u8>>,
    open: usize,
}

impl Record {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

/// Where the bytes of one connection go.
struct Note {
    record: Arc<Record>,
    number: usize,
}

impl Note {
    fn new(record: Arc<Record>) -> Self {
        let mut state = record.state();
        state.sent.push(Vec::new());
        state.open += 1;
        let number = state.sent.len() - 1;
        drop(state);
        Self { record, number }
    }

    fn add(&self, bytes: &[u8]) {
        self.record.state().sent[self.number].extend(bytes);
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        self.record.state().open -= 1;
        self.record.changed.notify_all();
    }
}

/// Serves each connection in a thread of its own.
fn serve(
    record: &Arc<Record>,
    each: impl Fn(&TcpStream, &Note) -> io::Result<()> + Send + Sync + 'static,
) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (record, each) = (record.clone(), Arc::new(each));
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let (note, each) = (Note::new(record.clone()), each.clone());
            // However it ended: what was sent is recorded.
            thread::spawn(move || drop(each(&client, &note)));
        }
    });
    address
}

fn tunnel(mut client: &TcpStream, target: SocketAddr, note: &Note) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        client.read_exact(&mut byte)?;
        note.add(&byte);
        head.extend(byte);
    }
    client.write_all(OK)?;
    let server = TcpStream::connect(target)?;
    couple(
        (client, &mut |bytes| {
            note.add(bytes);
            (&server).write_all(bytes)
        }),
        (&server, &mut |bytes| (&*client).write_all(bytes)),
    );
    Ok(())
}

fn take_off_tls(
    client: &TcpStream,
    plain: SocketAddr,
    config: Arc<ServerConfig>,
    note: &Note,
) -> io::Result<()> {
    let mut first = [0];
    client.peek(&mut first)?;
    // The first byte of a handshake.
    if first != [22] {
        return pump(client, &mut |bytes| {
            note.add(bytes);
            Ok(())
        });
    }
    let inside = TcpStream::connect(plain)?;
    let tls = Mutex::new(ServerConnection::new(config).map_err(io::Error::other)?);
    let flush = |tls: &mut ServerConnection| -> io::Result<()> {
        while tls.wants_write() {
            tls.write_tls(&mut &*client)?;
        }
        Ok(())
    };
    couple(
        (client, &mut |mut bytes| {
            note.add(bytes);
            let mut tls = tls.lock().unwrap();
            while !bytes.is_empty() {
                tls.read_tls(&mut bytes)?;
                let state = tls.process_new_packets().map_err(io::Error::other)?;
                let mut text = vec![0; state.plaintext_bytes_to_read()];
                tls.reader().read_exact(&mut text)?;
                (&inside).write_all(&text)?;
            }
            flush(&mut tls)
        }),
        (&inside, &mut |bytes| {
            let mut tls = tls.lock().unwrap();
            tls.writer().write_all(bytes)?;
            flush(&mut tls)
        }),
    );
    Ok(())
}

/// One side of a connection, and what becomes of the bytes that come from there.
type Side<'a> = (
    &'a TcpStream,
    &'a mut (dyn FnMut(&[u8]) -> io::Result<()> + Send),
);

/// Passes bytes on in both directions until both have ended.
fn couple(left: Side<'_>, right: Side<'_>) {
    let (ends, others) = (left.0, right.0);
    thread::scope(|scope| {
        scope.spawn(move || {
            let _ = pump(left.0, left.1);
            others.shutdown(Shutdown::Write)
        });
        let _ = pump(right.0, right.1);
        let _ = ends.shutdown(Shutdown::Write);
    });
}

fn pump(mut from: &TcpStream, to: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let mut chunk = [0; 4096];
    loop {
        match from.read(&mut chunk)? {
            0 => return Ok(()),
            count => to(&chunk[..count])?,
        }
    }
}

/// A port of `[::1]` by which a port of 127.0.0.1 is reached, if the machine has that address.
pub fn by_ipv6(port: u16) -> Option<u16> {
    let listener = TcpListener::bind("[::1]:0").ok()?;
    let own = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            thread::spawn(move || -> io::Result<()> {
                let server = TcpStream::connect(("127.0.0.1", port))?;
                couple(
                    (&client, &mut |bytes| (&server).write_all(bytes)),
                    (&server, &mut |bytes| (&client).write_all(bytes)),
                );
                Ok(())
            });
        }
    });
    Some(own)
}
