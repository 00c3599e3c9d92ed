//! What rustls reports, in plain sentences.

use std::io;

use alloc::string::ToString;
use rustls::{AlertDescription as Alert, CertificateError, Error};

use super::failure::{NotSent, tls_error};
use crate::error::TransportErrorKind as Kind;

/// A handshake that failed.
pub(super) fn handshake_error(error: io::Error) -> ureq::Error {
    let tls = NotSent::new(Kind::Tls);
    match tls_error(error) {
        Ok(Error::InvalidCertificate(error)) => {
            let certificate = NotSent::new(Kind::Certificate);
            match certificate_error(&error) {
                Some(sentence) => certificate.because(sentence),
                None => certificate.because(Error::InvalidCertificate(error)),
            }
        }
        Ok(Error::NoCertificatesPresented) => {
            NotSent::new(Kind::Certificate).because("the server sent none")
        }
        Ok(Error::AlertReceived(alert)) if judges_the_client(alert) => refusal(alert),
        Ok(error @ Error::InvalidMessage(_)) => {
            NotSent(tls.0.with_detail("the server may not speak TLS")).because(error)
        }
        Ok(error) => tls.because(error),
        Err(error) => match error.into() {
            ureq::Error::Io(error) => tls.because(without_link(error)),
            // A time limit passed.
            other => other,
        },
    }
}

/// The server refused this client: it does so again at the next try.
pub(super) fn refusal(alert: Alert) -> ureq::Error {
    let says = match alert {
        Alert::CertificateRequired | Alert::NoCertificate | Alert::BadCertificate => {
            "the server wants a client certificate, which is not supported"
        }
        _ => "the server refuses this client",
    };
    let error = NotSent::new(Kind::Tls).0.with_detail(says).lasting();
    NotSent(error).because(Error::AlertReceived(alert))
}

/// Whether the alert is about the client's certificate, or that it has none.
fn judges_the_client(alert: Alert) -> bool {
    matches!(
        alert,
        Alert::CertificateRequired
            | Alert::NoCertificate
            | Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::UnknownCA
            | Alert::AccessDenied
    )
}

/// Whether the alert can only be the answer to the client's half of a handshake.
///
/// In TLS 1.3 the server checks that half before it reads any of the request, while the client may
/// have sent that already. Nothing of TLS 1.3 that could ask for a certificate later is offered.
pub(super) fn refuses_the_handshake(alert: Alert) -> bool {
    judges_the_client(alert) || alert == Alert::HandshakeFailure
}

/// The end of a connection without the link into rustls's documentation that it comes with.
pub(super) fn without_link(error: io::Error) -> io::Error {
    match error.kind() {
        kind @ io::ErrorKind::UnexpectedEof => {
            io::Error::new(kind, "the other end closed the connection")
        }
        _ => error,
    }
}

/// What is wrong with the server's certificate, where rustls shows a name of its own for it.
fn certificate_error(error: &CertificateError) -> Option<&'static str> {
    use CertificateError as E;
    Some(match error {
        E::UnknownIssuer => {
            "no trusted root certificate leads to it; trust a CA of your own by its root \
             certificate (root_certificate_pem, --ca-file)"
        }
        // ring reports a key that is too short so, and nothing else.
        E::BadSignature => {
            "a signature is wrong, or made with an RSA key shorter than 2048 bits; or another CA \
             that is trusted has the same name"
        }
        E::UnsupportedSignatureAlgorithmContext {
            signature_algorithm_id: id,
            ..
        } if is_sha1(id) => "it is signed with SHA-1, which is not secure; sign it with SHA-256",
        E::UnsupportedSignatureAlgorithmContext { .. } => {
            "it is signed with an algorithm that is not supported"
        }
        E::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            "it is signed with an algorithm that does not fit the key of its CA"
        }
        E::BadEncoding => "it is malformed",
        E::InvalidPurpose | E::InvalidPurposeContext { .. } => "it is not for servers",
        // webpki's own errors, which rustls does not name: only their text tells them apart. Built
        // with -Zfmt-debug=none they have none, and the sentence is missing.
        E::Other(other) if other.0.to_string() == "CaUsedAsEndEntity" => {
            "it is the certificate of a CA (CA:TRUE), such as `openssl req -x509` makes; the \
             server needs one of its own, signed by that CA"
        }
        E::Other(other) if other.0.to_string() == "UnsupportedCertVersion" => {
            "it is an X.509 certificate of version 1, and must be of version 3"
        }
        _ => return None,
    })
}

/// Whether a signature algorithm in DER is RSA or ECDSA with SHA-1.
fn is_sha1(id: &[u8]) -> bool {
    const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05];
    const ECDSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01];
    [RSA, ECDSA]
        .iter()
        .any(|name| id.windows(name.len()).any(|part| part == *name))
}
