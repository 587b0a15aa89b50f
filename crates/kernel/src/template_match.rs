//! Correlation of an image with many small templates, the best kept at every pixel.
//!
//! Every template is correlated through Fourier transforms. Spectra are held column by column, so that the
//! transforms along y, forward for the template and back for the product, run in place on one column that
//! stays in the nearest cache.

use rayon::prelude::*;
use rustfft::num_complex::Complex32;
use std::sync::Arc;
use vitreous_kernel_instances::plans::{self, ComplexToReal, Fft, RealToComplex};

use crate::threads::with_threads;
use crate::{Error, Result};

/// Rows of the correlation brought out of column order together: a cache line of complex numbers, twice.
const ROWS: usize = 16;

/// The best template at every pixel.
pub struct BestMatch {
    /// Correlation with the best template, shape of the image.
    pub score: Vec<f32>,
    /// Which it was; of equals the first.
    pub index: Vec<u32>,
}

struct Plans {
    height: usize,
    width: usize,
    /// Padded sizes: nothing wraps around onto the image.
    rows: usize,
    columns: usize,
    half: usize,
    size: usize,
    forward_x: Arc<dyn RealToComplex<f32>>,
    inverse_x: Arc<dyn ComplexToReal<f32>>,
    forward_y: Arc<dyn Fft<f32>>,
    inverse_y: Arc<dyn Fft<f32>>,
}

/// The next number from `least` on without prime factors above 5, even.
pub fn fast_size(least: usize) -> usize {
    let smooth = |mut n: usize| {
        for factor in [2, 3, 5] {
            while n.is_multiple_of(factor) {
                n /= factor;
            }
        }
        n == 1
    };
    let mut n = least.max(2);
    n += n % 2;
    while !smooth(n) {
        n += 2;
    }
    n
}

/// Correlates `image` (height, width), zero outside, with `count` templates (count, size, size) centred on pixel
/// floor(size / 2). Within `radius` pixels of its centre a template has its mean subtracted and its sum of
/// squares made 1; beyond, it is 0. The sum over the template of image times template is the score of the pixel
/// under its centre. A template without contrast scores 0.
pub fn match_templates(
    image: &[f32],
    height: usize,
    width: usize,
    templates: &[f32],
    count: usize,
    size: usize,
    radius: f32,
    threads: usize,
) -> Result<BestMatch> {
    let area = height * width;
    Error::unless(area > 0 && image.len() == area, || {
        format!(
            "matching: an image of {height} x {width} was given {} values",
            image.len()
        )
    })?;
    Error::unless(count > 0 && size > 0 && templates.len() == count * size * size, || {
        format!(
            "matching: {count} templates of {size} x {size} were given {} values",
            templates.len()
        )
    })?;
    Error::unless(radius >= 0.0, || format!("matching: templates of radius {radius} px"))?;
    let (rows, columns) = (fast_size(height + size), fast_size(width + size));
    let plans = Plans {
        height,
        width,
        rows,
        columns,
        half: columns / 2 + 1,
        size,
        forward_x: plans::real_forward(columns),
        inverse_x: plans::real_inverse(columns),
        forward_y: plans::complex(rows, false),
        inverse_y: plans::complex(rows, true),
    };
    let worst = || BestMatch {
        score: vec![f32::NEG_INFINITY; area],
        index: vec![0; area],
    };
    Ok(with_threads(threads, || {
        let spectrum = image_spectrum(image, &plans);
        // Each piece of work has a map of its own: few pieces, but enough for every thread.
        let pieces = count.div_ceil(2 * threads.max(1)).max(1);
        (0..count)
            .into_par_iter()
            .with_min_len(pieces)
            .fold(
                || (worst(), Scratch::new(&plans)),
                |(mut best, mut scratch), index| {
                    let template = &templates[index * size * size..][..size * size];
                    correlate(
                        template,
                        radius,
                        &spectrum,
                        &plans,
                        &mut scratch,
                        index as u32,
                        &mut best,
                    );
                    (best, scratch)
                },
            )
            .map(|(best, _)| best)
            .reduce(worst, keep_better)
    }))
}

/// Of two maps the better at each pixel, of equals the template that comes first: any order gives the same.
fn keep_better(mut one: BestMatch, other: BestMatch) -> BestMatch {
    let kept = one.score.iter_mut().zip(one.index.iter_mut());
    for ((score, index), (&new, &at)) in kept.zip(other.score.iter().zip(&other.index)) {
        if new > *score || new == *score && at < *index {
            *score = new;
            *index = at;
        }
    }
    one
}

struct Scratch {
    row: Vec<f32>,
    row_spectra: Vec<Complex32>,
    columns: Vec<Complex32>,
    gathered: Vec<Complex32>,
    fft_y: Vec<Complex32>,
    fft_x: Vec<Complex32>,
}

impl Scratch {
    fn new(plans: &Plans) -> Self {
        let zeros = |length| vec![Complex32::default(); length];
        let y_length = |plan: &Arc<dyn Fft<f32>>| plan.get_inplace_scratch_len();
        Self {
            row: vec![0.0; plans.columns],
            row_spectra: zeros(plans.size * plans.half),
            columns: zeros(plans.half * plans.rows),
            gathered: zeros(ROWS * plans.half),
            fft_y: zeros(y_length(&plans.forward_y).max(y_length(&plans.inverse_y))),
            fft_x: zeros(plans.forward_x.get_scratch_len().max(plans.inverse_x.get_scratch_len())),
        }
    }
}

/// Transform of the zero-padded image, column by column: (half, rows).
fn image_spectrum(image: &[f32], plans: &Plans) -> Vec<Complex32> {
    let mut by_row = vec![Complex32::default(); plans.height * plans.half];
    by_row
        .par_chunks_mut(plans.half)
        .zip(image.par_chunks(plans.width))
        .for_each_init(
            || (vec![0f32; plans.columns], plans.forward_x.make_scratch_vec()),
            |(row, scratch), (out, source)| {
                row[..plans.width].copy_from_slice(source);
                row[plans.width..].fill(0.0);
                plans
                    .forward_x
                    .process_with_scratch(row, out, scratch)
                    .expect("row lengths match the plan");
            },
        );
    let mut columns = vec![Complex32::default(); plans.half * plans.rows];
    columns.par_chunks_mut(plans.rows).enumerate().for_each(|(x, column)| {
        for (y, value) in column[..plans.height].iter_mut().enumerate() {
            *value = by_row[y * plans.half + x];
        }
        plans.forward_y.process(column);
    });
    columns
}

/// Correlates one template and updates the best.
fn correlate(
    template: &[f32],
    radius: f32,
    spectrum: &[Complex32],
    plans: &Plans,
    scratch: &mut Scratch,
    index: u32,
    best: &mut BestMatch,
) {
    let (size, half, rows) = (plans.size, plans.half, plans.rows);
    let centre = size / 2;
    let prepared = normalised(template, size, radius);
    // The centre goes to pixel (0, 0); what lies before it wraps to the end.
    for (y, source) in prepared.chunks_exact(size).enumerate() {
        scratch.row.fill(0.0);
        scratch.row[..size - centre].copy_from_slice(&source[centre..]);
        scratch.row[plans.columns - centre..].copy_from_slice(&source[..centre]);
        let out = &mut scratch.row_spectra[y * half..][..half];
        plans
            .forward_x
            .process_with_scratch(&mut scratch.row, out, &mut scratch.fft_x)
            .expect("row lengths match the plan");
    }
    let scale = 1.0 / (rows * plans.columns) as f32;
    for (x, column) in scratch.columns.chunks_exact_mut(rows).enumerate() {
        column[size - centre..rows - centre].fill(Complex32::default());
        for y in 0..size {
            column[(y + rows - centre) % rows] = scratch.row_spectra[y * half + x];
        }
        plans.forward_y.process_with_scratch(column, &mut scratch.fft_y);
        for (value, image) in column.iter_mut().zip(&spectrum[x * rows..][..rows]) {
            *value = image * value.conj() * scale;
        }
        plans.inverse_y.process_with_scratch(column, &mut scratch.fft_y);
    }
    for first in (0..plans.height).step_by(ROWS) {
        let count = ROWS.min(plans.height - first);
        for (x, column) in scratch.columns.chunks_exact(rows).enumerate() {
            for (y, &value) in column[first..][..count].iter().enumerate() {
                scratch.gathered[y * half + x] = value;
            }
        }
        for (y, row) in scratch.gathered.chunks_exact_mut(half).take(count).enumerate() {
            row[0].im = 0.0;
            row[half - 1].im = 0.0;
            plans
                .inverse_x
                .process_with_scratch(row, &mut scratch.row, &mut scratch.fft_x)
                .expect("row lengths match the plan");
            let start = (first + y) * plans.width;
            let scores = best.score[start..][..plans.width].iter_mut();
            let indices = best.index[start..][..plans.width].iter_mut();
            for ((score, at), &new) in scores.zip(indices).zip(&scratch.row) {
                let better = new > *score;
                *score = if better { new } else { *score };
                *at = if better { index } else { *at };
            }
        }
    }
}

/// `template` with mean 0 and sum of squares 1 within `radius` of its centre, 0 beyond.
fn normalised(template: &[f32], size: usize, radius: f32) -> Vec<f32> {
    let centre = (size / 2) as f32;
    let inside = |at: usize| {
        let (dy, dx) = ((at / size) as f32 - centre, (at % size) as f32 - centre);
        dy * dy + dx * dx <= radius * radius
    };
    let kept: Vec<bool> = (0..template.len()).map(inside).collect();
    let values = || {
        template
            .iter()
            .zip(&kept)
            .filter(|&(_, &kept)| kept)
            .map(|(&value, _)| f64::from(value))
    };
    let mean = values().sum::<f64>() / values().count().max(1) as f64;
    let squares: f64 = values().map(|value| (value - mean).powi(2)).sum();
    let scale = if squares > 0.0 { 1.0 / squares.sqrt() } else { 0.0 };
    let scaled = template.iter().zip(&kept).map(|(&value, &kept)| {
        if kept {
            ((f64::from(value) - mean) * scale) as f32
        } else {
            0.0
        }
    });
    scaled.collect()
}
