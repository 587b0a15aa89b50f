//! One image at a time compared with the slice of a volume.

use std::f64::consts::TAU;

use rustfft::num_complex::Complex32;

use super::normal_equations::Matrix;
use super::{Fit, Pose, PARAMETERS};
use crate::ctf::{sine_and_cosine, Contrast};
use crate::spectrum::point_of;

/// Sums of a comparison.
#[derive(Clone, Copy)]
pub(super) struct Terms {
    /// Logarithm of the likelihood against that of no particle.
    pub(super) score: f64,
    pub(super) product: f64,
    pub(super) energy: f64,
    /// Minus the derivative of half the squares, and the matrix of the normal equations.
    pub(super) gradient: [f64; PARAMETERS],
    pub(super) matrix: Matrix,
}

pub(super) struct Worker<'a> {
    pub(super) fit: &'a Fit<'a>,
    pub(super) points: &'a [[f32; 2]],
    pub(super) image: usize,
    /// Contrast transfer times scale at each point.
    pub(super) transfer: Vec<f32>,
}

impl<'a> Worker<'a> {
    pub(super) fn new(fit: &'a Fit<'a>, points: &'a [[f32; 2]]) -> Self {
        Self {
            fit,
            points,
            image: 0,
            transfer: vec![0.0; points.len()],
        }
    }

    pub(super) fn open(&mut self, image: usize) {
        self.image = image;
        let step = (1.0 / (self.fit.rings.box_size as f64 * self.fit.pixel_size)) as f32;
        let contrast = Contrast::new(&self.fit.aberrations[image]);
        let scale = self.fit.scales[image];
        for (value, point) in self.transfer.iter_mut().zip(self.points) {
            *value = scale * contrast.at(step * point[0], step * point[1]);
        }
    }

    pub(super) fn samples(&self) -> &'a [Complex32] {
        &self.fit.samples[self.image * self.fit.stride..][..self.points.len()]
    }

    /// Half turns of the shift's phase for a step along each axis.
    pub(super) fn half_turns(&self, pose: &Pose) -> [f32; 2] {
        pose.shift
            .map(|shift| (-2.0 * shift / self.fit.rings.box_size as f64) as f32)
    }

    pub(super) fn compare(&self, pose: &Pose) -> Terms {
        let rings = self.fit.rings;
        let samples = self.samples();
        let turns = self.half_turns(pose);
        let step = (TAU / rings.box_size as f64) as f32;
        let rotation = &pose.rotation;
        let mut terms = Terms {
            score: 0.0,
            product: 0.0,
            energy: 0.0,
            gradient: [0.0; PARAMETERS],
            matrix: [[0.0; PARAMETERS]; PARAMETERS],
        };
        for ring in 0..rings.len() {
            let mut product = 0f32;
            let mut energy = 0f32;
            let mut gradient = [0f32; PARAMETERS];
            let mut matrix = [[0f32; PARAMETERS]; PARAMETERS];
            for index in rings.samples_at[ring]..rings.samples_at[ring + 1] {
                let [kx, ky] = self.points[index];
                let slope = self.fit.spectrum.slope_at(point_of(rotation, kx, ky));
                let (sine, cosine) = sine_and_cosine(turns[0] * kx + turns[1] * ky);
                let factor = Complex32::new(cosine, sine) * self.transfer[index];
                // Derivatives along the image's axes.
                let along: [Complex32; 3] = std::array::from_fn(|axis| {
                    slope.by[0] * rotation[3 * axis]
                        + slope.by[1] * rotation[3 * axis + 1]
                        + slope.by[2] * rotation[3 * axis + 2]
                });
                let model = slope.value * factor;
                let turn = Complex32::new(model.im * step, -model.re * step);
                let by = [
                    along[2] * factor * -ky,
                    along[2] * factor * kx,
                    (along[0] * ky - along[1] * kx) * factor,
                    turn * kx,
                    turn * ky,
                ];
                let sample = samples[index];
                product += sample.re * model.re + sample.im * model.im;
                energy += model.norm_sqr();
                let left = sample - model;
                for a in 0..PARAMETERS {
                    gradient[a] += by[a].re * left.re + by[a].im * left.im;
                    for b in 0..=a {
                        matrix[a][b] += by[a].re * by[b].re + by[a].im * by[b].im;
                    }
                }
            }
            let weight = self.weight(ring);
            terms.product += weight * f64::from(product);
            terms.energy += weight * f64::from(energy);
            for a in 0..PARAMETERS {
                terms.gradient[a] += weight * f64::from(gradient[a]);
                for b in 0..=a {
                    terms.matrix[a][b] += weight * f64::from(matrix[a][b]);
                }
            }
        }
        for a in 0..PARAMETERS {
            for b in 0..a {
                terms.matrix[b][a] = terms.matrix[a][b];
            }
        }
        let spread = 1.0 / (self.fit.shift_spread * self.fit.shift_spread);
        for axis in 0..2 {
            terms.gradient[3 + axis] -= spread * pose.shift[axis];
            terms.matrix[3 + axis][3 + axis] += spread;
        }
        let away = pose.shift[0] * pose.shift[0] + pose.shift[1] * pose.shift[1];
        terms.score = terms.product - 0.5 * terms.energy - 0.5 * spread * away;
        terms
    }

    /// What a sample of a half ring counts for: its share of the plane, twice, over the noise.
    fn weight(&self, ring: usize) -> f64 {
        let samples = (self.fit.rings.counts[ring] / 2) as f64;
        TAU * (ring + 1) as f64 / samples * f64::from(self.fit.inverse_noise[ring])
    }
}
