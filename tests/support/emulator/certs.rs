//! Certificates made at run time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyIdMethod, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::version::TLS12;
use rustls::{ALL_VERSIONS, RootCertStore, ServerConfig};

use super::crypto::{Key, provider};

/// What is wrong with the server's certificate, if anything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Certificate {
    #[default]
    Valid,
    Expired,
    NotYetValid,
    WrongName,
    /// By a CA other than the one that [`Tls::ca_pem`] tells.
    Untrusted,
    SelfSigned,
    /// The CA's own, which `openssl req -x509` makes.
    OfTheCa,
    /// 900 names, and not the right one.
    ManyNames,
    /// None at all.
    Missing,
    /// Valid, by TLS 1.2.
    Tls12,
    /// Valid, but the client needs one too, which is told after the client's half of the
    /// handshake.
    ClientNeedsOne,
    /// As before, by TLS 1.2, where the client waits for that.
    ClientNeedsOneTls12,
}

pub struct Tls {
    pub config: Arc<ServerConfig>,
    pub ca_pem: String,
}

impl Tls {
    pub fn new(certificate: Certificate) -> Self {
        let (ca, ca_key) = authority();
        let (stranger, stranger_key) = authority();
        let issuer = match certificate {
            Certificate::Untrusted => Issuer::from_params(&stranger, &stranger_key),
            _ => Issuer::from_params(&ca, &ca_key),
        };
        let names = match certificate {
            Certificate::WrongName => vec!["another.example".to_owned()],
            Certificate::ManyNames => (0..900)
                .map(|n| format!("host-{n}.a-longer-name-than-most.with.several.labels.example"))
                .collect(),
            _ => [
                "localhost",
                "127.0.0.1",
                "::1",
                "0.0.0.0",
                "service.example",
            ]
            .map(str::to_owned)
            .to_vec(),
        };
        let (mut leaf, _) = params(names);
        match certificate {
            Certificate::Expired => leaf.not_after = date_time_ymd(2020, 1, 1),
            Certificate::NotYetValid => leaf.not_before = date_time_ymd(4000, 1, 1),
            Certificate::OfTheCa => leaf.is_ca = IsCa::Ca(BasicConstraints::Unconstrained),
            _ => {}
        }
        let leaf_key = Key::generate().expect("a key");
        let leaf = match certificate {
            Certificate::SelfSigned | Certificate::OfTheCa => leaf.self_signed(&leaf_key),
            _ => leaf.signed_by(&leaf_key, &issuer),
        };
        let leaf = leaf.expect("a certificate");
        let ca = ca.self_signed(&ca_key).expect("a certificate");
        let ca = match certificate {
            Certificate::OfTheCa => leaf.der(),
            _ => ca.der(),
        };
        let chain = match certificate {
            Certificate::Missing => Vec::new(),
            _ => vec![leaf.der().clone()],
        };
        Self {
            config: Arc::new(config(certificate, ca, chain, &leaf_key)),
            ca_pem: pem(ca),
        }
    }
}

fn config(
    certificate: Certificate,
    ca: &CertificateDer<'static>,
    chain: Vec<CertificateDer<'static>>,
    key: &Key,
) -> ServerConfig {
    let provider = Arc::new(provider());
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let key = provider.key_provider.load_private_key(key);
    let own = CertifiedKey::new(chain, key.expect("a key"));
    let versions = match certificate {
        Certificate::Tls12 | Certificate::ClientNeedsOneTls12 => &[&TLS12][..],
        _ => ALL_VERSIONS,
    };
    let builder = ServerConfig::builder_with_provider(provider.clone())
        .with_protocol_versions(versions)
        .expect("TLS 1.2 and 1.3");
    let builder = match certificate {
        Certificate::ClientNeedsOne | Certificate::ClientNeedsOneTls12 => {
            let mut roots = RootCertStore::empty();
            roots.add(ca.clone()).expect("a CA");
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider);
            builder.with_client_cert_verifier(verifier.build().expect("a CA"))
        }
        _ => builder.with_no_client_auth(),
    };
    builder.with_cert_resolver(Arc::new(SingleCertAndKey::from(own)))
}

/// A certificate in PEM (RFC 7468).
fn pem(der: &[u8]) -> String {
    let mut text = String::from("-----BEGIN CERTIFICATE-----\n");
    // 48 bytes become a line of 64 characters.
    for line in der.chunks(48) {
        text += &BASE64_STANDARD.encode(line);
        text.push('\n');
    }
    text + "-----END CERTIFICATE-----\n"
}

/// What a certificate says, and its serial number.
fn params(names: Vec<String>) -> (CertificateParams, u64) {
    static SERIAL: AtomicU64 = AtomicU64::new(1);
    let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
    let mut params = CertificateParams::new(names).expect("names are valid");
    params.serial_number = Some(serial.into());
    (params, serial)
}

/// Each CA has its own name: with two of the same, a client would try the wrong key.
fn authority() -> (CertificateParams, Key) {
    let (mut params, serial) = params(Vec::new());
    let name = format!("emulator CA {serial}");
    // Any bytes that no other CA has will do; a hash of the key needs rcgen's cryptography.
    params.key_identifier_method = KeyIdMethod::PreSpecified(name.clone().into_bytes());
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    (params, Key::generate().expect("a key"))
}
