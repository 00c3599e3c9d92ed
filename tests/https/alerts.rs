//! A server that refuses the client after the handshake looked done.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::support::emulator::certs::Tls;
use crate::support::emulator::{Certificate, Emulator, Settings};
use crate::support::https::{client, start};
use pinecone_import::{Error, TransportErrorKind as Kind};
use rustls::crypto::cipher::{OutboundChunks, OutboundPlainMessage};
use rustls::{
    ConnectionTrafficSecrets, ContentType, ProtocolVersion, ServerConnection, StreamOwned,
    SupportedCipherSuite,
};

use super::{bare, call, kind};

fn emulator(certificate: Certificate) -> Emulator {
    let settings = Settings {
        tls: Some(certificate),
        ..Settings::default()
    };
    Emulator::start(settings).unwrap()
}

#[test]
fn client_certificate_that_is_missing_proves_that_nothing_was_executed() {
    for certificate in [
        Certificate::ClientNeedsOne,
        Certificate::ClientNeedsOneTls12,
    ] {
        for operation in 0..4 {
            let emulator = emulator(certificate);
            let error = call(&client(&emulator), operation).unwrap_err();
            assert_eq!(kind(&error), Some(Kind::Tls), "{error}");
            assert!(
                !error.may_have_executed() && !error.is_retryable(),
                "{error}"
            );
            assert!(error.to_string().contains("client certificate"), "{error}");
            assert_eq!((emulator.connections(), emulator.exchanges().len()), (1, 0));
        }
        let emulator = emulator(certificate);
        for client in bare::all(&emulator) {
            let error = client.start_import(&start()).unwrap_err();
            assert!(!error.may_have_executed(), "{error}");
        }
        assert_eq!((emulator.connections(), emulator.exchanges().len()), (3, 0));
    }
}

/// The server hangs up while the request is still being written: sometimes the write fails first.
#[test]
fn alert_is_read_also_where_a_write_failed() {
    let emulator = emulator(Certificate::ClientNeedsOne);
    let client = client(&emulator);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let examples = &bare::all(&emulator)[1..];
                for _ in 0..25 {
                    let error = client.start_import(&start()).unwrap_err();
                    assert!(error.to_string().contains("client certificate"), "{error}");
                    for example in examples {
                        let error = example.start_import(&start()).unwrap_err();
                        assert!(!error.may_have_executed(), "{error}");
                    }
                }
            });
        }
    });
    assert_eq!(emulator.imports_started(), 0);
}

const NOTHING: (&[u8], Duration) = (b"", Duration::ZERO);

/// The errors, by the built-in transport and by the examples of one, of a start at a server that
/// gives so many tickets for later sessions, reads it, and gives this answer and then, perhaps after
/// a pause, this alert.
fn errors(
    certificate: Certificate,
    tickets: usize,
    answer: (&'static [u8], Duration),
    alert: u8,
) -> Vec<Error> {
    // The last one does not speak TLS 1.2.
    let transports = if certificate == Certificate::Tls12 {
        0..2
    } else {
        0..3
    };
    let errors = transports.map(|n| {
        let (host, ca_pem) = server(certificate, tickets, answer, alert);
        let client = &bare::clients(&host, "key", &ca_pem)[n];
        client.start_import(&start()).unwrap_err()
    });
    errors.collect()
}

fn server(
    certificate: Certificate,
    tickets: usize,
    (answer, pause): (&'static [u8], Duration),
    alert: u8,
) -> (String, String) {
    let tls = Tls::new(certificate);
    let mut config = (*tls.config).clone();
    config.send_tls13_tickets = tickets;
    config.enable_secret_extraction = true;
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let socket = listener.accept().unwrap().0;
        let tls = ServerConnection::new(config).unwrap();
        let mut stream = StreamOwned::new(tls, socket);
        let mut request = Vec::new();
        while !request.ends_with(b"}") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            request.extend(byte);
        }
        stream.write_all(answer).unwrap();
        stream.flush().unwrap();
        thread::sleep(pause);
        let (tls, mut socket) = stream.into_parts();
        socket.write_all(&fatal_alert(tls, alert)).unwrap();
    });
    (format!("localhost:{port}"), tls.ca_pem)
}

/// The next record of the server, which rustls sends of itself only where it has a reason.
fn fatal_alert(tls: ServerConnection, description: u8) -> Vec<u8> {
    let suite = tls.negotiated_cipher_suite().unwrap();
    let (sequence, secrets) = tls.dangerous_extract_secrets().unwrap().tx;
    // How much of the nonce TLS 1.2 does not send.
    let (key, iv, fixed) = match secrets {
        ConnectionTrafficSecrets::Aes128Gcm { key, iv }
        | ConnectionTrafficSecrets::Aes256Gcm { key, iv } => (key, iv, 4),
        ConnectionTrafficSecrets::Chacha20Poly1305 { key, iv } => (key, iv, 12),
        _ => panic!("another cipher"),
    };
    let mut encrypter = match suite {
        SupportedCipherSuite::Tls13(suite) => suite.aead_alg.encrypter(key, iv),
        SupportedCipherSuite::Tls12(suite) => {
            let (fixed, explicit) = iv.as_ref().split_at(fixed);
            suite.aead_alg.encrypter(key, fixed, explicit)
        }
    };
    let message = OutboundPlainMessage {
        typ: ContentType::Alert,
        version: ProtocolVersion::TLSv1_2,
        payload: OutboundChunks::Single(&[2, description]),
    };
    encrypter.encrypt(message, sequence).unwrap().encode()
}

#[test]
fn alert_about_the_client_proves_that_nothing_was_executed() {
    // handshake_failure; no_certificate to certificate_unknown; unknown_ca, access_denied;
    // certificate_required.
    for alert in [40, 41, 42, 43, 44, 45, 46, 48, 49, 116] {
        let errors = errors(Certificate::Valid, 0, NOTHING, alert);
        for error in &errors {
            assert_eq!(kind(error), Some(Kind::Tls), "{alert}: {error}");
            assert!(!error.may_have_executed(), "{alert}: {error}");
        }
        // An example cannot tell that a retry does not help.
        let error = &errors[0];
        assert!(!error.is_retryable(), "{alert}: {error}");
        let says = match alert {
            41 | 42 | 116 => "the server wants a client certificate",
            _ => "the server refuses this client",
        };
        assert!(error.to_string().contains(says), "{alert}: {error}");
    }
}

#[test]
fn any_other_alert_leaves_it_open() {
    // unexpected_message, bad_record_mac, decrypt_error, internal_error, an unknown one
    let others = [10, 20, 51, 80, 255].map(|alert| (Certificate::Valid, 0, NOTHING, alert));
    // What came together with the alert, and what was read before it.
    let after_an_answer = [&b"H"[..], b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"]
        .into_iter()
        .flat_map(|answer| [0, 200].map(|pause| (answer, Duration::from_millis(pause))))
        .map(|answer| (Certificate::Valid, 0, answer, 116));
    let after_a_ticket = [(Certificate::Valid, 1, NOTHING, 116)];
    // There a server may ask for a certificate when it has read the request.
    let renegotiated = [40, 116].map(|alert| (Certificate::Tls12, 0, NOTHING, alert));
    for (certificate, tickets, answer, alert) in others
        .into_iter()
        .chain(after_an_answer)
        .chain(after_a_ticket)
        .chain(renegotiated)
    {
        for error in errors(certificate, tickets, answer, alert) {
            assert!(
                error.to_string().contains("received fatal alert"),
                "{error}"
            );
            let open = error.may_have_executed() && !error.is_retryable();
            assert!(open, "{certificate:?} {tickets} {alert}: {error}");
        }
    }
}
