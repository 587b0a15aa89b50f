//! Coefficients of patches moved by their displacements.

use super::PatchSpectra;

pub(super) struct Phases {
    pub(super) x: Vec<(f32, f32)>,
    pub(super) y_re: Vec<f32>,
    pub(super) y_im: Vec<f32>,
    pub(super) reach: usize,
}

impl Phases {
    /// Factors for ky from -reach to +reach.
    pub(super) fn y(&self, reach: usize) -> (&[f32], &[f32]) {
        let from = self.reach - reach;
        (&self.y_re[from..][..2 * reach + 1], &self.y_im[from..][..2 * reach + 1])
    }
}

impl PatchSpectra {
    /// Factors exp(2 pi i k s) along both axes that align a patch of a frame displaced by `shifts`.
    pub(super) fn phases(&self, patch: usize, frame: usize, shifts: &[f32]) -> Phases {
        let at = 2 * (patch * self.frames + frame);
        let turn = |axis: usize, size: usize| {
            std::f64::consts::TAU * f64::from(shifts[at + axis] - self.offsets[at + axis]) / size as f64
        };
        let (step_x, step_y) = (turn(0, self.width), turn(1, self.height));
        let reach = self.runs[0].reach;
        let unit = |angle: f64| (angle.cos() as f32, angle.sin() as f32);
        Phases {
            x: (0..self.runs.len()).map(|kx| unit(step_x * kx as f64)).collect(),
            y_re: (0..=2 * reach)
                .map(|i| unit(step_y * (i as f64 - reach as f64)).0)
                .collect(),
            y_im: (0..=2 * reach)
                .map(|i| unit(step_y * (i as f64 - reach as f64)).1)
                .collect(),
            reach,
        }
    }

    /// Adds the aligned coefficients of a patch of a frame to `re` and `im`.
    pub(super) fn add_aligned(&self, patch: usize, frame: usize, phases: &Phases, re: &mut [f32], im: &mut [f32]) {
        let (source_re, source_im) = self.planes(patch, frame);
        for (kx, run) in self.runs.iter().enumerate() {
            let span = run.start..run.start + 2 * run.reach + 1;
            let (x_re, x_im) = phases.x[kx];
            let (y_re, y_im) = phases.y(run.reach);
            let sources = source_re[span.clone()].iter().zip(&source_im[span.clone()]);
            let turns = y_re.iter().zip(y_im);
            for (((out_re, out_im), (&a, &b)), (&c, &d)) in
                re[span.clone()].iter_mut().zip(&mut im[span]).zip(sources).zip(turns)
            {
                let (p, q) = (x_re * c - x_im * d, x_re * d + x_im * c);
                *out_re += a * p - b * q;
                *out_im += a * q + b * p;
            }
        }
    }

    /// Sum over frames of the aligned coefficients of a patch.
    pub(super) fn sum_aligned(&self, patch: usize, shifts: &[f32]) -> (Vec<f32>, Vec<f32>) {
        let (mut re, mut im) = (vec![0f32; self.modes], vec![0f32; self.modes]);
        for frame in 0..self.frames {
            self.add_aligned(patch, frame, &self.phases(patch, frame, shifts), &mut re, &mut im);
        }
        (re, im)
    }
}
