//! Correlation of two volumes on Fourier shells, seen through a window at many places.

use std::sync::Arc;

use rayon::prelude::*;
use rustfft::num_complex::Complex32;
use vitreous_kernel_instances::plans::{self, Fft};

use crate::threads::with_threads;
use crate::{Error, Result};

/// Rows turned together, so that whole cache lines are written.
const ROWS: usize = 8;

/// A cubic window and the places, (x, y, z) after (x, y, z), that its voxel floor(side / 2) is put on.
pub struct Windows<'a> {
    pub side: usize,
    /// side³ weights.
    pub weights: &'a [f32],
    pub centres: &'a [i32],
}

/// Correlations on the shells of radius 0 .. floor(side / 2), (places, shells), of volumes `a` and `b` of `n`³ voxels.
///
/// What lies outside of the volumes is 0. The mean under the window is taken off first, so that shell 0 holds nothing.
pub fn window_shells(a: &[f32], b: &[f32], n: usize, windows: &Windows, threads: usize) -> Result<Vec<f32>> {
    let Windows { side, weights, centres } = *windows;
    Error::unless(a.len() == n.pow(3) && b.len() == n.pow(3), || {
        format!(
            "two volumes of {n} voxels a side were given {} and {} values",
            a.len(),
            b.len()
        )
    })?;
    Error::unless(side >= 2 && weights.len() == side.pow(3), || {
        format!("a window of {side} voxels a side was given {} weights", weights.len())
    })?;
    Error::unless(centres.len().is_multiple_of(3), || {
        format!("places are three numbers each, but {} were given", centres.len())
    })?;
    let shells = side / 2 + 1;
    let plan = plans::complex(side, false);
    let shell_of = number_shells(side);
    let total: f32 = weights.iter().sum();
    let mut curves = vec![0f32; centres.len() / 3 * shells];
    with_threads(threads, || {
        curves
            .par_chunks_mut(shells)
            .zip(centres.par_chunks_exact(3))
            .for_each_init(
                || Scratch::new(side, &plan),
                |scratch, (curve, centre)| {
                    scratch.cut(a, b, n, windows, [centre[0], centre[1], centre[2]]);
                    scratch.take_off_mean(weights, total);
                    scratch.transform(&plan, side);
                    correlate(&scratch.values, side, &shell_of, curve);
                },
            );
    });
    Ok(curves)
}

struct Scratch {
    /// Both boxes, the first as real and the second as imaginary parts: one transform serves both.
    values: Vec<Complex32>,
    turned: Vec<Complex32>,
    fft: Vec<Complex32>,
}

impl Scratch {
    fn new(side: usize, plan: &Arc<dyn Fft<f32>>) -> Self {
        let zeros = |length| vec![Complex32::default(); length];
        Self {
            values: zeros(side.pow(3)),
            turned: zeros(side.pow(3)),
            fft: zeros(plan.get_inplace_scratch_len()),
        }
    }

    fn cut(&mut self, a: &[f32], b: &[f32], n: usize, windows: &Windows, centre: [i32; 3]) {
        let side = windows.side as i32;
        let [left, top, front] = centre.map(|place| place - side / 2);
        let inside = |place: i32| (0..n as i32).contains(&place);
        let rows = self.values.chunks_exact_mut(windows.side);
        for (row, (line, weights)) in rows.zip(windows.weights.chunks_exact(windows.side)).enumerate() {
            line.fill(Complex32::default());
            let (y, z) = (top + row as i32 % side, front + row as i32 / side);
            if !inside(y) || !inside(z) {
                continue;
            }
            let start = (z as usize * n + y as usize) * n;
            for x in (-left).max(0)..(n as i32 - left).clamp(0, side) {
                let (at, x) = (start + (left + x) as usize, x as usize);
                line[x] = Complex32::new(a[at], b[at]) * weights[x];
            }
        }
    }

    fn take_off_mean(&mut self, weights: &[f32], total: f32) {
        let mean = self.values.iter().sum::<Complex32>() / total;
        for (value, weight) in self.values.iter_mut().zip(weights) {
            *value -= mean * weight;
        }
    }

    /// Three times rows and a cyclic change of axes, which ends with the axes as they were.
    fn transform(&mut self, plan: &Arc<dyn Fft<f32>>, side: usize) {
        for _ in 0..3 {
            plan.process_with_scratch(&mut self.values, &mut self.fft);
            for (block, rows) in self.values.chunks(side * ROWS).enumerate() {
                let (first, count) = (block * ROWS, rows.len() / side);
                for x in 0..side {
                    let line = &mut self.turned[x * side * side + first..][..count];
                    for (value, row) in line.iter_mut().zip(rows.chunks_exact(side)) {
                        *value = row[x];
                    }
                }
            }
            std::mem::swap(&mut self.values, &mut self.turned);
        }
    }
}

/// With Z = A + i B: |Z(k)|² + |Z(-k)|² = 2 (|A|² + |B|²), and Z(k) Z(-k) = |A|² - |B|² + 2 i Re(A B*).
fn correlate(values: &[Complex32], side: usize, shell_of: &[u32], curve: &mut [f32]) {
    let mut sums = vec![[0f64; 3]; curve.len()];
    let opposite = |place: usize| if place == 0 { 0 } else { side - place };
    for z in 0..side {
        for y in 0..side {
            let (own, other) = ((z * side + y) * side, (opposite(z) * side + opposite(y)) * side);
            // The other half of the rows stands for the same frequencies.
            for x in 0..=side / 2 {
                let shell = shell_of[own + x] as usize;
                // Shell 0 holds what rounding left of the mean.
                if shell == 0 || shell >= sums.len() {
                    continue;
                }
                let (here, there) = (values[own + x], values[other + opposite(x)]);
                let (sum, product) = (here.norm_sqr() + there.norm_sqr(), here * there);
                let twice = if x == 0 || 2 * x == side { 1.0 } else { 2.0 };
                sums[shell][0] += twice * f64::from(product.im);
                sums[shell][1] += twice * f64::from(sum / 2.0 + product.re);
                sums[shell][2] += twice * f64::from(sum / 2.0 - product.re);
            }
        }
    }
    for (value, [product, first, second]) in curve.iter_mut().zip(sums) {
        let norm = (first.max(0.0) * second.max(0.0)).sqrt();
        *value = if norm > 0.0 { (product / norm) as f32 } else { 0.0 };
    }
}

fn number_shells(side: usize) -> Vec<u32> {
    let square = |place: usize| place.min(side - place).pow(2);
    let radius = |at: usize| square(at % side) + square(at / side % side) + square(at / side / side);
    (0..side.pow(3))
        .map(|at| (radius(at) as f64).sqrt().round() as u32)
        .collect()
}
