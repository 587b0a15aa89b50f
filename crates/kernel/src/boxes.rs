//! Particles cut out of a micrograph, and their pixels brought to a common scale.

use rayon::prelude::*;

use crate::threads::with_threads;
use crate::{Error, Result};

/// Squares of `size` pixels out of `image` (height, width), each with its first row and column: (count, size, size).
pub fn cut_boxes(
    image: &[f32],
    height: usize,
    width: usize,
    corners: &[(usize, usize)],
    size: usize,
    threads: usize,
) -> Result<Vec<f32>> {
    Error::unless(image.len() == height * width && size > 0, || {
        format!(
            "boxes of {size} px: an image of {height} x {width} was given {} values",
            image.len()
        )
    })?;
    for &(top, left) in corners {
        Error::unless(top + size <= height && left + size <= width, || {
            format!("a box of {size} px from row {top}, column {left} reaches out of {height} x {width} pixels")
        })?;
    }
    let mut output = vec![0f32; corners.len() * size * size];
    with_threads(threads, || {
        output
            .par_chunks_mut(size * size)
            .zip(corners)
            .for_each(|(out, &(top, left))| {
                for (y, row) in out.chunks_exact_mut(size).enumerate() {
                    row.copy_from_slice(&image[(top + y) * width + left..][..size]);
                }
            });
    });
    Ok(output)
}

/// Subtracts from every box the plane through its pixels further than `radius` from pixel floor(size / 2), divides by
/// their root mean square about it, and multiplies by `sign`. Pixels that are not finite become 0, the background. A
/// box whose background is flat is not divided. `radius` must leave pixels on all sides.
pub fn normalise_boxes(boxes: &mut [f32], size: usize, radius: f32, sign: f32, threads: usize) -> Result<()> {
    let area = size * size;
    Error::unless(area > 0 && boxes.len().is_multiple_of(area), || {
        format!("boxes of {size} x {size} px were given {} values", boxes.len())
    })?;
    Error::unless(radius >= 0.0 && radius + 1.0 <= size as f32 / 2.0, || {
        format!("a box of {size} px has no background beyond a radius of {radius} px")
    })?;
    let centre = (size / 2) as f32;
    let outside: Vec<bool> = (0..area)
        .map(|at| {
            let (dy, dx) = ((at / size) as f32 - centre, (at % size) as f32 - centre);
            dy * dy + dx * dx > radius * radius
        })
        .collect();
    with_threads(threads, || {
        boxes
            .par_chunks_mut(area)
            .for_each(|values| normalise_one(values, size, &outside, sign));
    });
    Ok(())
}

fn normalise_one(values: &mut [f32], size: usize, outside: &[bool], sign: f32) {
    let centre = (size / 2) as f64;
    // Normal equations of value = a + b x + c y over the background.
    let mut sums = [[0f64; 4]; 3];
    for (y, (row, outside)) in values.chunks_exact(size).zip(outside.chunks_exact(size)).enumerate() {
        let dy = y as f64 - centre;
        let (mut n, mut sx, mut sxx, mut sv, mut sxv) = (0f64, 0f64, 0f64, 0f64, 0f64);
        for (x, (&value, &outside)) in row.iter().zip(outside).enumerate() {
            let weight = f64::from(u8::from(outside && value.is_finite()));
            let value = if weight > 0.0 { f64::from(value) } else { 0.0 };
            let dx = x as f64 - centre;
            n += weight;
            sx += weight * dx;
            sxx += weight * dx * dx;
            sv += value;
            sxv += value * dx;
        }
        for (row, add) in sums.iter_mut().zip([
            [n, sx, n * dy, sv],
            [sx, sxx, sx * dy, sxv],
            [n * dy, sx * dy, n * dy * dy, sv * dy],
        ]) {
            for (sum, add) in row.iter_mut().zip(add) {
                *sum += add;
            }
        }
    }
    let [a, b, c] = solve(sums);
    let mut squares = 0f64;
    let mut count = 0f64;
    for (at, (value, &outside)) in values.iter_mut().zip(outside).enumerate() {
        let plane = a + b * ((at % size) as f64 - centre) + c * ((at / size) as f64 - centre);
        let level = (f64::from(*value) - plane) as f32;
        let finite = level.is_finite();
        *value = if finite { level } else { 0.0 };
        if outside && finite {
            squares += f64::from(level) * f64::from(level);
            count += 1.0;
        }
    }
    let deviation = (squares / count.max(1.0)).sqrt();
    // What is left of a flat background is rounding.
    let flat = deviation <= 1e-6 * a.abs();
    let scale = if flat {
        sign
    } else {
        (f64::from(sign) / deviation) as f32
    };
    values.iter_mut().for_each(|value| *value *= scale);
}

/// Solves three equations by Gauss; an unknown that nothing tells of is 0.
fn solve(mut rows: [[f64; 4]; 3]) -> [f64; 3] {
    for pivot in 0..3 {
        let best = (pivot..3).max_by(|&i, &j| rows[i][pivot].abs().total_cmp(&rows[j][pivot].abs()));
        rows.swap(pivot, best.unwrap_or(pivot));
        if rows[pivot][pivot].abs() < 1e-9 {
            continue;
        }
        for row in 0..3 {
            if row != pivot {
                let factor = rows[row][pivot] / rows[pivot][pivot];
                for column in pivot..4 {
                    rows[row][column] -= factor * rows[pivot][column];
                }
            }
        }
    }
    [0, 1, 2].map(|i| {
        if rows[i][i].abs() < 1e-9 {
            0.0
        } else {
            rows[i][3] / rows[i][i]
        }
    })
}
