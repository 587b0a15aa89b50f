//! Frames made smaller by summing squares of pixels.

use rayon::prelude::*;

use crate::huge::HugeVec;
use crate::stack::{Count, FrameStack, Pixels};
use crate::threads::with_threads;
use crate::{with_pixels, Error, Result};

/// Frames `first..end`, times `gain` (height * width; empty: 1), each square of `factor` pixels summed into one.
/// Rows and columns beyond the last whole square are left out.
pub fn bin_frames(
    stack: &FrameStack,
    gain: &[f32],
    first: usize,
    end: usize,
    factor: usize,
    threads: usize,
) -> Result<FrameStack> {
    stack.check_range(first, end)?;
    let area = stack.height * stack.width;
    check_binning(stack, gain, factor)?;
    let (height, width) = (stack.height / factor, stack.width / factor);
    let full = width * factor;
    let mut binned = HugeVec::<f32>::zeroed((end - first) * height * width);
    with_pixels!(&stack.pixels, all => with_threads(threads, || {
        let shared = SharedRows { start: binned.as_mut_ptr() };
        // One output row of every frame at a time, so that the gain it needs is read once and stays near.
        (0..height).into_par_iter().for_each_init(|| vec![0f32; full], |column_sums, y| {
            for frame in first..end {
                // SAFETY: row (frame, y) is written by this call only and lies inside `binned`.
                let out = unsafe { shared.row(((frame - first) * height + y) * width, width) };
                let frame = Binned { counts: &all[frame * area..][..area], gain, width: stack.width, factor };
                frame.row(y, 0, out, column_sums);
            }
        });
    }));
    Ok(FrameStack {
        frames: end - first,
        height,
        width,
        pixels: Pixels::F32(binned),
    })
}

/// What frames of `stack` may be binned by and multiplied with (empty: 1).
pub(crate) fn check_binning(stack: &FrameStack, gain: &[f32], factor: usize) -> Result<()> {
    let area = stack.height * stack.width;
    Error::unless(gain.is_empty() || gain.len() == area, || {
        format!("frames of {area} pixels were given a gain of {}", gain.len())
    })?;
    Error::unless(factor > 0 && factor <= stack.height.min(stack.width), || {
        format!(
            "frames of {} x {} cannot be binned by {factor}",
            stack.height, stack.width
        )
    })
}

/// A frame of counts that is read in squares of `factor` pixels, times the gain.
pub(crate) struct Binned<'a, T> {
    pub counts: &'a [T],
    pub gain: &'a [f32],
    pub width: usize,
    pub factor: usize,
}

impl<T: Count> Binned<'_, T> {
    /// Pixels `first..` of row `y`, both counted in squares, into `out`.
    #[inline(always)]
    pub fn row(&self, y: usize, first: usize, out: &mut [f32], sums: &mut [f32]) {
        let factor = self.factor;
        let sums = &mut sums[..out.len() * factor];
        sums.fill(0.0);
        for row in y * factor..(y + 1) * factor {
            let at = row * self.width + first * factor;
            let counts = &self.counts[at..][..sums.len()];
            if self.gain.is_empty() {
                sums.iter_mut()
                    .zip(counts)
                    .for_each(|(sum, &count)| *sum += count.to_f32());
            } else {
                let gain = &self.gain[at..][..sums.len()];
                for ((sum, &count), &gain) in sums.iter_mut().zip(counts).zip(gain) {
                    *sum += count.to_f32() * gain;
                }
            }
        }
        sum_groups(sums, out, factor);
    }
}

/// Sums of `factor` neighbours, as many as `out` holds.
#[inline(always)]
fn sum_groups(values: &[f32], out: &mut [f32], factor: usize) {
    match factor {
        1 => out.copy_from_slice(values),
        2 => sum_fixed::<2>(values, out),
        3 => sum_fixed::<3>(values, out),
        4 => sum_fixed::<4>(values, out),
        _ => {
            for (out, group) in out.iter_mut().zip(values.chunks_exact(factor)) {
                *out = group.iter().sum();
            }
        }
    }
}

#[inline(always)]
fn sum_fixed<const N: usize>(values: &[f32], out: &mut [f32]) {
    for (out, group) in out.iter_mut().zip(values.chunks_exact(N)) {
        *out = group.iter().sum();
    }
}

/// Output rows that threads share, each writing rows of its own.
struct SharedRows {
    start: *mut f32,
}
// SAFETY: `bin_frames` hands each row to one call only.
unsafe impl Sync for SharedRows {}

impl SharedRows {
    /// # Safety
    /// The row lies inside the allocation and nobody else holds it.
    #[allow(clippy::mut_from_ref)]
    unsafe fn row(&self, offset: usize, length: usize) -> &mut [f32] {
        std::slice::from_raw_parts_mut(self.start.add(offset), length)
    }
}
