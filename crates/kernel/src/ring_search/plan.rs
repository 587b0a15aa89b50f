//! What all images of a search share.

use std::f64::consts::TAU;
use std::sync::Arc;

use rustfft::num_complex::Complex32;
use vitreous_kernel_instances::plans::{self, ComplexToReal, RealToComplex};

use super::request::Search;
use crate::rings::RingTransforms;

/// What all images share.
pub(super) struct Plan<'a> {
    pub(super) search: &'a Search<'a>,
    pub(super) transforms: RingTransforms,
    /// Spatial frequency of each sample, 1/A: x, y.
    pub(super) frequencies: Vec<[f32; 2]>,
    /// e^(i shift) at each sample: (shifts, samples).
    pub(super) phases: Vec<Complex32>,
    /// References times the length of their ring, as they are compared: (classes, 2, orders).
    pub(super) weighted: Vec<f32>,
    /// Length of each ring times |R|² along it, halved: (classes, rings).
    pub(super) powers: Vec<f32>,
    pub(super) to_angles: Arc<dyn ComplexToReal<f32>>,
    pub(super) to_orders: Arc<dyn RealToComplex<f32>>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(search: &'a Search<'a>) -> Self {
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
