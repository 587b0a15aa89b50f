//! What many images say of the phase that their microscope adds at each frequency.
//!
//! With X an image's transform, F the central slice of a volume at its pose, moved to where the particle lies, s the strength of
//! its signal, S the noise's power and g the phase of the aberration that is known, an aberration that is not known turns s F sin(g)
//! by an odd phase, or adds an even one to g. Either is found, frequency by frequency, from the sums over images that are taken
//! here (Zivanov, Nakane and Scheres 2020, IUCrJ 7, 253).

use rayon::prelude::*;
use rustfft::num_complex::Complex32;

use crate::ctf::{sine_and_cosine, Contrast};
use crate::pose_fit::{Fit, Pose};
use crate::slice_orders::ring_points;
use crate::spectrum::point_of;
use crate::threads::with_threads;
use crate::Result;

/// Sums at each frequency, all over S, with M = s F: of Re(X conj M) sin g, Re(X conj M) cos g, Im(X conj M) sin g, |M|² sin² g,
/// |M|² sin g cos g and |M|² cos² g.
pub const SUMS: usize = 6;

/// Images summed by themselves before all are joined, the same whatever the number of threads.
const GROUP: usize = 32;

impl Fit<'_> {
    /// Sums over all images, each at one pose, at the samples of the rings: (samples, `SUMS`).
    pub fn phase_sums(&self, poses: &[Pose], threads: usize) -> Result<Vec<f64>> {
        self.check(poses.len())?;
        let points = ring_points(self.rings);
        let step = (1.0 / (self.rings.box_size as f64 * self.pixel_size)) as f32;
        let groups: Vec<Vec<f64>> = with_threads(threads, || {
            poses
                .par_chunks(GROUP)
                .enumerate()
                .map(|(group, poses)| {
                    let mut sums = vec![0f64; points.len() * SUMS];
                    for (offset, pose) in poses.iter().enumerate() {
                        self.add_phases(group * GROUP + offset, pose, &points, step, &mut sums);
                    }
                    sums
                })
                .collect()
        });
        let mut total = vec![0f64; points.len() * SUMS];
        for sums in &groups {
            total.iter_mut().zip(sums).for_each(|(total, sum)| *total += sum);
        }
        Ok(total)
    }

    fn add_phases(&self, image: usize, pose: &Pose, points: &[[f32; 2]], step: f32, sums: &mut [f64]) {
        let samples = &self.samples[image * self.stride..][..points.len()];
        let contrast = Contrast::new(&self.aberrations[image]);
        let turns = pose
            .shift
            .map(|shift| (-2.0 * shift / self.rings.box_size as f64) as f32);
        for ring in 0..self.rings.len() {
            let inverse = self.inverse_noise[ring];
            for index in self.rings.samples_at[ring]..self.rings.samples_at[ring + 1] {
                let [kx, ky] = points[index];
                let slice = self.spectrum.at(point_of(&pose.rotation, kx, ky));
                let (sine, cosine) = sine_and_cosine(turns[0] * kx + turns[1] * ky);
                let model = slice * Complex32::new(cosine, sine) * self.scales[image];
                let product = samples[index] * model.conj() * inverse;
                let energy = model.norm_sqr() * inverse;
                let (sine, cosine) = contrast.both_at(step * kx, step * ky);
                let values = [
                    product.re * sine,
                    product.re * cosine,
                    product.im * sine,
                    energy * sine * sine,
                    energy * sine * cosine,
                    energy * cosine * cosine,
                ];
                for (sum, value) in sums[index * SUMS..][..SUMS].iter_mut().zip(values) {
                    *sum += f64::from(value);
                }
            }
        }
    }
}
