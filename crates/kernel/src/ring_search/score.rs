//! Scores of one image over class, angle and shift.

use rustfft::num_complex::Complex32;

use super::fast_exp::exp_of_negative;
use super::worker::{Cell, Worker, BLOCK};
use crate::lanes::{Lanes, LANES};

/// What is less likely than the best by more than this (its logarithm) weighs nothing.
const NEGLIGIBLE: f32 = 18.0;

impl Worker<'_> {
    /// Fills the cells; answers the greatest logarithm of a weight, its cell and the place of its angle.
    pub(super) fn score(&mut self, image: usize) -> (f32, usize, f32) {
        let search = self.plan.search;
        let (shifts, classes) = (search.shifts(), search.classes());
        let mut best = (f32::NEG_INFINITY, 0, 0.0);
        self.tops.fill((f32::NEG_INFINITY, 0, 0.0));
        for first in (0..shifts).step_by(BLOCK) {
            let count = BLOCK.min(shifts - first);
            for slot in 0..count {
                self.shift(first + slot, slot);
            }
            for slot in (0..count).step_by(2) {
                // An odd one out is compared with itself.
                let slots = [slot, (slot + 1).min(count - 1)];
                for class in (0..classes).step_by(2) {
                    let pair = [class, (class + 1).min(classes - 1)];
                    self.multiply(slots, pair);
                    for (at, &class) in pair.iter().enumerate().take(classes - class) {
                        for (row, &slot) in slots.iter().enumerate().take(count - slot) {
                            self.look(image, first + slot, class, 2 * row + at, &mut best);
                        }
                    }
                }
            }
        }
        best
    }

    /// Products over rings of two shifts with two classes, for every order.
    pub(super) fn multiply(&mut self, slots: [usize; 2], classes: [usize; 2]) {
        let rings = self.plan.search.rings;
        let all = rings.all_orders();
        let most = rings.orders[rings.len() - 1];
        let images = slots.map(|slot| self.block[slot * 2 * all..][..2 * all].split_at(all));
        let references = classes.map(|class| self.plan.weighted[class * 2 * all..][..2 * all].split_at(all));
        let mut first_ring = 0;
        for order in (0..most).step_by(LANES) {
            while rings.orders[first_ring] <= order {
                first_ring += 1;
            }
            let mut re = [Lanes::splat(0.0); 4];
            let mut im = [Lanes::splat(0.0); 4];
            for &start in &rings.orders_at[first_ring..rings.len()] {
                let at = start + order;
                let x = images.map(|(re, im)| (load(re, at), load(im, at)));
                for (column, (plane_re, plane_im)) in references.iter().enumerate() {
                    let (r_re, r_im) = (load(plane_re, at), load(plane_im, at));
                    for row in 0..2 {
                        let pair = 2 * row + column;
                        re[pair] = x[row].1.mul_add(r_im, x[row].0.mul_add(r_re, re[pair]));
                        im[pair] = x[row].0.negative_mul_add(r_im, x[row].1.mul_add(r_re, im[pair]));
                    }
                }
            }
            for pair in 0..4 {
                re[pair].store(block(&mut self.products, pair * 2 * most + order));
                im[pair].store(block(&mut self.products, (pair * 2 + 1) * most + order));
            }
        }
    }

    /// Scores at all angles from product `pair`, without what depends on no angle, into the curve.
    pub(super) fn turn(&mut self, pair: usize) {
        let rings = self.plan.search.rings;
        let most = rings.orders[rings.len() - 1];
        let (re, im) = self.products[pair * 2 * most..][..2 * most].split_at(most);
        let filled = most.min(self.spectrum.len());
        for (value, (&re, &im)) in self.spectrum.iter_mut().zip(re.iter().zip(im)) {
            *value = Complex32::new(re, im);
        }
        self.spectrum[filled..].fill(Complex32::default());
        self.spectrum[0].im = 0.0;
        if let Some(last) = self.spectrum.last_mut() {
            last.im = 0.0;
        }
        self.plan
            .to_angles
            .process_with_scratch(&mut self.spectrum, &mut self.curve, &mut self.work)
            .expect("lengths match the plan");
    }

    /// Sums one cell over angles.
    fn look(&mut self, image: usize, shift: usize, class: usize, pair: usize, best: &mut (f32, usize, f32)) {
        self.turn(pair);
        let search = self.plan.search;
        let cell = shift * search.classes() + class;
        let greatest = greatest(&self.curve);
        let prior = search.shift_priors[image * search.shifts() + shift] + search.class_priors[class];
        let most = search.sharpness * (greatest - self.energies[class]) + prior;
        let sum = if !self.sums || most < best.0 - NEGLIGIBLE {
            0.0
        } else {
            sum_of_weights(&self.curve, greatest, search.sharpness)
        };
        self.cells[cell] = Cell { most, sum };
        if most > self.tops[class].0 {
            self.tops[class] = (most, shift, self.place_of(greatest));
        }
        if most > best.0 {
            *best = (most, cell, self.tops[class].2);
        }
    }

    /// Place of the peak of height `greatest` in the curve, with the part of a step by which it lies off.
    fn place_of(&self, greatest: f32) -> f32 {
        let angles = self.curve.len();
        let at = self.curve.iter().position(|&value| value == greatest).unwrap_or(0);
        let (before, after) = (self.curve[(at + angles - 1) % angles], self.curve[(at + 1) % angles]);
        let bend = before - 2.0 * greatest + after;
        let off = if bend < 0.0 { 0.5 * (before - after) / bend } else { 0.0 };
        at as f32 + off
    }
}

#[inline(always)]
fn load(values: &[f32], at: usize) -> Lanes {
    let (lanes, _) = values[at..]
        .split_first_chunk::<LANES>()
        .expect("orders come in whole lanes");
    Lanes::load(lanes)
}

#[inline(always)]
fn block(values: &mut [f32], at: usize) -> &mut [f32; LANES] {
    values[at..]
        .split_first_chunk_mut::<LANES>()
        .expect("orders come in whole lanes")
        .0
}

fn greatest(values: &[f32]) -> f32 {
    let mut most = [f32::NEG_INFINITY; LANES];
    for chunk in values.chunks_exact(LANES) {
        for (most, &value) in most.iter_mut().zip(chunk) {
            *most = if value > *most { value } else { *most };
        }
    }
    most.into_iter().fold(f32::NEG_INFINITY, f32::max)
}

fn sum_of_weights(values: &[f32], greatest: f32, sharpness: f32) -> f32 {
    let mut sums = [0f32; LANES];
    for chunk in values.chunks_exact(LANES) {
        for (sum, &value) in sums.iter_mut().zip(chunk) {
            *sum += exp_of_negative(sharpness * (value - greatest));
        }
    }
    sums.into_iter().sum()
}
