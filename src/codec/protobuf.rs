//! The wire format of protobuf: the fields of a message, as they were written.

/// The value of a field.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wire<'a> {
    Varint(u64),
    /// A text, or a message inside.
    Bytes(&'a [u8]),
}

/// The fields of a message, by number; 0 stands for any past 255.
///
/// Ends at the first byte that is not protobuf. Bytes that break off are given as far as they go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'a> {
    rest: &'a [u8],
    /// How many groups are open. They are out of use, so their content is skipped.
    groups: usize,
}

pub(super) fn fields(message: &[u8]) -> Fields<'_> {
    Fields {
        rest: message,
        groups: 0,
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = (u8, Wire<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let key = self.varint()?;
            let value = match key % 8 {
                0 => Wire::Varint(self.varint()?),
                2 => {
                    let length = self.varint()?;
                    Wire::Bytes(self.take(length))
                }
                fixed @ (1 | 5) => {
                    self.take(if fixed == 1 { 8 } else { 4 });
                    continue;
                }
                3 => {
                    self.groups += 1;
                    continue;
                }
                4 => {
                    self.groups = self.groups.checked_sub(1)?;
                    continue;
                }
                _ => return None,
            };
            if self.groups == 0 {
                return Some((u8::try_from(key / 8).unwrap_or(0), value));
            }
        }
    }
}

impl<'a> Fields<'a> {
    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= u64::from(byte % 128) << shift;
            if byte < 128 {
                return Some(number);
            }
        }
        None
    }

    fn take(&mut self, length: u64) -> &'a [u8] {
        let length = usize::try_from(length).map_or(self.rest.len(), |n| n.min(self.rest.len()));
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }
}
