//! QEMU's RISC-V machine `virt`: start, time, randomness, network. All that is unsafe.

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::arch::{asm, global_asm};
use core::cell::RefCell;
use core::ptr::{self, NonNull, addr_of, addr_of_mut};
use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;

use pinecone_import::Clock;
use rustls::pki_types::UnixTime;
use rustls::time_provider::TimeProvider;
use semihosting::{eprintln, process};
use smoltcp::phy::{self, Device, DeviceCapabilities, Medium};
use smoltcp::time::Instant;
use virtio_drivers::device::net::{RxBuffer, VirtIONet};
use virtio_drivers::device::rng::VirtIORng;
use virtio_drivers::transport::DeviceType;
use virtio_drivers::transport::mmio::{MmioTransport, VirtIOHeader};
use virtio_drivers::{BufferDirection, Hal, PAGE_SIZE, PhysAddr};

/// What the stack holds where nothing was written to it.
const UNTOUCHED: u32 = 0x5a5a_5a5a;

// Clears .bss, marks the stack, and calls `start`. A trap ends the program.
global_asm!(
    ".section .start, \"ax\"",
    ".global _start",
    "_start:",
    "la t0, 3f",
    "csrw mtvec, t0",
    "la t0, __bss",
    "la t1, __bss_end",
    "1: sd zero, 0(t0)",
    "addi t0, t0, 8",
    "bltu t0, t1, 1b",
    "la t0, __stack_end",
    "la sp, __stack",
    "li t1, {untouched}",
    "2: sw t1, 0(t0)",
    "addi t0, t0, 4",
    "bltu t0, sp, 2b",
    "call {start}",
    ".balign 4",
    "3: call {trap}",
    untouched = const UNTOUCHED,
    start = sym start,
    trap = sym trap,
);

extern "C" fn start() -> ! {
    crate::heap::init();
    process::exit(crate::main());
}

extern "C" fn trap() -> ! {
    let (cause, address): (usize, usize);
    // SAFETY: these registers can only be read.
    unsafe { asm!("csrr {}, mcause", "csrr {}, mepc", out(reg) cause, out(reg) address) };
    eprintln!("trap {cause} at {address:#x}");
    process::exit(3);
}

#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    eprintln!("{info}");
    process::exit(3);
}

/// Most bytes of the stack so far.
pub fn stack_used() -> usize {
    unsafe extern "C" {
        static __stack: u32;
        static __stack_end: u32;
    }
    let (mut word, top) = (addr_of!(__stack_end), addr_of!(__stack));
    // SAFETY: all between the two is the stack.
    while unsafe { word.read_volatile() } == UNTOUCHED {
        word = word.wrapping_add(1);
    }
    top.addr() - word.addr()
}

struct NoInterrupts;
critical_section::set_impl!(NoInterrupts);

// SAFETY: there is one core, and no interrupt is ever enabled.
unsafe impl critical_section::Impl for NoInterrupts {
    unsafe fn acquire() {}

    unsafe fn release((): ()) {}
}

/// The time since the machine was started.
#[derive(Clone, Copy)]
pub struct Timer;

impl Clock for Timer {
    fn now(&self) -> Duration {
        // It ticks every 100 ns. `rdtime` would need an environment below this program.
        let read = |address| {
            let register = ptr::with_exposed_provenance::<u32>(address);
            // SAFETY: the timer's registers can be read at any time.
            u64::from(unsafe { register.read_volatile() })
        };
        let (low, high) = (0x0200_bff8, 0x0200_bffc);
        loop {
            let before = read(high);
            let ticks = before << 32 | read(low);
            if read(high) == before {
                return Duration::from_nanos(ticks.saturating_mul(100));
            }
        }
    }

    /// A board would sleep until the timer's interrupt, and move packets meanwhile.
    fn sleep(&self, duration: Duration) {
        let end = self.now().saturating_add(duration);
        while self.now() < end {
            core::hint::spin_loop();
        }
    }
}

/// The date, without which an expired certificate could not be told.
#[derive(Debug)]
pub struct RealTimeClock;

impl TimeProvider for RealTimeClock {
    fn current_time(&self) -> Option<UnixTime> {
        let read = |address| {
            let register = ptr::with_exposed_provenance::<u32>(address);
            // SAFETY: the Goldfish clock's registers can be read at any time.
            u64::from(unsafe { register.read_volatile() })
        };
        // Reading the low half keeps the high half as it was then.
        let low = read(0x0010_1000);
        let nanos = read(0x0010_1004) << 32 | low;
        Some(UnixTime::since_unix_epoch(Duration::from_nanos(nanos)))
    }
}

/// The devices' memory is the program's: there is no MMU.
struct Identity;

const PAGES: usize = 16;

#[repr(align(4096))]
struct Pages(#[allow(dead_code, reason = "only its address counts")] [u8; PAGES * PAGE_SIZE]);

// SAFETY: no page is given twice, and an address is the same for program and device.
unsafe impl Hal for Identity {
    fn dma_alloc(pages: usize, _: BufferDirection) -> (PhysAddr, NonNull<u8>) {
        static mut MEMORY: Pages = Pages([0; PAGES * PAGE_SIZE]);
        static TAKEN: AtomicUsize = AtomicUsize::new(0);
        let first = TAKEN.fetch_add(pages, Ordering::Relaxed);
        assert!(first + pages <= PAGES, "too few pages for the devices");
        let start = addr_of_mut!(MEMORY).cast::<u8>();
        let page = start.wrapping_add(first * PAGE_SIZE);
        (
            page.expose_provenance() as PhysAddr,
            NonNull::new(page).expect("an address"),
        )
    }

    /// The devices stay.
    unsafe fn dma_dealloc(_: PhysAddr, _: NonNull<u8>, _: usize) -> i32 {
        0
    }

    unsafe fn mmio_phys_to_virt(address: PhysAddr, _: usize) -> NonNull<u8> {
        let address = ptr::with_exposed_provenance_mut(address as usize);
        NonNull::new(address).expect("an address")
    }

    unsafe fn share(buffer: NonNull<[u8]>, _: BufferDirection) -> PhysAddr {
        buffer.cast::<u8>().as_ptr().expose_provenance() as PhysAddr
    }

    unsafe fn unshare(_: PhysAddr, _: NonNull<[u8]>, _: BufferDirection) {}
}

/// The device of this type, if the machine has one.
fn device(wanted: DeviceType) -> Option<MmioTransport<'static>> {
    let mut slots = (0..8).map(|slot| 0x1000_1000 + slot * 0x1000);
    // Looked at without a transport, which resets the device when it is dropped.
    let kind = |slot: &usize| {
        let register = ptr::with_exposed_provenance::<u32>(slot + 8);
        // SAFETY: the machine has 8 of these; in an empty one the type is 0.
        unsafe { register.read_volatile() }
    };
    let slot = slots.find(|slot| kind(slot) == wanted as u32)?;
    let header = NonNull::new(ptr::with_exposed_provenance_mut::<VirtIOHeader>(slot))?;
    // SAFETY: there is a device, and each is asked for once.
    unsafe { MmioTransport::new(header, 0x1000) }.ok()
}

static ENTROPY: critical_section::Mutex<
    RefCell<Option<VirtIORng<Identity, MmioTransport<'static>>>>,
> = critical_section::Mutex::new(RefCell::new(None));

/// Fills the buffer from the machine's source of entropy. It is an error if there is none.
pub fn random(buffer: &mut [u8]) -> Result<(), getrandom::Error> {
    critical_section::with(|token| {
        let mut entropy = ENTROPY.borrow_ref_mut(token);
        if entropy.is_none() {
            let found = device(DeviceType::EntropySource);
            *entropy = found.and_then(|transport| VirtIORng::new(transport).ok());
        }
        let entropy = entropy.as_mut().ok_or(getrandom::Error::UNSUPPORTED)?;
        let mut filled = 0;
        while filled < buffer.len() {
            let count = entropy.request_entropy(&mut buffer[filled..]);
            filled += count.map_err(|_| getrandom::Error::UNEXPECTED)?;
        }
        Ok(())
    })
}

// What ring asks.
getrandom::register_custom_getrandom!(random);

type Card = Rc<RefCell<VirtIONet<Identity, MmioTransport<'static>, 8>>>;

/// The network card, as smoltcp wants it.
pub struct Ethernet(Card);

impl Ethernet {
    pub fn find() -> Option<Self> {
        let card = VirtIONet::new(device(DeviceType::Network)?, 2048).ok()?;
        Some(Self(Rc::new(RefCell::new(card))))
    }

    pub fn mac(&self) -> [u8; 6] {
        self.0.borrow().mac_address()
    }
}

impl Device for Ethernet {
    type RxToken<'a> = Received;
    type TxToken<'a> = Send;

    fn receive(&mut self, _: Instant) -> Option<(Received, Send)> {
        let packet = self.0.borrow_mut().receive().ok()?;
        Some((Received(self.0.clone(), packet), Send(self.0.clone())))
    }

    fn transmit(&mut self, _: Instant) -> Option<Send> {
        self.0.borrow().can_send().then(|| Send(self.0.clone()))
    }

    fn capabilities(&self) -> DeviceCapabilities {
        let mut capabilities = DeviceCapabilities::default();
        capabilities.max_transmission_unit = 1514;
        capabilities.max_burst_size = Some(1);
        capabilities.medium = Medium::Ethernet;
        capabilities
    }
}

pub struct Received(Card, RxBuffer);

impl phy::RxToken for Received {
    fn consume<R, F: FnOnce(&[u8]) -> R>(self, read: F) -> R {
        let result = read(self.1.packet());
        // A buffer that cannot be given back is a packet fewer to wait for.
        let _ = self.0.borrow_mut().recycle_rx_buffer(self.1);
        result
    }
}

pub struct Send(Card);

impl phy::TxToken for Send {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, length: usize, write: F) -> R {
        let mut card = self.0.borrow_mut();
        let mut packet = card.new_tx_buffer(length);
        let result = write(packet.packet_mut());
        // TCP sends a lost packet again.
        let _ = card.send(packet);
        result
    }
}

/// The arguments on QEMU's command line.
pub fn arguments() -> Vec<alloc::string::String> {
    let Ok(arguments) = semihosting::experimental::env::args::<1024>() else {
        return Vec::new();
    };
    (&arguments)
        .filter_map(Result::ok)
        .map(Into::into)
        .collect()
}

/// A file of the computer that QEMU runs on.
pub fn file(name: &str) -> Option<Vec<u8>> {
    use semihosting::io::Read;
    let name = alloc::ffi::CString::new(name).ok()?;
    let mut file = semihosting::fs::File::open(&*name).ok()?;
    let mut bytes = Vec::new();
    let mut piece = [0; 256];
    loop {
        match file.read(&mut piece).ok()? {
            0 => return Some(bytes),
            count => bytes.extend_from_slice(&piece[..count]),
        }
    }
}
