//! The function that values between nodes of a Fourier grid are made with: Kaiser and Bessel's over four nodes, for images
//! and volumes padded to twice their size. Its error is below a thousandth (Jackson, Meyer, Nishimura and Macovski 1991,
//! IEEE Trans. Med. Imaging 10, 473; width from Beatty, Nishimura and Pauly 2005, 24, 799).

use std::f64::consts::PI;

use crate::lanes::LANES;

pub const TAPS: usize = 4;

/// Shape of the interpolation function for `TAPS` nodes and a padding of two.
fn shape() -> f64 {
    let width = TAPS as f64;
    PI * ((width / 2.0 * 1.5).powi(2) - 0.8).sqrt()
}

/// Modified Bessel function of order 0.
pub fn bessel(x: f64) -> f64 {
    let quarter = x * x / 4.0;
    let (mut sum, mut term) = (1.0, 1.0);
    for k in 1..60 {
        term *= quarter / f64::from(k * k);
        sum += term;
    }
    sum
}

/// Transform of the function that is not normalised, its argument half a turn for each node of its width.
fn raw_transform(turn: f64) -> f64 {
    let root = (shape().powi(2) - turn * turn).sqrt();
    root.sinh() / root
}

/// The interpolation function; it sums to about 1 over nodes.
pub fn interpolation(distance: f64) -> f64 {
    let inside = 1.0 - (2.0 * distance / TAPS as f64).powi(2);
    if inside <= 0.0 {
        return 0.0;
    }
    bessel(shape() * inside.sqrt()) / (TAPS as f64 * raw_transform(0.0))
}

/// Transform of the interpolation function at `x` pixels from the centre of a grid of `fine` pixels.
pub fn transformed(x: f64, fine: f64) -> f64 {
    raw_transform(PI * TAPS as f64 * x / fine) / raw_transform(0.0)
}

/// Places between two nodes for which weights are tabulated: the nearest one is off by at most a 4000th of the function.
const PLACES: usize = 1024;

/// Weights of the four nodes about a place, and their derivatives by it; each of them twice, for pairs of complex numbers.
pub struct Taps {
    weights: Vec<[f32; LANES]>,
    slopes: Vec<[f32; LANES]>,
}

impl Taps {
    pub fn new() -> Self {
        let table = |value: &dyn Fn(f64) -> f64| {
            (0..=PLACES)
                .map(|place| {
                    let part = place as f64 / PLACES as f64;
                    std::array::from_fn(|lane| value(part + 1.0 - (lane / 2) as f64) as f32)
                })
                .collect()
        };
        let small = 1e-4;
        Self {
            weights: table(&interpolation),
            slopes: table(&|x| (interpolation(x + small) - interpolation(x - small)) / (2.0 * small)),
        }
    }

    /// The first of the four nodes about `place`, and where their weights stand in the table.
    #[inline(always)]
    pub fn about(place: f32) -> (i32, usize) {
        let whole = place.floor();
        (whole as i32 - 1, ((place - whole) * PLACES as f32 + 0.5) as usize)
    }

    #[inline(always)]
    pub fn weights(&self, at: usize) -> &[f32; LANES] {
        &self.weights[at]
    }

    #[inline(always)]
    pub fn slopes(&self, at: usize) -> &[f32; LANES] {
        &self.slopes[at]
    }
}

impl Default for Taps {
    fn default() -> Self {
        Self::new()
    }
}
