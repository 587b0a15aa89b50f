//! Contrast transfer functions over whole half spectra.
//!
//! The kernel does not know microscopes: it is given the aberration phase as a polynomial of the spatial
//! frequency and answers minus its sine. What the coefficients mean stands with the CTF model in TypeScript.

use rayon::prelude::*;

use crate::threads::with_threads;
use crate::{Error, Result};

/// Phase divided by pi at the spatial frequency (kx, ky) in 1/A:
/// `constant + xx kx^2 + xy kx ky + yy ky^2 + fourth k^4`, and, at angle t from x towards y,
/// `k^4 (turned[0] cos 2t + turned[1] sin 2t + turned[2] cos 4t + turned[3] sin 4t)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aberration {
    pub constant: f64,
    pub xx: f64,
    pub xy: f64,
    pub yy: f64,
    pub fourth: f64,
    pub turned: [f64; 4],
}

impl Aberration {
    /// `-sin(pi phase)` along the frequencies (0, ky), (step_x, ky), (2 step_x, ky), ...
    pub fn fill_row(&self, ky: f64, step_x: f64, row: &mut [f32]) {
        let (constant, linear) = (self.constant + self.yy * ky * ky, self.xy * ky);
        let [c2, s2, c4, s4] = self.turned;
        for (x, value) in row.iter_mut().enumerate() {
            let kx = x as f64 * step_x;
            let k2 = kx * kx + ky * ky;
            // k^2 times cosine and sine of twice the angle.
            let (u, v) = (kx * kx - ky * ky, 2.0 * kx * ky);
            let turned = k2 * (c2 * u + s2 * v) + c4 * (u * u - v * v) + s4 * 2.0 * u * v;
            let phase = constant + kx * (linear + self.xx * kx) + self.fourth * k2 * k2 + turned;
            *value = -sine_of_half_turns(phase);
        }
    }
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
            aberration.fill_row(signed_frequency(y, height) as f64 * step_y, step_x, row);
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
    sine_of_turn((x - 2.0 * (0.5 * x).round_ties_even()) as f32)
}

/// sin(pi x) for x from -1 to 1.
#[inline(always)]
fn sine_of_turn(turn: f32) -> f32 {
    let folded = (0.5 - (turn.abs() - 0.5).abs()).copysign(turn);
    sine_within_half_turn(folded)
}

/// sin(pi x) and cos(pi x), in single precision.
#[inline(always)]
pub fn sine_and_cosine(x: f32) -> (f32, f32) {
    let wrap = |x: f32| x - 2.0 * (0.5 * x).round_ties_even();
    (sine_of_turn(wrap(x)), sine_of_turn(wrap(x + 0.5)))
}

/// An aberration in single precision, whose contrast transfer is + sin of the phase: that of bright particles.
#[derive(Clone, Copy)]
pub struct Contrast {
    constant: f32,
    xx: f32,
    xy: f32,
    yy: f32,
    fourth: f32,
    turned: [f32; 4],
}

impl Contrast {
    pub fn new(aberration: &Aberration) -> Self {
        Self {
            constant: aberration.constant as f32,
            xx: aberration.xx as f32,
            xy: aberration.xy as f32,
            yy: aberration.yy as f32,
            fourth: aberration.fourth as f32,
            turned: aberration.turned.map(|value| value as f32),
        }
    }

    /// The phase at (kx, ky), 1/A, in half turns.
    #[inline(always)]
    fn half_turns(&self, kx: f32, ky: f32) -> f32 {
        let (x2, y2, xy) = (kx * kx, ky * ky, kx * ky);
        let k2 = x2 + y2;
        let [c2, s2, c4, s4] = self.turned;
        let (u, v) = (x2 - y2, 2.0 * xy);
        let fourth = k2 * (self.fourth * k2 + c2 * u + s2 * v) + c4 * (u * u - v * v) + 2.0 * s4 * u * v;
        self.constant + self.xx * x2 + self.xy * xy + self.yy * y2 + fourth
    }

    /// The contrast transfer at (kx, ky), 1/A.
    #[inline(always)]
    pub fn at(&self, kx: f32, ky: f32) -> f32 {
        let turns = self.half_turns(kx, ky);
        sine_of_turn(turns - 2.0 * (0.5 * turns).round_ties_even())
    }

    /// Sine and cosine of the phase: the contrast transfer, and its derivative by the phase.
    #[inline(always)]
    pub fn both_at(&self, kx: f32, ky: f32) -> (f32, f32) {
        sine_and_cosine(self.half_turns(kx, ky))
    }
}

/// sin(pi x) for x from -1/2 to 1/2.
#[inline(always)]
fn sine_within_half_turn(x: f32) -> f32 {
    let square = x * x;
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
    sum * x
}

/// Frequencies and what is known at them, to be compared with a squared contrast transfer.
pub struct Samples<'a> {
    /// Spatial frequency in 1/A.
    pub kx: &'a [f32],
    pub ky: &'a [f32],
    /// Data times weight.
    pub weighted: &'a [f32],
    pub weights: &'a [f32],
}

/// Points summed in single precision before they go into the sums in double precision.
const BLOCK: usize = 1024;
const LANES: usize = 16;

/// For each aberration, with `c = cos(2 pi phase)` (the squared contrast transfer is `(1 - c) / 2`), the three sums
/// over all samples of `weighted c`, `weights c` and `weights c^2`: all that a normalised correlation needs.
pub fn correlation_sums(samples: &Samples, aberrations: &[Aberration], threads: usize) -> Result<Vec<f64>> {
    let length = samples.kx.len();
    Error::unless(
        samples.ky.len() == length && samples.weighted.len() == length && samples.weights.len() == length,
        || "the arrays of the samples differ in length".into(),
    )?;
    Error::unless(aberrations.iter().all(|one| one.turned == [0.0; 4]), || {
        "correlations are summed for aberrations without turned terms of the fourth order".into()
    })?;
    Ok(with_threads(threads, || {
        aberrations
            .par_iter()
            .flat_map_iter(|aberration| {
                let mut sums = [0f64; 3];
                for first in (0..length).step_by(BLOCK) {
                    let range = first..length.min(first + BLOCK);
                    let block = block_sums(
                        aberration,
                        &samples.kx[range.clone()],
                        &samples.ky[range.clone()],
                        &samples.weighted[range.clone()],
                        &samples.weights[range],
                    );
                    for (sum, value) in sums.iter_mut().zip(block) {
                        *sum += f64::from(value);
                    }
                }
                sums
            })
            .collect()
    }))
}

#[inline(always)]
fn block_sums(aberration: &Aberration, kx: &[f32], ky: &[f32], weighted: &[f32], weights: &[f32]) -> [f32; 3] {
    let (constant, fourth) = (aberration.constant as f32, aberration.fourth as f32);
    let (xx, xy, yy) = (aberration.xx as f32, aberration.xy as f32, aberration.yy as f32);
    let mut lanes = [[0f32; LANES]; 3];
    let whole = kx.len() / LANES * LANES;
    let mut add = |lane: usize, i: usize| {
        let (x2, y2) = (kx[i] * kx[i], ky[i] * ky[i]);
        let k2 = x2 + y2;
        let phase = constant + xx * x2 + xy * kx[i] * ky[i] + yy * y2 + fourth * k2 * k2;
        let cosine = cosine_of_turns(phase);
        lanes[0][lane] += weighted[i] * cosine;
        lanes[1][lane] += weights[i] * cosine;
        lanes[2][lane] += weights[i] * cosine * cosine;
    };
    for first in (0..whole).step_by(LANES) {
        for lane in 0..LANES {
            add(lane, first + lane);
        }
    }
    for i in whole..kx.len() {
        add(i - whole, i);
    }
    lanes.map(|lanes| lanes.iter().sum())
}

/// cos(2 pi x) = 1 - 2 sin^2(pi x).
#[inline(always)]
fn cosine_of_turns(x: f32) -> f32 {
    let turn = x - x.round_ties_even();
    let sine = sine_within_half_turn(turn);
    (-2.0 * sine).mul_add(sine, 1.0)
}
