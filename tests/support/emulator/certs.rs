//! Certificates made at run time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyIdMethod, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;

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
            _ => ["localhost", "127.0.0.1", "::1", "service.example"]
                .map(str::to_owned)
                .to_vec(),
        };
        let (mut leaf, _) = params(names);
        match certificate {
            Certificate::Expired => leaf.not_after = date_time_ymd(2020, 1, 1),
            Certificate::NotYetValid => leaf.not_before = date_time_ymd(4000, 1, 1),
            _ => {}
        }
        let leaf_key = Key::generate().expect("a key");
        let leaf = match certificate {
            Certificate::SelfSigned => leaf.self_signed(&leaf_key),
            _ => leaf.signed_by(&leaf_key, &issuer),
        };
        let key = PrivateKeyDer::Pkcs8(leaf_key.serialize_der().into());
        let config = ServerConfig::builder_with_provider(Arc::new(provider()))
            .with_safe_default_protocol_versions()
            .expect("TLS 1.2 and 1.3")
            .with_no_client_auth()
            .with_single_cert(vec![leaf.expect("a certificate").der().clone()], key)
            .expect("the key fits");
        let ca = ca.self_signed(&ca_key).expect("a certificate");
        Self {
            config: Arc::new(config),
            ca_pem: pem(ca.der()),
        }
    }
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
