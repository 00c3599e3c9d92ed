//! Whatever names the proxy, the host and the client: a proxy sees no plain http, no request for a
//! loopback host and no key, and no server sees the proxy's credentials.

mod recorder;
mod seen;
mod world;

use std::env;
use std::process::Command;
use std::thread;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::call;
use crate::support::emulator::Exchange;
use pinecone_import::{Client, RetryPolicy};
use seen::{is_tls, shows};
use world::{CREDENTIALS, Call, Environment, HOSTS, KEY, NO_PROXY, Told, VARIABLES, Way, World};

const METHODS: [&str; 4] = ["POST", "GET", "GET", "DELETE"];

/// Calls `each` with every environment, and returns how many calls of the API those made.
fn in_every_environment(each: impl Fn(&World, &Environment, usize) -> usize + Sync) -> usize {
    let each = &each;
    let named = |named| {
        let world = World::new();
        let mut calls = 0;
        for exempt in 0..NO_PROXY.len() {
            for (scheme, proxy) in world.proxies().iter().enumerate() {
                let environment = Environment::new(&world, proxy, named, exempt);
                calls += each(&world, &environment, named + exempt + scheme);
            }
        }
        calls
    };
    thread::scope(|scope| {
        let named = &named;
        let threads = (0..VARIABLES.len()).map(|n| scope.spawn(move || named(n)));
        let threads = Vec::from_iter(threads);
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .sum()
    })
}

/// One call of each client for each host; in four rounds, each operation of each.
fn calls(round: usize) -> Vec<Call> {
    let clients = [Told::Nothing, Told::Url, Told::Environment];
    let calls = (0..HOSTS.len()).flat_map(|host| clients.map(|told| (host, told)));
    let calls = calls.map(|(host, told)| Call {
        host,
        told,
        operation: (host + told as usize + round) % 4,
    });
    calls.collect()
}

/// Makes the calls, and compares what came where with what should have.
fn check(
    world: &World,
    environment: &Environment,
    calls: &[Call],
    make: impl FnOnce() -> Vec<String>,
) {
    let before = world.exchanges().map(|exchanges| exchanges.len());
    let results = make();
    let context = format!("{:?} {calls:?} {results:?}", environment.variables);
    assert_eq!(results.len(), calls.len(), "{context}");
    let (mut heads, mut methods) = (Vec::new(), [Vec::new(), Vec::new()]);
    for (call, result) in calls.iter().zip(&results) {
        let way = environment.way(call);
        assert_eq!(
            result == "ok",
            way != Way::Nowhere,
            "{call:?} {result}; {context}"
        );
        if way == Way::Proxy {
            heads.push(head(HOSTS[call.host], world.ports[call.host]));
        }
        if way != Way::Nowhere {
            let is_tls = HOSTS[call.host].starts_with("https:");
            methods[usize::from(is_tls)].push(METHODS[call.operation]);
        }
    }
    check_proxy(world.recorder.take(), &heads, &context);
    let servers = world.exchanges().into_iter().zip(before).zip(methods);
    for ((exchanges, before), methods) in servers {
        check_server(&exchanges[before..], &methods, &context);
    }
}

/// The streams are tunnels with these heads, perhaps each within another stream of TLS.
fn check_proxy(streams: Vec<Vec<u8>>, heads: &[String], context: &str) {
    assert!(
        !streams.iter().any(|bytes| shows(bytes, &[KEY])),
        "{context}"
    );
    let mut asked = Vec::new();
    let mut over_tls = 0;
    for bytes in streams {
        let end = bytes.windows(4).position(|end| end == b"\r\n\r\n");
        let rest = match end.filter(|_| bytes.starts_with(b"CONNECT ")) {
            Some(end) => {
                let (head, rest) = bytes.split_at(end + 4);
                asked.push(String::from_utf8_lossy(head).into_owned());
                rest
            }
            None => {
                over_tls += 1;
                &bytes
            }
        };
        assert!(
            is_tls(rest),
            "{}; {context}",
            String::from_utf8_lossy(&bytes)
        );
    }
    assert_eq!(asked, heads, "{context}");
    assert!(
        [0, heads.len()].contains(&over_tls),
        "{over_tls}; {context}"
    );
}

/// The requests have these methods and the key, but nothing of the proxy's credentials.
fn check_server(exchanges: &[Exchange], methods: &[&str], context: &str) {
    let requests = exchanges.iter().map(|exchange| &exchange.request);
    let got = requests.clone().map(|request| request.method.as_str());
    assert_eq!(Vec::from_iter(got), methods, "{context}");
    let [encoded, sent] = CREDENTIALS.map(|both| [both, both.split_once(':').unwrap().1]);
    for request in requests {
        let mut all = request.target.clone().into_bytes();
        for (name, value) in &request.headers {
            all.extend(format!("{name}: {value}\n").bytes());
        }
        all.extend(&request.body);
        assert!(shows(&all, &[KEY]) && !shows(&all, &[encoded, sent].concat()));
    }
}

/// What the proxy is asked for a call to this host.
fn head(host: &str, port: u16) -> String {
    let authority = format!("{}:{port}", host.trim_start_matches("https://"));
    let credentials = BASE64_STANDARD.encode(CREDENTIALS[1]);
    format!(
        "CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\
         Proxy-Authorization: Basic {credentials}\r\n\r\n"
    )
}

#[test]
fn proxy_gets_nothing_of_the_library_but_tunnels() {
    let count = in_every_environment(|world, environment, round| {
        let calls = calls(round);
        check(world, environment, &calls, || {
            let mut child = Command::new(env::current_exe().unwrap());
            child.args([
                "--exact",
                "recording_proxy::calls_with_an_environment",
                "--ignored",
                "--nocapture",
            ]);
            child.env("PORTS", world.ports.map(|port| port.to_string()).join(","));
            child.env("ROUND", round.to_string());
            child
                .env("PROXY", &environment.proxy)
                .env("CA", world.ca_pem());
            let output = environment.of(child).output().unwrap();
            let output = String::from_utf8(output.stdout).unwrap();
            let results = output
                .lines()
                .filter_map(|line| line.strip_prefix("result: "));
            results.map(str::to_owned).collect()
        });
        calls.len()
    });
    assert_eq!(count, 2304, "8 x 6 x 2 environments, 8 hosts, 3 clients");
}

#[test]
#[ignore = "is run by proxy_gets_nothing_of_the_library_but_tunnels, with an environment"]
fn calls_with_an_environment() {
    let [ports, round, proxy, ca] =
        ["PORTS", "ROUND", "PROXY", "CA"].map(|name| env::var(name).unwrap());
    let ports = Vec::from_iter(ports.split(','));
    for Call {
        host,
        told,
        operation,
    } in calls(round.parse().unwrap())
    {
        let builder = Client::builder(format!("{}:{}", HOSTS[host], ports[host]), KEY);
        let builder = builder
            .retry(RetryPolicy::none())
            .root_certificate_pem(&*ca);
        let builder = match told {
            Told::Nothing => builder,
            Told::Url => builder.proxy(&*proxy),
            Told::Environment => builder.proxy_from_env(),
        };
        let result = builder.build().and_then(|client| call(&client, operation));
        let result = result.map_or_else(|error| error.to_string(), |()| "ok".into());
        println!("\nresult: {result}");
    }
}

#[cfg(feature = "cli")]
#[test]
fn proxy_gets_nothing_of_the_command_but_tunnels() {
    use std::{fs, path::Path};

    const COMMANDS: [&[&str]; 4] = [
        &["start", "s3://bucket/dir"],
        &["describe", "101"],
        &["list"],
        &["cancel", "101"],
    ];
    let count = in_every_environment(|world, environment, round| {
        let file = format!("recording-{}.pem", world.ports[0]);
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(file);
        fs::write(&file, world.ca_pem()).unwrap();
        // The command would try for seconds to reach what is nowhere.
        let is_quick = |call: &Call| {
            matches!(call.told, Told::Environment) && environment.way(call) != Way::Nowhere
        };
        let calls = Vec::from_iter(calls(round).into_iter().filter(is_quick));
        let run = |call: &Call| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_pinecone-import"));
            command
                .args(COMMANDS[call.operation])
                .arg("--ca-file")
                .arg(&file);
            let host = format!("{}:{}", HOSTS[call.host], world.ports[call.host]);
            command
                .env("PINECONE_INDEX_HOST", host)
                .env("PINECONE_API_KEY", KEY);
            let output = environment.of(command).output().unwrap();
            match output.status.success() {
                true => "ok".to_owned(),
                false => String::from_utf8(output.stderr).unwrap(),
            }
        };
        check(world, environment, &calls, || {
            calls.iter().map(run).collect()
        });
        fs::remove_file(file).unwrap();
        calls.len()
    });
    // Without IPv6, two hosts less.
    assert!([702, 702 - 2 * 96].contains(&count), "{count}");
}
