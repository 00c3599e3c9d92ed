//! An import over TLS 1.3 from a program without an operating system, under QEMU.
//!
//! See README.md.

#![no_std]
#![no_main]

extern crate alloc;

#[path = "../../../benches/bare-metal/src/heap.rs"]
mod heap;
mod machine;
mod net;
#[path = "../../rustls_transport/no_std.rs"]
mod no_std;
#[path = "../../rustls_transport/response.rs"]
mod response;

use alloc::boxed::Box;
use alloc::format;
use alloc::string::ToString;
use alloc::sync::Arc;
use core::error::Error;
use core::ops::ControlFlow;
use core::time::Duration;

use machine::{Ethernet, RealTimeClock, Timer};
use net::{Addresses, Smoltcp};
use no_std::RustlsTransport;
use pinecone_import::{Client, ListImports, StartImport, Transport, WaitOptions};
use rustls::crypto::ring::default_provider;
use semihosting::{eprintln, println};
use smoltcp::wire::{IpAddress, IpCidr, Ipv4Address};

/// The network that QEMU makes up. Its router forwards to the loopback interface of the computer.
const ADDRESSES: Addresses = Addresses {
    own: IpCidr::new(IpAddress::v4(10, 0, 2, 15), 24),
    router: Ipv4Address::new(10, 0, 2, 2),
    hosts: &[
        ("localhost", Ipv4Address::new(10, 0, 2, 2)),
        // Not in the emulator's certificate.
        ("another.example", Ipv4Address::new(10, 0, 2, 2)),
    ],
};

fn main() -> i32 {
    let (peak, result) = heap::peak(run);
    println!(
        "most bytes of the heap: {peak}, of the stack: {}",
        machine::stack_used()
    );
    match result {
        Ok(()) => 0,
        Err(error) => {
            eprintln!("{error}");
            1
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let arguments = machine::arguments();
    let [_, host, key, root] = &arguments[..] else {
        return Err("arguments: HOST KEY ROOT.der".into());
    };
    let root = machine::file(root).ok_or("the root certificate cannot be read")?;

    let mut seed = [0; 8];
    machine::random(&mut seed).map_err(|_| "there is no source of entropy")?;
    let card = Ethernet::find().ok_or("there is no network card")?;
    let mac = card.mac();
    let network = Smoltcp::new(card, mac, &ADDRESSES, u64::from_le_bytes(seed), Timer);
    let network = network.ok_or("the network cannot be set up")?;
    let date = Arc::new(RealTimeClock);
    let transport = RustlsTransport::new(default_provider(), date, &root, network, Timer);
    let transport = transport.map_err(|error| error.to_string())?;
    import(host, key, &transport)
}

fn import(host: &str, key: &str, transport: &impl Transport) -> Result<(), Box<dyn Error>> {
    let client = Client::with_transport(host, key, transport, Timer)?;
    let started = client.start_import(&StartImport::new("s3://bucket/dir"))?;
    println!("import {} started", started.id);
    let second = Duration::from_secs(1);
    let options = WaitOptions::default().interval(second, second);
    let outcome = client.wait_for_import(&started.id, &options, |progress| {
        if let Some(import) = progress.just_seen() {
            let percent = import.percent_complete.unwrap_or(0.0);
            println!("{} {percent:.1} %", import.status);
        }
        ControlFlow::Continue(())
    })?;
    let import = outcome.into_result()?; // failed, cancelled and not ended in time are errors
    println!("{} records", import.records_imported.unwrap_or(0));

    let stranger = Client::with_transport(host, "another-key", transport, Timer)?;
    match stranger.start_import(&StartImport::new("s3://bucket/dir")) {
        Err(error) if !error.may_have_executed() => println!("refused: {error}"),
        other => return Err(format!("not refused: {other:?}").into()),
    }

    let imports = client.list_imports(&ListImports::new())?.data;
    println!("the list has {} import:", imports.len());
    for import in imports {
        println!("{} {}", import.id, import.status);
    }
    Ok(())
}
