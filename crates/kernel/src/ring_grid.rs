//! Images to their Fourier transforms on rings, and back.
//!
//! A non-uniform Fourier transform: the image, divided by the transform of an interpolation function, is padded to twice
//! its size, and its spectrum interpolated at the points of the rings; the way back is the same, transposed. The
//! function is Kaiser and Bessel's over four nodes, whose error at this padding is below a thousandth (Jackson, Meyer,
//! Nishimura and Macovski 1991, IEEE Trans. Med. Imaging 10, 473; width from Beatty, Nishimura and Pauly 2005, 24, 799).

use std::f64::consts::PI;
use std::sync::Arc;

use rayon::prelude::*;
use rustfft::num_complex::Complex32;
use vitreous_kernel_instances::plans::{self, ComplexToReal, Fft, RealToComplex};

use crate::kaiser_bessel::{interpolation, transformed, TAPS};
use crate::rings::{RingTransforms, Rings};
use crate::threads::with_threads;
use crate::{Error, Result};

/// Nodes kept beyond the ends of a column and before column 0, so that taps need not wrap.
const MARGIN: usize = 4;

/// Where one point of the rings lies on the fine grid.
struct Point {
    /// Start of the first node's column and row in the padded columns.
    start: usize,
    /// Whether the point given is the conjugate of this one.
    conjugate: bool,
    across: [f32; TAPS],
    down: [f32; TAPS],
}

struct Grid<'a> {
    rings: &'a Rings,
    size: usize,
    fine: usize,
    /// Columns of frequencies 0 .. columns - 1 that the rings reach.
    columns: usize,
    /// Length of a stored column with its margins.
    pitch: usize,
    points: Vec<Point>,
    /// 1 / transform of the interpolation function along one axis, for each pixel.
    sharpen: Vec<f32>,
}

impl<'a> Grid<'a> {
    fn new(rings: &'a Rings) -> Self {
        let size = rings.box_size;
        let fine = 2 * size;
        let columns = 2 * rings.len() + TAPS;
        let pitch = fine + 2 * MARGIN;
        let mut points = Vec::with_capacity(rings.samples());
        for (ring, &count) in rings.counts.iter().enumerate() {
            let radius = 2.0 * (ring + 1) as f64;
            for index in 0..count / 2 {
                let (sine, cosine) = rings.theta(ring, index).sin_cos();
                let conjugate = cosine < 0.0;
                let sign = if conjugate { -1.0 } else { 1.0 };
                let (x, y) = (sign * radius * cosine, sign * radius * sine);
                let nodes = |place: f64| {
                    let first = place.floor() - 1.0;
                    let weights: [f32; TAPS] =
                        std::array::from_fn(|tap| interpolation(place - first - tap as f64) as f32);
                    (first as i64, weights)
                };
                let ((column, across), (row, down)) = (nodes(x), nodes(y));
                let column = (column + MARGIN as i64) as usize;
                let row = (row + MARGIN as i64).rem_euclid(fine as i64) as usize;
                // A row of taps stays within one stored column: rows -MARGIN .. fine + MARGIN are there.
                points.push(Point {
                    start: column * pitch + row,
                    conjugate,
                    across,
                    down,
                });
            }
        }
        let centre = (size / 2) as f64;
        let sharpen = (0..size)
            .map(|pixel| (1.0 / transformed(pixel as f64 - centre, fine as f64)) as f32)
            .collect();
        Self {
            rings,
            size,
            fine,
            columns,
            pitch,
            points,
            sharpen,
        }
    }

    fn stored(&self) -> usize {
        (self.columns + MARGIN) * self.pitch
    }

    /// Row `row` of frequency column `column` in the stored columns.
    fn at(&self, column: usize, row: usize) -> usize {
        (column + MARGIN) * self.pitch + row + MARGIN
    }

    /// Padded coordinate of pixel `index`: the centre pixel comes first.
    fn place(&self, index: usize) -> usize {
        (index + self.fine - self.size / 2) % self.fine
    }
}

/// Transforms on rings of `count` images, each multiplied by `window` (both of box x box pixels):
/// (count, samples of a half ring). The phase origin is the centre pixel, floor(box / 2).
pub fn images_to_rings(
    images: &[f32],
    count: usize,
    window: &[f32],
    rings: &Rings,
    threads: usize,
) -> Result<Vec<Complex32>> {
    let area = rings.box_size * rings.box_size;
    Error::unless(images.len() == count * area && window.len() == area, || {
        format!(
            "{count} images and a window of {0} x {0} pixels were given {1} and {2} values",
            rings.box_size,
            images.len(),
            window.len()
        )
    })?;
    let samples = rings.samples();
    let mut output = vec![Complex32::default(); count * samples];
    if count == 0 {
        return Ok(output);
    }
    let grid = Grid::new(rings);
    let size = grid.size;
    let sharpened: Vec<f32> = (0..area)
        .map(|i| window[i] * grid.sharpen[i / size] * grid.sharpen[i % size])
        .collect();
    let along_x = plans::real_forward(grid.fine);
    let along_y = plans::complex(grid.fine, false);
    with_threads(threads, || {
        output
            .par_chunks_mut(samples)
            .zip(images.par_chunks(area))
            .for_each_init(
                || Forward::new(&grid, &along_x, &along_y),
                |work, (out, image)| work.transform(image, &sharpened, out),
            );
    });
    Ok(output)
}

struct Forward<'a> {
    grid: &'a Grid<'a>,
    along_x: &'a Arc<dyn RealToComplex<f32>>,
    along_y: &'a Arc<dyn Fft<f32>>,
    line: Vec<f32>,
    spectrum: Vec<Complex32>,
    columns: Vec<Complex32>,
    scratch: Vec<Complex32>,
}

impl<'a> Forward<'a> {
    fn new(grid: &'a Grid<'a>, along_x: &'a Arc<dyn RealToComplex<f32>>, along_y: &'a Arc<dyn Fft<f32>>) -> Self {
        let work = along_x.get_scratch_len().max(along_y.get_inplace_scratch_len());
        Self {
            grid,
            along_x,
            along_y,
            line: vec![0.0; grid.fine],
            spectrum: vec![Complex32::default(); grid.fine / 2 + 1],
            columns: vec![Complex32::default(); grid.stored()],
            scratch: vec![Complex32::default(); work],
        }
    }

    fn transform(&mut self, image: &[f32], window: &[f32], out: &mut [Complex32]) {
        let grid = self.grid;
        let (size, fine) = (grid.size, grid.fine);
        // Rows between the two halves of the image stay zero.
        for column in 0..grid.columns {
            let rows = &mut self.columns[grid.at(column, 0)..][..fine];
            rows[size - size / 2..fine - size / 2].fill(Complex32::default());
        }
        for (y, (pixels, window)) in image.chunks_exact(size).zip(window.chunks_exact(size)).enumerate() {
            self.line.fill(0.0);
            for (x, (pixel, window)) in pixels.iter().zip(window).enumerate() {
                self.line[grid.place(x)] = pixel * window;
            }
            self.along_x
                .process_with_scratch(&mut self.line, &mut self.spectrum, &mut self.scratch)
                .expect("line lengths match the plan");
            let row = grid.place(y);
            for (column, value) in self.spectrum.iter().take(grid.columns).enumerate() {
                self.columns[grid.at(column, row)] = *value;
            }
        }
        for column in 0..grid.columns {
            let start = grid.at(column, 0);
            self.along_y
                .process_with_scratch(&mut self.columns[start..start + fine], &mut self.scratch);
        }
        self.extend();
        for (value, point) in out.iter_mut().zip(&grid.points) {
            let mut sum = Complex32::default();
            for (tap, across) in point.across.iter().enumerate() {
                let nodes = &self.columns[point.start + tap * grid.pitch..][..TAPS];
                let mut along = Complex32::default();
                for (node, down) in nodes.iter().zip(&point.down) {
                    along += node * down;
                }
                sum += along * across;
            }
            *value = if point.conjugate { sum.conj() } else { sum };
        }
    }

    /// Fills the columns before 0 from those after it, and the margins of each column from its other end.
    fn extend(&mut self) {
        let grid = self.grid;
        let fine = grid.fine;
        for before in 1..=MARGIN.min(grid.columns - 1) {
            for row in 0..fine {
                let mirrored = self.columns[grid.at(before, (fine - row) % fine)].conj();
                self.columns[(MARGIN - before) * grid.pitch + MARGIN + row] = mirrored;
            }
        }
        for column in self.columns.chunks_exact_mut(grid.pitch) {
            column.copy_within(fine..fine + MARGIN, 0);
            column.copy_within(MARGIN..2 * MARGIN, fine + MARGIN);
        }
    }
}

/// Images of box x box pixels from angular orders on rings, (count, 2, orders) with real and imaginary parts apart:
/// the sum over the plane of frequencies, each point of a ring standing for its share of the plane. Frequency 0 counts
/// as 0, rings beyond the last too.
pub fn rings_to_images(orders: &[f32], count: usize, rings: &Rings, threads: usize) -> Result<Vec<f32>> {
    let all = rings.all_orders();
    Error::unless(orders.len() == 2 * count * all, || {
        format!(
            "{count} images of {all} angular orders were given {} values",
            orders.len()
        )
    })?;
    let area = rings.box_size * rings.box_size;
    let mut output = vec![0f32; count * area];
    if count == 0 {
        return Ok(output);
    }
    let grid = Grid::new(rings);
    let transforms = RingTransforms::new(rings);
    let along_y = plans::complex(grid.fine, true);
    let along_x = plans::real_inverse(grid.fine);
    with_threads(threads, || {
        output
            .par_chunks_mut(area)
            .zip(orders.par_chunks(2 * all))
            .for_each(|(image, orders)| back(&grid, &transforms, &along_x, &along_y, orders, image));
    });
    Ok(output)
}

fn back(
    grid: &Grid,
    transforms: &RingTransforms,
    along_x: &Arc<dyn ComplexToReal<f32>>,
    along_y: &Arc<dyn Fft<f32>>,
    orders: &[f32],
    image: &mut [f32],
) {
    let (rings, size, fine) = (grid.rings, grid.size, grid.fine);
    let (re, im) = orders.split_at(rings.all_orders());
    let mut samples = vec![Complex32::default(); rings.samples()];
    transforms.to_samples(rings, re, im, &mut samples, &mut transforms.scratch());
    let mut columns = vec![Complex32::default(); grid.stored()];
    for (ring, &points) in rings.counts.iter().enumerate() {
        let share = (2.0 * PI * (ring + 1) as f64 / points as f64 / (size * size) as f64) as f32;
        for index in rings.samples_at[ring]..rings.samples_at[ring + 1] {
            let point = &grid.points[index];
            let value = if point.conjugate {
                samples[index].conj()
            } else {
                samples[index]
            } * share;
            for (tap, across) in point.across.iter().enumerate() {
                let nodes = &mut columns[point.start + tap * grid.pitch..][..TAPS];
                for (node, down) in nodes.iter_mut().zip(&point.down) {
                    *node += value * (across * down);
                }
            }
        }
    }
    fold(grid, &mut columns);
    let mut work = vec![Complex32::default(); along_y.get_inplace_scratch_len().max(along_x.get_scratch_len())];
    for column in 0..grid.columns {
        let start = grid.at(column, 0);
        along_y.process_with_scratch(&mut columns[start..start + fine], &mut work);
    }
    let mut spectrum = vec![Complex32::default(); fine / 2 + 1];
    let mut line = vec![0f32; fine];
    for (y, pixels) in image.chunks_exact_mut(size).enumerate() {
        spectrum.fill(Complex32::default());
        let row = grid.place(y);
        for (column, value) in spectrum.iter_mut().take(grid.columns).enumerate() {
            *value = columns[grid.at(column, row)];
        }
        spectrum[0].im = 0.0;
        if let Some(last) = spectrum.last_mut() {
            last.im = 0.0;
        }
        along_x
            .process_with_scratch(&mut spectrum, &mut line, &mut work)
            .expect("line lengths match the plan");
        for (x, pixel) in pixels.iter_mut().enumerate() {
            *pixel = line[grid.place(x)] * grid.sharpen[x] * grid.sharpen[y];
        }
    }
}

/// Brings what was spread into the margins back to where it belongs, each point joined by its conjugate.
fn fold(grid: &Grid, columns: &mut [Complex32]) {
    let fine = grid.fine;
    for column in columns.chunks_exact_mut(grid.pitch) {
        for margin in 0..MARGIN {
            let (before, after) = (column[margin], column[fine + MARGIN + margin]);
            column[fine + margin] += before;
            column[MARGIN + margin] += after;
        }
    }
    for before in 1..=MARGIN.min(grid.columns - 1) {
        for row in 0..fine {
            let spread = columns[(MARGIN - before) * grid.pitch + MARGIN + row].conj();
            columns[grid.at(before, (fine - row) % fine)] += spread;
        }
    }
    let zero: Vec<Complex32> = columns[grid.at(0, 0)..][..fine].to_vec();
    for row in 0..fine {
        columns[grid.at(0, row)] = zero[row] + zero[(fine - row) % fine].conj();
    }
}
