//! Fourier transforms of images on rings about frequency 0, and along each ring.
//!
//! On rings a turn of an image is a shift along theta, so that a product in the angular transform compares two
//! images at all angles at once. Ring i has radius i + 1, in steps of one over the box. A real image needs half a ring:
//! the value at theta + pi is the conjugate of that at theta. Its angular transform needs the orders from 0 on:
//! order -m is (-1)^m times the conjugate of order m.

use std::collections::HashMap;
use std::sync::Arc;

use rustfft::num_complex::Complex32;
use vitreous_kernel_instances::plans::{self, Fft};

use crate::lanes::LANES;
use crate::{Error, Result};

/// How finely each ring is sampled, and how many of its angular orders are kept.
pub struct Rings {
    pub box_size: usize,
    /// Samples on each full ring, even.
    pub counts: Vec<usize>,
    /// Orders 0 .. orders - 1 of each ring: multiples of `LANES` that do not decrease outwards.
    pub orders: Vec<usize>,
    /// Where each half ring starts among the samples; the last is their number.
    pub samples_at: Vec<usize>,
    /// Where the orders of each ring start; the last is their number.
    pub orders_at: Vec<usize>,
}

fn starts(lengths: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut all = vec![0];
    for length in lengths {
        all.push(all[all.len() - 1] + length);
    }
    all
}

impl Rings {
    pub fn new(box_size: usize, counts: Vec<usize>, orders: Vec<usize>) -> Result<Self> {
        Error::unless(
            counts.len() == orders.len() && !counts.is_empty() && counts.len() + 2 <= box_size / 2,
            || {
                format!(
                    "{} and {} rings in a box of {box_size} pixels",
                    counts.len(),
                    orders.len()
                )
            },
        )?;
        let rising = orders.windows(2).all(|pair| pair[0] <= pair[1]);
        let whole = orders.iter().all(|&n| n > 0 && n.is_multiple_of(LANES));
        Error::unless(rising && whole, || {
            format!("angular orders {orders:?} of rings: expected rising multiples of {LANES}")
        })?;
        let enough = counts
            .iter()
            .zip(&orders)
            .all(|(&count, &orders)| count.is_multiple_of(2) && count >= 2 * orders && count <= 1 << 16);
        Error::unless(enough, || {
            "each ring needs an even number of samples, two for each of its orders".into()
        })?;
        Ok(Self {
            box_size,
            samples_at: starts(counts.iter().map(|count| count / 2)),
            orders_at: starts(orders.iter().copied()),
            counts,
            orders,
        })
    }

    pub fn len(&self) -> usize {
        self.counts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Samples of an image: half rings, one after the other.
    pub fn samples(&self) -> usize {
        self.samples_at[self.len()]
    }

    /// Orders of an image on all rings.
    pub fn all_orders(&self) -> usize {
        self.orders_at[self.len()]
    }

    /// Angle of sample `index` of ring `ring`.
    pub fn theta(&self, ring: usize, index: usize) -> f64 {
        std::f64::consts::TAU * index as f64 / self.counts[ring] as f64
    }
}

/// Transforms along rings, planned once.
pub struct RingTransforms {
    forward: Vec<Arc<dyn Fft<f32>>>,
    inverse: Vec<Arc<dyn Fft<f32>>>,
    work: usize,
    longest: usize,
}

/// Memory that transforms along rings work in.
pub struct RingScratch {
    ring: Vec<Complex32>,
    work: Vec<Complex32>,
}

impl RingTransforms {
    pub fn new(rings: &Rings) -> Self {
        let mut known: HashMap<(usize, bool), Arc<dyn Fft<f32>>> = HashMap::new();
        let mut plan = |count: usize, inverse: bool| {
            known
                .entry((count, inverse))
                .or_insert_with(|| plans::complex(count, inverse))
                .clone()
        };
        let forward: Vec<_> = rings.counts.iter().map(|&count| plan(count, false)).collect();
        let inverse: Vec<_> = rings.counts.iter().map(|&count| plan(count, true)).collect();
        let work = forward
            .iter()
            .chain(&inverse)
            .map(|plan| plan.get_inplace_scratch_len());
        Self {
            work: work.max().unwrap_or(0),
            longest: rings.counts.iter().copied().max().unwrap_or(0),
            forward,
            inverse,
        }
    }

    pub fn scratch(&self) -> RingScratch {
        RingScratch {
            ring: vec![Complex32::default(); self.longest],
            work: vec![Complex32::default(); self.work],
        }
    }

    /// Angular orders of all rings, real and imaginary parts apart, from half rings.
    pub fn to_orders(
        &self,
        rings: &Rings,
        samples: &[Complex32],
        re: &mut [f32],
        im: &mut [f32],
        scratch: &mut RingScratch,
    ) {
        for (index, &count) in rings.counts.iter().enumerate() {
            let half = &samples[rings.samples_at[index]..rings.samples_at[index + 1]];
            let ring = &mut scratch.ring[..count];
            let (first, second) = ring.split_at_mut(count / 2);
            for ((value, mirrored), sample) in first.iter_mut().zip(second).zip(half) {
                *value = *sample;
                *mirrored = sample.conj();
            }
            self.forward[index].process_with_scratch(ring, &mut scratch.work);
            let scale = 1.0 / count as f32;
            let place = rings.orders_at[index]..rings.orders_at[index + 1];
            for ((re, im), value) in re[place.clone()].iter_mut().zip(&mut im[place]).zip(ring.iter()) {
                *re = scale * value.re;
                *im = scale * value.im;
            }
        }
    }

    /// Half rings from their angular orders.
    pub fn to_samples(
        &self,
        rings: &Rings,
        re: &[f32],
        im: &[f32],
        samples: &mut [Complex32],
        scratch: &mut RingScratch,
    ) {
        for (index, &count) in rings.counts.iter().enumerate() {
            let ring = &mut scratch.ring[..count];
            ring.fill(Complex32::default());
            let first = rings.orders_at[index];
            for order in 0..rings.orders[index] {
                let value = Complex32::new(re[first + order], im[first + order]);
                ring[order] = value;
                if order > 0 {
                    let sign = if order % 2 == 0 { 1.0 } else { -1.0 };
                    ring[count - order] = value.conj() * sign;
                }
            }
            self.inverse[index].process_with_scratch(ring, &mut scratch.work);
            samples[rings.samples_at[index]..rings.samples_at[index + 1]].copy_from_slice(&ring[..count / 2]);
        }
    }
}

/// Angular orders (count, 2, orders) of images moved by minus `shifts` (count, 2), pixels, x first: what lay there comes to
/// the centre. Orders beyond those kept are lost on the way.
pub fn shift_orders(orders: &[f32], shifts: &[f32], rings: &Rings) -> Result<Vec<f32>> {
    let all = rings.all_orders();
    let count = shifts.len() / 2;
    Error::unless(shifts.len() == 2 * count && orders.len() == 2 * count * all, || {
        format!("{} shifts of images with {} angular orders", shifts.len(), orders.len())
    })?;
    let transforms = RingTransforms::new(rings);
    let mut scratch = transforms.scratch();
    let mut samples = vec![Complex32::default(); rings.samples()];
    let mut output = vec![0f32; orders.len()];
    let images = orders.chunks_exact(2 * all).zip(output.chunks_exact_mut(2 * all));
    for ((image, out), shift) in images.zip(shifts.chunks_exact(2)) {
        let (re, im) = image.split_at(all);
        transforms.to_samples(rings, re, im, &mut samples, &mut scratch);
        for ring in 0..rings.len() {
            let turn = std::f64::consts::TAU * (ring + 1) as f64 / rings.box_size as f64;
            for (index, value) in samples[rings.samples_at[ring]..rings.samples_at[ring + 1]]
                .iter_mut()
                .enumerate()
            {
                let (sine, cosine) = rings.theta(ring, index).sin_cos();
                let (y, x) = (turn * (f64::from(shift[0]) * cosine + f64::from(shift[1]) * sine)).sin_cos();
                *value *= Complex32::new(x as f32, y as f32);
            }
        }
        let (re, im) = out.split_at_mut(all);
        transforms.to_orders(rings, &samples, re, im, &mut scratch);
    }
    Ok(output)
}
