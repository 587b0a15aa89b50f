//! Pixels as image files store them, turned into pixels of a stack.

use half::f16;

use crate::{Error, Result};

/// How one pixel is stored. Several pixels share a byte where there are fewer than 8 bits, the first in the
/// high bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    Bits(usize),
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    U64,
    I64,
    F16,
    F32,
    F64,
}

impl Sample {
    pub fn named(name: &str) -> Result<Self> {
        Ok(match name {
            "u1" => Self::Bits(1),
            "u2" => Self::Bits(2),
            "u4" => Self::Bits(4),
            "u8" => Self::U8,
            "i8" => Self::I8,
            "u16" => Self::U16,
            "i16" => Self::I16,
            "u32" => Self::U32,
            "i32" => Self::I32,
            "u64" => Self::U64,
            "i64" => Self::I64,
            "f16" => Self::F16,
            "f32" => Self::F32,
            "f64" => Self::F64,
            other => return Err(Error(format!("unknown stored pixel type {other:?}"))),
        })
    }

    pub fn bits(self) -> usize {
        match self {
            Self::Bits(bits) => bits,
            Self::U8 | Self::I8 => 8,
            Self::U16 | Self::I16 | Self::F16 => 16,
            Self::U32 | Self::I32 | Self::F32 => 32,
            Self::U64 | Self::I64 | Self::F64 => 64,
        }
    }

    /// Bytes of a row of `columns` pixels; rows begin on a byte.
    pub fn row_bytes(self, columns: usize) -> usize {
        (columns * self.bits()).div_ceil(8)
    }
}

/// A pixel type of stacks, and which stored types turn into it: floats take all, the others their own only.
pub trait Unstored: crate::huge::Plain {
    /// Fills `pixels` from the first bytes of a stored row, which hold at least as many.
    fn unstore(sample: Sample, big_endian: bool, row: &[u8], pixels: &mut [Self]) -> Result<()>;
}

fn mismatch(sample: Sample, kind: &str) -> Result<()> {
    Err(Error(format!(
        "stored pixels of type {sample:?} do not turn into {kind}"
    )))
}

macro_rules! words {
    ($word:ty, $big:expr, $row:expr, $pixels:expr, $turn:expr) => {{
        let words = $row.chunks_exact(size_of::<$word>());
        let each = $pixels.iter_mut().zip(words);
        if $big {
            each.for_each(|(pixel, word)| *pixel = $turn(<$word>::from_be_bytes(word.try_into().expect("a word"))));
        } else {
            each.for_each(|(pixel, word)| *pixel = $turn(<$word>::from_le_bytes(word.try_into().expect("a word"))));
        }
        Ok(())
    }};
}

impl Unstored for u8 {
    fn unstore(sample: Sample, _: bool, row: &[u8], pixels: &mut [u8]) -> Result<()> {
        match sample {
            Sample::U8 => pixels.copy_from_slice(&row[..pixels.len()]),
            Sample::Bits(bits) => {
                let (each, mask) = (8 / bits, ((1 << bits) - 1) as u8);
                for (i, pixel) in pixels.iter_mut().enumerate() {
                    *pixel = row[i / each] >> (8 - bits * (i % each + 1)) & mask;
                }
            }
            other => return mismatch(other, "u8"),
        }
        Ok(())
    }
}

impl Unstored for i8 {
    fn unstore(sample: Sample, big: bool, row: &[u8], pixels: &mut [i8]) -> Result<()> {
        match sample {
            Sample::I8 => words!(i8, big, row, pixels, |value| value),
            other => mismatch(other, "i8"),
        }
    }
}

impl Unstored for u16 {
    fn unstore(sample: Sample, big: bool, row: &[u8], pixels: &mut [u16]) -> Result<()> {
        match sample {
            Sample::U16 => words!(u16, big, row, pixels, |value| value),
            other => mismatch(other, "u16"),
        }
    }
}

impl Unstored for i16 {
    fn unstore(sample: Sample, big: bool, row: &[u8], pixels: &mut [i16]) -> Result<()> {
        match sample {
            Sample::I16 => words!(i16, big, row, pixels, |value| value),
            other => mismatch(other, "i16"),
        }
    }
}

impl Unstored for f32 {
    fn unstore(sample: Sample, big: bool, row: &[u8], pixels: &mut [f32]) -> Result<()> {
        match sample {
            Sample::U32 => words!(u32, big, row, pixels, |value| value as f32),
            Sample::I32 => words!(i32, big, row, pixels, |value| value as f32),
            Sample::U64 => words!(u64, big, row, pixels, |value| value as f32),
            Sample::I64 => words!(i64, big, row, pixels, |value| value as f32),
            Sample::F16 => words!(u16, big, row, pixels, |value| f16::from_bits(value).to_f32()),
            Sample::F32 => words!(f32, big, row, pixels, |value| value),
            Sample::F64 => words!(f64, big, row, pixels, |value| value as f32),
            other => mismatch(other, "f32"),
        }
    }
}
