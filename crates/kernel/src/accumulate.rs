//! Weighted sums of images in Fourier space.

use rayon::prelude::*;
use rustfft::num_complex::Complex32;

use crate::fft::{forward_real_into, half_shape, inverse_real_into};
use crate::filter::frequency;
use crate::fourier_crop::crop_half_spectrum;
use crate::huge::HugeVec;
use crate::stack::{FrameStack, Pixels};
use crate::threads::with_threads;
use crate::{Error, Result};

/// Most coefficients between two places where a curve is evaluated exactly; between them it is linear.
const KNOT: usize = 8;
/// Columns for each coefficient of that distance: small images get exact factors.
const COLUMNS_A_KNOT: usize = 256;

/// What [`combine`] makes of its images.
pub struct Combination<'a> {
    /// (output, image, curve length): factors at equal steps of frequency from 0 to `curve_end` cycles a pixel.
    pub curves: &'a [f32],
    pub curve_length: usize,
    pub curve_end: f32,
    /// Factors by frequency along x and y: `axis_length` values at equal steps from 0 to half a cycle a pixel.
    pub axis: &'a [f32],
    /// Shape the images are enlarged to, mirrored at their far edges, before they are transformed.
    pub padded: (usize, usize),
    /// Shape the enlarged output is Fourier cropped to.
    pub cropped: (usize, usize),
    /// Rows and columns of that which are kept.
    pub kept: (usize, usize),
}

/// For each output the sum over images of the image's transform times its curve, times the factors of both
/// axes, cropped and transformed back; values keep their scale. Shape of each: `kept`.
pub fn combine(stack: &FrameStack, combination: &Combination, threads: usize) -> Result<Vec<Vec<f32>>> {
    let Pixels::F32(pixels) = &stack.pixels else {
        return Err(Error("weighted sums are made of float images".into()));
    };
    let (images, height, width) = (stack.frames, stack.height, stack.width);
    let length = combination.curve_length;
    let outputs = combination.curves.len() / (images * length).max(1);
    Error::unless(
        length > 1 && outputs > 0 && combination.curves.len() == outputs * images * length,
        || {
            format!(
                "{images} images with curves of {length} values were given {}",
                combination.curves.len()
            )
        },
    )?;
    Error::unless(combination.curve_end > 0.0 && combination.axis.len() > 1, || {
        "curves end above 0 and an axis has at least two factors".into()
    })?;
    let ((rows, columns), (cut_rows, cut_columns)) = (combination.padded, combination.cropped);
    let (kept_rows, kept_columns) = combination.kept;
    Error::unless(
        rows >= height
            && rows <= 2 * height
            && columns >= width
            && columns <= 2 * width
            && (1..=rows).contains(&cut_rows)
            && (1..=columns).contains(&cut_columns)
            && (1..=cut_rows).contains(&kept_rows)
            && (1..=cut_columns).contains(&kept_columns),
        || {
            format!(
                "images of {height} x {width} cannot become {rows} x {columns}, then {cut_rows} x {cut_columns}, \
                 then {kept_rows} x {kept_columns}"
            )
        },
    )?;
    let shape = [rows, columns];
    let half = half_shape(&shape);
    let size = rows * half[1];
    let mut spectrum = HugeVec::<Complex32>::zeroed(size);
    let mut totals: Vec<HugeVec<Complex32>> = (0..outputs).map(|_| HugeVec::zeroed(size)).collect();
    let mut enlarged = if (rows, columns) == (height, width) {
        None
    } else {
        Some(HugeVec::<f32>::zeroed(rows * columns))
    };
    for (image, source) in pixels.chunks_exact(height * width).enumerate() {
        let source = match &mut enlarged {
            None => source,
            Some(room) => {
                enlarge(source, (height, width), room, (rows, columns), threads);
                &room[..]
            }
        };
        forward_real_into(source, &mut spectrum, &shape, 1, threads)?;
        for (output, total) in totals.iter_mut().enumerate() {
            let curve = &combination.curves[(output * images + image) * length..][..length];
            if curve.iter().any(|&value| value != 0.0) {
                add_weighted(&spectrum, total, shape, curve, combination, threads);
            }
        }
    }
    drop(enlarged);
    let mut room = HugeVec::<f32>::zeroed(cut_rows * cut_columns);
    totals
        .into_iter()
        .map(|mut total| {
            let target = [cut_rows, cut_columns];
            if target == shape {
                inverse_real_into(&mut total, &mut room, &shape, 1, threads)?;
            } else {
                let mut cropped = crop_half_spectrum(&total, &shape, &target, 1, threads)?;
                drop(total);
                inverse_real_into(&mut cropped, &mut room, &target, 1, threads)?;
            }
            let mut kept = Vec::with_capacity(kept_rows * kept_columns);
            for row in room.chunks_exact(cut_columns).take(kept_rows) {
                kept.extend_from_slice(&row[..kept_columns]);
            }
            Ok(kept)
        })
        .collect()
}

/// Copies an image into a larger one, the rest mirrored at the far edges.
fn enlarge(
    source: &[f32],
    (height, width): (usize, usize),
    room: &mut [f32],
    (_, columns): (usize, usize),
    threads: usize,
) {
    with_threads(threads, || {
        room.par_chunks_mut(columns).enumerate().for_each(|(y, out)| {
            let y = if y < height { y } else { 2 * height - 1 - y };
            let row = &source[y * width..][..width];
            out[..width].copy_from_slice(row);
            for (out, &value) in out[width..].iter_mut().zip(row.iter().rev()) {
                *out = value;
            }
        });
    });
}

fn add_weighted(
    spectrum: &[Complex32],
    total: &mut [Complex32],
    [rows, columns]: [usize; 2],
    curve: &[f32],
    combination: &Combination,
    threads: usize,
) {
    let half = columns / 2 + 1;
    let knot = (columns / COLUMNS_A_KNOT).clamp(1, KNOT);
    let along_x: Vec<f32> = (0..half)
        .map(|x| sample(combination.axis, 2.0 * x as f32 / columns as f32))
        .collect();
    with_threads(threads, || {
        total
            .par_chunks_mut(half)
            .zip(spectrum.par_chunks(half))
            .enumerate()
            .for_each_init(
                || vec![0f32; half.div_ceil(knot) * knot],
                |factors, (y, (out, source))| {
                    let fy = frequency(y, rows);
                    let along_y = sample(combination.axis, 2.0 * fy.abs());
                    let exact = |x: usize| {
                        let fx = x as f32 / columns as f32;
                        along_y * sample(curve, (fx * fx + fy * fy).sqrt() / combination.curve_end)
                    };
                    let mut before = exact(0);
                    for (block, factors) in factors.chunks_exact_mut(knot).enumerate() {
                        let after = exact((block + 1) * knot);
                        let step = (after - before) / knot as f32;
                        for (i, factor) in factors.iter_mut().enumerate() {
                            *factor = before + step * i as f32;
                        }
                        before = after;
                    }
                    for (((out, &value), &factor), &along_x) in out.iter_mut().zip(source).zip(&*factors).zip(&along_x)
                    {
                        *out += value * (factor * along_x);
                    }
                },
            );
    });
}

/// A curve over 0 to 1 at `place`, linear between its values and constant beyond its end.
fn sample(curve: &[f32], place: f32) -> f32 {
    let last = curve.len() - 1;
    let place = (place * last as f32).min(last as f32);
    let below = place as usize;
    let above = (below + 1).min(last);
    curve[below] + (curve[above] - curve[below]) * (place - below as f32)
}
