//! Sums of slices made symmetric after every image was added once: each node gets the sum of what lies at all its turns.
//!
//! Turns that map the grid to itself only move nodes. Those about z interpolate within planes, by a windowed sinc over
//! eight nodes a side: unlike the function that slices are spread with it passes all that the sums hold about the box
//! evenly, so that nothing is blurred and nothing need be undone in the volume.

use std::f64::consts::PI;

use rayon::prelude::*;
use rustfft::num_complex::Complex32;

use crate::kaiser_bessel::bessel;
use crate::lanes::{Lanes, LANES};
use crate::slice_sums::SliceSums;
use crate::spectrum::{Nodes, Rotation};
use crate::threads::with_threads;
use crate::{Error, Result};

impl SliceSums {
    /// Replaces the sums by the sum of all their turns, which all map the grid to itself or are all about z.
    pub fn symmetrise(&mut self, turns: &[Rotation], threads: usize) -> Result<()> {
        let on_grid = turns.iter().flatten().all(|value| (value - value.round()).abs() < 1e-6);
        let about_z = turns.iter().all(|turn| (turn[8] - 1.0).abs() < 1e-6);
        Error::unless(on_grid || about_z, || {
            "turns that neither map the grid to itself nor are about z".into()
        })?;
        let nodes = self.nodes;
        let folded = self.folded();
        let plane = nodes.side() * nodes.side();
        let numerators = self.numerators.par_chunks_mut(plane);
        let denominators = self.denominators.par_chunks_mut(plane);
        let sinc = Sinc::new();
        with_threads(threads, || {
            numerators
                .zip(denominators)
                .enumerate()
                .for_each(|(index, (values, weights))| {
                    values.fill(Complex32::default());
                    weights.fill(0.0);
                    let z = index as i32 - 1;
                    if z < 0 {
                        return;
                    }
                    if on_grid {
                        each_node(nodes, z, |at, point| {
                            for turn in turns {
                                let (value, weight) = node_of(nodes, &folded, turned_back(turn, point));
                                values[at] += value;
                                weights[at] += weight;
                            }
                        });
                    } else {
                        let first = index * plane;
                        let source = Plane::new(nodes, &folded.0[first..][..plane], &folded.1[first..][..plane]);
                        each_node(nodes, z, |at, [x, y, _]| {
                            for turn in turns {
                                let place = [turn[0] * x + turn[3] * y, turn[1] * x + turn[4] * y];
                                let (value, weight) = source.at(&sinc, place);
                                values[at] += value;
                                weights[at] += weight;
                            }
                            weights[at] = weights[at].max(0.0);
                        });
                    }
                    // Both halves of this plane are there, and will be joined again.
                    if z == 0 {
                        values.iter_mut().for_each(|value| *value *= 0.5);
                        weights.iter_mut().for_each(|weight| *weight *= 0.5);
                    }
                });
        });
        Ok(())
    }
}

/// Calls `visit` with the place in its plane and (x, y, z) of every node that means of shells count.
fn each_node(nodes: Nodes, z: i32, mut visit: impl FnMut(usize, [f32; 3])) {
    let reach = nodes.reach() as i32;
    let last = (2 * nodes.rings as i32 + 1).pow(2);
    for y in -reach..=reach {
        for x in -reach..=reach {
            if z * z + y * y + x * x <= last {
                let at = (y + reach) as usize * nodes.side() + (x + reach) as usize;
                visit(at, [x as f32, y as f32, z as f32]);
            }
        }
    }
}

/// What the inverse of a turn makes of a point.
fn turned_back(turn: &Rotation, point: [f32; 3]) -> [i32; 3] {
    std::array::from_fn(|axis| (0..3).map(|row| turn[3 * row + axis] * point[row]).sum::<f32>().round() as i32)
}

/// Sums at node (x, y, z), from the conjugate of its opposite where z is below 0.
fn node_of(nodes: Nodes, (values, weights): &(Vec<Complex32>, Vec<f32>), [x, y, z]: [i32; 3]) -> (Complex32, f32) {
    if z < 0 {
        let at = nodes.at(-z, -y, -x);
        (values[at].conj(), weights[at])
    } else {
        let at = nodes.at(z, y, x);
        (values[at], weights[at])
    }
}

/// Nodes on each side of a place that a turned value is made of.
const REACH: usize = LANES / 2;
/// Places between two nodes for which weights are tabulated.
const PLACES: usize = 1024;

/// Weights of the eight nodes about a place, in a window of Kaiser's.
struct Sinc {
    /// Each weight once.
    single: Vec<[f32; LANES]>,
    /// Each weight twice, for pairs of complex numbers: the first four and the last four.
    double: Vec<[[f32; LANES]; 2]>,
}

impl Sinc {
    fn new() -> Self {
        let single: Vec<[f32; LANES]> = (0..=PLACES)
            .map(|place| {
                let part = place as f64 / PLACES as f64;
                std::array::from_fn(|lane| windowed_sinc(part + REACH as f64 - 1.0 - lane as f64) as f32)
            })
            .collect();
        let double = single
            .iter()
            .map(|row| [0, REACH].map(|from| std::array::from_fn(|lane| row[from + lane / 2])))
            .collect();
        Self { single, double }
    }
}

fn windowed_sinc(distance: f64) -> f64 {
    let shape = 1.7 * REACH as f64;
    let inside = 1.0 - (distance / REACH as f64).powi(2);
    if distance == 0.0 || inside <= 0.0 || distance.fract() == 0.0 {
        return f64::from(u8::from(distance == 0.0));
    }
    (PI * distance).sin() / (PI * distance) * bessel(shape * inside.sqrt()) / bessel(shape)
}

/// One plane of sums with room for the taps on all sides.
struct Plane {
    values: Vec<f32>,
    weights: Vec<f32>,
    stride: usize,
    centre: i32,
}

impl Plane {
    fn new(nodes: Nodes, values: &[Complex32], weights: &[f32]) -> Self {
        let side = nodes.side();
        let stride = side + 2 * REACH;
        let mut plane = Self {
            values: vec![0.0; 2 * stride * stride],
            weights: vec![0.0; stride * stride],
            stride,
            centre: (nodes.reach() + REACH) as i32,
        };
        for y in 0..side {
            let start = (y + REACH) * stride + REACH;
            for x in 0..side {
                let value = values[y * side + x];
                plane.values[2 * (start + x)] = value.re;
                plane.values[2 * (start + x) + 1] = value.im;
            }
            plane.weights[start..][..side].copy_from_slice(&weights[y * side..][..side]);
        }
        plane
    }

    /// The sums between nodes, at (x, y).
    fn at(&self, sinc: &Sinc, place: [f32; 2]) -> (Complex32, f32) {
        let [(x, across), (y, down)] = place.map(|value| {
            let whole = value.floor();
            let first = whole as i32 - (REACH as i32 - 1) + self.centre;
            (first as usize, ((value - whole) * PLACES as f32 + 0.5) as usize)
        });
        let mut sums = [Lanes::splat(0.0); 3];
        for (row, &weight) in sinc.single[down].iter().enumerate() {
            let start = (y + row) * self.stride + x;
            let weight = Lanes::splat(weight);
            sums[0] = lanes_at(&self.values, 2 * start).mul_add(weight, sums[0]);
            sums[1] = lanes_at(&self.values, 2 * start + LANES).mul_add(weight, sums[1]);
            sums[2] = lanes_at(&self.weights, start).mul_add(weight, sums[2]);
        }
        let [low, high] = &sinc.double[across];
        let mut parts = [0f32; LANES];
        sums[0]
            .mul_add(Lanes::load(low), sums[1].mul_add(Lanes::load(high), Lanes::splat(0.0)))
            .store(&mut parts);
        let mut weights = [0f32; LANES];
        sums[2]
            .mul_add(Lanes::load(&sinc.single[across]), Lanes::splat(0.0))
            .store(&mut weights);
        let value = Complex32::new(
            (parts[0] + parts[2]) + (parts[4] + parts[6]),
            (parts[1] + parts[3]) + (parts[5] + parts[7]),
        );
        (value, weights.iter().sum())
    }
}

#[inline(always)]
fn lanes_at(values: &[f32], at: usize) -> Lanes {
    Lanes::load(values[at..at + LANES].try_into().expect("eight values"))
}
