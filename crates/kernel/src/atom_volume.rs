//! The density of atoms on a grid, by the same non-uniform transform as their projections.

use rayon::prelude::*;
use rustfft::num_complex::Complex32;

use crate::ctf::signed_frequency;
use crate::fft;
use crate::projection::{spline, Atoms};
use crate::threads::with_threads;
use crate::{Error, Result};

/// Voxels a side that are rendered at most: the fine grid of twice as many takes 64 bytes for each voxel.
const LARGEST: usize = 320;

/// Density of `atoms` on `size`^3 voxels of `pixel_size` A, (z, y, x), the origin on voxel floor(size / 2). `curves`
/// holds the factors of the first and the second weight over 0 to `curve_end` cycles a voxel. Summed along z it is
/// what `projection::project` makes of the unturned atoms.
pub fn render(
    atoms: &Atoms,
    size: usize,
    pixel_size: f64,
    (curves, curve_end): (&[f32], f32),
    threads: usize,
) -> Result<Vec<f32>> {
    Error::unless((2..=LARGEST).contains(&size) && pixel_size > 0.0, || {
        format!("a density of {size} voxels a side of {pixel_size} A: expected 2 to {LARGEST} voxels")
    })?;
    let samples = curves.len() / 2;
    Error::unless(samples >= 2 && curves.len() == 2 * samples && curve_end > 0.0, || {
        format!("{} values are no two curves", curves.len())
    })?;
    let count = atoms.positions.len() / 3;
    Error::unless(
        atoms.positions.len() == 3 * count && atoms.weights.len() == 2 * count,
        || format!("{count} atoms and {} weights", atoms.weights.len()),
    )?;
    let fine = 2 * size;
    let mut grid = vec![Complex32::default(); fine * fine * fine];
    spread(atoms, size, pixel_size, &mut grid);
    fft::complex(&mut grid, &[fine, fine, fine], 1, false, threads)?;
    let spectrum = shape(&grid, size, (curves, curve_end), threads);
    drop(grid);
    fft::inverse_real(spectrum, &[size, size, size], 1, threads)
}

fn spread(atoms: &Atoms, size: usize, pixel_size: f64, grid: &mut [Complex32]) {
    let fine = 2 * size as i64;
    let (scale, origin) = ((2.0 / pixel_size) as f32, (2 * (size / 2)) as f32);
    for (place, weight) in atoms.positions.chunks_exact(3).zip(atoms.weights.chunks_exact(2)) {
        let along: [(i64, [f32; 4]); 3] = std::array::from_fn(|axis| {
            let at = scale * place[axis] + origin;
            (at.floor() as i64 - 1, spline(at - at.floor()))
        });
        let [(x, across), (y, down), (z, deep)] = along;
        let weight = Complex32::new(weight[0], weight[1]);
        let wrap = |index: i64| index.rem_euclid(fine) as usize;
        for (k, deep) in deep.into_iter().enumerate() {
            for (j, down) in down.into_iter().enumerate() {
                let line = (wrap(z + k as i64) * fine as usize + wrap(y + j as i64)) * fine as usize;
                for (i, across) in across.into_iter().enumerate() {
                    grid[line + wrap(x + i as i64)] += weight * (deep * down * across);
                }
            }
        }
    }
}

/// The half spectrum of the coarse grid, (size, size, size / 2 + 1).
fn shape(grid: &[Complex32], size: usize, (curves, curve_end): (&[f32], f32), threads: usize) -> Vec<Complex32> {
    let (fine, half) = (2 * size as i64, size / 2 + 1);
    let samples = curves.len() / 2;
    let (first, second) = curves.split_at(samples);
    let to_sample = (samples - 1) as f32 / curve_end;
    let place = |frequency: i64| frequency.rem_euclid(fine) as usize;
    let at = |z: i64, y: i64, x: i64| grid[(place(z) * fine as usize + place(y)) * fine as usize + place(x)];
    let sharpen = |frequency: i64| {
        let turn = std::f64::consts::PI * frequency as f64 / fine as f64;
        let sinc = if frequency == 0 { 1.0 } else { turn.sin() / turn };
        (1.0 / sinc.powi(4)) as f32
    };
    let mut spectrum = vec![Complex32::default(); size * size * half];
    with_threads(threads, || {
        spectrum.par_chunks_mut(half).enumerate().for_each(|(row, out)| {
            let (z, y) = (signed_frequency(row / size, size), signed_frequency(row % size, size));
            let outer = sharpen(z) * sharpen(y);
            for (x, value) in out.iter_mut().enumerate() {
                let x = x as i64;
                let length = ((x * x + y * y + z * z) as f32).sqrt() / size as f32;
                let sample = (length * to_sample).min((samples - 1) as f32);
                let below = (sample as usize).min(samples - 2);
                let rest = sample - below as f32;
                let of = |curve: &[f32]| curve[below] + rest * (curve[below + 1] - curve[below]);
                // The grid is a + i b with real a and b: the transforms of both are its even and odd parts.
                let (here, there) = (at(z, y, x), at(-z, -y, -x).conj());
                let odd = here - there;
                let parts = (here + there) * of(first) + Complex32::new(odd.im, -odd.re) * of(second);
                *value = parts * (0.5 * outer * sharpen(x));
            }
        });
    });
    spectrum
}
