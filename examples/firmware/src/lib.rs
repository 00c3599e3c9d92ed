//! The C functions as a static library for firmware, and for programs that shall stay small: memory
//! from C's malloc and free, and a panic ends in abort. A program that links it needs nothing else.

#![no_std]

use core::alloc::{GlobalAlloc, Layout};
use core::ffi::c_void;
use core::panic::PanicInfo;
use core::ptr;

// Its functions are what this library exports.
use pinecone_import as _;

unsafe extern "C" {
    fn malloc(size: usize) -> *mut c_void;
    fn free(block: *mut c_void);
    safe fn abort() -> !;
}

struct Malloc;

/// The alignment of every block that malloc gives.
const ALIGNED: usize = 2 * size_of::<usize>();

// SAFETY: blocks of malloc are as large as asked for, apart, and stay until they are freed.
unsafe impl GlobalAlloc for Malloc {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.align() <= ALIGNED {
            // SAFETY: any size may be asked for.
            return unsafe { malloc(layout.size()) }.cast();
        }
        // With room to align it, and to note where it begins.
        let room = layout.align() + size_of::<usize>();
        let Some(size) = layout.size().checked_add(room) else {
            return ptr::null_mut();
        };
        // SAFETY: as above.
        let block: *mut u8 = unsafe { malloc(size) }.cast();
        if block.is_null() {
            return block;
        }
        // SAFETY: inside of the block; the note is right before what is handed out.
        unsafe {
            let start = block.add(size_of::<usize>());
            let start = start.add(start.align_offset(layout.align()));
            start.cast::<*mut u8>().sub(1).write(block);
            start
        }
    }

    unsafe fn dealloc(&self, start: *mut u8, layout: Layout) {
        let block = match layout.align() <= ALIGNED {
            true => start,
            // SAFETY: `alloc` noted it there.
            false => unsafe { start.cast::<*mut u8>().sub(1).read() },
        };
        // SAFETY: a block that malloc gave.
        unsafe { free(block.cast()) }
    }
}

#[global_allocator]
static MALLOC: Malloc = Malloc;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    abort()
}

/// For an operating system, core and alloc come compiled to unwind, and name this; nothing unwinds.
#[cfg(not(target_os = "none"))]
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() -> ! {
    abort()
}
