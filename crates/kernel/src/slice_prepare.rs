//! Images transformed and weighed, ready to be spread over a volume's spectrum.

use std::f64::consts::TAU;
use std::sync::Arc;

use rustfft::num_complex::Complex32;
use vitreous_kernel_instances::plans::{self, Fft, RealToComplex};

use crate::ctf::{Aberration, Contrast};
use crate::spectrum::{Nodes, Rotation};

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
pub struct Line {
    pub ky: i32,
    pub first: i32,
    pub count: usize,
    pub start: usize,
}

/// One image ready to be spread: values and weights of all points of the half plane.
pub struct Prepared {
    pub values: Vec<Complex32>,
    pub weights: Vec<f32>,
}

/// Points of the half plane within the rings: ky from 0, kx from 0 in the first row.
pub fn lines_within(rings: usize) -> Vec<Line> {
    let rings = rings as i32;
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

pub struct Preparing<'a> {
    nodes: Nodes,
    slices: &'a Slices<'a>,
    lines: &'a [Line],
    shared_noise: bool,
    along_x: Arc<dyn RealToComplex<f32>>,
    along_y: Arc<dyn Fft<f32>>,
}

pub struct Scratch {
    line: Vec<f32>,
    spectrum: Vec<Complex32>,
    column: Vec<Complex32>,
    work: Vec<Complex32>,
}

impl<'a> Preparing<'a> {
    pub fn new(nodes: Nodes, slices: &'a Slices<'a>, lines: &'a [Line], shared_noise: bool) -> Self {
        Self {
            nodes,
            slices,
            lines,
            shared_noise,
            along_x: plans::real_forward(nodes.box_size),
            along_y: plans::complex(nodes.box_size, false),
        }
    }

    pub fn scratch(&self) -> Scratch {
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

    pub fn prepare(&self, image: usize, scratch: &mut Scratch) -> Prepared {
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
