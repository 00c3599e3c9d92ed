//! Buffers that hold what an exchange needs, where ureq's hold the most that it may need.

use alloc::vec::Vec;
use ureq::unversioned::transport::Buffers;

use super::exchange;

/// Most of a response that is held at a time: more than the limit on its headers, so that ureq can
/// enforce that.
const MOST: usize = 10 * 1024;
/// Room for the next read, as long as there may be more.
const ROOM: usize = 1024;

/// The bytes of an exchange on their way.
#[derive(Default)]
pub(super) struct Exact {
    output: Vec<u8>,
    input: Vec<u8>,
    /// The part of `input` that holds something, up to `filled`.
    consumed: usize,
    filled: usize,
    progress: bool,
}

impl Exact {
    /// What is to be sent.
    pub(super) fn written(&self, amount: usize) -> &[u8] {
        self.output.get(..amount).unwrap_or_default()
    }

    fn make_room(&mut self) {
        self.input.copy_within(self.consumed..self.filled, 0);
        self.filled -= self.consumed;
        self.consumed = 0;
        if self.input.len() - self.filled < ROOM {
            let size = (2 * self.input.len()).clamp(ROOM, MOST);
            self.input.resize(size, 0);
        }
    }
}

impl Buffers for Exact {
    fn output(&mut self) -> &mut [u8] {
        self.output.resize(exchange::longest_part(), 0);
        &mut self.output
    }

    fn input(&self) -> &[u8] {
        self.input
            .get(self.consumed..self.filled)
            .unwrap_or_default()
    }

    fn input_append_buf(&mut self) -> &mut [u8] {
        self.make_room();
        self.input.get_mut(self.filled..).unwrap_or_default()
    }

    fn input_appended(&mut self, amount: usize) {
        self.filled += amount;
    }

    fn input_consume(&mut self, amount: usize) {
        self.progress = amount > 0;
        self.consumed += amount;
    }

    fn tmp_and_output(&mut self) -> (&mut [u8], &mut [u8]) {
        self.make_room();
        self.output.resize(exchange::longest_part(), 0);
        let free = self.input.get_mut(self.filled..).unwrap_or_default();
        (free, &mut self.output)
    }

    fn can_use_input(&self) -> bool {
        self.consumed < self.filled && self.progress
    }
}
