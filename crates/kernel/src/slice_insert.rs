//! Images added to a volume as central slices: sums from which the volume is made by division.
//!
//! Each image's transform is spread, point by point, over nodes of the volume's spectrum with the interpolation function,
//! times its contrast transfer over the noise, and so is the square of the contrast transfer. The quotient is the
//! least-squares volume where points lie densely.
//!
//! Nodes are dealt to slabs of planes, the same whatever the number of threads, and every slab takes the images in order:
//! threads do not change the sums.

use std::f64::consts::TAU;
use std::sync::Arc;

use rayon::prelude::*;
use rustfft::num_complex::Complex32;
use vitreous_kernel_instances::plans::{self, Fft, RealToComplex};

use crate::ctf::{Aberration, Contrast};
use crate::kaiser_bessel::{Taps, TAPS};
use crate::lanes::{Lanes, LANES};
use crate::spectrum::{point_of, Nodes, Rotation};
use crate::threads::with_threads;
use crate::{Error, Result};

const SLABS: usize = 16;

/// What has been added so far.
pub struct SliceSums {
    pub nodes: Nodes,
    /// Images times contrast transfer over noise, on nodes.
    numerators: Vec<Complex32>,
    /// Squared contrast transfer over noise.
    denominators: Vec<f32>,
}

/// Images and where they lie.
pub struct Slices<'a> {
    /// (images, box, box).
    pub images: &'a [f32],
    /// What images are multiplied by: one image.
    pub window: &'a [f32],
    /// One for each image; the contrast transfer is + sin.
    pub aberrations: &'a [Aberration],
    pub pixel_size: f64,
    pub rotations: &'a [Rotation],
    /// Where the particle lies from the centre, pixels: (images, 2).
    pub shifts: &'a [f32],
    /// Of the signal in each image; none counts where it is 0.
    pub scales: &'a [f32],
    /// 1 / power of the noise at radii 0 .. rings: one row for all images, or one for each.
    pub inverse_noise: &'a [f32],
    /// Turns that leave the volume as it is.
    pub symmetry: &'a [Rotation],
}

/// A row of points of an image's half plane of frequencies.
struct Line {
    ky: i32,
    first: i32,
    count: usize,
    start: usize,
}

/// One image ready to be spread: values and weights of all points of the half plane.
struct Prepared {
    values: Vec<Complex32>,
    weights: Vec<f32>,
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

    /// Points of the half plane within the rings: ky from 0, kx from 0 in the first row.
    fn lines(&self) -> Vec<Line> {
        let rings = self.nodes.rings as i32;
        let mut start = 0;
        (0..=rings)
            .map(|ky| {
                let reach = f64::from(rings * rings - ky * ky).sqrt() as i32;
                let first = if ky == 0 { 0 } else { -reach };
                let line = Line {
                    ky,
                    first,
                    count: (reach - first + 1) as usize,
                    start,
                };
                start += line.count;
                line
            })
            .collect()
    }

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
        let lines = self.lines();
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

    /// Sums with each node joined by its opposite, at z of 0 and above.
    fn folded(&self) -> (Vec<Complex32>, Vec<f32>) {
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

/// The rotation of an image that shows the volume turned by `turn`: `rotation` times the turn's inverse.
fn turned(rotation: &Rotation, turn: &Rotation) -> Rotation {
    std::array::from_fn(|cell| {
        let (row, column) = (3 * (cell / 3), cell % 3);
        (0..3).map(|k| rotation[row + k] * turn[3 * column + k]).sum()
    })
}

struct Preparing<'a> {
    nodes: Nodes,
    slices: &'a Slices<'a>,
    lines: &'a [Line],
    shared_noise: bool,
    along_x: Arc<dyn RealToComplex<f32>>,
    along_y: Arc<dyn Fft<f32>>,
}

struct Scratch {
    line: Vec<f32>,
    spectrum: Vec<Complex32>,
    column: Vec<Complex32>,
    work: Vec<Complex32>,
}

impl<'a> Preparing<'a> {
    fn new(nodes: Nodes, slices: &'a Slices<'a>, lines: &'a [Line], shared_noise: bool) -> Self {
        Self {
            nodes,
            slices,
            lines,
            shared_noise,
            along_x: plans::real_forward(nodes.box_size),
            along_y: plans::complex(nodes.box_size, false),
        }
    }

    fn scratch(&self) -> Scratch {
        let size = self.nodes.box_size;
        let work = self
            .along_x
            .get_scratch_len()
            .max(self.along_y.get_inplace_scratch_len());
        Scratch {
            line: vec![0.0; size],
            spectrum: vec![Complex32::default(); size * (size / 2 + 1)],
            column: vec![Complex32::default(); size],
            work: vec![Complex32::default(); work],
        }
    }

    /// The image's half spectrum, frequency 0 first, its phase origin on pixel floor(size / 2).
    fn transform(&self, image: usize, scratch: &mut Scratch) {
        let size = self.nodes.box_size;
        let half = size / 2 + 1;
        let place = |index: usize| (index + size - size / 2) % size;
        let pixels = &self.slices.images[image * size * size..][..size * size];
        for y in 0..size {
            for x in 0..size {
                scratch.line[place(x)] = pixels[y * size + x] * self.slices.window[y * size + x];
            }
            let row = &mut scratch.spectrum[place(y) * half..][..half];
            self.along_x
                .process_with_scratch(&mut scratch.line, row, &mut scratch.work)
                .expect("line lengths match the plan");
        }
        for x in 0..=self.nodes.rings {
            for y in 0..size {
                scratch.column[y] = scratch.spectrum[y * half + x];
            }
            self.along_y
                .process_with_scratch(&mut scratch.column, &mut scratch.work);
            for y in 0..size {
                scratch.spectrum[y * half + x] = scratch.column[y];
            }
        }
    }

    fn prepare(&self, image: usize, scratch: &mut Scratch) -> Prepared {
        let (size, slices) = (self.nodes.box_size, self.slices);
        let half = size / 2 + 1;
        let radii = self.nodes.rings + 1;
        self.transform(image, scratch);
        let noise = &slices.inverse_noise[if self.shared_noise { 0 } else { image * radii }..][..radii];
        let contrast = Contrast::new(&slices.aberrations[image]);
        let step = 1.0 / (size as f64 * slices.pixel_size);
        let turn = TAU / size as f64;
        let shift = [2 * image, 2 * image + 1].map(|at| f64::from(slices.shifts[at]) * turn);
        let scale = slices.scales[image];
        let points = self.lines.last().map_or(0, |line| line.start + line.count);
        let mut prepared = Prepared {
            values: Vec::with_capacity(points),
            weights: Vec::with_capacity(points),
        };
        for line in self.lines {
            let ky = i64::from(line.ky);
            for index in 0..line.count {
                let kx = i64::from(line.first) + index as i64;
                let (row, column) = if kx >= 0 { (ky, kx) } else { (-ky, -kx) };
                let row = row.rem_euclid(size as i64) as usize;
                let value = scratch.spectrum[row * half + column as usize];
                let value = if kx >= 0 { value } else { value.conj() };
                let radius = ((kx * kx + ky * ky) as f32).sqrt();
                let whole = (radius as usize).min(radii - 1);
                let part = radius - whole as f32;
                let inverse = noise[whole] + part * (noise[(whole + 1).min(radii - 1)] - noise[whole]);
                let transfer = scale * contrast.at((kx as f64 * step) as f32, (ky as f64 * step) as f32);
                let (sine, cosine) = (shift[0] * kx as f64 + shift[1] * ky as f64).sin_cos();
                // Frequency 0 and the other half of the first row are there once.
                let weight = inverse * if kx == 0 && ky == 0 { 0.5 } else { 1.0 };
                let phase = Complex32::new(cosine as f32, sine as f32);
                prepared.values.push(value * phase * (transfer * weight));
                prepared.weights.push(transfer * transfer * weight);
            }
        }
        prepared
    }
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
