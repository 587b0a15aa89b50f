//! How well patches match at given displacements, with derivatives.

use rayon::prelude::*;

use super::align::Phases;
use super::{Curve, PatchSpectra};
use crate::threads::with_threads;
use crate::Result;

/// Numbers that [`PatchSpectra::score`] gives for a patch of a frame: the correlation, its derivatives along
/// x and y, and its second derivatives xx, xy, yy.
pub const SCORES: usize = 6;

impl PatchSpectra {
    /// Correlation with the other frames, and its derivatives in pixels, at displacements `shifts` (patch,
    /// frame, 2): [`SCORES`] numbers for each patch and frame.
    pub fn score(&self, shifts: &[f32], weights: &Curve, threads: usize) -> Result<Vec<f64>> {
        self.check_shifts(shifts)?;
        let weights = self.mode_weights(weights)?;
        let mut scores = vec![0f64; self.patches * self.frames * SCORES];
        with_threads(threads, || {
            scores
                .par_chunks_mut(self.frames * SCORES)
                .enumerate()
                .for_each(|(patch, out)| {
                    let (sum_re, sum_im) = self.sum_aligned(patch, shifts);
                    for (frame, out) in out.chunks_exact_mut(SCORES).enumerate() {
                        let phases = self.phases(patch, frame, shifts);
                        out.copy_from_slice(&self.score_one(patch, frame, &phases, &sum_re, &sum_im, &weights));
                    }
                });
        });
        Ok(scores)
    }

    fn score_one(
        &self,
        patch: usize,
        frame: usize,
        phases: &Phases,
        sum_re: &[f32],
        sum_im: &[f32],
        weights: &[f32],
    ) -> [f64; SCORES] {
        let (source_re, source_im) = self.planes(patch, frame);
        let (unit_x, unit_y) = (
            std::f64::consts::TAU / self.width as f64,
            std::f64::consts::TAU / self.height as f64,
        );
        let mut total = [0f64; SCORES];
        for (kx, run) in self.runs.iter().enumerate() {
            let span = run.start..run.start + 2 * run.reach + 1;
            let (y_re, y_im) = phases.y(run.reach);
            let sums = run_sums(
                phases.x[kx],
                (y_re, y_im),
                (&source_re[span.clone()], &source_im[span.clone()]),
                (&sum_re[span.clone()], &sum_im[span.clone()]),
                &weights[span],
                run.reach,
            );
            let [real, imaginary, real_y, imaginary_y, real_yy] = sums.map(f64::from);
            let x = unit_x * kx as f64;
            total[0] += real;
            total[1] -= x * imaginary;
            total[2] -= unit_y * imaginary_y;
            total[3] -= x * x * real;
            total[4] -= x * unit_y * real_y;
            total[5] -= unit_y * unit_y * real_yy;
        }
        total
    }
}

/// Sums over one run of w Re, w Im, w y Re, w y Im and w y² Re of A conj(R - A), y counted in steps of frequency.
#[inline(always)]
fn run_sums(
    (x_re, x_im): (f32, f32),
    (y_re, y_im): (&[f32], &[f32]),
    (source_re, source_im): (&[f32], &[f32]),
    (sum_re, sum_im): (&[f32], &[f32]),
    weights: &[f32],
    reach: usize,
) -> [f32; 5] {
    const LANES: usize = 8;
    let mut lanes = [[0f32; LANES]; 5];
    let term = |i: usize| {
        let (c, d) = (y_re[i], y_im[i]);
        let (p, q) = (x_re * c - x_im * d, x_re * d + x_im * c);
        let (a, b) = (source_re[i] * p - source_im[i] * q, source_re[i] * q + source_im[i] * p);
        let (r, s) = (sum_re[i] - a, sum_im[i] - b);
        let real = weights[i] * (a * r + b * s);
        let imaginary = weights[i] * (b * r - a * s);
        (real, imaginary)
    };
    let length = weights.len();
    let whole = length / LANES * LANES;
    let mut add = |lane: usize, i: usize, (real, imaginary): (f32, f32)| {
        let y = i as f32 - reach as f32;
        lanes[0][lane] += real;
        lanes[1][lane] += imaginary;
        lanes[2][lane] += y * real;
        lanes[3][lane] += y * imaginary;
        lanes[4][lane] += y * y * real;
    };
    for block in (0..whole).step_by(LANES) {
        for lane in 0..LANES {
            add(lane, block + lane, term(block + lane));
        }
    }
    for i in whole..length {
        add(0, i, term(i));
    }
    lanes.map(|lane| lane.iter().sum())
}
