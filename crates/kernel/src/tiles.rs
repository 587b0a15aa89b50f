//! Power spectra of overlapping tiles of one image.

use std::sync::Arc;

use rayon::prelude::*;
use rustfft::num_complex::Complex32;
use vitreous_kernel_instances::plans::{self, Fft, RealToComplex};

use crate::polar::{PolarBins, NO_BIN};
use crate::threads::with_threads;
use crate::{Error, Result};

/// Columns gathered together, and rows copied at a time: a cache line of complex numbers each way.
const COLUMNS: usize = 8;
/// Room after each gathered column, so that columns do not all fall into the same lines of the cache.
const PADDING: usize = 8;
/// Tiles summed one after the other. Fixed, so that sums do not depend on the number of threads.
const GROUP: usize = 8;
/// Pixels further from their tile's mean than this many standard deviations are brought back to it.
const OUTLIER: f32 = 5.0;
/// Sums run in so many lanes.
const LANES: usize = 16;

pub struct TileSpectra {
    pub bins: PolarBins,
    /// Mean power of each tile in each bin: (tiles, sectors, rings); 0 where a bin is empty.
    pub polar: Vec<f32>,
    /// Mean power over all tiles: (y from 1 - rings to rings - 1, x from 0 to rings - 1).
    pub mean: Vec<f32>,
    /// Standard deviation of each tile before it was normalised. 0: the tile is flat and its spectrum is 0, and
    /// it has no part in `mean`. NaN: a pixel is not a finite number.
    pub deviations: Vec<f32>,
}

/// Spectra of the `size` x `size` tiles of `image` (height, width) whose first pixels are at `origins` (y, x).
///
/// Each tile has its outliers clamped, a fitted plane subtracted, and is divided by its standard deviation, so that
/// every tile counts the same; it is tapered with half a period of a sine along both axes. Power is divided by the
/// energy of the taper: white noise has power 1. Frequencies below `rings` pixels of the spectrum are kept.
pub fn tile_spectra(
    image: &[f32],
    height: usize,
    width: usize,
    size: usize,
    origins: &[(usize, usize)],
    rings: usize,
    sectors: usize,
    axis_margin: usize,
    threads: usize,
) -> Result<TileSpectra> {
    Error::unless(image.len() == height * width, || {
        format!("an image of {height} x {width} pixels was given {}", image.len())
    })?;
    Error::unless(
        origins.iter().all(|&(y, x)| y + size <= height && x + size <= width),
        || format!("a tile of {size} pixels reaches out of the image of {height} x {width}"),
    )?;
    Error::unless(rings <= size.div_ceil(2), || {
        format!("{rings} rings reach beyond the Nyquist frequency of a tile of {size} pixels")
    })?;
    let bins = PolarBins::new(rings, sectors, axis_margin)?;
    let (per_tile, area) = (bins.counts.len(), bins.of_frequency.len());
    let transform = TileTransform::new(size);
    let mut polar = vec![0f32; origins.len() * per_tile];
    let groups: Vec<(Vec<f32>, Vec<f32>)> = with_threads(threads, || {
        polar
            .par_chunks_mut(GROUP * per_tile)
            .zip(origins.par_chunks(GROUP))
            .map_init(
                || transform.scratch(),
                |scratch, (polar, origins)| {
                    let mut sum = vec![0f32; area];
                    let deviations = polar
                        .chunks_exact_mut(per_tile)
                        .zip(origins)
                        .map(|(polar, &(y, x))| {
                            let deviation = transform.load(image, width, y, x, scratch);
                            if deviation > 0.0 {
                                transform.power(scratch, deviation * deviation, &bins, polar, &mut sum);
                            }
                            deviation
                        })
                        .collect();
                    (deviations, sum)
                },
            )
            .collect()
    });
    let deviations: Vec<f32> = groups.iter().flat_map(|(deviations, _)| deviations).copied().collect();
    let used = deviations.iter().filter(|&&deviation| deviation > 0.0).count();
    let scale = 1.0 / used.max(1) as f32;
    let mut mean = vec![0f32; area];
    for (_, sum) in &groups {
        for (column, values) in sum.chunks_exact(2 * rings - 1).enumerate() {
            for (row, &value) in values.iter().enumerate() {
                mean[row * rings + column] += value * scale;
            }
        }
    }
    for polar in polar.chunks_exact_mut(per_tile) {
        for (value, &count) in polar.iter_mut().zip(&bins.counts) {
            *value /= count.max(1.0);
        }
    }
    Ok(TileSpectra {
        bins,
        polar,
        mean,
        deviations,
    })
}

struct TileTransform {
    size: usize,
    taper: Vec<f32>,
    /// Distance of each pixel from the middle.
    ramp: Vec<f32>,
    /// 1 over the sum of the squared taper over the tile.
    scale: f32,
    rows: Arc<dyn RealToComplex<f32>>,
    columns: Arc<dyn Fft<f32>>,
}

struct Scratch {
    tile: Vec<f32>,
    column_sums: Vec<f32>,
    spectrum: Vec<Complex32>,
    gathered: Vec<Complex32>,
    rows: Vec<Complex32>,
    columns: Vec<Complex32>,
}

impl TileTransform {
    fn new(size: usize) -> Self {
        let taper: Vec<f32> = (0..size)
            .map(|i| (std::f64::consts::PI * (i as f64 + 0.5) / size as f64).sin() as f32)
            .collect();
        Self {
            size,
            scale: taper.iter().map(|value| value * value).sum::<f32>().powi(-2),
            taper,
            ramp: (0..size).map(|i| i as f32 - 0.5 * (size as f32 - 1.0)).collect(),
            rows: plans::real_forward(size),
            columns: plans::complex(size, false),
        }
    }

    fn scratch(&self) -> Scratch {
        let half = self.size / 2 + 1;
        Scratch {
            tile: vec![0.0; self.size * self.size],
            column_sums: vec![0.0; self.size],
            spectrum: vec![Complex32::default(); self.size * half],
            gathered: vec![Complex32::default(); (self.size + PADDING) * COLUMNS],
            rows: self.rows.make_scratch_vec(),
            columns: vec![Complex32::default(); self.columns.get_inplace_scratch_len()],
        }
    }

    /// Fills `scratch.tile` with the tile, clamped, without its plane, and tapered; answers the standard deviation
    /// before the taper.
    fn load(&self, image: &[f32], width: usize, y: usize, x: usize, scratch: &mut Scratch) -> f32 {
        let (size, tile) = (self.size, &mut scratch.tile);
        let mut finite = 0f64;
        for (row, target) in tile.chunks_exact_mut(size).enumerate() {
            let source = &image[(y + row) * width + x..][..size];
            target.copy_from_slice(source);
            // Zero for any finite number.
            finite += sum_of(source, |value| value * 0.0);
        }
        if finite != 0.0 {
            return f32::NAN;
        }
        let (low, high) = clamp_range(tile, size);
        if low >= high {
            return 0.0;
        }
        let plane = clamp_about(tile, size, low, high, &mut scratch.column_sums);
        let middle = 0.5 * (size as f64 - 1.0);
        let mut squares = 0f64;
        for ((row, values), &across) in tile.chunks_exact_mut(size).enumerate().zip(&self.taper) {
            let level = (plane.mean + plane.along_y * (row as f64 - middle)) as f32;
            let slope = plane.along_x as f32;
            for (value, &distance) in values.iter_mut().zip(&self.ramp) {
                *value -= slope.mul_add(distance, level);
            }
            squares += sum_of(values, |value| value * value);
            for (value, &along) in values.iter_mut().zip(&self.taper) {
                *value *= along * across;
            }
        }
        let deviation = (squares / (size * size) as f64).sqrt() as f32;
        // What rounding leaves of a plane is not a signal.
        if deviation <= 1e-5 * (low + high).abs() {
            return 0.0;
        }
        deviation
    }

    /// Adds the power of `scratch.tile` over `variance` to the bins and, columns contiguous, to `sum`.
    fn power(&self, scratch: &mut Scratch, variance: f32, bins: &PolarBins, polar: &mut [f32], sum: &mut [f32]) {
        let scale = self.scale / variance;
        let (size, half, rings) = (self.size, self.size / 2 + 1, bins.rings);
        let Scratch {
            tile,
            spectrum,
            gathered,
            rows,
            columns,
            ..
        } = scratch;
        for (row, out) in tile.chunks_exact_mut(size).zip(spectrum.chunks_exact_mut(half)) {
            self.rows
                .process_with_scratch(row, out, rows)
                .expect("row lengths match the plan");
        }
        let pitch = size + PADDING;
        let height = 2 * rings - 1;
        for first in (0..rings).step_by(COLUMNS) {
            let count = COLUMNS.min(rings - first);
            gather(spectrum, half, first, count, gathered, pitch);
            for (offset, column) in gathered.chunks_exact_mut(pitch).take(count).enumerate() {
                let column = &mut column[..size];
                self.columns.process_with_scratch(column, columns);
                let range = (first + offset) * height..(first + offset + 1) * height;
                let (sum, of_frequency) = (&mut sum[range.clone()], &bins.of_frequency[range]);
                let (negative, positive) = (&column[size + 1 - rings..], &column[..rings]);
                for ((value, sum), &bin) in negative.iter().chain(positive).zip(sum).zip(of_frequency) {
                    let power = value.norm_sqr() * scale;
                    *sum += power;
                    if bin != NO_BIN {
                        polar[bin as usize] += power;
                    }
                }
            }
        }
    }
}

/// Copies `count` columns of a row-major spectrum, `half` wide, into contiguous memory, one every `pitch`.
fn gather(spectrum: &[Complex32], half: usize, first: usize, count: usize, gathered: &mut [Complex32], pitch: usize) {
    for (block, lines) in spectrum.chunks(COLUMNS * half).enumerate() {
        for (row, line) in lines.chunks_exact(half).enumerate() {
            for (column, &value) in line[first..first + count].iter().enumerate() {
                gathered[column * pitch + block * COLUMNS + row] = value;
            }
        }
    }
}

/// Range that pixels are clamped to: mean and standard deviation of every fourth row, found again until outliers no
/// longer widen them.
fn clamp_range(tile: &[f32], size: usize) -> (f32, f32) {
    let (mut low, mut high) = (f32::NEG_INFINITY, f32::INFINITY);
    for _ in 0..5 {
        let (mean, deviation) = clamped_moments(tile.chunks(size).step_by(4), low, high);
        let narrower = OUTLIER * deviation < 0.49 * (high - low);
        (low, high) = (mean - OUTLIER * deviation, mean + OUTLIER * deviation);
        if !narrower {
            break;
        }
    }
    (low, high)
}

/// Mean and standard deviation of the values clamped to (low, high).
fn clamped_moments<'a>(rows: impl Iterator<Item = &'a [f32]>, low: f32, high: f32) -> (f32, f32) {
    let (mut origin, mut count, mut sum, mut squares) = (None, 0usize, 0f64, 0f64);
    for row in rows {
        let origin = *origin.get_or_insert(clamp(row[0], low, high));
        count += row.len();
        sum += sum_of(row, |value| clamp(value, low, high) - origin);
        squares += sum_of(row, |value| (clamp(value, low, high) - origin).powi(2));
    }
    let mean = sum / count.max(1) as f64;
    let variance = (squares / count.max(1) as f64 - mean * mean).max(0.0);
    ((mean + f64::from(origin.unwrap_or(0.0))) as f32, variance.sqrt() as f32)
}

#[inline(always)]
fn clamp(value: f32, low: f32, high: f32) -> f32 {
    value.max(low).min(high)
}

/// Least-squares plane over a square tile, about its middle, in value per pixel.
struct Plane {
    mean: f64,
    along_x: f64,
    along_y: f64,
}

/// Clamps the tile, moves the middle of the range to 0, and answers the plane through what results. Near 0, single
/// precision is enough for the sums of a row or a column.
fn clamp_about(tile: &mut [f32], size: usize, low: f32, high: f32, column_sums: &mut [f32]) -> Plane {
    let (level, middle) = (0.5 * (low + high), 0.5 * (size as f64 - 1.0));
    let (mut total, mut along_y) = (0f64, 0f64);
    column_sums.fill(0.0);
    for (row, values) in tile.chunks_exact_mut(size).enumerate() {
        for (column, value) in column_sums.iter_mut().zip(values.iter_mut()) {
            *value = clamp(*value, low, high) - level;
            *column += *value;
        }
        let sum = sum_of(values, |value| value);
        total += sum;
        along_y += sum * (row as f64 - middle);
    }
    let along_x: f64 = column_sums
        .iter()
        .enumerate()
        .map(|(column, &sum)| f64::from(sum) * (column as f64 - middle))
        .sum();
    // Sum of squared distances from the middle, along one axis, over all pixels.
    let spread = size as f64 * size as f64 * ((size * size) as f64 - 1.0) / 12.0;
    Plane {
        mean: total / (size * size) as f64,
        along_x: along_x / spread,
        along_y: along_y / spread,
    }
}

/// Sum over a row, in lanes of single precision.
#[inline(always)]
fn sum_of(values: &[f32], term: impl Fn(f32) -> f32) -> f64 {
    let mut lanes = [0f32; LANES];
    let whole = values.chunks_exact(LANES);
    let rest: f32 = whole.remainder().iter().map(|&value| term(value)).sum();
    for values in whole {
        for (lane, &value) in lanes.iter_mut().zip(values) {
            *lane += term(value);
        }
    }
    f64::from(lanes.iter().sum::<f32>() + rest)
}
