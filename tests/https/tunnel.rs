//! An HTTP proxy that tunnels, or answers something else.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A running proxy; its thread ends with the test's process.
pub struct Proxy {
    pub address: SocketAddr,
    /// The head of each request.
    pub heads: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// Tunnels to `target` whatever is asked for, after this answer.
    pub fn start(target: SocketAddr, answer: &'static [u8]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let record = heads.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let record = record.clone();
                thread::spawn(move || tunnel(&stream?, target, answer, &record));
            }
        });
        Self { address, heads }
    }
}

fn tunnel(
    client: &TcpStream,
    target: SocketAddr,
    answer: &[u8],
    record: &Mutex<Vec<String>>,
) -> io::Result<()> {
    let mut head = String::new();
    let mut reader = BufReader::new(client);
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Ok(());
        }
    }
    record.lock().unwrap().push(head);
    (&*client).write_all(answer)?;
    if !answer.windows(3).any(|digits| digits == b" 20") {
        return client.shutdown(Shutdown::Write);
    }
    let server = TcpStream::connect(target)?;
    let (mut to, mut from) = (server.try_clone()?, client.try_clone()?);
    let up = thread::spawn(move || {
        let _ = io::copy(&mut from, &mut to);
        to.shutdown(Shutdown::Write)
    });
    io::copy(&mut &server, &mut &*client)?;
    client.shutdown(Shutdown::Write)?;
    drop(up.join());
    Ok(())
}
