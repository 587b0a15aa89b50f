//! Weights of one image, and the image added to the sums with them.

use std::f64::consts::TAU;

use super::fast_exp::exp_of_negative;
use super::worker::Worker;
use super::Share;

impl Worker<'_> {
    /// Weights of all cells that count, and the sums of the image with them.
    pub(super) fn gather(&mut self, image: usize, (most, cell, place): (f32, usize, f32), share: &mut Share) {
        let search = self.plan.search;
        let (classes, rings) = (search.classes(), search.rings);
        let total: f32 = self
            .cells
            .iter()
            .map(|cell| cell.sum * exp_of_negative(cell.most - most))
            .sum();
        let at = share.probabilities.len();
        share.probabilities.resize(at + classes, 0.0);
        let norm = most + total.ln();
        let negligible = search.least * self.cells[cell].sum / total;
        for shift in 0..search.shifts() {
            let mut shifted = false;
            for class in 0..classes {
                let cell = self.cells[shift * classes + class];
                let weight = cell.sum * exp_of_negative(cell.most - norm);
                share.probabilities[at + class] += weight;
                if weight > negligible {
                    if !shifted {
                        self.shift(shift, 0);
                        shifted = true;
                    }
                    self.accumulate(image, shift, class, norm, share);
                    share.counts[class] += f64::from(weight);
                    let sums = &mut share.denominators[class * rings.len()..][..rings.len()];
                    for (sum, transfer) in sums.iter_mut().zip(&self.transfer) {
                        *sum += weight * transfer;
                    }
                }
            }
        }
        let (shift, class) = (cell / classes, cell % classes);
        let score = (most - search.class_priors[class]) / search.sharpness;
        share.best.extend([
            class as f32,
            (TAU * f64::from(place) / search.angles as f64) as f32,
            search.centres[2 * image] + search.offsets[2 * shift],
            search.centres[2 * image + 1] + search.offsets[2 * shift + 1],
            share.probabilities[at + class],
            score,
        ]);
    }

    /// Adds the image, with the shift that lies in the block's first place, to the sums of a class.
    fn accumulate(&mut self, image: usize, shift: usize, class: usize, norm: f32, share: &mut Share) {
        let search = self.plan.search;
        let rings = search.rings;
        self.multiply([0, 0], [class, class]);
        self.turn(0);
        let prior = search.shift_priors[image * search.shifts() + shift] + search.class_priors[class];
        let constant = prior - search.sharpness * self.energies[class] - norm;
        for value in &mut self.curve {
            *value = exp_of_negative((search.sharpness * *value + constant).min(0.0));
        }
        self.plan
            .to_orders
            .process_with_scratch(&mut self.curve, &mut self.spectrum, &mut self.work)
            .expect("lengths match the plan");
        let all = rings.all_orders();
        let (x_re, x_im) = self.block[..2 * all].split_at(all);
        let (sum_re, sum_im) = share.numerators[class * 2 * all..][..2 * all].split_at_mut(all);
        for ring in 0..rings.len() {
            let place = rings.orders_at[ring]..rings.orders_at[ring + 1];
            let images = x_re[place.clone()].iter().zip(&x_im[place.clone()]);
            let sums = sum_re[place.clone()].iter_mut().zip(&mut sum_im[place]);
            for (((sum_re, sum_im), (&re, &im)), weight) in sums.zip(images).zip(&self.spectrum) {
                // Turned back by the angle: times the conjugate of the weights' transform.
                *sum_re += re * weight.re + im * weight.im;
                *sum_im += im * weight.re - re * weight.im;
            }
        }
    }
}
