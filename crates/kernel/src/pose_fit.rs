//! Poses of images improved by least squares against a volume, and what images have left without it.
//!
//! With X an image's transform, C its contrast transfer, S the noise's power, s the strength of its signal and F the
//! central slice of the volume at rotation R, shifted by t, the sum of |X - s C F|² / S is made least over R and t by
//! Levenberg and Marquardt's method; derivatives of F are those of the interpolation. Turns are about the image's
//! axes: R becomes exp(w) R.

mod improve;
mod normal_equations;
mod residuals;
mod worker;

use rayon::prelude::*;
use rustfft::num_complex::Complex32;

use self::worker::Worker;
use crate::ctf::Aberration;
use crate::rings::Rings;
use crate::slice_orders::ring_points;
use crate::spectrum::{Rotation, Spectrum};
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
