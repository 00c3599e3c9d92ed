//! Connections that break off, at every byte: nothing is taken for whole that is not.

use super::bare::all;
use super::call;
use crate::support::emulator::{Emulator, Fault};
use crate::support::https::{client, start};
use pinecone_import::{Client, Error, Transport};

#[test]
fn request_cut_at_every_byte_starts_nothing() {
    for emulator in [Emulator::plain(), Emulator::tls()] {
        for client in all(&emulator) {
            request_cut(&emulator, &client);
        }
    }
}

fn request_cut<T: Transport>(emulator: &Emulator, client: &Client<T>) {
    client.start_import(&start()).unwrap();
    let before = (emulator.imports_started(), emulator.exchanges().len());
    let request = &emulator.exchanges()[before.1 - 1].request;
    let head: usize = request
        .headers
        .iter()
        .map(|(name, value)| name.len() + value.len() + 4)
        .sum();
    let whole = "POST /bulk/imports HTTP/1.1\r\n\r\n".len() + head + request.body.len();
    for cut in 1..whole {
        emulator.script([Fault::read_only(cut)]);
        let result = client.start_import(&start());
        let error = result.expect_err(&format!("cut at {cut} of {whole}"));
        // A connection that is reset early shows that the body was not sent.
        assert_ne!(
            error.may_have_executed(),
            error.is_retryable(),
            "{cut}: {error}"
        );
    }
    // One byte more, and it was not cut.
    emulator.script([Fault::read_only(whole)]);
    client.start_import(&start()).unwrap_err();
    let after = (emulator.imports_started(), emulator.exchanges().len());
    assert_eq!(after, (before.0, before.1 + 1));
}

#[test]
fn answer_cut_at_every_byte_is_never_taken_for_whole() {
    for emulator in [Emulator::plain(), Emulator::tls()] {
        for client in all(&emulator) {
            answer_cut(&emulator, &client);
        }
    }
}

fn answer_cut<T: Transport>(emulator: &Emulator, client: &Client<T>) {
    let answer = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 43\r\n\r\n{\"id\":\"101\",\"status\":\"Completed\",\"data\":[]}";
    for operation in 0..4 {
        for cut in 0..answer.len() {
            for fault in [
                Fault::raw_after(*answer).cut_at(cut),
                Fault::raw_after(*answer).cut_at(cut).rude(),
            ] {
                emulator.script([fault]);
                let error = call(client, operation).unwrap_err();
                assert_eq!(
                    error.may_have_executed(),
                    operation % 3 == 0,
                    "{cut}: {error}"
                );
            }
        }
        emulator.script([Fault::raw_after(*answer)]);
        call(client, operation).unwrap();
    }
}

#[test]
fn answer_without_a_length_is_taken_whole_or_not_at_all() {
    for emulator in [Emulator::plain(), Emulator::tls()] {
        emulator.script([Fault::raw_after("HTTP/1.1 200 OK\r\n\r\n{\"id\":\"7\"}")]);
        assert_eq!(client(&emulator).start_import(&start()).unwrap().id, "7");
        for fault in ["{\"id\":\"7\"", "{\"id\":", ""] {
            emulator.script([Fault::raw_after(format!("HTTP/1.1 200 OK\r\n\r\n{fault}")).rude()]);
            let error = client(&emulator).start_import(&start()).unwrap_err();
            assert!(
                matches!(error, Error::Decode(_)) && error.may_have_executed(),
                "{error}"
            );
        }
    }
}
