//! An allocator that counts, per thread, what is on the heap at most, and how often it is asked.

#![allow(unsafe_code, reason = "a global allocator is unsafe by nature")]
#![allow(dead_code, reason = "each test uses a part")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    static NOW: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

fn count(change: isize) {
    // Not while the thread ends: its cells are gone then.
    let _ = NOW.try_with(|now| {
        now.set(now.get() + change);
        PEAK.with(|peak| peak.set(peak.get().max(now.get())));
        ASKED.with(|asked| asked.set(asked.get() + usize::from(change > 0)));
    });
}

fn signed(size: usize) -> isize {
    isize::try_from(size).unwrap_or(isize::MAX)
}

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(signed(layout.size()));
        // SAFETY: the caller keeps the contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-signed(layout.size()));
        // SAFETY: the caller keeps the contract.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // The worst case: both the old and the new block exist while it copies.
        count(signed(size));
        count(-signed(layout.size()));
        // SAFETY: the caller keeps the contract.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// Bytes on the heap after `run` that were not there before; with its result.
pub fn kept<T>(run: impl FnOnce() -> T) -> (isize, T) {
    let before = NOW.get();
    let result = run();
    (NOW.get() - before, result)
}

/// Most bytes on the heap while `run` ran, beyond what was there before; with its result.
pub fn peak<T>(run: impl FnOnce() -> T) -> (isize, T) {
    let before = NOW.get();
    PEAK.set(before);
    let result = run();
    (PEAK.get() - before, result)
}

/// How often `run` asked for memory, for more of it included; with its result.
pub fn allocations<T>(run: impl FnOnce() -> T) -> (usize, T) {
    let before = ASKED.get();
    let result = run();
    (ASKED.get() - before, result)
}
