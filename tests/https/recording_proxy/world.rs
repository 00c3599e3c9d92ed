//! Servers, a proxy, and what a process may find in its environment.

use std::process::{Command, Stdio};

use super::recorder::{Recorder, by_ipv6};
use crate::proxy::address;
use crate::support::emulator::{Certificate, Emulator, Exchange, Settings};
use crate::support::https::{client, start};

pub const KEY: &str = "pcsk_Recorded+/=key_made-up";
/// User and password of the proxy, as in a URL and as sent.
pub const CREDENTIALS: [&str; 2] = ["us%40er:pa%3Ass-w0rd", "us@er:pa:ss-w0rd"];

/// Variables that name the proxy, and whether one of them is for https.
pub const VARIABLES: [(&[&str], bool); 8] = [
    (&[], false),
    (&["https_proxy"], true),
    (&["HTTPS_PROXY"], true),
    (&["http_proxy"], false),
    (&["HTTP_PROXY"], false),
    (&["all_proxy"], true),
    (&["ALL_PROXY"], true),
    (
        &[
            "https_proxy",
            "HTTPS_PROXY",
            "http_proxy",
            "HTTP_PROXY",
            "all_proxy",
            "ALL_PROXY",
        ],
        true,
    ),
];

/// Lists of exempt hosts, and whether they exempt the name and the address.
pub const NO_PROXY: [(&str, [bool; 2]); 6] = [
    ("", [false, false]),
    ("*", [true, true]),
    (".example", [true, false]),
    ("x.invalid, 0.0.0.0/8", [false, true]),
    ("service.example:PORT,0.0.0.0:PORT", [true, true]),
    ("service.example:1, 0.0.0.0:1, 10.0.0.0/8", [false, false]),
];

/// Two are not loopback: a name that only the proxy knows, and an address that is this machine's
/// for whoever connects to it.
pub const HOSTS: [&str; 8] = [
    "http://127.0.0.1",
    "http://localhost",
    "http://[::1]",
    "https://127.0.0.1",
    "https://localhost",
    "https://[::1]",
    "https://service.example",
    "https://0.0.0.0",
];
const IPV6: [usize; 2] = [2, 5];
const NAME: usize = 6;
const ADDRESS: usize = 7;

/// What a client is told of proxies.
#[derive(Debug, Clone, Copy)]
pub enum Told {
    Nothing,
    Url,
    Environment,
}

#[derive(Debug, Clone, Copy)]
pub struct Call {
    pub host: usize,
    pub told: Told,
    pub operation: usize,
}

/// Where a call should go.
#[derive(Clone, Copy, PartialEq)]
pub enum Way {
    Direct,
    Proxy,
    /// The name is not known here, or nothing listens.
    Nowhere,
}

/// The emulators, and the proxy before them.
pub struct World {
    pub recorder: Recorder,
    /// Where each host is.
    pub ports: [u16; 8],
    plain: Emulator,
    tls: Emulator,
}

impl World {
    pub fn new() -> Self {
        let [plain, tls] = [None, Some(Certificate::Valid)].map(|tls| {
            let mut settings = Settings {
                tls,
                ..Settings::default()
            };
            settings.service.api_key = KEY.into();
            let emulator = Emulator::start(settings).unwrap();
            // What is described and cancelled.
            client(&emulator).start_import(&start()).unwrap();
            emulator
        });
        let ports = HOSTS.map(|host| {
            let is_tls = host.starts_with("https:");
            let port = if is_tls { tls.port() } else { plain.port() };
            match host.ends_with(']') {
                // Where there is no IPv6, nothing listens.
                true => by_ipv6(port).unwrap_or(1),
                false => port,
            }
        });
        Self {
            recorder: Recorder::start(address(&tls)),
            ports,
            plain,
            tls,
        }
    }

    /// The URLs of the proxy.
    pub fn proxies(&self) -> [String; 2] {
        let url = |scheme, port| format!("{scheme}://{}@localhost:{port}", CREDENTIALS[0]);
        [
            url("http", self.recorder.plain.port()),
            url("https", self.recorder.tls.port()),
        ]
    }

    pub fn ca_pem(&self) -> String {
        [self.tls.ca_pem(), &self.recorder.ca_pem].concat()
    }

    /// What the servers got so far: the plain one, and that with TLS.
    pub fn exchanges(&self) -> [Vec<Exchange>; 2] {
        [self.plain.exchanges(), self.tls.exchanges()]
    }
}

/// The variables of a process.
pub struct Environment {
    pub variables: Vec<(&'static str, String)>,
    pub proxy: String,
    /// Whether the proxy is for the name and for the address.
    is_for: [bool; 2],
    has_ipv6: bool,
}

impl Environment {
    /// One that names `proxy` by these of [`VARIABLES`] and of [`NO_PROXY`].
    pub fn new(world: &World, proxy: &str, named: usize, exempt: usize) -> Self {
        let (names, is_for_https) = VARIABLES[named];
        let (list, exempts) = NO_PROXY[exempt];
        let named_proxy = names.iter().map(|name| (*name, proxy.to_owned()));
        let mut variables = Vec::from_iter(named_proxy);
        if !list.is_empty() {
            let list = list.replace("PORT", &world.ports[NAME].to_string());
            variables.push((["NO_PROXY", "no_proxy"][named % 2], list));
        }
        Self {
            variables,
            proxy: proxy.into(),
            is_for: exempts.map(|exempts| is_for_https && !exempts),
            has_ipv6: world.ports[IPV6[0]] != 1,
        }
    }

    pub fn way(&self, call: &Call) -> Way {
        match (call.host, call.told) {
            (NAME | ADDRESS, Told::Url) => Way::Proxy,
            (NAME | ADDRESS, Told::Environment) if self.is_for[call.host - NAME] => Way::Proxy,
            (NAME, _) => Way::Nowhere,
            (host, _) if IPV6.contains(&host) && !self.has_ipv6 => Way::Nowhere,
            _ => Way::Direct,
        }
    }

    /// The command, with these variables of proxies and no others.
    pub fn of(&self, mut command: Command) -> Command {
        for name in [VARIABLES[7].0, &["NO_PROXY", "no_proxy"]].concat() {
            command.env_remove(name);
        }
        let variables = self.variables.iter().map(|(name, value)| (*name, value));
        // A look-up that leaves the machine should not take long.
        command.env("RES_OPTIONS", "timeout:1 attempts:1");
        command.envs(variables).stdin(Stdio::null());
        command
    }
}
