//! 16-bit floats (IEEE 754 binary16) to and from 32-bit ones.

use half::f16;
use half::slice::HalfFloatSliceExt;
use rayon::prelude::*;

use crate::threads::with_threads;
use crate::{Error, Result};

/// Values converted in one go: a piece that stays in the nearest cache.
const PIECE: usize = 8192;

/// Bits of the half floats nearest to `values` (ties to even; beyond 65504 infinite).
pub fn from_floats(values: &[f32], threads: usize) -> Vec<u16> {
    let mut output = vec![0u16; values.len()];
    with_threads(threads, || {
        let pieces = output.par_chunks_mut(PIECE).zip(values.par_chunks(PIECE));
        pieces.for_each(|(bits, values)| halves_mut(bits).convert_from_f32_slice(values));
    });
    output
}

/// The floats that half floats of these bits stand for; exact.
pub fn to_floats(bits: &[u16], threads: usize) -> Vec<f32> {
    let mut output = vec![0f32; bits.len()];
    with_threads(threads, || {
        let pieces = output.par_chunks_mut(PIECE).zip(bits.par_chunks(PIECE));
        pieces.for_each(|(values, bits)| {
            to_floats_into(bits, values).expect("pieces of one size");
        });
    });
    output
}

/// As [`to_floats`], on this thread, into memory the caller owns.
pub fn to_floats_into(bits: &[u16], values: &mut [f32]) -> Result<()> {
    Error::unless(bits.len() == values.len(), || {
        format!("{} half floats do not fill {} floats", bits.len(), values.len())
    })?;
    halves(bits).convert_to_f32_slice(values);
    Ok(())
}

fn halves(bits: &[u16]) -> &[f16] {
    // SAFETY: f16 is a transparent u16 of which any bits are valid.
    unsafe { std::slice::from_raw_parts(bits.as_ptr().cast(), bits.len()) }
}

fn halves_mut(bits: &mut [u16]) -> &mut [f16] {
    // SAFETY: as above.
    unsafe { std::slice::from_raw_parts_mut(bits.as_mut_ptr().cast(), bits.len()) }
}
