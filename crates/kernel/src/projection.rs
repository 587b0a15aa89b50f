//! Projections of atoms, by a non-uniform Fourier transform: exact to the band limit at any pixel size.
//!
//! Atoms are spread with a cubic B-spline onto a grid of half the pixel size, two weights at a time as the real
//! and imaginary part of one complex grid; its transform, divided by that of the spline, is the transform of point
//! atoms. There the shapes of atoms, damage, envelope and contrast transfer are factors, and keeping the
//! frequencies of the coarse grid gives the image.

use std::sync::Arc;

use rayon::prelude::*;
use rustfft::num_complex::Complex32;
use vitreous_kernel_instances::plans::{self, ComplexToReal, Fft};

use crate::ctf::{signed_frequency, Aberration};
use crate::stack::{FrameStack, Pixels};
use crate::threads::with_threads;
use crate::{Error, Result};

/// Views rendered side by side before they are added to a scene: bounds the memory, not the result.
const GROUP: usize = 16;

/// Point atoms: positions in A about the origin, and two weights each.
pub struct Atoms<'a> {
    /// (atoms, 3): x, y, z.
    pub positions: &'a [f32],
    /// (atoms, 2).
    pub weights: &'a [f32],
}

/// How atoms become images of `size` x `size` pixels of `pixel_size` A.
pub struct Optics<'a> {
    pub size: usize,
    pub pixel_size: f64,
    /// (layers, 2, samples): for each image that is made of a view, the factors of the first and the second weight
    /// over the frequencies from 0 to `curve_end` cycles a pixel; linear between.
    pub curves: &'a [f32],
    pub layers: usize,
    pub curve_end: f32,
}

/// One look at the atoms: an atom at r appears at `rotation r` (x and y of it, in pixels) plus `shift` from the
/// central pixel floor(size / 2).
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// Row-major.
    pub rotation: [f32; 9],
    /// Pixels, x first.
    pub shift: [f32; 2],
    /// Contrast transfer; 1 everywhere without one.
    pub aberration: Option<Aberration>,
}

/// The images of each view, (views, layers, size, size), in the unit of weight times curve per square pixel.
pub fn project(atoms: &Atoms, optics: &Optics, views: &[View], threads: usize) -> Result<Vec<f32>> {
    let renderer = Renderer::new(atoms, optics)?;
    let length = optics.layers * optics.size * optics.size;
    let mut images = vec![0f32; views.len() * length];
    with_threads(threads, || {
        images.par_chunks_mut(length).zip(views).for_each_init(
            || renderer.scratch(),
            |scratch, (out, view)| renderer.render(view, out, scratch),
        );
    });
    Ok(images)
}

/// Adds each view to a scene: its layer l onto frame `first_layer` + l, its central pixel on `centres` (x, y) of the
/// view. What falls outside the frames is left out.
pub fn paint(
    atoms: &Atoms,
    optics: &Optics,
    views: &[View],
    centres: &[[i64; 2]],
    scene: &mut FrameStack,
    first_layer: usize,
    threads: usize,
) -> Result<()> {
    Error::unless(centres.len() == views.len(), || {
        format!("{} views and {} centres", views.len(), centres.len())
    })?;
    Error::unless(first_layer + optics.layers <= scene.frames, || {
        format!(
            "{} layers from {first_layer} in a scene of {}",
            optics.layers, scene.frames
        )
    })?;
    let (height, width) = (scene.height, scene.width);
    let Pixels::F32(pixels) = &mut scene.pixels else {
        return Err(Error("a scene is a stack of floats".into()));
    };
    let area = optics.size * optics.size;
    for (views, centres) in views.chunks(GROUP).zip(centres.chunks(GROUP)) {
        let images = project(atoms, optics, views, threads)?;
        with_threads(threads, || {
            pixels[first_layer * height * width..]
                .par_chunks_mut(height * width)
                .take(optics.layers)
                .enumerate()
                .for_each(|(layer, frame)| {
                    for (image, centre) in images.chunks_exact(area * optics.layers).zip(centres) {
                        let image = &image[layer * area..][..area];
                        add_box(frame, height, width, image, optics.size, *centre);
                    }
                });
        });
    }
    Ok(())
}

fn add_box(frame: &mut [f32], height: usize, width: usize, image: &[f32], size: usize, centre: [i64; 2]) {
    let middle = (size / 2) as i64;
    let left = centre[0] - middle;
    let (from, to) = (left.clamp(0, width as i64), (left + size as i64).clamp(0, width as i64));
    if from == to {
        return;
    }
    for (line, y) in image.chunks_exact(size).zip(centre[1] - middle..) {
        if (0..height as i64).contains(&y) {
            let target = &mut frame[y as usize * width..][from as usize..to as usize];
            for (sum, value) in target.iter_mut().zip(&line[(from - left) as usize..]) {
                *sum += value;
            }
        }
    }
}

struct Renderer<'a> {
    atoms: &'a Atoms<'a>,
    optics: &'a Optics<'a>,
    samples: usize,
    /// 1 / transform of the spline on the fine grid, for each kept frequency index 0 ..= size / 2.
    sharpen: Vec<f32>,
    fine: Arc<dyn Fft<f32>>,
    coarse: Arc<dyn Fft<f32>>,
    lines: Arc<dyn ComplexToReal<f32>>,
}

struct Scratch {
    grid: Vec<Complex32>,
    column: Vec<Complex32>,
    /// Transforms of both weights, (size, size / 2 + 1) each, then the image's spectrum.
    parts: [Vec<Complex32>; 2],
    spectrum: Vec<Complex32>,
    transfer: Vec<f32>,
    work: Vec<Complex32>,
}

impl<'a> Renderer<'a> {
    fn new(atoms: &'a Atoms<'a>, optics: &'a Optics<'a>) -> Result<Self> {
        let size = optics.size;
        Error::unless((2..=8192).contains(&size) && optics.pixel_size > 0.0, || {
            format!("a box of {size} pixels of {} A cannot be rendered", optics.pixel_size)
        })?;
        let count = atoms.positions.len() / 3;
        Error::unless(
            atoms.positions.len() == 3 * count && atoms.weights.len() == 2 * count,
            || {
                format!(
                    "{} coordinates and {} weights of atoms do not belong together",
                    atoms.positions.len(),
                    atoms.weights.len()
                )
            },
        )?;
        let samples = optics.curves.len() / (2 * optics.layers).max(1);
        Error::unless(
            optics.layers > 0 && samples >= 2 && optics.curves.len() == 2 * optics.layers * samples,
            || format!("{} curve values for {} layers", optics.curves.len(), optics.layers),
        )?;
        Error::unless(optics.curve_end > 0.0, || "curves need an end above 0".into())?;
        let fine = 2 * size;
        let sharpen = (0..=size / 2).map(|index| {
            let turn = std::f64::consts::PI * index as f64 / fine as f64;
            let sinc = if index == 0 { 1.0 } else { turn.sin() / turn };
            (1.0 / sinc.powi(4)) as f32
        });
        Ok(Self {
            atoms,
            optics,
            samples,
            sharpen: sharpen.collect(),
            fine: plans::complex(fine, false),
            coarse: plans::complex(size, true),
            lines: plans::real_inverse(size),
        })
    }

    fn scratch(&self) -> Scratch {
        let size = self.optics.size;
        let half = size / 2 + 1;
        let work = self
            .fine
            .get_inplace_scratch_len()
            .max(self.coarse.get_inplace_scratch_len())
            .max(self.lines.get_scratch_len());
        let complex = |length: usize| vec![Complex32::default(); length];
        Scratch {
            grid: complex(4 * size * size),
            column: complex(2 * size),
            parts: [complex(size * half), complex(size * half)],
            spectrum: complex(size * half),
            transfer: vec![1.0; half],
            work: complex(work),
        }
    }

    fn render(&self, view: &View, out: &mut [f32], scratch: &mut Scratch) {
        self.spread(view, &mut scratch.grid);
        self.transform(scratch);
        let size = self.optics.size;
        for (layer, image) in out.chunks_exact_mut(size * size).enumerate() {
            self.shape(layer, view, scratch);
            self.back(image, scratch);
        }
    }

    /// Adds every atom to the fine grid; the grid wraps round.
    fn spread(&self, view: &View, grid: &mut [Complex32]) {
        grid.fill(Complex32::default());
        let fine = 2 * self.optics.size;
        let scale = (2.0 / self.optics.pixel_size) as f32;
        let origin = (2 * (self.optics.size / 2)) as f32;
        let turn = view.rotation;
        let wrap = |index: i64| index.rem_euclid(fine as i64) as usize;
        for (place, weight) in self
            .atoms
            .positions
            .chunks_exact(3)
            .zip(self.atoms.weights.chunks_exact(2))
        {
            let along = |row: usize| turn[row] * place[0] + turn[row + 1] * place[1] + turn[row + 2] * place[2];
            let x = scale * along(0) + origin + 2.0 * view.shift[0];
            let y = scale * along(3) + origin + 2.0 * view.shift[1];
            let (column, row) = (x.floor(), y.floor());
            let (across, down) = (spline(x - column), spline(y - row));
            let (column, row) = (column as i64 - 1, row as i64 - 1);
            let weight = Complex32::new(weight[0], weight[1]);
            let inside = column >= 0 && row >= 0 && column + 4 <= fine as i64 && row + 4 <= fine as i64;
            if inside {
                for (j, down) in down.into_iter().enumerate() {
                    let cells = &mut grid[(row as usize + j) * fine + column as usize..][..4];
                    let weight = weight * down;
                    for (cell, across) in cells.iter_mut().zip(across) {
                        *cell += weight * across;
                    }
                }
            } else {
                for (j, down) in down.into_iter().enumerate() {
                    let line = wrap(row + j as i64) * fine;
                    for (i, across) in across.into_iter().enumerate() {
                        grid[line + wrap(column + i as i64)] += weight * (down * across);
                    }
                }
            }
        }
    }

    /// Transforms the fine grid and leaves, for the frequencies of the coarse one, the transforms of the two weights.
    fn transform(&self, scratch: &mut Scratch) {
        let size = self.optics.size;
        let (fine, half) = (2 * size, size / 2 + 1);
        let Scratch {
            grid,
            column,
            parts,
            work,
            ..
        } = scratch;
        for row in grid.chunks_exact_mut(fine) {
            // Rows that no atom reached stay zero.
            if row.iter().any(|value| *value != Complex32::default()) {
                self.fine.process_with_scratch(row, work);
            }
        }
        let mut mirror = vec![Complex32::default(); fine];
        for x in 0..half {
            let opposite = (fine - x) % fine;
            for (y, (value, mirrored)) in column.iter_mut().zip(mirror.iter_mut()).enumerate() {
                *value = grid[y * fine + x];
                *mirrored = grid[y * fine + opposite];
            }
            self.fine.process_with_scratch(column, work);
            self.fine.process_with_scratch(&mut mirror, work);
            for y in 0..size {
                let ky = signed_frequency(y, size);
                let up = ky.rem_euclid(fine as i64) as usize;
                let down = (-ky).rem_euclid(fine as i64) as usize;
                // The grid is a + i b with real a and b: the transforms of both are its even and odd parts.
                let (here, there) = (column[up], mirror[down].conj());
                let sharpen = 0.5 * self.sharpen[x] * self.sharpen[ky.unsigned_abs() as usize];
                parts[0][y * half + x] = (here + there) * sharpen;
                let odd = (here - there) * sharpen;
                parts[1][y * half + x] = Complex32::new(odd.im, -odd.re);
            }
        }
    }

    /// The spectrum of one layer's image: each weight times its curve, times the contrast transfer.
    fn shape(&self, layer: usize, view: &View, scratch: &mut Scratch) {
        let (size, samples) = (self.optics.size, self.samples);
        let half = size / 2 + 1;
        let first = &self.optics.curves[2 * layer * samples..][..samples];
        let second = &self.optics.curves[(2 * layer + 1) * samples..][..samples];
        let step = 1.0 / (size as f64 * self.optics.pixel_size);
        let to_sample = (samples - 1) as f32 / self.optics.curve_end;
        for y in 0..size {
            let ky = signed_frequency(y, size);
            if let Some(aberration) = &view.aberration {
                aberration.fill_row(ky as f64 * step, step, &mut scratch.transfer);
            }
            let fy = ky as f32 / size as f32;
            for x in 0..half {
                let fx = x as f32 / size as f32;
                let place = ((fx * fx + fy * fy).sqrt() * to_sample).min((samples - 1) as f32);
                let below = (place as usize).min(samples - 2);
                let rest = place - below as f32;
                let at = |curve: &[f32]| curve[below] + rest * (curve[below + 1] - curve[below]);
                let index = y * half + x;
                scratch.spectrum[index] =
                    (scratch.parts[0][index] * at(first) + scratch.parts[1][index] * at(second)) * scratch.transfer[x];
            }
        }
    }

    fn back(&self, image: &mut [f32], scratch: &mut Scratch) {
        let size = self.optics.size;
        let half = size / 2 + 1;
        let column = &mut scratch.column[..size];
        for x in 0..half {
            for (y, value) in column.iter_mut().enumerate() {
                *value = scratch.spectrum[y * half + x];
            }
            self.coarse.process_with_scratch(column, &mut scratch.work);
            for (y, value) in column.iter().enumerate() {
                scratch.spectrum[y * half + x] = *value;
            }
        }
        let scale = 1.0 / (size * size) as f32;
        for (line, row) in image
            .chunks_exact_mut(size)
            .zip(scratch.spectrum.chunks_exact_mut(half))
        {
            row[0].im = 0.0;
            if size.is_multiple_of(2) {
                row[half - 1].im = 0.0;
            }
            self.lines
                .process_with_scratch(row, line, &mut scratch.work)
                .expect("line lengths match the plan");
            line.iter_mut().for_each(|value| *value *= scale);
        }
    }
}

/// Weights of the cubic B-spline at the four nodes about a place `t` (0 to 1) past the second of them.
#[inline(always)]
pub(crate) fn spline(t: f32) -> [f32; 4] {
    let s = 1.0 - t;
    [
        s * s * s / 6.0,
        2.0 / 3.0 - 0.5 * t * t * (2.0 - t),
        2.0 / 3.0 - 0.5 * s * s * (2.0 - s),
        t * t * t / 6.0,
    ]
}
