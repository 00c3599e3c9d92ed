//! Any bytes as an answer, in any pieces, through the real HTTP stack over a socket.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use pinecone_import::{Client, Error, RetryPolicy, StartImport};
use serde_json::Value;

use super::input::Input;

/// A server that answers each connection with the pieces that it is given, and tells how
/// many requests came by it.
struct Server {
    address: SocketAddr,
    pieces: Sender<Vec<Vec<u8>>>,
    requests: Receiver<usize>,
}

fn server() -> &'static Mutex<Server> {
    static SERVER: OnceLock<Mutex<Server>> = OnceLock::new();
    SERVER.get_or_init(|| {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a socket");
        let address = listener.local_addr().expect("an address");
        let (pieces, next) = channel::<Vec<Vec<u8>>>();
        let (told, requests) = channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(pieces) = next.recv() else { return };
                let count = stream
                    .and_then(|stream| serve(stream, &pieces))
                    .unwrap_or(0);
                if told.send(count).is_err() {
                    return;
                }
            }
        });
        Mutex::new(Server {
            address,
            pieces,
            requests,
        })
    })
}

fn serve(mut stream: TcpStream, pieces: &[Vec<u8>]) -> std::io::Result<usize> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut request = Vec::new();
    let mut chunk = [0; 2048];
    while !request.ends_with(b"}") {
        let count = stream.read(&mut chunk)?;
        request.extend_from_slice(&chunk[..count]);
    }
    for piece in pieces {
        // The client may have seen enough.
        if stream.write_all(piece).is_err() {
            break;
        }
    }
    let _ = stream.shutdown(Shutdown::Write);
    while let Ok(count @ 1..) = stream.read(&mut chunk) {
        request.extend_from_slice(&chunk[..count]);
    }
    Ok(request
        .windows(5)
        .filter(|window| window == b"POST ")
        .count())
}

/// What came of a start, as far as it must not depend on the pieces.
#[derive(Debug, PartialEq)]
enum Outcome {
    Id(String),
    Refused(u16),
    Other,
}

pub fn check(data: &[u8]) {
    let mut input = Input(data);
    let size = usize::from(input.byte());
    let answer = input.0;
    let mut outcomes = Vec::new();
    for size in [answer.len(), size] {
        let begin = Instant::now();
        let pieces = answer.chunks(size.max(1)).map(<[u8]>::to_vec).collect();
        outcomes.push(start(pieces));
        assert!(begin.elapsed() < Duration::from_secs(9));
    }
    assert_eq!(outcomes[0], outcomes[1]);
    let mut headers = [httparse::EMPTY_HEADER; 128];
    let mut head = httparse::Response::new(&mut headers);
    let parsed = head.parse(answer);
    if let Some(expected) = beyond_doubt(answer) {
        assert_eq!(outcomes[0], expected);
    }
    match (&outcomes[0], parsed) {
        (Outcome::Other, _) => {}
        (outcome, Ok(httparse::Status::Complete(length))) => {
            let status = head.code.expect("a status");
            let named = |name| {
                head.headers
                    .iter()
                    .find(|header| header.name.eq_ignore_ascii_case(name))
            };
            match outcome {
                // An interim response comes before the one that counts.
                _ if status == 100 => {}
                Outcome::Refused(refused) => assert_eq!(*refused, status),
                Outcome::Id(id) => {
                    assert!((200..300).contains(&status));
                    if named("transfer-encoding").is_none() {
                        let body = &answer[length..];
                        let whole = named("content-length").and_then(|header| {
                            std::str::from_utf8(header.value)
                                .ok()?
                                .trim()
                                .parse::<usize>()
                                .ok()
                        });
                        let body = &body[..whole.unwrap_or(body.len()).min(body.len())];
                        let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
                        let value: Value = serde_json::from_slice(body).expect("JSON");
                        let id_found = value["id"].as_u64().map(|id| id.to_string());
                        assert_eq!(id_found.as_deref().or(value["id"].as_str()), Some(&**id));
                    }
                }
                Outcome::Other => {}
            }
        }
        (outcome, parsed) => panic!("{outcome:?} of a head that is {parsed:?}"),
    }
}

/// What must come of an answer that is well within all limits, and has its whole body.
fn beyond_doubt(answer: &[u8]) -> Option<Outcome> {
    let mut headers = [httparse::EMPTY_HEADER; 8];
    let mut head = httparse::Response::new(&mut headers);
    let Ok(httparse::Status::Complete(length)) = head.parse(answer) else {
        return None;
    };
    let [only] = head.headers else { return None };
    // A sign is no digit, though Rust parses it.
    let digits = only.value.iter().all(u8::is_ascii_digit);
    let size = std::str::from_utf8(only.value).ok()?.parse::<usize>();
    let size = size.ok().filter(|_| digits)?;
    let whole = only.name.eq_ignore_ascii_case("content-length") && answer.len() == length + size;
    if !whole || head.version != Some(1) || answer.len() >= 4000 {
        return None;
    }
    match head.code? {
        // These have no body, whatever they announce.
        204 | 304 => None,
        status @ 300..600 => Some(Outcome::Refused(status)),
        200..300 => {
            let body: Value = serde_json::from_slice(&answer[length..]).ok()?;
            let id = body["id"]
                .as_str()
                .filter(|id| (1..=1000).contains(&id.len()));
            id.map(|id| Outcome::Id(id.to_owned()))
        }
        _ => None,
    }
}

fn start(pieces: Vec<Vec<u8>>) -> Outcome {
    let server = server()
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    server.pieces.send(pieces).expect("the server runs");
    let client = Client::builder(format!("http://{}", server.address), "key")
        .retry(RetryPolicy::none())
        .timeout(Duration::from_secs(5))
        .max_response_bytes(4096)
        .build()
        .expect("a client");
    let result = client.start_import(&StartImport::new("s3://bucket/dir"));
    drop(client);
    assert_eq!(server.requests.recv().expect("the server runs"), 1);
    match result {
        Ok(started) => Outcome::Id(started.id),
        Err(Error::Api(error)) => Outcome::Refused(error.http_status),
        Err(error) => {
            assert!(error.may_have_executed(), "{error}");
            Outcome::Other
        }
    }
}
