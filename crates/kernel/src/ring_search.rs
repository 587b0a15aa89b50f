//! Images compared with references over class, in-plane angle and shift, and their weighted sums.
//!
//! The expectation step of 2D classification. With X an image's transform, C its contrast transfer, S the noise's power
//! and R a reference, the logarithm of the likelihood of (class, angle, shift) is up to a constant
//! `sum over frequencies of Re(X C e^(i shift) / S, R turned) - C² |R|² / (2 S)`. On rings the turn is a shift along theta:
//! the first term is for each angular order a product over rings, shifts x classes, and one inverse transform
//! gives it at all angles; the second is a product over rings alone (C² and |R|² are averaged along theta, which leaves
//! out astigmatism there). The maximisation step is the same product, transposed: images times weights.
//!
//! Images are dealt to `SHARES` sums, whatever the number of threads, so that threads do not change the result.

use std::f64::consts::TAU;
use std::sync::Arc;

use rayon::prelude::*;
use rustfft::num_complex::Complex32;
use vitreous_kernel_instances::plans::{self, ComplexToReal, RealToComplex};

use crate::ctf::{Aberration, Contrast};
use crate::lanes::{Lanes, LANES};
use crate::rings::{RingScratch, RingTransforms, Rings};
use crate::threads::with_threads;
use crate::{Error, Result};

/// Separate sums of each half of the images.
const SHARES: usize = 8;
/// Shifts brought onto rings together: they stay in the cache while they are compared with all classes.
const BLOCK: usize = 8;
/// What is less likely than the best by more than this (its logarithm) weighs nothing.
const NEGLIGIBLE: f32 = 18.0;

/// Images, references and how they may lie on each other.
pub struct Search<'a> {
    /// The rings compared: those that `samples` holds, or the inner ones of them.
    pub rings: &'a Rings,
    /// Samples of an image in `samples`.
    pub stride: usize,
    /// Angles of a full turn that are tried, even, more than twice the greatest order.
    pub angles: usize,
    /// (images, stride), from `images_to_rings`.
    pub samples: &'a [Complex32],
    /// One for each image; the contrast transfer is + sin.
    pub aberrations: &'a [Aberration],
    pub pixel_size: f64,
    /// Where the shifts of an image are tried about, pixels: (images, 2), x first.
    pub centres: &'a [f32],
    /// Shifts tried: (shifts, 2).
    pub offsets: &'a [f32],
    /// Logarithm of the probability beforehand of each shift: (images, shifts).
    pub shift_priors: &'a [f32],
    /// Angular orders: (classes, 2, orders), real and imaginary parts apart.
    pub references: &'a [f32],
    /// Logarithm of the probability beforehand of each class.
    pub class_priors: &'a [f32],
    /// 1 / power of the noise on each ring.
    pub inverse_noise: &'a [f32],
    /// Multiplies the logarithm of the likelihood: below 1 the search is less sure than the noise allows.
    pub sharpness: f32,
    /// Which half each image belongs to, 0 or 1.
    pub halves: &'a [u8],
    /// Shifts and classes whose weight is less than this part of the best one's add nothing to the sums.
    pub least: f32,
}

/// What is known of the images after a search, and their sums.
pub struct Found {
    /// (images, classes).
    pub probabilities: Vec<f32>,
    /// The best of each image: class, angle (radians, from x towards y, of the image against the reference), shift x and
    /// y (pixels, where the centre of the particle lies), probability of the class, score (logarithm of the likelihood
    /// of the best against that of no particle).
    pub best: Vec<f32>,
    /// Images turned and shifted onto the references, times C / S: (2 halves, classes, 2, orders).
    pub numerators: Vec<f32>,
    /// C² / S of the same: (2, classes, rings).
    pub denominators: Vec<f32>,
    /// Sum of weights: (2, classes).
    pub counts: Vec<f64>,
    /// |X|² summed over the images, mean along each ring.
    pub power: Vec<f64>,
}

/// Numbers of each image in `Found::best`.
pub const BEST: usize = 6;

impl Search<'_> {
    fn images(&self) -> usize {
        self.aberrations.len()
    }

    fn shifts(&self) -> usize {
        self.offsets.len() / 2
    }

    fn classes(&self) -> usize {
        self.class_priors.len()
    }

    fn check(&self) -> Result<()> {
        let (images, shifts, classes) = (self.images(), self.shifts(), self.classes());
        let lengths = [
            ("samples", self.samples.len(), images * self.stride),
            ("centres", self.centres.len(), 2 * images),
            ("offsets", self.offsets.len(), 2 * shifts),
            ("shift priors", self.shift_priors.len(), images * shifts),
            (
                "references",
                self.references.len(),
                2 * classes * self.rings.all_orders(),
            ),
            ("powers of the noise", self.inverse_noise.len(), self.rings.len()),
            ("halves", self.halves.len(), images),
        ];
        for (what, found, expected) in lengths {
            Error::unless(found == expected, || {
                format!("a search of {images} images: {found} {what}, expected {expected}")
            })?;
        }
        let most = self.rings.orders[self.rings.len() - 1];
        Error::unless(
            shifts > 0 && classes > 0 && self.stride >= self.rings.samples() && self.pixel_size > 0.0,
            || format!("a search over {shifts} shifts and {classes} classes makes no sense"),
        )?;
        Error::unless(self.angles.is_multiple_of(LANES) && self.angles >= 2 * most, || {
            format!(
                "{} angles for {most} orders: expected a multiple of {LANES}, twice as many",
                self.angles
            )
        })
    }
}

/// One search of all images.
pub fn search(search: &Search, threads: usize) -> Result<Found> {
    search.check()?;
    let plan = Plan::new(search);
    let (classes, rings) = (search.classes(), search.rings);
    // Shares 0, 2, 4 .. are of the first half.
    let mut dealt: Vec<Vec<usize>> = vec![Vec::new(); 2 * SHARES];
    let mut seen = [0usize; 2];
    for (image, &half) in search.halves.iter().enumerate() {
        let half = usize::from(half != 0);
        dealt[2 * (seen[half] % SHARES) + half].push(image);
        seen[half] += 1;
    }
    let shares: Vec<Share> = with_threads(threads, || {
        dealt
            .par_iter()
            .map(|images| {
                let mut worker = Worker::new(&plan, true);
                let mut share = Share::new(search);
                for &image in images {
                    worker.search(image, &mut share);
                }
                share
            })
            .collect()
    });
    let mut found = Found {
        probabilities: vec![0.0; search.images() * classes],
        best: vec![0.0; search.images() * BEST],
        numerators: vec![0.0; 4 * classes * rings.all_orders()],
        denominators: vec![0.0; 2 * classes * rings.len()],
        counts: vec![0.0; 2 * classes],
        power: vec![0.0; rings.len()],
    };
    for (index, (share, images)) in shares.into_iter().zip(&dealt).enumerate() {
        let half = index % 2;
        add(half_of(&mut found.numerators, half), &share.numerators);
        add(half_of(&mut found.denominators, half), &share.denominators);
        add(half_of(&mut found.counts, half), &share.counts);
        add(&mut found.power, &share.power);
        for (place, &image) in images.iter().enumerate() {
            found.best[image * BEST..][..BEST].copy_from_slice(&share.best[place * BEST..][..BEST]);
            found.probabilities[image * classes..][..classes]
                .copy_from_slice(&share.probabilities[place * classes..][..classes]);
        }
    }
    Ok(found)
}

fn half_of<T>(values: &mut [T], half: usize) -> &mut [T] {
    let length = values.len() / 2;
    &mut values[half * length..][..length]
}

fn add<T: Copy + std::ops::AddAssign>(sum: &mut [T], values: &[T]) {
    for (sum, &value) in sum.iter_mut().zip(values) {
        *sum += value;
    }
}

/// Numbers of each peak in the answer of `peaks`.
pub const PEAK: usize = 5;

/// The best `keep` references of each image: (images, keep, 5), the most likely first. A peak is its class (-1: there are
/// no more), angle, shift x and y and score, as in `Found::best`.
pub fn peaks(search: &Search, keep: usize, threads: usize) -> Result<Vec<f32>> {
    search.check()?;
    Error::unless(keep > 0, || "a search for no peaks".into())?;
    let plan = Plan::new(search);
    let mut output = vec![0f32; search.images() * keep * PEAK];
    with_threads(threads, || {
        output.par_chunks_mut(keep * PEAK).enumerate().for_each_init(
            || Worker::new(&plan, false),
            |worker, (image, out)| worker.peaks(image, out),
        );
    });
    Ok(output)
}

/// Sums over some of the images, and what was found of each.
struct Share {
    probabilities: Vec<f32>,
    best: Vec<f32>,
    numerators: Vec<f32>,
    denominators: Vec<f32>,
    counts: Vec<f64>,
    power: Vec<f64>,
}

impl Share {
    fn new(search: &Search) -> Self {
        let (classes, rings) = (search.classes(), search.rings);
        Self {
            probabilities: Vec::new(),
            best: Vec::new(),
            numerators: vec![0.0; 2 * classes * rings.all_orders()],
            denominators: vec![0.0; classes * rings.len()],
            counts: vec![0.0; classes],
            power: vec![0.0; rings.len()],
        }
    }
}

/// What all images share.
struct Plan<'a> {
    search: &'a Search<'a>,
    transforms: RingTransforms,
    /// Spatial frequency of each sample, 1/A: x, y.
    frequencies: Vec<[f32; 2]>,
    /// e^(i shift) at each sample: (shifts, samples).
    phases: Vec<Complex32>,
    /// References times the length of their ring, as they are compared: (classes, 2, orders).
    weighted: Vec<f32>,
    /// Length of each ring times |R|² along it, halved: (classes, rings).
    powers: Vec<f32>,
    to_angles: Arc<dyn ComplexToReal<f32>>,
    to_orders: Arc<dyn RealToComplex<f32>>,
}

impl<'a> Plan<'a> {
    fn new(search: &'a Search<'a>) -> Self {
        let rings = search.rings;
        let radius = |ring: usize| (ring + 1) as f64;
        let points: Vec<(f64, f64)> = (0..rings.len())
            .flat_map(|ring| {
                (0..rings.counts[ring] / 2).map(move |index| {
                    let (sine, cosine) = rings.theta(ring, index).sin_cos();
                    (radius(ring) * cosine, radius(ring) * sine)
                })
            })
            .collect();
        let step = 1.0 / (rings.box_size as f64 * search.pixel_size);
        let phases = search.offsets.chunks_exact(2).flat_map(|offset| {
            let (x, y) = (f64::from(offset[0]), f64::from(offset[1]));
            points
                .iter()
                .map(move |point| phase(TAU * (point.0 * x + point.1 * y) / rings.box_size as f64))
        });
        let all = rings.all_orders();
        let mut weighted = search.references.to_vec();
        let mut powers = Vec::with_capacity(search.classes() * rings.len());
        for reference in weighted.chunks_exact_mut(2 * all) {
            for ring in 0..rings.len() {
                let length = (TAU * radius(ring)) as f32;
                let place = rings.orders_at[ring]..rings.orders_at[ring + 1];
                let (re, im) = reference.split_at_mut(all);
                let (re, im) = (&mut re[place.clone()], &mut im[place]);
                let squares: f32 = re.iter().zip(im.iter()).map(|(re, im)| re * re + im * im).sum();
                // Orders other than 0 stand for their opposites too.
                powers.push(length * (squares - 0.5 * (re[0] * re[0] + im[0] * im[0])));
                re.iter_mut().chain(im).for_each(|value| *value *= length);
            }
        }
        Self {
            transforms: RingTransforms::new(rings),
            frequencies: points
                .iter()
                .map(|point| [(point.0 * step) as f32, (point.1 * step) as f32])
                .collect(),
            phases: phases.collect(),
            weighted,
            powers,
            to_angles: plans::real_inverse(search.angles),
            to_orders: plans::real_forward(search.angles),
            search,
        }
    }
}

fn phase(angle: f64) -> Complex32 {
    let (sine, cosine) = angle.sin_cos();
    Complex32::new(cosine as f32, sine as f32)
}

/// A shift and a class of one image.
#[derive(Clone, Copy)]
struct Cell {
    /// Logarithm of the greatest weight over angles, and the sum of all divided by it (0: never summed).
    most: f32,
    sum: f32,
}

struct Worker<'a> {
    plan: &'a Plan<'a>,
    /// X C / S about the centre of the search, then with one shift more.
    base: Vec<Complex32>,
    shifted: Vec<Complex32>,
    /// C² / S along each ring.
    transfer: Vec<f32>,
    /// C² |R|² / 2 S of each class.
    energies: Vec<f32>,
    /// Angular orders of `BLOCK` shifts, real and imaginary parts apart.
    block: Vec<f32>,
    /// Products of up to four pairs, real and imaginary parts apart, `LANES`-padded.
    products: Vec<f32>,
    spectrum: Vec<Complex32>,
    curve: Vec<f32>,
    cells: Vec<Cell>,
    /// The best of each class: logarithm of its weight, shift, place of the angle.
    tops: Vec<(f32, usize, f32)>,
    /// Whether weights are summed over angles.
    sums: bool,
    scratch: RingScratch,
    work: Vec<Complex32>,
}

impl<'a> Worker<'a> {
    fn new(plan: &'a Plan<'a>, sums: bool) -> Self {
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

    fn search(&mut self, image: usize, share: &mut Share) {
        self.prepare(image, &mut share.power);
        let best = self.score(image);
        self.gather(image, best, share);
    }

    /// The best classes of an image, one after the other.
    fn peaks(&mut self, image: usize, out: &mut [f32]) {
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
    fn shift(&mut self, shift: usize, slot: usize) {
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

    /// Fills the cells; answers the greatest logarithm of a weight, its cell and the place of its angle.
    fn score(&mut self, image: usize) -> (f32, usize, f32) {
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
    fn multiply(&mut self, slots: [usize; 2], classes: [usize; 2]) {
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
    fn turn(&mut self, pair: usize) {
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

    /// Weights of all cells that count, and the sums of the image with them.
    fn gather(&mut self, image: usize, (most, cell, place): (f32, usize, f32), share: &mut Share) {
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

/// e^x for x up to 0, good to 2e-7 of it; what is below e^-87 is there. Without branches, for loops of vectors.
#[inline(always)]
fn exp_of_negative(x: f32) -> f32 {
    let turns = (x * std::f32::consts::LOG2_E).max(-125.0);
    let whole = turns.round_ties_even();
    let rest = turns - whole;
    // 2^rest for rest from -1/2 to 1/2.
    let mut power = 1.540_353e-4f32;
    for coefficient in [
        1.333_355_8e-3,
        9.618_129e-3,
        5.550_411e-2,
        2.402_265e-1,
        6.931_472e-1,
        1.0,
    ] {
        power = power.mul_add(rest, coefficient);
    }
    // SAFETY: -125 to 0 fits any integer.
    let exponent = unsafe { whole.to_int_unchecked::<i32>() };
    power * f32::from_bits(((exponent + 127) << 23) as u32)
}
