//! Neither the key nor a pagination token shows in anything that a failure leaves behind.

use std::error::Error as _;
use std::time::Duration;

use crate::support::emulator::{Accept, Certificate, Emulator, Fault, Settings};
use crate::support::https::{builder, client, start};
use pinecone_import::{Error, ListImports, RetryPolicy};

use super::call;

const KEY: &str = "pcsk_MARKED_key_made-up";
const TOKEN: &str = "MARKED_token==";

fn check(error: &Error) {
    let mut shown = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(cause) = source {
        shown += &format!("{cause} {cause:?}");
        source = cause.source();
    }
    assert!(
        !shown.contains("MARKED") && !error.to_string().contains('\n'),
        "{shown}"
    );
}

/// Everything that can be said back, with both secrets in it.
fn echoes() -> Vec<Fault> {
    let both = format!(
        "{KEY} {TOKEN} ?paginationToken={}",
        TOKEN.replace('=', "%3D")
    );
    let rpc = format!(
        r#"{{"code":3,"message":"{both}","details":[{{"@type":"{both}","a":"{both}"}},"{both}"]}}"#
    );
    let headers = [
        ("x-pinecone-request-id", both.as_str()),
        ("x-pinecone-auth-rejected-reason", &both),
        ("location", &both),
        ("retry-after", &both),
        ("content-encoding", &both),
    ];
    let page = format!(r#"{{"pagination":{{"next":"{TOKEN}"}},"data":[{{}}]}}"#);
    let mut faults = vec![
        Fault::raw(format!("HTTP/1.1 200 OK\r\n{both}\r\n\r\n")),
        Fault::raw(format!("HTTP/1.1 {both}\r\n\r\n")),
        Fault::raw(format!("HTTP/1.1 200 OK\r\ncontent-length: {KEY}\r\n\r\n")),
        Fault::status(200, &[], &page),
        Fault::status(200, &[], page.strip_suffix("}]}").unwrap()),
        Fault::status(200, &[], &format!("{page}x")),
        Fault::drop_before(),
        Fault::none().delay(Duration::from_secs(9)),
    ];
    for status in [200, 300, 307, 400, 401, 403, 429, 500, 503] {
        faults.push(Fault::status(status, &headers, &rpc));
        faults.push(Fault::status(status, &[], &both));
        faults.push(Fault::status(status, &headers, &rpc).cut_at(400));
    }
    faults
}

#[test]
fn no_failure_shows_the_key_or_a_token() {
    let mut settings = Settings::default();
    settings.service.api_key = KEY.into();
    let emulator = Emulator::start(settings).unwrap();
    let client = builder(&emulator)
        .retry(RetryPolicy::none())
        .timeout(Duration::from_millis(250))
        .build();
    let client = client.unwrap();
    assert!(!format!("{client:?}").contains("MARKED"), "{client:?}");
    let page = ListImports::new().pagination_token(TOKEN);
    assert!(!format!("{page:?}").contains("MARKED"));
    for fault in echoes() {
        emulator.script([fault.clone(), fault.clone(), fault.clone(), fault.clone()]);
        check(&client.list_imports(&page).unwrap_err());
        // What these two get back is not about a token of theirs.
        let own = |error: &Error| assert!(!format!("{error} {error:?}").contains(KEY), "{error:?}");
        own(&client.start_import(&start()).unwrap_err());
        own(&client.describe_import("1").unwrap_err());
        if let Err(error) = client.cancel_import("1") {
            own(&error);
        }
    }
}

#[test]
fn no_failure_to_connect_shows_the_key() {
    for certificate in [
        None,
        Some(Certificate::Untrusted),
        Some(Certificate::WrongName),
        Some(Certificate::Valid),
    ] {
        let accept = |_| Accept::Say(b"HTTP/1.1 200 MARKED\r\n");
        let accept = if certificate == Some(Certificate::Valid) {
            accept
        } else {
            |_| Accept::Serve
        };
        let mut settings = Settings {
            tls: certificate,
            accept,
            ..Settings::default()
        };
        settings.service.api_key = KEY.into();
        let emulator = Emulator::start(settings).unwrap();
        let host = emulator
            .url()
            .replace("http://127.0.0.1", "https://localhost");
        let client = pinecone_import::Client::builder(host, KEY).retry(RetryPolicy::none());
        let client = client
            .root_certificate_pem(Emulator::tls().ca_pem())
            .build()
            .unwrap();
        check(&client.start_import(&start()).unwrap_err());
    }
}

#[test]
fn redirect_is_an_error_and_sends_the_key_nowhere() {
    for emulator in [Emulator::plain(), Emulator::tls()] {
        let other = Emulator::plain();
        let client = client(&emulator);
        for status in 300..309 {
            let location = [("location", &*format!("{}/bulk/imports/1", other.url()))];
            for operation in 0..4 {
                emulator.script([Fault::status(status, &location, "")]);
                match call(&client, operation).unwrap_err() {
                    Error::Api(error) => assert_eq!(error.http_status, status),
                    error => panic!("{error}"),
                }
            }
        }
        assert_eq!((other.connections(), emulator.exchanges().len()), (0, 36));
    }
}
