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
    Error::unless(gain.is_empty() || gain.len() == area, || {
        format!("a frame of {area} pixels was given a gain of {}", gain.len())
    })?;
    Error::unless(factor > 0 && factor <= stack.height.min(stack.width), || {
        format!(
            "frames of {} x {} cannot be binned by {factor}",
            stack.height, stack.width
        )
    })?;
    let (height, width) = (stack.height / factor, stack.width / factor);
    let full = width * factor;
    let mut binned = HugeVec::<f32>::zeroed((end - first) * height * width);
    let ones = if gain.is_empty() { vec![1.0; full] } else { Vec::new() };
    with_pixels!(&stack.pixels, all => with_threads(threads, || {
        let shared = SharedRows { start: binned.as_mut_ptr() };
        // One output row of every frame at a time, so that the gain it needs is read once and stays near.
        (0..height).into_par_iter().for_each_init(|| vec![0f32; full], |column_sums, y| {
            for frame in first..end {
                column_sums.fill(0.0);
                for row in y * factor..(y + 1) * factor {
                    let source = &all[frame * area + row * stack.width..][..full];
                    let factors = if gain.is_empty() { &ones[..] } else { &gain[row * stack.width..][..full] };
                    for ((sum, &count), &gain) in column_sums.iter_mut().zip(source).zip(factors) {
                        *sum += count.to_f32() * gain;
                    }
                }
                // SAFETY: row (frame, y) is written by this call only and lies inside `binned`.
                let out = unsafe { shared.row(((frame - first) * height + y) * width, width) };
                sum_groups(column_sums, out, factor);
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

/// Sums of `factor` neighbours, as many as `out` holds.
#[inline(always)]
pub(crate) fn sum_groups(values: &[f32], out: &mut [f32], factor: usize) {
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
