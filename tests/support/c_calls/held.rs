//! What the caller holds: a few handles of each kind, and the bytes that tell it what to do.

use std::ptr::null_mut;

use super::functions::*;

/// The kinds of handles, each with its slots.
pub const KINDS: usize = 7;
pub const SLOTS: usize = 3;
pub const FREE: [unsafe extern "C" fn(Handle); KINDS] = [
    pinecone_import_options_free,
    pinecone_import_client_free,
    pinecone_import_started_free,
    pinecone_import_model_free,
    pinecone_import_page_free,
    pinecone_import_waited_free,
    pinecone_import_waited_many_free,
];
pub const OPTIONS: usize = 0;
pub const CLIENT: usize = 1;
pub const STARTED: usize = 2;
pub const MODEL: usize = 3;
pub const PAGE: usize = 4;
pub const WAITED: usize = 5;
pub const MANY: usize = 6;

/// The caller: what it holds, and the bytes that tell it what to do.
pub struct Caller<'a> {
    pub bytes: &'a [u8],
    pub host: &'a str,
    pub key: &'a str,
    pub slots: [[Handle; SLOTS]; KINDS],
}

impl Caller<'_> {
    pub fn byte(&mut self) -> u8 {
        let (first, rest) = self.bytes.split_first().unwrap_or((&0, &[]));
        self.bytes = rest;
        *first
    }

    pub fn number(&mut self) -> u64 {
        match self.byte() {
            255 => u64::MAX,
            254 => u64::MAX / 1000,
            small => small.into(),
        }
    }

    /// A handle of a kind, or NULL.
    pub fn handle(&mut self, kind: usize) -> Handle {
        let at = usize::from(self.byte());
        self.slots[kind]
            .get(at % (SLOTS + 1))
            .copied()
            .unwrap_or(null_mut())
    }

    /// Puts a handle into a slot, in the place of the one that is freed.
    pub fn keep(&mut self, kind: usize, handle: Handle) {
        let at = usize::from(self.byte()) % SLOTS;
        let old = std::mem::replace(&mut self.slots[kind][at], handle);
        // SAFETY: NULL, or of this kind and not freed.
        unsafe { FREE[kind](old) };
    }

    /// A text with a NUL at its end: a good one most of the time, else NULL or any bytes.
    pub fn text(&mut self, good: &[&str]) -> Option<Vec<u8>> {
        let choice = usize::from(self.byte());
        let mut text = match good.get(choice % (good.len() + 2)) {
            Some(text) => text.as_bytes().to_vec(),
            None if choice % 2 == 0 => return None,
            None => {
                let len = usize::from(self.byte() % 40).min(self.bytes.len());
                let (text, rest) = self.bytes.split_at(len);
                self.bytes = rest;
                text.to_vec()
            }
        };
        text.push(0);
        Some(text)
    }
}
