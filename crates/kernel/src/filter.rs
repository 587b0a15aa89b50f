//! Filters that depend on the length of the frequency only: low-pass, band, B-factor, whitening.

use rayon::prelude::*;
use rustfft::num_complex::Complex32;

use crate::fft::half_shape;
use crate::threads::with_threads;
use crate::{Error, Result};

/// Multiplies `batch` half spectra of real arrays of `shape` by a curve over frequency.
///
/// `curve` holds the factor at evenly spaced frequencies from 0 to `curve_end` (cycles a pixel; the corner of
/// a square image lies at sqrt(1/2)); between them the factor is linear, beyond `curve_end` it is the last one.
pub fn multiply_radial(
    spectrum: &mut [Complex32],
    shape: &[usize],
    batch: usize,
    curve: &[f32],
    curve_end: f32,
    threads: usize,
) -> Result<()> {
    Error::unless((1..=3).contains(&shape.len()) && shape.iter().all(|&n| n > 0), || {
        format!("a spectrum has 1 to 3 dimensions, none of them 0, but the shape is {shape:?}")
    })?;
    let half = half_shape(shape);
    let expected = batch * half.iter().product::<usize>();
    Error::unless(spectrum.len() == expected, || {
        format!(
            "filter: {batch} half spectra of {shape:?} need {expected} values, but {} were given",
            spectrum.len()
        )
    })?;
    Error::unless(!curve.is_empty() && curve_end > 0.0, || {
        format!(
            "a filter curve needs a value and an end above 0, not {} and {curve_end}",
            curve.len()
        )
    })?;
    let axis = |back: usize| shape.len().checked_sub(back).map_or(1, |at| shape[at]);
    let (nx, ny, nz) = (axis(1), axis(2), axis(3));
    let width = nx / 2 + 1;
    let last = curve.len() - 1;
    let to_sample = last as f32 / curve_end;
    with_threads(threads, || {
        spectrum.par_chunks_mut(width).enumerate().for_each(|(row, values)| {
            let (fy, fz) = (frequency(row % ny, ny), frequency(row / ny % nz, nz));
            let outer = fy * fy + fz * fz;
            for (x, value) in values.iter_mut().enumerate() {
                let fx = x as f32 / nx as f32;
                let place = ((outer + fx * fx).sqrt() * to_sample).min(last as f32);
                let below = place as usize;
                let fraction = place - below as f32;
                let above = (below + 1).min(last);
                *value *= curve[below] + (curve[above] - curve[below]) * fraction;
            }
        });
    });
    Ok(())
}

/// Signed frequency, in cycles a pixel, of index `index` along an axis of `size`.
pub fn frequency(index: usize, size: usize) -> f32 {
    let signed = if index > size / 2 {
        index as f32 - size as f32
    } else {
        index as f32
    };
    signed / size as f32
}
