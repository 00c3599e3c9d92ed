//! Calls the crate and does nothing else, so that its size says what the crate takes of the
//! flash: with feature `operations` less without. Built by `.ci/bare-metal`, never run.

#![no_std]
#![no_main]

extern crate alloc;

#[path = "../heap.rs"]
mod heap;

use core::hint::black_box;

// Its critical section is what the heap needs.
use cortex_m as _;
use cortex_m_rt::entry;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

#[entry]
fn main() -> ! {
    heap::init();
    // What any program with a heap has.
    black_box(alloc::string::String::from(black_box("text")));
    #[cfg(feature = "operations")]
    calls::all();
    loop {}
}

#[cfg(feature = "operations")]
mod calls {
    use alloc::vec::Vec;
    use core::hint::black_box;
    use core::time::Duration;

    use pinecone_import::{
        Client, Clock, ListImports, Request, Response, StartImport, Transport, TransportError,
        TransportErrorKind,
    };

    struct Nothing;

    impl Transport for Nothing {
        fn send(&self, request: &Request, _: Duration) -> Result<Response, TransportError> {
            black_box(request);
            if black_box(false) {
                return Err(TransportError::maybe_sent(TransportErrorKind::Io));
            }
            Ok(Response::new(
                black_box(200),
                Vec::new(),
                Vec::from(black_box(&b"{}"[..])),
            ))
        }
    }

    impl Clock for Nothing {
        fn now(&self) -> Duration {
            black_box(Duration::ZERO)
        }

        fn sleep(&self, _: Duration) {}
    }

    pub fn all() {
        let client = Client::with_transport(black_box("host"), black_box("key"), Nothing, Nothing);
        let Ok(client) = client else { return };
        let start = StartImport::new(black_box("s3://bucket"));
        let list = ListImports::new().limit(black_box(10));
        let started = black_box(client.start_import(&start));
        #[cfg(feature = "display")]
        if let Err(error) = &started {
            use core::fmt::Write as _;
            let _ = write!(black_box(&mut alloc::string::String::new()), "{error}");
        }
        drop(started);
        drop(black_box(client.describe_import(black_box("1"))));
        drop(black_box(client.list_imports(&list)));
        drop(black_box(client.cancel_import(black_box("1"))));
        #[cfg(feature = "everything")]
        {
            use core::ops::ControlFlow;
            use pinecone_import::{WaitOptions, WaitProgress};

            let options = WaitOptions::default();
            let go_on = |_: &WaitProgress<'_>| ControlFlow::Continue(());
            drop(black_box(client.wait_for_import("1", &options, go_on)));
            drop(black_box(client.ensure_import(&start)));
            black_box(client.imports().count());
        }
    }
}
