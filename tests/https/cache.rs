//! A cache between client and service, which heeds what a request says of caches and else keeps
//! each answer to a GET for as long as it runs.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::ops::ControlFlow;
use std::thread;
use std::time::Duration;

use crate::support::emulator::http::{HttpRequest, read_request};
use crate::support::emulator::service::ServiceSettings;
use crate::support::emulator::{Emulator, Settings};
use crate::support::https::start;
use pinecone_import::{
    Client, Ensured, HttpsClient, ListImports, WaitOptions, WaitOutcome, WaitProgress,
};

/// Starts the cache; its thread ends with the test's process.
fn cache(emulator: &Emulator) -> SocketAddr {
    let service = SocketAddr::from(([127, 0, 0, 1], emulator.port()));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let mut kept = HashMap::new();
        for stream in listener.incoming() {
            // A client that has gone does not end the cache.
            let _ = stream.and_then(|stream| answer(stream, service, &mut kept));
        }
    });
    address
}

fn answer(
    mut client: TcpStream,
    service: SocketAddr,
    kept: &mut HashMap<String, Vec<u8>>,
) -> io::Result<()> {
    let Some(request) = read_request(&mut client, &mut Vec::new(), None)? else {
        return Ok(());
    };
    let control = request.header("cache-control").unwrap_or_default();
    let has = |word| control.split(',').any(|one| one.trim() == word);
    let is_get = request.method == "GET";
    let known = kept
        .get(&request.target)
        .filter(|_| is_get && !has("no-cache"));
    let bytes = match known {
        Some(known) => known.clone(),
        None => ask(service, &request)?,
    };
    if is_get && !has("no-store") {
        kept.insert(request.target.clone(), bytes.clone());
    }
    client.write_all(&bytes)
}

/// The service's answer, which ends with the connection.
fn ask(service: SocketAddr, request: &HttpRequest) -> io::Result<Vec<u8>> {
    let mut head = format!("{} {} HTTP/1.1\r\n", request.method, request.target);
    let others = request
        .headers
        .iter()
        .filter(|(name, _)| !name.eq_ignore_ascii_case("connection"));
    for (name, value) in others {
        head += &format!("{name}: {value}\r\n");
    }
    head += "connection: close\r\n\r\n";
    let mut stream = TcpStream::connect(service)?;
    stream.write_all(&[head.as_bytes(), &request.body].concat())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}

fn behind_a_cache(millis: u64) -> (Emulator, HttpsClient) {
    let service = ServiceSettings {
        import_duration: Duration::from_millis(millis),
        ..ServiceSettings::default()
    };
    let settings = Settings {
        service,
        ..Settings::default()
    };
    let emulator = Emulator::start(settings).unwrap();
    let host = format!("http://{}", cache(&emulator));
    let client = Client::builder(host, emulator.api_key()).build().unwrap();
    (emulator, client)
}

#[test]
fn ensure_behind_a_cache_starts_one_import() {
    let (emulator, client) = behind_a_cache(60_000);
    let first = client.ensure_import(&start()).unwrap();
    assert_eq!(first, Ensured::Started { id: "101".into() });
    let second = client.ensure_import(&start()).unwrap();
    assert!(matches!(second, Ensured::AlreadyRunning(_)), "{second:?}");
    assert_eq!(emulator.imports_started(), 1);
}

#[test]
fn wait_behind_a_cache_sees_the_end() {
    let (_emulator, client) = behind_a_cache(300);
    let id = client.start_import(&start()).unwrap().id;
    let options = WaitOptions::default()
        .interval(Duration::ZERO, Duration::ZERO)
        .deadline(Duration::from_secs(5));
    let go_on = |_: &WaitProgress<'_>| ControlFlow::Continue(());
    let outcome = client.wait_for_import(&id, &options, go_on).unwrap();
    assert!(matches!(outcome, WaitOutcome::Completed(_)), "{outcome:?}");
}

#[test]
fn cache_keeps_what_it_is_not_told_to_leave() {
    // What the two tests above would otherwise not show.
    let (emulator, client) = behind_a_cache(0);
    let address = cache(&emulator);
    let get = || {
        let mut stream = TcpStream::connect(address).unwrap();
        let (key, version) = (emulator.api_key(), "x-pinecone-api-version: 2025-10");
        let head =
            format!("GET /bulk/imports HTTP/1.1\r\nhost: x\r\napi-key: {key}\r\n{version}\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let before = get();
    assert!(before.starts_with("HTTP/1.1 200 "), "{before}");
    client.start_import(&start()).unwrap();
    assert_eq!(get(), before);
    assert_eq!(
        client.list_imports(&ListImports::new()).unwrap().data.len(),
        1
    );
}
