//! A heap that knows how much of it was taken at most.

use core::alloc::{GlobalAlloc, Layout};
use core::ptr::addr_of_mut;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use embedded_alloc::LlffHeap;

const SIZE: usize = 128 * 1024;

struct Counting {
    heap: LlffHeap,
    now: AtomicUsize,
    peak: AtomicUsize,
}

#[global_allocator]
static HEAP: Counting = Counting {
    heap: LlffHeap::empty(),
    now: AtomicUsize::new(0),
    peak: AtomicUsize::new(0),
};

// SAFETY: every call goes to the heap as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = self.now.fetch_add(layout.size(), Relaxed) + layout.size();
        self.peak.fetch_max(now, Relaxed);
        // SAFETY: the caller keeps the contract.
        unsafe { self.heap.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        self.now.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller keeps the contract.
        unsafe { self.heap.dealloc(pointer, layout) }
    }
}

/// To be called once, before anything else.
pub fn init() {
    static mut MEMORY: [u8; SIZE] = [0; SIZE];
    // SAFETY: nothing else names MEMORY, and this is called once.
    unsafe { HEAP.heap.init(addr_of_mut!(MEMORY) as usize, SIZE) }
}

/// Most bytes on the heap while `run` ran, beyond what was there before; with its result.
#[allow(dead_code, reason = "flash.rs only needs the heap")]
pub fn peak<T>(run: impl FnOnce() -> T) -> (usize, T) {
    let before = HEAP.now.load(Relaxed);
    HEAP.peak.store(before, Relaxed);
    let result = run();
    (HEAP.peak.load(Relaxed) - before, result)
}
