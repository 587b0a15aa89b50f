//! Power spectra of overlapping tiles of one image.

use std::sync::Arc;

use rayon::prelude::*;
use rustfft::num_complex::Complex32;
use vitreous_kernel_instances::plans::{self, Fft, RealToComplex};

use crate::polar::{PolarBins, NO_BIN};
use crate::threads::with_threads;
use crate::{Error, Result};

/// Columns transformed together: two cache lines of complex numbers.
const COLUMNS: usize = 16;
/// Tiles summed one after the other. Fixed, so that sums do not depend on the number of threads.
const GROUP: usize = 8;
/// Pixels further from their tile's mean than this many standard deviations are brought back to it.
const OUTLIER: f32 = 5.0;

pub struct TileSpectra {
    pub bins: PolarBins,
    /// Mean power of each tile in each bin: (tiles, sectors, rings); 0 where a bin is empty.
    pub polar: Vec<f32>,
    /// Mean power over all tiles: (size, size / 2 + 1), frequency 0 first.
    pub mean: Vec<f32>,
    /// Standard deviation of each tile before it was normalised. 0: the tile is flat and its spectrum is 0, and
    /// it has no part in `mean`. NaN: a pixel is not a finite number.
    pub deviations: Vec<f32>,
}

/// Spectra of the `size` x `size` tiles of `image` (height, width) whose first pixels are at `origins` (y, x).
///
/// Each tile has its outliers clamped, a fitted plane subtracted, and is divided by its standard deviation, so that
/// every tile counts the same; it is tapered with half a period of a sine along both axes. Power is divided by the
/// energy of the taper: white noise has power 1.
pub fn tile_spectra(
    image: &[f32],
    height: usize,
    width: usize,
    size: usize,
    origins: &[(usize, usize)],
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
    let bins = PolarBins::new(size, sectors, axis_margin)?;
    let per_tile = bins.counts.len();
    let half = size / 2 + 1;
    let transform = TileTransform::new(size);
    let mut polar = vec![0f32; origins.len() * per_tile];
    let groups: Vec<(Vec<f32>, Vec<f32>)> = with_threads(threads, || {
        polar
            .par_chunks_mut(GROUP * per_tile)
            .zip(origins.par_chunks(GROUP))
            .map_init(
                || transform.scratch(),
                |scratch, (polar, origins)| {
                    let mut sum = vec![0f32; half * size];
                    let deviations = polar
                        .chunks_exact_mut(per_tile)
                        .zip(origins)
                        .map(|(polar, &(y, x))| {
                            let deviation = transform.load(image, width, y, x, scratch);
                            if deviation > 0.0 {
                                transform.power(scratch, &bins, polar, &mut sum);
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
    let mut mean = vec![0f32; size * half];
    for (_, sum) in &groups {
        for (column, values) in sum.chunks_exact(size).enumerate() {
            for (row, &value) in values.iter().enumerate() {
                mean[row * half + column] += value * scale;
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
    /// Sum of the squared taper over the tile.
    energy: f32,
    rows: Arc<dyn RealToComplex<f32>>,
    columns: Arc<dyn Fft<f32>>,
}

struct Scratch {
    tile: Vec<f32>,
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
            energy: taper.iter().map(|value| value * value).sum::<f32>().powi(2),
            taper,
            rows: plans::real_forward(size),
            columns: plans::complex(size, false),
        }
    }

    fn scratch(&self) -> Scratch {
        let half = self.size / 2 + 1;
        Scratch {
            tile: vec![0.0; self.size * self.size],
            spectrum: vec![Complex32::default(); self.size * half],
            gathered: vec![Complex32::default(); self.size * COLUMNS],
            rows: self.rows.make_scratch_vec(),
            columns: vec![Complex32::default(); self.columns.get_inplace_scratch_len()],
        }
    }

    /// Fills `scratch.tile` with the prepared tile; answers the standard deviation that it was divided by.
    fn load(&self, image: &[f32], width: usize, y: usize, x: usize, scratch: &mut Scratch) -> f32 {
        let (size, tile) = (self.size, &mut scratch.tile);
        for (row, target) in tile.chunks_exact_mut(size).enumerate() {
            target.copy_from_slice(&image[(y + row) * width + x..][..size]);
        }
        let (low, high) = clamp_range(tile);
        if high.partial_cmp(&low) != Some(std::cmp::Ordering::Greater) {
            // A flat tile, or NaN bounds from pixels that are not finite.
            return high - low;
        }
        tile.iter_mut().for_each(|value| *value = clamp(*value, low, high));
        let plane = fit_plane(tile, size);
        let middle = 0.5 * (size as f64 - 1.0);
        let mut squares = 0f64;
        for (row, values) in tile.chunks_exact_mut(size).enumerate() {
            let start = (plane.mean + plane.along_y * (row as f64 - middle) - plane.along_x * middle) as f32;
            let slope = plane.along_x as f32;
            let mut sum = 0f32;
            for (column, value) in values.iter_mut().enumerate() {
                *value -= slope.mul_add(column as f32, start);
                sum += *value * *value;
            }
            squares += f64::from(sum);
        }
        let deviation = (squares / (size * size) as f64).sqrt() as f32;
        // What rounding leaves of a plane is not a signal.
        if deviation <= 1e-5 * (plane.mean.abs() as f32) {
            return 0.0;
        }
        for (values, &across) in tile.chunks_exact_mut(size).zip(&self.taper) {
            let scale = across / deviation;
            for (value, &along) in values.iter_mut().zip(&self.taper) {
                *value *= along * scale;
            }
        }
        deviation
    }

    /// Adds the power of `scratch.tile` to the bins and, columns contiguous, to `sum`.
    fn power(&self, scratch: &mut Scratch, bins: &PolarBins, polar: &mut [f32], sum: &mut [f32]) {
        let (size, half, scale) = (self.size, self.size / 2 + 1, 1.0 / self.energy);
        for (row, out) in scratch
            .tile
            .chunks_exact_mut(size)
            .zip(scratch.spectrum.chunks_exact_mut(half))
        {
            self.rows
                .process_with_scratch(row, out, &mut scratch.rows)
                .expect("row lengths match the plan");
        }
        for first in (0..half).step_by(COLUMNS) {
            let count = COLUMNS.min(half - first);
            for (row, values) in scratch.spectrum.chunks_exact(half).enumerate() {
                for (column, &value) in values[first..first + count].iter().enumerate() {
                    scratch.gathered[column * size + row] = value;
                }
            }
            let gathered = &mut scratch.gathered[..count * size];
            self.columns.process_with_scratch(gathered, &mut scratch.columns);
            let range = first * size..(first + count) * size;
            for ((value, sum), &bin) in gathered.iter().zip(&mut sum[range.clone()]).zip(&bins.of_pixel[range]) {
                let power = value.norm_sqr() * scale;
                *sum += power;
                if bin != NO_BIN {
                    polar[bin as usize] += power;
                }
            }
        }
    }
}

/// Range that pixels are clamped to: mean and standard deviation, found again until outliers no longer widen them.
fn clamp_range(tile: &[f32]) -> (f32, f32) {
    let (mut low, mut high) = (f32::NEG_INFINITY, f32::INFINITY);
    for _ in 0..5 {
        let (mean, deviation) = clamped_moments(tile, low, high);
        if !deviation.is_finite() {
            return (f32::NAN, f32::NAN);
        }
        let narrower = OUTLIER * deviation < 0.49 * (high - low);
        (low, high) = (mean - OUTLIER * deviation, mean + OUTLIER * deviation);
        if !narrower {
            break;
        }
    }
    (low, high)
}

/// Mean and standard deviation of the values clamped to (low, high). NaN stays NaN.
fn clamped_moments(tile: &[f32], low: f32, high: f32) -> (f32, f32) {
    let origin = clamp(tile[0], low, high);
    let (mut sum, mut squares) = (0f64, 0f64);
    for values in tile.chunks(256) {
        let (mut lanes, mut lane_squares) = ([0f32; 16], [0f32; 16]);
        for values in values.chunks(16) {
            for ((lane, lane_square), &value) in lanes.iter_mut().zip(&mut lane_squares).zip(values) {
                let value = clamp(value, low, high) - origin;
                *lane += value;
                *lane_square += value * value;
            }
        }
        sum += f64::from(lanes.iter().sum::<f32>());
        squares += f64::from(lane_squares.iter().sum::<f32>());
    }
    let mean = sum / tile.len() as f64;
    let variance = (squares / tile.len() as f64 - mean * mean).max(0.0);
    // `f64::max` drops a NaN; a mean that is not a number says so.
    let deviation = if mean.is_finite() { variance.sqrt() } else { f64::NAN };
    ((mean + f64::from(origin)) as f32, deviation as f32)
}

/// As `f32::clamp`, NaN staying NaN, but for bounds of any kind and in a form that becomes vector code.
#[inline(always)]
fn clamp(value: f32, low: f32, high: f32) -> f32 {
    let value = if value < low { low } else { value };
    if value > high {
        high
    } else {
        value
    }
}

/// Least-squares plane over a square tile, about its middle, in value per pixel.
struct Plane {
    mean: f64,
    along_x: f64,
    along_y: f64,
}

fn fit_plane(tile: &[f32], size: usize) -> Plane {
    let middle = 0.5 * (size as f64 - 1.0);
    let mut column_sums = vec![0f64; size];
    let (mut total, mut along_y) = (0f64, 0f64);
    for (row, values) in tile.chunks_exact(size).enumerate() {
        let mut sum = 0f64;
        for (column, &value) in column_sums.iter_mut().zip(values) {
            *column += f64::from(value);
            sum += f64::from(value);
        }
        total += sum;
        along_y += sum * (row as f64 - middle);
    }
    let along_x: f64 = column_sums
        .iter()
        .enumerate()
        .map(|(column, sum)| sum * (column as f64 - middle))
        .sum();
    // Sum of squared distances from the middle, along one axis, over all pixels.
    let spread = size as f64 * size as f64 * ((size * size) as f64 - 1.0) / 12.0;
    Plane {
        mean: total / (size * size) as f64,
        along_x: along_x / spread,
        along_y: along_y / spread,
    }
}
