//! Images added to a volume as central slices.
//!
//! Each image's transform is spread, point by point, over nodes of the volume's spectrum with the interpolation function,
//! times its contrast transfer over the noise, and so is the square of the contrast transfer. The quotient is the
//! least-squares volume where points lie densely.
//!
//! Nodes are dealt to slabs of planes, the same whatever the number of threads, and every slab takes the images in order:
//! threads do not change the sums.

use rayon::prelude::*;
use rustfft::num_complex::Complex32;

use crate::kaiser_bessel::{Taps, TAPS};
use crate::lanes::{Lanes, LANES};
use crate::slice_prepare::{lines_within, Line, Prepared, Preparing};
use crate::slice_sums::SliceSums;
use crate::spectrum::{point_of, Nodes, Rotation};
use crate::threads::with_threads;
use crate::{Error, Result};

pub use crate::slice_prepare::Slices;

const SLABS: usize = 16;

impl SliceSums {
    /// Adds images, each under every turn of the symmetry.
    pub fn insert(&mut self, slices: &Slices, threads: usize) -> Result<()> {
        let nodes = self.nodes;
        let (count, area) = (slices.rotations.len(), nodes.box_size * nodes.box_size);
        let radii = nodes.rings + 1;
        let lengths = [
            ("pixels", slices.images.len(), count * area),
            ("pixels of a window", slices.window.len(), area),
            ("aberrations", slices.aberrations.len(), count),
            ("shifts", slices.shifts.len(), 2 * count),
            ("scales", slices.scales.len(), count),
        ];
        for (what, found, expected) in lengths {
            Error::unless(found == expected, || {
                format!("{count} slices: {found} {what}, expected {expected}")
            })?;
        }
        let shared = slices.inverse_noise.len() == radii;
        Error::unless(shared || slices.inverse_noise.len() == count * radii, || {
            format!("{} powers of noise for {radii} radii", slices.inverse_noise.len())
        })?;
        // What lies beyond the last radius of any weight adds nothing.
        let weighted = slices.inverse_noise.chunks_exact(radii);
        let last = weighted
            .filter_map(|noise| noise.iter().rposition(|&weight| weight != 0.0))
            .max();
        let lines = lines_within(nodes.rings.min(last.unwrap_or(0) + 1));
        let preparing = Preparing::new(nodes, slices, &lines, shared);
        let taps = Taps::new();
        let plane = nodes.side() * nodes.side();
        let slab = nodes.planes().div_ceil(SLABS);
        let numerators = &mut self.numerators;
        let denominators = &mut self.denominators;
        with_threads(threads, || {
            // A few images at a time, so that what is prepared of them stays small.
            for first in (0..count).step_by(64) {
                let images: Vec<usize> = (first..count.min(first + 64)).collect();
                let prepared: Vec<Prepared> = images
                    .par_iter()
                    .map_init(
                        || preparing.scratch(),
                        |scratch, &image| preparing.prepare(image, scratch),
                    )
                    .collect();
                numerators
                    .par_chunks_mut(slab * plane)
                    .zip(denominators.par_chunks_mut(slab * plane))
                    .enumerate()
                    .for_each(|(index, (numerators, denominators))| {
                        let mut target = Slab {
                            nodes,
                            taps: &taps,
                            first: (index * slab) as i32 - 1,
                            planes: (numerators.len() / plane) as i32,
                            numerators,
                            denominators,
                        };
                        for (&image, prepared) in images.iter().zip(&prepared) {
                            if slices.scales[image] == 0.0 {
                                continue;
                            }
                            for turn in slices.symmetry {
                                target.spread(&turned(&slices.rotations[image], turn), &lines, prepared);
                            }
                        }
                    });
            }
        });
        Ok(())
    }
}

/// The rotation of an image that shows the volume turned by `turn`: `rotation` times the turn's inverse.
fn turned(rotation: &Rotation, turn: &Rotation) -> Rotation {
    std::array::from_fn(|cell| {
        let (row, column) = (3 * (cell / 3), cell % 3);
        (0..3).map(|k| rotation[row + k] * turn[3 * column + k]).sum()
    })
}

/// Planes of nodes that one thread adds to.
struct Slab<'a> {
    nodes: Nodes,
    taps: &'a Taps,
    /// z of the first plane.
    first: i32,
    planes: i32,
    numerators: &'a mut [Complex32],
    denominators: &'a mut [f32],
}

impl Slab<'_> {
    fn spread(&mut self, rotation: &Rotation, lines: &[Line], image: &Prepared) {
        // Points whose taps reach the slab have |z|, in nodes, between these.
        let (low, high) = (
            (self.first - TAPS as i32 / 2) as f32,
            (self.first + self.planes + TAPS as i32 / 2) as f32,
        );
        let slope = 2.0 * rotation[2];
        for line in lines {
            let offset = 2.0 * line.ky as f32 * rotation[5];
            let last = line.first + line.count as i32 - 1;
            let mut done = line.first;
            // |z| within the slab: where z is, and where -z is. Near z of 0 both may be the same points.
            for (from, to) in ordered(range(slope, offset, low, high), range(slope, offset, -high, -low)) {
                let from = from.max(done);
                let to = to.min(last);
                for kx in from..=to {
                    let at = line.start + (kx - line.first) as usize;
                    self.point(
                        point_of(rotation, kx as f32, line.ky as f32),
                        image.values[at],
                        image.weights[at],
                    );
                }
                done = done.max(to + 1);
            }
        }
    }

    #[inline(always)]
    fn point(&mut self, point: [f32; 3], value: Complex32, weight: f32) {
        let below = point[2] < 0.0;
        let sign = if below { -2.0 } else { 2.0 };
        let value = if below { value.conj() } else { value };
        let place = point.map(|coordinate| Taps::about(sign * coordinate));
        let from = self.first.max(place[2].0);
        let to = (self.first + self.planes).min(place[2].0 + TAPS as i32);
        if from >= to {
            return;
        }
        let [across, down, deep] = place.map(|(_, at)| self.taps.weights(at));
        let pair = [
            value.re, value.im, value.re, value.im, value.re, value.im, value.re, value.im,
        ];
        let spread = Lanes::load(&pair).mul_add(Lanes::load(across), Lanes::splat(0.0));
        let weights = [0, 2, 4, 6].map(|tap| weight * across[tap]);
        let side = self.nodes.side();
        let origin = (self.first + 1) as usize * side * side;
        for z in from..to {
            let plane = self.nodes.at(z, place[1].0, place[0].0) - origin;
            let deep = deep[2 * (z - place[2].0) as usize];
            for y in 0..TAPS {
                let at = plane + y * side;
                let factor = deep * down[2 * y];
                let row: &mut [Complex32; TAPS] = (&mut self.numerators[at..at + TAPS]).try_into().expect("four nodes");
                // SAFETY: a Complex32 is two f32 with the alignment of one.
                let row = unsafe { &mut *row.as_mut_ptr().cast::<[f32; LANES]>() };
                spread.mul_add(Lanes::splat(factor), Lanes::load(row)).store(row);
                for (sum, weight) in self.denominators[at..at + TAPS].iter_mut().zip(weights) {
                    *sum += factor * weight;
                }
            }
        }
    }
}

/// kx, rounded outwards, for which offset + slope kx lies between low and high.
fn range(slope: f32, offset: f32, low: f32, high: f32) -> (i32, i32) {
    if slope.abs() < 1e-6 {
        return if (low - 1e-3..=high + 1e-3).contains(&offset) {
            (i32::MIN / 4, i32::MAX / 4)
        } else {
            (1, 0)
        };
    }
    let (a, b) = ((low - offset) / slope, (high - offset) / slope);
    let (a, b) = if a < b { (a, b) } else { (b, a) };
    ((a - 1e-3).floor().max(-1e6) as i32, (b + 1e-3).ceil().min(1e6) as i32)
}

/// The range that begins first comes first.
fn ordered(a: (i32, i32), b: (i32, i32)) -> [(i32, i32); 2] {
    if a.0 <= b.0 {
        [a, b]
    } else {
        [b, a]
    }
}
