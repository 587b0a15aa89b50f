//! Displacements found from whole correlation images.

use rayon::prelude::*;
use rustfft::num_complex::Complex32;

use super::plans::Plans;
use super::{Curve, PatchSpectra};
use crate::threads::with_threads;
use crate::Result;

impl PatchSpectra {
    /// Where, within `reach` pixels along both axes of the displacements `shifts`, each patch of each frame
    /// correlates best with the other frames: (patch, frame, 3) of x and y to be added, to a fraction of a pixel
    /// by a parabola along each axis, and the highest correlation.
    pub fn search(&self, shifts: &[f32], weights: &Curve, reach: usize, threads: usize) -> Result<Vec<f32>> {
        self.check_shifts(shifts)?;
        let weights = self.mode_weights(weights)?;
        let (height, width) = (self.height, self.width);
        let (reach_y, reach_x) = (reach.min((height - 1) / 2), reach.min((width - 1) / 2));
        let plans = Plans::new(height, width);
        let mut peaks = vec![0f32; self.patches * self.frames * 3];
        with_threads(threads, || {
            for patch in 0..self.patches {
                let (sum_re, sum_im) = self.sum_aligned(patch, shifts);
                peaks[patch * self.frames * 3..][..self.frames * 3]
                    .par_chunks_mut(3)
                    .enumerate()
                    .for_each(|(frame, peak)| {
                        let (mut re, mut im) = (vec![0f32; self.modes], vec![0f32; self.modes]);
                        self.add_aligned(patch, frame, &self.phases(patch, frame, shifts), &mut re, &mut im);
                        // A conj(R - A), weighted.
                        let mut spectrum = vec![Complex32::default(); (width / 2 + 1) * height];
                        for (kx, run) in self.runs.iter().enumerate() {
                            for i in 0..=2 * run.reach {
                                let at = run.start + i;
                                let (a, b) = (re[at], im[at]);
                                let (c, d) = (sum_re[at] - a, sum_im[at] - b);
                                spectrum[kx * height + (i + height - run.reach) % height] =
                                    Complex32::new(a * c + b * d, b * c - a * d) * weights[at];
                            }
                        }
                        let surface = correlation_surface(&plans, &mut spectrum, height, width);
                        peak.copy_from_slice(&find_peak(&surface, height, width, reach_y, reach_x));
                    });
            }
        });
        Ok(peaks)
    }
}

/// The real image of a half spectrum stored column after column; not normalised. Row after row, origin first.
fn correlation_surface(plans: &Plans, spectrum: &mut [Complex32], height: usize, width: usize) -> Vec<f32> {
    let mut scratch = vec![Complex32::default(); plans.columns_back.get_inplace_scratch_len()];
    plans.columns_back.process_with_scratch(spectrum, &mut scratch);
    let mut surface = vec![0f32; height * width];
    let mut row = vec![Complex32::default(); width / 2 + 1];
    let mut scratch = plans.rows_back.make_scratch_vec();
    for y in 0..height {
        for (x, value) in row.iter_mut().enumerate() {
            *value = spectrum[x * height + y];
        }
        row[0].im = 0.0;
        if width.is_multiple_of(2) {
            row[width / 2].im = 0.0;
        }
        plans
            .rows_back
            .process_with_scratch(&mut row, &mut surface[y * width..][..width], &mut scratch)
            .expect("row lengths match the plan");
    }
    surface
}

fn find_peak(surface: &[f32], height: usize, width: usize, reach_y: usize, reach_x: usize) -> [f32; 3] {
    let at =
        |y: i64, x: i64| surface[y.rem_euclid(height as i64) as usize * width + x.rem_euclid(width as i64) as usize];
    let mut best = (f32::NEG_INFINITY, 0, 0);
    for y in -(reach_y as i64)..=reach_y as i64 {
        for x in -(reach_x as i64)..=reach_x as i64 {
            let value = at(y, x);
            if value > best.0 {
                best = (value, y, x);
            }
        }
    }
    let (value, y, x) = best;
    let vertex = |before: f32, after: f32| {
        let curvature = before - 2.0 * value + after;
        if curvature < 0.0 {
            (0.5 * (before - after) / curvature).clamp(-0.5, 0.5)
        } else {
            0.0
        }
    };
    [
        x as f32 + vertex(at(y, x - 1), at(y, x + 1)),
        y as f32 + vertex(at(y - 1, x), at(y + 1, x)),
        value,
    ]
}
