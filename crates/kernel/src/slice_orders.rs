//! Central slices of volumes as references on rings: what a search compares images with.

use rayon::prelude::*;
use rustfft::num_complex::Complex32;

use crate::rings::{RingTransforms, Rings};
use crate::spectrum::{point_of, Rotation, Spectrum};
use crate::threads::with_threads;
use crate::{Error, Result};

/// Frequency (x, y) of each sample of an image on rings, in steps of one over the box.
pub fn ring_points(rings: &Rings) -> Vec<[f32; 2]> {
    (0..rings.len())
        .flat_map(|ring| {
            (0..rings.counts[ring] / 2).map(move |index| {
                let (sine, cosine) = rings.theta(ring, index).sin_cos();
                let radius = (ring + 1) as f64;
                [(radius * cosine) as f32, (radius * sine) as f32]
            })
        })
        .collect()
}

/// Angular orders (rotations, 2, orders) of the central slices of a volume, one for each rotation.
pub fn slice_orders(spectrum: &Spectrum, rotations: &[Rotation], rings: &Rings, threads: usize) -> Result<Vec<f32>> {
    Error::unless(
        rings.box_size == spectrum.nodes.box_size && rings.len() <= spectrum.nodes.rings,
        || {
            format!(
                "{} rings in a box of {} from a spectrum of {} in a box of {}",
                rings.len(),
                rings.box_size,
                spectrum.nodes.rings,
                spectrum.nodes.box_size
            )
        },
    )?;
    let all = rings.all_orders();
    let points = ring_points(rings);
    let transforms = RingTransforms::new(rings);
    let mut output = vec![0f32; rotations.len() * 2 * all];
    with_threads(threads, || {
        output.par_chunks_mut(2 * all).zip(rotations).for_each_init(
            || (vec![Complex32::default(); points.len()], transforms.scratch()),
            |(samples, scratch), (orders, rotation)| {
                for (value, point) in samples.iter_mut().zip(&points) {
                    *value = spectrum.at(point_of(rotation, point[0], point[1]));
                }
                let (re, im) = orders.split_at_mut(all);
                transforms.to_orders(rings, samples, re, im, scratch);
            },
        );
    });
    Ok(output)
}
