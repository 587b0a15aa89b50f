//! What an image has left without the slice at its pose.

use rustfft::num_complex::Complex32;

use super::worker::Worker;
use super::Pose;
use crate::ctf::sine_and_cosine;
use crate::spectrum::point_of;

impl Worker<'_> {
    pub(super) fn leave(&self, pose: &Pose, out: &mut [f32]) {
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
