//! Poses of images improved by least squares against a volume, and what images have left without it.
//!
//! With X an image's transform, C its contrast transfer, S the noise's power, s the strength of its signal and F the
//! central slice of the volume at rotation R, shifted by t, the sum of |X - s C F|² / S is made least over R and t by
//! Levenberg and Marquardt's method; derivatives of F are those of the interpolation. Turns are about the image's
//! axes: R becomes exp(w) R.

use std::f64::consts::TAU;

use rayon::prelude::*;
use rustfft::num_complex::Complex32;

use crate::ctf::{sine_and_cosine, Aberration, Contrast};
use crate::rings::Rings;
use crate::slice_orders::ring_points;
use crate::spectrum::{point_of, Rotation, Spectrum};
use crate::threads::with_threads;
use crate::{Error, Result};

/// Images that are compared with one volume.
pub struct Fit<'a> {
    pub spectrum: Spectrum<'a>,
    /// The rings compared: those of `samples` or the inner ones of them.
    pub rings: &'a Rings,
    /// (images, stride), from `images_to_rings`.
    pub samples: &'a [Complex32],
    pub stride: usize,
    pub aberrations: &'a [Aberration],
    pub pixel_size: f64,
    /// Strength of the signal in each image.
    pub scales: &'a [f32],
    /// 1 / power of the noise on each ring.
    pub inverse_noise: &'a [f32],
    /// Deviation of shifts from 0 that is expected, pixels.
    pub shift_spread: f64,
}

/// One way in which an image may lie.
#[derive(Clone, Copy)]
pub struct Pose {
    pub rotation: Rotation,
    /// Where the particle lies from the centre, pixels.
    pub shift: [f64; 2],
}

/// Numbers of each fitted pose: rotation (9), shift (2), logarithm of the likelihood against that of no particle, scale that
/// would fit best, deviations of angles (radians) and of shifts (pixels) that the noise allows.
pub const FITTED: usize = 15;

const PARAMETERS: usize = 5;

impl Fit<'_> {
    pub(crate) fn check(&self, images: usize) -> Result<()> {
        let fits = self.samples.len() == images * self.stride
            && self.stride >= self.rings.samples()
            && self.aberrations.len() == images
            && self.scales.len() == images
            && self.inverse_noise.len() == self.rings.len()
            && self.rings.box_size == self.spectrum.nodes.box_size
            && self.rings.len() <= self.spectrum.nodes.rings
            && self.pixel_size > 0.0
            && self.shift_spread > 0.0;
        Error::unless(fits, || {
            format!(
                "{images} images of {} samples, {} aberrations, {} scales and {} rings do not belong together",
                self.stride,
                self.aberrations.len(),
                self.scales.len(),
                self.rings.len()
            )
        })
    }

    /// Improves `poses` (images, each) by at most `steps` steps: (images, each, `FITTED`).
    pub fn improve(&self, poses: &[Pose], each: usize, steps: usize, threads: usize) -> Result<Vec<f32>> {
        let images = self.scales.len();
        self.check(images)?;
        Error::unless(each > 0 && poses.len() == images * each, || {
            format!("{} poses of {images} images, {each} each", poses.len())
        })?;
        let points = ring_points(self.rings);
        let mut output = vec![0f32; images * each * FITTED];
        with_threads(threads, || {
            output.par_chunks_mut(each * FITTED).enumerate().for_each_init(
                || Worker::new(self, &points),
                |worker, (image, out)| {
                    worker.open(image);
                    for (out, pose) in out.chunks_exact_mut(FITTED).zip(&poses[image * each..]) {
                        worker.improve(*pose, steps, out);
                    }
                },
            );
        });
        Ok(output)
    }

    /// Mean along each ring of |X|², of |X - s C F|² and of Re(X conj(s C F)): (images, 3, rings).
    pub fn residuals(&self, poses: &[Pose], threads: usize) -> Result<Vec<f32>> {
        let images = self.scales.len();
        self.check(images)?;
        Error::unless(poses.len() == images, || {
            format!("{} poses of {images} images", poses.len())
        })?;
        let points = ring_points(self.rings);
        let rings = self.rings;
        let mut output = vec![0f32; images * 3 * rings.len()];
        with_threads(threads, || {
            output
                .par_chunks_mut(3 * rings.len())
                .zip(poses)
                .enumerate()
                .for_each_init(
                    || Worker::new(self, &points),
                    |worker, (image, (out, pose))| {
                        worker.open(image);
                        worker.leave(pose, out);
                    },
                );
        });
        Ok(output)
    }
}

/// Sums of a comparison.
#[derive(Clone, Copy)]
struct Terms {
    /// Logarithm of the likelihood against that of no particle.
    score: f64,
    product: f64,
    energy: f64,
    /// Minus the derivative of half the squares, and the matrix of the normal equations.
    gradient: [f64; PARAMETERS],
    matrix: [[f64; PARAMETERS]; PARAMETERS],
}

struct Worker<'a> {
    fit: &'a Fit<'a>,
    points: &'a [[f32; 2]],
    image: usize,
    /// Contrast transfer times scale at each point.
    transfer: Vec<f32>,
}

impl<'a> Worker<'a> {
    fn new(fit: &'a Fit<'a>, points: &'a [[f32; 2]]) -> Self {
        Self {
            fit,
            points,
            image: 0,
            transfer: vec![0.0; points.len()],
        }
    }

    fn open(&mut self, image: usize) {
        self.image = image;
        let step = (1.0 / (self.fit.rings.box_size as f64 * self.fit.pixel_size)) as f32;
        let contrast = Contrast::new(&self.fit.aberrations[image]);
        let scale = self.fit.scales[image];
        for (value, point) in self.transfer.iter_mut().zip(self.points) {
            *value = scale * contrast.at(step * point[0], step * point[1]);
        }
    }

    fn samples(&self) -> &'a [Complex32] {
        &self.fit.samples[self.image * self.fit.stride..][..self.points.len()]
    }

    /// Half turns of the shift's phase for a step along each axis.
    fn half_turns(&self, pose: &Pose) -> [f32; 2] {
        pose.shift
            .map(|shift| (-2.0 * shift / self.fit.rings.box_size as f64) as f32)
    }

    fn compare(&self, pose: &Pose) -> Terms {
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

    fn improve(&self, start: Pose, steps: usize, out: &mut [f32]) {
        let mut pose = start;
        let mut terms = self.compare(&pose);
        let mut damping = 1e-3;
        for _ in 0..steps {
            let Some(step) = solve(&terms.matrix, &terms.gradient, damping) else {
                break;
            };
            let next = moved(&pose, &step);
            let tried = self.compare(&next);
            if tried.score > terms.score {
                let gained = tried.score - terms.score;
                pose = next;
                terms = tried;
                damping *= 0.1;
                if gained < 0.01 {
                    break;
                }
            } else {
                damping = (damping * 30.0).max(0.03);
                if damping > 1e4 {
                    break;
                }
            }
        }
        out[..9].copy_from_slice(&pose.rotation);
        out[9] = pose.shift[0] as f32;
        out[10] = pose.shift[1] as f32;
        out[11] = terms.score as f32;
        let scale = f64::from(self.fit.scales[self.image]);
        out[12] = if terms.energy > 0.0 {
            (scale * terms.product / terms.energy) as f32
        } else {
            scale as f32
        };
        let spread = spreads(&terms.matrix);
        out[13] = ((spread[0] + spread[1] + spread[2]) / 3.0).sqrt() as f32;
        out[14] = ((spread[3] + spread[4]) / 2.0).sqrt() as f32;
    }

    fn leave(&self, pose: &Pose, out: &mut [f32]) {
        let rings = self.fit.rings;
        let samples = self.samples();
        let turns = self.half_turns(pose);
        for ring in 0..rings.len() {
            let place = rings.samples_at[ring]..rings.samples_at[ring + 1];
            let share = 1.0 / place.len() as f32;
            let mut sums = [0f32; 3];
            for index in place {
                let [kx, ky] = self.points[index];
                let value = self.fit.spectrum.at(point_of(&pose.rotation, kx, ky));
                let (sine, cosine) = sine_and_cosine(turns[0] * kx + turns[1] * ky);
                let model = value * Complex32::new(cosine, sine) * self.transfer[index];
                sums[0] += samples[index].norm_sqr();
                sums[1] += (samples[index] - model).norm_sqr();
                sums[2] += samples[index].re * model.re + samples[index].im * model.im;
            }
            for (kind, sum) in sums.iter().enumerate() {
                out[kind * rings.len() + ring] = share * sum;
            }
        }
    }
}

/// The pose after small turns about the image's axes and a shift.
fn moved(pose: &Pose, step: &[f64; PARAMETERS]) -> Pose {
    let angle = (step[0] * step[0] + step[1] * step[1] + step[2] * step[2]).sqrt();
    // No step turns farther than a sixth of a radian: beyond, derivatives say nothing.
    let short = if angle > 0.17 { 0.17 / angle } else { 1.0 };
    let [x, y, z] = [step[0] * short, step[1] * short, step[2] * short];
    let angle = angle * short;
    let (a, b) = if angle < 1e-9 {
        (1.0, 0.5)
    } else {
        (angle.sin() / angle, (1.0 - angle.cos()) / (angle * angle))
    };
    // exp of the matrix that crosses with (x, y, z): Rodrigues' formula.
    let turn = [
        1.0 - b * (y * y + z * z),
        b * x * y - a * z,
        b * x * z + a * y,
        b * x * y + a * z,
        1.0 - b * (x * x + z * z),
        b * y * z - a * x,
        b * x * z - a * y,
        b * y * z + a * x,
        1.0 - b * (x * x + y * y),
    ];
    let rotation = std::array::from_fn(|cell| {
        let (row, column) = (3 * (cell / 3), cell % 3);
        (0..3)
            .map(|k| turn[row + k] * f64::from(pose.rotation[3 * k + column]))
            .sum::<f64>() as f32
    });
    Pose {
        rotation,
        shift: [pose.shift[0] + short * step[3], pose.shift[1] + short * step[4]],
    }
}

type Matrix = [[f64; PARAMETERS]; PARAMETERS];

/// Lower triangle of the factor L of L L' = matrix with its diagonal raised by a part of itself.
fn factorise(matrix: &Matrix, damping: f64) -> Option<Matrix> {
    let mut factor = *matrix;
    for a in 0..PARAMETERS {
        for b in 0..=a {
            let mut sum = matrix[a][b];
            if a == b {
                sum *= 1.0 + damping;
            }
            for k in 0..b {
                sum -= factor[a][k] * factor[b][k];
            }
            if a == b {
                if !(sum > 1e-12 * matrix[a][a] && sum > 0.0) {
                    return None;
                }
                factor[a][a] = sum.sqrt();
            } else {
                factor[a][b] = sum / factor[b][b];
            }
        }
    }
    Some(factor)
}

fn solve(matrix: &Matrix, right: &[f64; PARAMETERS], damping: f64) -> Option<[f64; PARAMETERS]> {
    let factor = factorise(matrix, damping)?;
    let mut x = *right;
    for a in 0..PARAMETERS {
        for k in 0..a {
            x[a] -= factor[a][k] * x[k];
        }
        x[a] /= factor[a][a];
    }
    for a in (0..PARAMETERS).rev() {
        for k in a + 1..PARAMETERS {
            x[a] -= factor[k][a] * x[k];
        }
        x[a] /= factor[a][a];
    }
    Some(x)
}

/// Diagonal of the inverse: variances of the parameters.
fn spreads(matrix: &Matrix) -> [f64; PARAMETERS] {
    std::array::from_fn(|a| {
        let mut unit = [0f64; PARAMETERS];
        unit[a] = 1.0;
        solve(matrix, &unit, 1e-9).map_or(f64::INFINITY, |x| x[a])
    })
}
