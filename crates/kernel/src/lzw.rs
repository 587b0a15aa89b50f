//! The LZW of TIFF (TIFF 6.0, section 13; Welch 1984), both in its present form (codes packed from the
//! high bit, the code width growing one code early) and in the form of the first writers (from the low bit,
//! no early change), which is told by how the first code, always a clear, is stored.
//!
//! Each string of the table is one that was written before with one more byte, and that byte is the one that
//! followed it: so an entry is a place in the output and a length, and decoding a code is copying bytes.

use crate::{Error, Result};

const CLEAR: usize = 256;
const END: usize = 257;
const FIRST: usize = 258;
const TABLE: usize = 4096;
/// Strings are copied in blocks of this size: nearly all strings of counting data are shorter.
const BLOCK: usize = 16;

/// Tables and output, kept from one strip to the next.
pub struct Decoder {
    start: Box<[u32; TABLE]>,
    length: Box<[u16; TABLE]>,
    /// The 256 strings of one byte, then the output, then room for the last block.
    bytes: Vec<u8>,
}

impl Default for Decoder {
    fn default() -> Self {
        let mut start = Box::new([0; TABLE]);
        let mut length = Box::new([0; TABLE]);
        for byte in 0..256 {
            (start[byte], length[byte]) = (byte as u32, 1);
        }
        Self {
            start,
            length,
            bytes: (0..=255).collect(),
        }
    }
}

impl Decoder {
    /// The first `size` bytes that `input` holds; what follows them is not looked at.
    pub fn decode(&mut self, input: &[u8], size: usize) -> Result<&mut [u8]> {
        Error::unless(size < u32::MAX as usize - 512, || {
            format!("an LZW strip of {size} bytes is too large: expected less than 4 GiB")
        })?;
        self.bytes.resize(256 + size + BLOCK, 0);
        let old = matches!(input, [0, second, ..] if second & 1 == 1);
        let done = if old {
            self.run::<true>(input, size)
        } else {
            self.run::<false>(input, size)
        }?;
        Error::unless(done == size, || {
            format!("LZW data end after {done} bytes: expected {size}")
        })?;
        Ok(&mut self.bytes[256..256 + size])
    }

    fn run<const OLD: bool>(&mut self, input: &[u8], size: usize) -> Result<usize> {
        let Self { start, length, bytes } = self;
        let end = 256 + size;
        let bits = 8 * input.len();
        let (mut bit, mut width, mut next, mut to) = (0, 9, FIRST, 256);
        // The string before the present one; none after a clear.
        let (mut before, mut before_length) = (0, 0);
        while to < end && bit + width <= bits {
            let code = read::<OLD>(input, bit, width);
            bit += width;
            if code & !1 == CLEAR {
                if code == END {
                    break;
                }
                (width, next, before_length) = (9, FIRST, 0);
                continue;
            }
            let (mut from, mut count) = (start[code] as usize, length[code] as usize);
            if before_length > 0 && next < TABLE {
                start[next] = before as u32;
                length[next] = (before_length + 1) as u16;
                if code == next {
                    // The string being defined: the one before and its own first byte.
                    (from, count) = (before, before_length + 1);
                    if to + before_length < end {
                        copy(bytes, from, to, before_length);
                        bytes[to + before_length] = bytes[from];
                        from = to;
                    }
                }
                next += 1;
                if next == (1 << width) - if OLD { 0 } else { 1 } && width < 12 {
                    width += 1;
                }
            }
            if code >= next {
                return Err(Error(format!(
                    "LZW data hold code {code} at bit {}: expected one below {next}",
                    bit - width
                )));
            }
            count = count.min(end - to);
            copy(bytes, from, to, count);
            (before, before_length) = (to, count);
            to += count;
        }
        Ok(to - 256)
    }
}

/// Copies `count` bytes; bytes up to the end of the last block are overwritten as well.
#[inline(always)]
fn copy(bytes: &mut [u8], from: usize, to: usize, count: usize) {
    copy_block(bytes, from, to);
    let mut done = BLOCK;
    while done < count {
        copy_block(bytes, from + done, to + done);
        done += BLOCK;
    }
}

/// One load and one store: arrays have a known size, where `copy_within` and `copy_from_slice` become calls of
/// memmove in some builds, at half the speed.
#[inline(always)]
fn copy_block(bytes: &mut [u8], from: usize, to: usize) {
    let block: [u8; BLOCK] = bytes[from..from + BLOCK].try_into().expect("a block");
    let target: &mut [u8; BLOCK] = (&mut bytes[to..to + BLOCK]).try_into().expect("a block");
    *target = block;
}

/// `width` bits (at most 12) from bit `at` on.
#[inline(always)]
fn read<const OLD: bool>(input: &[u8], at: usize, width: usize) -> usize {
    let word: [u8; 8] = match input.get(at / 8..at / 8 + 8) {
        Some(word) => word.try_into().expect("eight bytes"),
        None => std::array::from_fn(|i| input.get(at / 8 + i).copied().unwrap_or(0)),
    };
    let shift = at % 8;
    if OLD {
        (u64::from_le_bytes(word) >> shift) as usize & ((1 << width) - 1)
    } else {
        ((u64::from_be_bytes(word) << shift) >> (64 - width)) as usize
    }
}

/// Slots of the encoder's table, a power of two above twice the number of codes.
const SLOTS: usize = 1 << 13;
const EMPTY: u32 = u32::MAX;

/// `input` as LZW in its present form. Never more than 1.5 times the size of the input, plus a few bytes.
pub fn encode(input: &[u8]) -> Vec<u8> {
    let mut output = BitWriter {
        bytes: Vec::with_capacity(input.len() / 2 + 16),
        held: 0,
        count: 0,
    };
    // A slot holds (string before, byte) above and the code of the two together below, 20 and 12 bits.
    let mut slots = vec![EMPTY; SLOTS];
    output.put(CLEAR as u32, 9);
    let (mut width, mut next) = (9, FIRST as u32);
    let mut bytes = input.iter();
    if let Some(&first) = bytes.next() {
        let mut string = u32::from(first);
        for &byte in bytes {
            let key = string << 8 | u32::from(byte);
            let mut slot = (key.wrapping_mul(0x9e37_79b1) >> (32 - SLOTS.trailing_zeros())) as usize;
            while slots[slot] != EMPTY && slots[slot] >> 12 != key {
                slot = (slot + 1) % SLOTS;
            }
            if slots[slot] != EMPTY {
                string = slots[slot] & 0xfff;
                continue;
            }
            output.put(string, width);
            slots[slot] = key << 12 | next;
            string = u32::from(byte);
            next += 1;
            if next == TABLE as u32 - 2 {
                output.put(CLEAR as u32, width);
                slots.fill(EMPTY);
                (width, next) = (9, FIRST as u32);
            } else if next == 1 << width {
                width += 1;
            }
        }
        output.put(string, width);
        // The decoder counts this code too before it reads the next.
        if next + 1 == 1 << width && width < 12 {
            width += 1;
        }
    }
    output.put(END as u32, width);
    output.finish()
}

/// Packs codes from the high bit on.
struct BitWriter {
    bytes: Vec<u8>,
    held: u64,
    count: u32,
}

impl BitWriter {
    #[inline(always)]
    fn put(&mut self, code: u32, width: u32) {
        self.held = self.held << width | u64::from(code);
        self.count += width;
        if self.count >= 32 {
            self.count -= 32;
            self.bytes
                .extend_from_slice(&((self.held >> self.count) as u32).to_be_bytes());
        }
    }

    fn finish(mut self) -> Vec<u8> {
        if self.count > 0 {
            let left = self.held << (64 - self.count);
            self.bytes
                .extend_from_slice(&left.to_be_bytes()[..self.count.div_ceil(8) as usize]);
        }
        self.bytes
    }
}
