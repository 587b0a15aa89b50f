//! How well the frames of a movie match each other, patch by patch.
//!
//! Each patch of each frame is cut out, tapered and transformed once; what is kept are its coefficients F up
//! to a frequency limit. For displacements s(patch, frame) the aligned coefficients are
//! A = F exp(+2 pi i k s), and the correlation of a frame with the sum of the others is
//! C = sum over k of w(k) Re(A conj(R)), R = sum over the other frames of A. Its gradient and second
//! derivatives in s come in closed form, so that no correlation image is made to refine a displacement;
//! [`PatchSpectra::search`] makes one where the displacement is not known yet.

mod align;
mod cut;
mod plans;
mod power;
mod score;
mod search;

pub use self::cut::Windows;
pub use self::score::SCORES;
use crate::huge::HugeVec;
use crate::{Error, Result};

/// Coefficients of equal kx, ky from -reach to +reach.
struct Run {
    start: usize,
    reach: usize,
}

pub struct PatchSpectra {
    pub frames: usize,
    pub patches: usize,
    height: usize,
    width: usize,
    runs: Vec<Run>,
    modes: usize,
    /// (patch, frame, 2, modes): real parts, then imaginary parts.
    data: HugeVec<f32>,
    /// (patch, frame, 2): where the window was cut beyond the patch's own place, x and y.
    offsets: Vec<f32>,
    /// Frequency of each coefficient, cycles a pixel.
    radii: Vec<f32>,
}

/// A factor by frequency: `values` evenly spaced from 0 to `end` cycles a pixel, linear between.
pub struct Curve<'a> {
    pub values: &'a [f32],
    pub end: f32,
}

impl Curve<'_> {
    fn at(&self, frequency: f32) -> f32 {
        let last = self.values.len() - 1;
        let place = (frequency / self.end * last as f32).min(last as f32);
        let below = place as usize;
        let above = (below + 1).min(last);
        self.values[below] + (self.values[above] - self.values[below]) * (place - below as f32)
    }
}

impl PatchSpectra {
    fn check_shifts(&self, shifts: &[f32]) -> Result<()> {
        Error::unless(shifts.len() == 2 * self.patches * self.frames, || {
            format!(
                "{} patches of {} frames were given {} displacements",
                self.patches,
                self.frames,
                shifts.len()
            )
        })
    }

    /// Weight of each coefficient. Those with kx = 0 stand there with both signs of ky, all others once.
    fn mode_weights(&self, curve: &Curve) -> Result<Vec<f32>> {
        Error::unless(!curve.values.is_empty() && curve.end > 0.0, || {
            "a weight curve has at least one value and an end above 0".into()
        })?;
        let mut weights: Vec<f32> = self.radii.iter().map(|&radius| curve.at(radius)).collect();
        weights[..2 * self.runs[0].reach + 1]
            .iter_mut()
            .for_each(|weight| *weight *= 0.5);
        Ok(weights)
    }

    fn planes(&self, patch: usize, frame: usize) -> (&[f32], &[f32]) {
        self.data[(patch * self.frames + frame) * 2 * self.modes..][..2 * self.modes].split_at(self.modes)
    }
}
