//! One image at a time compared with all references.

use std::f64::consts::TAU;

use rustfft::num_complex::Complex32;

use super::plan::Plan;
use super::{Share, PEAK};
use crate::ctf::Contrast;
use crate::rings::RingScratch;

/// Shifts brought onto rings together: they stay in the cache while they are compared with all classes.
pub(super) const BLOCK: usize = 8;

/// A shift and a class of one image.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    /// Logarithm of the greatest weight over angles, and the sum of all divided by it (0: never summed).
    pub(super) most: f32,
    pub(super) sum: f32,
}

pub(super) struct Worker<'a> {
    pub(super) plan: &'a Plan<'a>,
    /// X C / S about the centre of the search, then with one shift more.
    pub(super) base: Vec<Complex32>,
    pub(super) shifted: Vec<Complex32>,
    /// C² / S along each ring.
    pub(super) transfer: Vec<f32>,
    /// C² |R|² / 2 S of each class.
    pub(super) energies: Vec<f32>,
    /// Angular orders of `BLOCK` shifts, real and imaginary parts apart.
    pub(super) block: Vec<f32>,
    /// Products of up to four pairs, real and imaginary parts apart, `LANES`-padded.
    pub(super) products: Vec<f32>,
    pub(super) spectrum: Vec<Complex32>,
    pub(super) curve: Vec<f32>,
    pub(super) cells: Vec<Cell>,
    /// The best of each class: logarithm of its weight, shift, place of the angle.
    pub(super) tops: Vec<(f32, usize, f32)>,
    /// Whether weights are summed over angles.
    pub(super) sums: bool,
    pub(super) scratch: RingScratch,
    pub(super) work: Vec<Complex32>,
}

impl<'a> Worker<'a> {
    pub(super) fn new(plan: &'a Plan<'a>, sums: bool) -> Self {
        let search = plan.search;
        let rings = search.rings;
        let most = rings.orders[rings.len() - 1];
        let work = plan.to_angles.get_scratch_len().max(plan.to_orders.get_scratch_len());
        Self {
            plan,
            base: vec![Complex32::default(); rings.samples()],
            shifted: vec![Complex32::default(); rings.samples()],
            transfer: vec![0.0; rings.len()],
            energies: vec![0.0; search.classes()],
            block: vec![0.0; BLOCK * 2 * rings.all_orders()],
            products: vec![0.0; 4 * 2 * most],
            spectrum: vec![Complex32::default(); search.angles / 2 + 1],
            curve: vec![0.0; search.angles],
            cells: vec![Cell { most: 0.0, sum: 0.0 }; search.shifts() * search.classes()],
            tops: vec![(0.0, 0, 0.0); search.classes()],
            sums,
            scratch: plan.transforms.scratch(),
            work: vec![Complex32::default(); work],
        }
    }

    pub(super) fn search(&mut self, image: usize, share: &mut Share) {
        self.prepare(image, &mut share.power);
        let best = self.score(image);
        self.gather(image, best, share);
    }

    /// The best classes of an image, one after the other.
    pub(super) fn peaks(&mut self, image: usize, out: &mut [f32]) {
        let search = self.plan.search;
        let mut powers = vec![0f64; search.rings.len()];
        self.prepare(image, &mut powers);
        self.score(image);
        let mut order: Vec<usize> = (0..search.classes()).collect();
        order.sort_by(|&a, &b| self.tops[b].0.total_cmp(&self.tops[a].0).then(a.cmp(&b)));
        for (rank, peak) in out.chunks_exact_mut(PEAK).enumerate() {
            let Some(&class) = order.get(rank) else {
                peak.copy_from_slice(&[-1.0, 0.0, 0.0, 0.0, f32::NEG_INFINITY]);
                continue;
            };
            let (most, shift, place) = self.tops[class];
            peak.copy_from_slice(&[
                class as f32,
                (TAU * f64::from(place) / search.angles as f64) as f32,
                search.centres[2 * image] + search.offsets[2 * shift],
                search.centres[2 * image + 1] + search.offsets[2 * shift + 1],
                (most - search.class_priors[class]) / search.sharpness,
            ]);
        }
    }

    /// X C / S about the centre, and what depends on C² alone.
    fn prepare(&mut self, image: usize, powers: &mut [f64]) {
        let search = self.plan.search;
        let rings = search.rings;
        let samples = &search.samples[image * search.stride..][..rings.samples()];
        let aberration = Contrast::new(&search.aberrations[image]);
        // Shifted by the centre: from one 1/A to phases.
        let turn = TAU * search.pixel_size;
        let centre = [
            (f64::from(search.centres[2 * image]) * turn) as f32,
            (f64::from(search.centres[2 * image + 1]) * turn) as f32,
        ];
        for ring in 0..rings.len() {
            let place = rings.samples_at[ring]..rings.samples_at[ring + 1];
            let inverse = search.inverse_noise[ring];
            let (mut transfer, mut power) = (0f32, 0f32);
            for index in place.clone() {
                let [kx, ky] = self.plan.frequencies[index];
                let contrast = aberration.at(kx, ky);
                let value = samples[index];
                let (sine, cosine) = (centre[0] * kx + centre[1] * ky).sin_cos();
                transfer += contrast * contrast;
                power += value.norm_sqr();
                self.base[index] = value * Complex32::new(cosine, sine) * (contrast * inverse);
            }
            let share_of_sample = 1.0 / place.len() as f32;
            self.transfer[ring] = transfer * share_of_sample * inverse;
            powers[ring] += f64::from(power * share_of_sample);
        }
        for (energy, powers) in self.energies.iter_mut().zip(self.plan.powers.chunks_exact(rings.len())) {
            *energy = powers.iter().zip(&self.transfer).map(|(a, b)| a * b).sum();
        }
    }

    /// Angular orders of the image with one shift more, into place `slot` of the block.
    pub(super) fn shift(&mut self, shift: usize, slot: usize) {
        let rings = self.plan.search.rings;
        let phases = &self.plan.phases[shift * rings.samples()..][..rings.samples()];
        for ((value, base), phase) in self.shifted.iter_mut().zip(&self.base).zip(phases) {
            *value = base * phase;
        }
        let all = rings.all_orders();
        let (re, im) = self.block[slot * 2 * all..][..2 * all].split_at_mut(all);
        self.plan
            .transforms
            .to_orders(rings, &self.shifted, re, im, &mut self.scratch);
    }
}
