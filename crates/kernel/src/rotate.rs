//! Images turned about their centre pixel, floor(n / 2) on both axes.

use std::f64::consts::PI;

use rayon::prelude::*;

use crate::threads::with_threads;
use crate::{Error, Result};

/// Samples to each side that a value between pixels is made of: a sinc under a wider sinc (Lanczos), good to
/// about 1 % up to four fifths of the Nyquist frequency.
const REACH: usize = 4;
const TAPS: usize = 2 * REACH;
/// Places between two pixels for which weights are tabulated.
const PLACES: usize = 1024;

/// Weights of the pixels from `REACH - 1` before to `REACH` after a place, each row summing to 1.
fn weights() -> Vec<[f32; TAPS]> {
    let sinc = |x: f64| if x == 0.0 { 1.0 } else { (PI * x).sin() / (PI * x) };
    (0..=PLACES)
        .map(|place| {
            let fraction = place as f64 / PLACES as f64;
            let mut row = [0f64; TAPS];
            for (tap, weight) in row.iter_mut().enumerate() {
                let distance = tap as f64 - (REACH - 1) as f64 - fraction;
                *weight = if distance.abs() < REACH as f64 {
                    sinc(distance) * sinc(distance / REACH as f64)
                } else {
                    0.0
                };
            }
            let total: f64 = row.iter().sum();
            row.map(|weight| (weight / total) as f32)
        })
        .collect()
}

/// Every image of `stack` (count, size, size) turned by every angle (radians, from x towards y):
/// (count, angles, size, size). Outside an image there are zeros.
pub fn rotate_images(stack: &[f32], count: usize, size: usize, angles: &[f64], threads: usize) -> Result<Vec<f32>> {
    let area = size * size;
    Error::unless(stack.len() == count * area, || {
        format!(
            "rotation: {count} images of {size} x {size} were given {} values",
            stack.len()
        )
    })?;
    let mut output = vec![0f32; count * angles.len() * area];
    if output.is_empty() {
        return Ok(output);
    }
    let table = weights();
    with_threads(threads, || {
        output.par_chunks_mut(area).enumerate().for_each(|(index, turned)| {
            let source = &stack[index / angles.len() * area..][..area];
            rotate_one(source, turned, size, angles[index % angles.len()], &table);
        });
    });
    Ok(output)
}

fn rotate_one(source: &[f32], turned: &mut [f32], size: usize, angle: f64, table: &[[f32; TAPS]]) {
    let centre = (size / 2) as f64;
    let (sine, cosine) = angle.sin_cos();
    for (y, row) in turned.chunks_exact_mut(size).enumerate() {
        let dy = y as f64 - centre;
        for (x, value) in row.iter_mut().enumerate() {
            let dx = x as f64 - centre;
            // Where this pixel was before the turn.
            let sx = centre + cosine * dx + sine * dy;
            let sy = centre - sine * dx + cosine * dy;
            *value = sample(source, size, sx, sy, table);
        }
    }
}

fn sample(source: &[f32], size: usize, x: f64, y: f64, table: &[[f32; TAPS]]) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let along_x = &table[((x - left) * PLACES as f64 + 0.5) as usize];
    let along_y = &table[((y - top) * PLACES as f64 + 0.5) as usize];
    let (left, top) = (
        left as isize - (REACH as isize - 1),
        top as isize - (REACH as isize - 1),
    );
    let inside = |at: isize| usize::try_from(at).ok().filter(|&at| at < size);
    let mut total = 0f32;
    for (row, weight) in along_y.iter().enumerate() {
        let Some(sy) = inside(top + row as isize) else { continue };
        let mut sum = 0f32;
        for (column, weight) in along_x.iter().enumerate() {
            if let Some(sx) = inside(left + column as isize) {
                sum += weight * source[sy * size + sx];
            }
        }
        total += weight * sum;
    }
    total
}
