//! What images added to a volume as central slices leave: sums on nodes from which the volume is made by division.

use rayon::prelude::*;
use rustfft::num_complex::Complex32;

use crate::spectrum::Nodes;
use crate::threads::with_threads;
use crate::{Error, Result};

/// What has been added so far.
pub struct SliceSums {
    pub nodes: Nodes,
    /// Images times contrast transfer over noise, on nodes.
    pub(crate) numerators: Vec<Complex32>,
    /// Squared contrast transfer over noise.
    pub(crate) denominators: Vec<f32>,
}

impl SliceSums {
    pub fn new(box_size: usize, rings: usize) -> Result<Self> {
        let nodes = Nodes::new(box_size, rings)?;
        Ok(Self {
            nodes,
            numerators: vec![Complex32::default(); nodes.len()],
            denominators: vec![0.0; nodes.len()],
        })
    }

    /// Makes all that was added so far count `factor` times.
    pub fn fade(&mut self, factor: f32) {
        self.numerators.iter_mut().for_each(|value| *value *= factor);
        self.denominators.iter_mut().for_each(|value| *value *= factor);
    }

    /// All that was added, as `restore` takes it: real and imaginary parts of the numerators, then the denominators.
    pub fn values(&self) -> Vec<f32> {
        let parts = self.numerators.iter().flat_map(|value| [value.re, value.im]);
        parts.chain(self.denominators.iter().copied()).collect()
    }

    /// Takes the place of all that was added.
    pub fn restore(&mut self, values: &[f32]) -> Result<()> {
        let nodes = self.nodes.len();
        Error::unless(values.len() == 3 * nodes, || {
            format!(
                "{} values for sums of {nodes} nodes, expected three for each",
                values.len()
            )
        })?;
        let (parts, denominators) = values.split_at(2 * nodes);
        for (value, pair) in self.numerators.iter_mut().zip(parts.chunks_exact(2)) {
            *value = Complex32::new(pair[0], pair[1]);
        }
        self.denominators.copy_from_slice(denominators);
        Ok(())
    }

    /// Adds what other sums hold.
    pub fn add(&mut self, other: &SliceSums) -> Result<()> {
        Error::unless(self.nodes == other.nodes, || "sums of different sizes".into())?;
        for (sum, value) in self.numerators.iter_mut().zip(&other.numerators) {
            *sum += value;
        }
        for (sum, value) in self.denominators.iter_mut().zip(&other.denominators) {
            *sum += value;
        }
        Ok(())
    }

    /// Sums with each node joined by its opposite, at z of 0 and above.
    pub(crate) fn folded(&self) -> (Vec<Complex32>, Vec<f32>) {
        let nodes = self.nodes;
        let (mut numerators, mut denominators) = (self.numerators.clone(), self.denominators.clone());
        let reach = (nodes.side() / 2) as i32;
        for y in -reach..=reach {
            for x in -reach..=reach {
                let (below, above) = (nodes.at(-1, -y, -x), nodes.at(1, y, x));
                numerators[above] += self.numerators[below].conj();
                denominators[above] += self.denominators[below];
                let (own, opposite) = (nodes.at(0, y, x), nodes.at(0, -y, -x));
                numerators[own] += self.numerators[opposite].conj();
                denominators[own] += self.denominators[opposite];
            }
        }
        (numerators, denominators)
    }

    /// Mean denominator at each radius, 0 .. rings.
    pub fn mean_denominators(&self) -> Vec<f64> {
        let nodes = self.nodes;
        let (_, denominators) = self.folded();
        let mut sums = vec![(0f64, 0usize); nodes.rings + 1];
        for (row, values) in denominators.chunks_exact(nodes.side()).enumerate() {
            let (z, y, first) = nodes.row(row);
            if z < 0 {
                continue;
            }
            for (offset, &value) in values.iter().enumerate() {
                let radius = (radius_of(z, y, first + offset as i32) + 0.5) as usize;
                if let Some(sum) = sums.get_mut(radius) {
                    *sum = (sum.0 + f64::from(value), sum.1 + 1);
                }
            }
        }
        sums.iter().map(|(sum, count)| sum / (*count).max(1) as f64).collect()
    }

    /// The volume (box, box, box): numerators over denominators plus `added`, times `factors`, both given at radii 0 .. rings.
    pub fn volume(&self, added: &[f64], factors: &[f64], threads: usize) -> Result<Vec<f32>> {
        let nodes = self.nodes;
        let radii = nodes.rings + 1;
        Error::unless(added.len() == radii && factors.len() == radii, || {
            format!("{} and {} values for {radii} radii", added.len(), factors.len())
        })?;
        let (mut numerators, denominators) = self.folded();
        with_threads(threads, || {
            numerators
                .par_chunks_mut(nodes.side())
                .zip(denominators.par_chunks(nodes.side()))
                .enumerate()
                .for_each(|(row, (values, weights))| {
                    let (z, y, first) = nodes.row(row);
                    for (offset, (value, &weight)) in values.iter_mut().zip(weights).enumerate() {
                        let radius = radius_of(z, y, first + offset as i32);
                        let whole = radius as usize;
                        if whole >= radii || radius > nodes.rings as f32 {
                            *value = Complex32::default();
                            continue;
                        }
                        let part = f64::from(radius) - whole as f64;
                        let between =
                            |curve: &[f64]| curve[whole] + part * (curve[(whole + 1).min(radii - 1)] - curve[whole]);
                        let total = f64::from(weight) + between(added);
                        let factor = if total > 0.0 { between(factors) / total } else { 0.0 };
                        *value *= factor as f32;
                    }
                });
        });
        nodes.volume_of(&numerators, threads)
    }
}

/// Distance of a node from frequency 0, in steps of one over the box.
fn radius_of(z: i32, y: i32, x: i32) -> f32 {
    0.5 * ((z * z + y * y + x * x) as f32).sqrt()
}
