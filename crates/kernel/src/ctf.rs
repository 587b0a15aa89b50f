//! Contrast transfer functions over whole half spectra.
//!
//! The kernel does not know microscopes: it is given the aberration phase as a polynomial of the spatial
//! frequency and answers minus its sine. What the coefficients mean stands with the CTF model in TypeScript.

use rayon::prelude::*;

use crate::threads::with_threads;
use crate::{Error, Result};

/// Phase divided by pi at the spatial frequency (kx, ky) in 1/A:
/// `constant + xx kx^2 + xy kx ky + yy ky^2 + fourth (kx^2 + ky^2)^2`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aberration {
    pub constant: f64,
    pub xx: f64,
    pub xy: f64,
    pub yy: f64,
    pub fourth: f64,
}

/// `-sin(pi phase)` for each aberration: (count, height, width / 2 + 1), frequency 0 first on both axes, for
/// images of (height, width) pixels of `pixel_size` A. An even size has its Nyquist row at -1 / (2 pixel_size).
pub fn half_spectra(
    aberrations: &[Aberration],
    height: usize,
    width: usize,
    pixel_size: f64,
    threads: usize,
) -> Result<Vec<f32>> {
    Error::unless(height > 0 && width > 0, || {
        format!("a spectrum of {height} x {width} pixels has no frequencies")
    })?;
    Error::unless(pixel_size.is_finite() && pixel_size > 0.0, || {
        format!("a pixel size of {pixel_size} A: expected a number above 0")
    })?;
    let half = width / 2 + 1;
    let (step_x, step_y) = (1.0 / (width as f64 * pixel_size), 1.0 / (height as f64 * pixel_size));
    let mut output = vec![0f32; aberrations.len() * height * half];
    with_threads(threads, || {
        output.par_chunks_mut(half).enumerate().for_each(|(index, row)| {
            let aberration = &aberrations[index / height];
            let y = index % height;
            let ky = signed_frequency(y, height) as f64 * step_y;
            let (constant, linear) = (aberration.constant + aberration.yy * ky * ky, aberration.xy * ky);
            for (x, value) in row.iter_mut().enumerate() {
                let kx = x as f64 * step_x;
                let k2 = kx * kx + ky * ky;
                let phase = constant + kx * (linear + aberration.xx * kx) + aberration.fourth * k2 * k2;
                *value = -sine_of_half_turns(phase);
            }
        });
    });
    Ok(output)
}

/// Frequency of element `index` of a transform of `length`: the upper half of them is negative.
pub fn signed_frequency(index: usize, length: usize) -> i64 {
    if 2 * index < length {
        index as i64
    } else {
        index as i64 - length as i64
    }
}

/// sin(pi x), good to 1e-7: x is brought into half a turn about 0, where seven Taylor terms are enough.
/// Written without branches so that loops over it become vector code.
#[inline(always)]
fn sine_of_half_turns(x: f64) -> f32 {
    let turn = (x - 2.0 * (0.5 * x).round_ties_even()) as f32;
    let folded = (0.5 - (turn.abs() - 0.5).abs()).copysign(turn);
    let square = folded * folded;
    let mut sum = 4.663_028e-4f32;
    for coefficient in [
        -7.370_431e-3,
        8.214_589e-2,
        -5.992_645e-1,
        2.550_164,
        -5.167_713,
        std::f32::consts::PI,
    ] {
        sum = sum.mul_add(square, coefficient);
    }
    sum * folded
}
