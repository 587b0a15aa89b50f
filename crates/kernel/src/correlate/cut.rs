//! Patches cut out of frames and transformed.

use rayon::prelude::*;
use rustfft::num_complex::Complex32;

use super::plans::Plans;
use super::{PatchSpectra, Run};
use crate::bin::{check_binning, Binned};
use crate::huge::HugeVec;
use crate::stack::{Count, FrameStack};
use crate::threads::with_threads;
use crate::{with_pixels, Error, Result};

/// What [`PatchSpectra::new`] cuts out.
pub struct Windows<'a> {
    pub height: usize,
    pub width: usize,
    /// (patch, 2): x and y of the first pixel of each patch; they may lie outside the frame.
    pub origins: &'a [i32],
    /// (patch, frame, 2): added to the origin for each frame.
    pub offsets: &'a [i32],
    /// Pixels over which a patch falls off at its rim, as the square root of half a cosine wave.
    pub taper: usize,
}

impl PatchSpectra {
    /// Cuts the patches out of frames, times `gain` (height * width of a frame; empty: 1), each square of `factor` pixels
    /// summed into one while they are cut, so that no binned movie is held: windows, displacements and `limit` (cycles
    /// a pixel, the highest frequency kept) are in the larger pixels. Pixels outside a frame, and the mean of the
    /// patch, are 0.
    pub fn new(
        stack: &FrameStack,
        gain: &[f32],
        factor: usize,
        windows: &Windows,
        limit: f32,
        threads: usize,
    ) -> Result<Self> {
        let area = stack.height * stack.width;
        check_binning(stack, gain, factor)?;
        let (frames, patches) = (stack.frames, windows.origins.len() / 2);
        let (height, width) = (windows.height, windows.width);
        Error::unless(height > 1 && width > 1 && limit > 0.0, || {
            format!("patches of {height} x {width} up to {limit} cycles a pixel hold nothing")
        })?;
        Error::unless(windows.offsets.len() == 2 * patches * frames, || {
            format!(
                "{patches} patches of {frames} frames were given {} offsets",
                windows.offsets.len()
            )
        })?;
        let (runs, radii) = lay_out(height, width, limit);
        let modes = radii.len();
        let tapers = (edge(height, windows.taper), edge(width, windows.taper));
        let plans = Plans::new(height, width);
        let mut data = HugeVec::<f32>::zeroed(patches * frames * 2 * modes);
        let columns = runs.len();
        let binned = (stack.height / factor, stack.width / factor);
        with_pixels!(&stack.pixels, pixels => with_threads(threads, || {
            data.par_chunks_mut(2 * modes).enumerate().for_each_init(
                || {
                    let spare = plans
                        .columns
                        .get_inplace_scratch_len()
                        .max(plans.rows.get_scratch_len());
                    (
                        vec![0f32; height * width],
                        vec![Complex32::default(); width / 2 + 1],
                        vec![Complex32::default(); columns * height],
                        vec![Complex32::default(); spare],
                    )
                },
                |(patch, row_spectrum, spectrum, scratch), (index, out)| {
                    let (item, frame) = (index / frames, index % frames);
                    let place = |axis: usize| {
                        i64::from(windows.origins[2 * item + axis]) + i64::from(windows.offsets[2 * index + axis])
                    };
                    let frame = Binned { counts: &pixels[frame * area..][..area], gain, width: stack.width, factor };
                    cut(&frame, binned, (place(1), place(0)), patch, (height, width), &tapers);
                    for y in 0..height {
                        let scratch = &mut scratch[..plans.rows.get_scratch_len()];
                        plans
                            .rows
                            .process_with_scratch(&mut patch[y * width..][..width], row_spectrum, scratch)
                            .expect("row lengths match the plan");
                        for x in 0..columns {
                            spectrum[x * height + y] = row_spectrum[x];
                        }
                    }
                    plans.columns.process_with_scratch(spectrum, scratch);
                    let (re, im) = out.split_at_mut(modes);
                    for (x, run) in runs.iter().enumerate() {
                        for i in 0..=2 * run.reach {
                            // ky = i - reach; negative frequencies stand at the end of the column.
                            let value = spectrum[x * height + (i + height - run.reach) % height];
                            re[run.start + i] = value.re;
                            im[run.start + i] = value.im;
                        }
                    }
                },
            );
        }));
        Ok(Self {
            frames,
            patches,
            height,
            width,
            runs,
            modes,
            data,
            offsets: windows.offsets.iter().map(|&offset| offset as f32).collect(),
            radii,
        })
    }
}

/// Coefficients kept: for each kx from 0 up, ky from -reach to +reach within the circle of `limit`.
fn lay_out(height: usize, width: usize, limit: f32) -> (Vec<Run>, Vec<f32>) {
    let (mut runs, mut radii) = (Vec::new(), Vec::new());
    for kx in 0..=(width - 1) / 2 {
        let fx = kx as f32 / width as f32;
        if fx > limit {
            break;
        }
        let reach = ((limit * limit - fx * fx).sqrt() * height as f32) as usize;
        let reach = reach.min((height - 1) / 2);
        runs.push(Run {
            start: radii.len(),
            reach,
        });
        for i in 0..=2 * reach {
            let fy = (i as f32 - reach as f32) / height as f32;
            radii.push((fx * fx + fy * fy).sqrt());
        }
    }
    (runs, radii)
}

/// Factors of a taper: 1 inside, falling to the rim over `taper` pixels.
fn edge(size: usize, taper: usize) -> Vec<f32> {
    (0..size)
        .map(|i| {
            let depth = (i.min(size - 1 - i) as f32 + 0.5) / taper as f32;
            if depth >= 1.0 {
                1.0
            } else {
                (std::f32::consts::FRAC_PI_2 * depth).sin()
            }
        })
        .collect()
}

/// Copies the window whose first pixel is `place` (y, x), its mean taken off and its rim tapered.
fn cut<T: Count>(
    source: &Binned<T>,
    (frame_height, frame_width): (usize, usize),
    place: (i64, i64),
    patch: &mut [f32],
    (height, width): (usize, usize),
    tapers: &(Vec<f32>, Vec<f32>),
) {
    patch.fill(0.0);
    let inside = |start: i64, size: usize, limit: usize| {
        let from = (-start).clamp(0, size as i64) as usize;
        let to = (limit as i64 - start).clamp(from as i64, size as i64) as usize;
        from..to
    };
    let (rows, columns) = (
        inside(place.0, height, frame_height),
        inside(place.1, width, frame_width),
    );
    if rows.is_empty() || columns.is_empty() {
        return;
    }
    let mut sums = vec![0f32; columns.len() * source.factor];
    let mut total = 0f64;
    for y in rows.clone() {
        let out = &mut patch[y * width..][columns.clone()];
        let from = ((place.0 + y as i64) as usize, (place.1 + columns.start as i64) as usize);
        source.row(from.0, from.1, out, &mut sums);
        total += f64::from(out.iter().sum::<f32>());
    }
    let mean = (total / (rows.len() * columns.len()) as f64) as f32;
    for y in rows {
        let out = &mut patch[y * width..][columns.clone()];
        for (value, &taper) in out.iter_mut().zip(&tapers.1[columns.clone()]) {
            *value = (*value - mean) * taper * tapers.0[y];
        }
    }
}
