//! What all requests share: host, key, API version, user agent.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use super::{address, text};
use crate::error::Error;
use crate::http::{KEY_HEADER, Method, Request};

const AGENT: &str = concat!("lang=rust; pinecone-import=", env!("CARGO_PKG_VERSION"));
/// Most bytes of a source tag that are sent.
const SOURCE_TAG: usize = 128;
/// Most characters of a key; real ones have about 75.
const KEY: usize = 1024;

/// The host of one index, such as `idx-abc123.svc.us-east-1.pinecone.io`.
///
/// Accepts what the console shows: a name or an IP address, with or without `https://`, a port
/// and a trailing `/`. The dot at the end of a full name is dropped. Plain `http://` is for
/// `localhost`, `127.0.0.0/8` and `[::1]` only.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IndexHost {
    origin: String,
}

impl IndexHost {
    /// Checks and normalises a host.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if it contains anything but scheme, host and port.
    pub fn new(host: &str) -> Result<Self, Error> {
        let refuse = |limit| Err(Error::invalid("host", limit, None));
        // The first colon ends the scheme or the name, or is part of an IPv6 address.
        let split = text::split_once(host, b':');
        let (scheme, rest) = split
            .and_then(|(scheme, rest)| Some((scheme, rest.strip_prefix("//")?)))
            .unwrap_or(("https", host));
        let is_http = scheme.eq_ignore_ascii_case("http");
        if !is_http && !scheme.eq_ignore_ascii_case("https") {
            return refuse("the scheme must be https");
        }
        let authority = rest.strip_suffix("/").unwrap_or(rest);
        if authority.is_empty() {
            return refuse("must not be empty");
        }
        let forbidden = |b: u8| !b.is_ascii_graphic() || b"/\\?#@%".contains(&b);
        if authority.bytes().any(forbidden) {
            return refuse("must be a host with an optional port: no user, path, query or space");
        }
        let Some((name, port)) = split_port(authority) else {
            return refuse("the port must be 1 to 65535");
        };
        // The dot at the end of a full name is in no certificate.
        let short = name.strip_suffix(".").filter(|name| !name.ends_with("]"));
        let name = short.unwrap_or(name);
        let Some(loopback) = check_name(name) else {
            return refuse("must be a DNS name, an IPv4 address or an IPv6 address in brackets");
        };
        if is_http && !loopback {
            return refuse("plain http is allowed for loopback only");
        }
        let scheme = if is_http { "http://" } else { "https://" };
        let mut origin = String::from(scheme) + name;
        origin.make_ascii_lowercase();
        if let Some(port) = port {
            origin.push(':');
            text::push_number(&mut origin, port.into());
        }
        Ok(Self { origin })
    }

    /// Scheme, host and port, without a trailing slash.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

/// Splits `name:port`; `None` if the port is invalid.
fn split_port(authority: &str) -> Option<(&str, Option<u16>)> {
    // The colons of an IPv6 address are inside its brackets.
    let bracket = authority.bytes().rposition(|byte| byte == b']');
    let name_end = bracket.map_or(0, |at| at + 1);
    let Some(colon) = authority
        .bytes()
        .skip(name_end)
        .position(|byte| byte == b':')
    else {
        return Some((authority, None));
    };
    let (name, port) = authority.split_at_checked(name_end + colon)?;
    let port = port.strip_prefix(":")?;
    let port = text::digits(port.as_bytes()).and_then(|port| u16::try_from(port).ok());
    let port = port.filter(|port| *port > 0)?;
    Some((name, Some(port)))
}

/// Whether a name means this machine; `None` if it is invalid.
fn check_name(name: &str) -> Option<bool> {
    if let Some(address) = name.strip_prefix("[") {
        return address::is_loopback_v6(address.strip_suffix("]")?.as_bytes());
    }
    let mut labels = name.as_bytes().split(|byte| *byte == b'.');
    // URL parsers read any name that ends in a number as an IPv4 address, in several notations.
    let numeric = labels.clone().next_back().is_some_and(|last| {
        last.iter().all(u8::is_ascii_digit) || matches!(last, [b'0', b'x' | b'X', ..])
    });
    if numeric {
        return address::is_loopback_v4(name.as_bytes());
    }
    let valid = |label: &[u8]| {
        let hyphen = Some(&b'-');
        (1..=63).contains(&label.len())
            && label.first() != hyphen
            && label.last() != hyphen
            && label
                .iter()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    (name.len() <= 253 && labels.all(valid)).then(|| name.eq_ignore_ascii_case("localhost"))
}

/// An API key; `Debug` does not show it, and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// Checks a key.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] unless it is 1 to 1,024 visible ASCII characters. The error
    /// does not show the key.
    pub fn new(key: &str) -> Result<Self, Error> {
        if let Some(length) = text::misfit(key, KEY) {
            return Err(Error::invalid(
                "api key",
                "must be 1 to 1024 characters",
                Some(length),
            ));
        }
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            let limit = "must be visible ASCII only: no spaces or line breaks";
            return Err(Error::invalid("api key", limit, None));
        }
        Ok(Self(key.into()))
    }

    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(redacted)")
    }
}

/// A version of the API: a year and a month.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiVersion([u8; 7]);

impl ApiVersion {
    /// April 2025, the oldest version with documented import operations.
    pub const V2025_04: Self = Self(*b"2025-04");
    /// October 2025, the default.
    pub const V2025_10: Self = Self(*b"2025-10");

    /// Accepts any version in the form `YYYY-MM`.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] for any other form.
    pub fn new(version: &str) -> Result<Self, Error> {
        let refuse = || Error::invalid("api version", "must be YYYY-MM, such as 2025-10", None);
        let bytes: [u8; 7] = version.as_bytes().try_into().map_err(|_| refuse())?;
        let [y1, y2, y3, y4, dash, m1, m2] = bytes;
        let digits = [y1, y2, y3, y4, m1, m2].iter().all(u8::is_ascii_digit);
        let month = matches!((m1, m2), (b'0', b'1'..=b'9') | (b'1', b'0'..=b'2'));
        (digits && dash == b'-' && month)
            .then_some(Self(bytes))
            .ok_or_else(refuse)
    }

    /// The version as sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // `new` accepts only ASCII.
        core::str::from_utf8(&self.0).unwrap_or("")
    }
}

impl Default for ApiVersion {
    fn default() -> Self {
        Self::V2025_10
    }
}

impl fmt::Debug for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ApiVersion").field(&self.as_str()).finish()
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The host, API key, API version and user agent of every [`Request`] to one index.
#[derive(Debug, Clone)]
pub struct Endpoint {
    host: IndexHost,
    key: ApiKey,
    version: ApiVersion,
    user_agent: String,
}

impl Endpoint {
    /// An endpoint with the default API version and no source tag.
    #[must_use]
    pub fn new(host: IndexHost, key: ApiKey) -> Self {
        Self {
            host,
            key,
            version: ApiVersion::default(),
            user_agent: AGENT.into(),
        }
    }

    /// Sets the API version. Defaults to 2025-10.
    #[must_use]
    pub fn api_version(self, version: ApiVersion) -> Self {
        Self { version, ..self }
    }

    /// Names the calling program in the user agent.
    ///
    /// The tag is lower-cased; only `a-z 0-9 _ :` are kept, each run of spaces becomes one `_`, and
    /// the result is truncated to 128 bytes.
    #[must_use]
    pub fn source_tag(self, tag: &str) -> Self {
        Self {
            user_agent: user_agent(tag),
            ..self
        }
    }

    /// The host with its port, such as `idx.example:443`.
    pub(crate) fn peer(&self) -> String {
        let origin = &self.host.origin;
        // A search for `://` would link more than the rest of this.
        let (peer, port) = match origin.strip_prefix("http://") {
            Some(peer) => (peer, ":80"),
            None => (origin.strip_prefix("https://").unwrap_or_default(), ":443"),
        };
        // The colons of an IPv6 address are inside its brackets.
        let mut ends = peer.bytes().rev();
        let has_port = ends.find(|byte| matches!(byte, b':' | b']')) == Some(b':');
        String::from(peer) + if has_port { "" } else { port }
    }

    pub(super) fn key(&self) -> &ApiKey {
        &self.key
    }

    /// `path` starts with a slash and is percent-encoded.
    pub(super) fn request(&self, method: Method, path: &str) -> Request {
        let mut url = String::with_capacity(self.host.origin.len() + path.len());
        url.push_str(&self.host.origin);
        url.push_str(path);
        let mut headers = Vec::with_capacity(5);
        headers.push((KEY_HEADER, self.key.0.clone()));
        headers.push(("X-Pinecone-Api-Version", self.version.as_str().into()));
        headers.push(("Accept", "application/json".into()));
        headers.push(("User-Agent", self.user_agent.clone()));
        if method == Method::Get {
            // An old answer would hide that an import runs, or has ended.
            headers.push(("Cache-Control", "no-cache, no-store".into()));
        }
        Request::new(method, url, headers)
    }
}

/// Implements `FromStr` by `new`.
macro_rules! from_str {
    ($($type:ident),*) => {$(
        impl FromStr for $type {
            type Err = Error;

            #[doc = concat!("See [`", stringify!($type), "::new`].")]
            fn from_str(text: &str) -> Result<Self, Error> {
                Self::new(text)
            }
        }
    )*};
}

from_str!(IndexHost, ApiKey, ApiVersion);

fn user_agent(tag: &str) -> String {
    let mut agent = String::from(AGENT);
    let kept = |b: &u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b' ' | b':');
    let tag: String = tag
        .bytes()
        .map(|b| b.to_ascii_lowercase())
        .filter(kept)
        .map(char::from)
        .collect();
    let mut separator = "; source_tag=";
    let most = agent.len() + separator.len() + SOURCE_TAG;
    for word in tag.split_ascii_whitespace() {
        agent.push_str(separator);
        agent.push_str(word);
        separator = "_";
    }
    agent.truncate(most);
    agent
}
