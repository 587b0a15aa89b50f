//! Particles cut out of a micrograph, their background made flat and of mean 0 and deviation 1.

use rayon::prelude::*;

use crate::square_crop::SquareCrop;
use crate::threads::with_threads;
use crate::{Error, Result};

/// What is asked of every box.
#[derive(Debug, Clone, Copy)]
pub struct BoxShape {
    /// Side in the image, px.
    pub size: usize,
    /// Side after Fourier crop, px; `size` for none.
    pub crop: usize,
    /// Background lies further than this from pixel floor(size / 2), px of the image.
    pub radius: f32,
    /// Values are multiplied by it at last.
    pub sign: f32,
}

/// Squares of `image` (height, width), each with its first row and column: (count, crop, crop).
///
/// Of every box the plane through its background is subtracted, the Fourier transform cropped, that done again, and
/// the values divided by the background's root mean square. Pixels that are not finite become 0, the background. A
/// box whose background is flat is not divided. One box at a time stays in a thread's near cache.
pub fn extract_boxes(
    image: &[f32],
    height: usize,
    width: usize,
    corners: &[(usize, usize)],
    shape: BoxShape,
    threads: usize,
) -> Result<Vec<f32>> {
    let BoxShape {
        size,
        crop,
        radius,
        sign,
    } = shape;
    Error::unless(image.len() == height * width && (1..=size).contains(&crop), || {
        format!(
            "boxes of {size} px cropped to {crop} px: an image of {height} x {width} was given {} values",
            image.len()
        )
    })?;
    for &(top, left) in corners {
        Error::unless(top + size <= height && left + size <= width, || {
            format!("a box of {size} px from row {top}, column {left} reaches out of {height} x {width} pixels")
        })?;
    }
    let ground = Background::new(size, radius)?;
    let cropping = if crop < size {
        let small = Background::new(crop, radius * crop as f32 / size as f32)?;
        Some((SquareCrop::new(size, crop), small))
    } else {
        None
    };
    let mut output = vec![0f32; corners.len() * crop * crop];
    with_threads(threads, || {
        output.par_chunks_mut(crop * crop).zip(corners).for_each_init(
            Scratch::default,
            |scratch, (out, &(top, left))| {
                let rows = (0..size).map(|y| &image[(top + y) * width + left..][..size]);
                let deviation = match &cropping {
                    None => {
                        copy_rows(rows, size, out);
                        ground.level(out)
                    }
                    Some((crop, small)) => {
                        scratch.values.resize(size * size, 0.0);
                        copy_rows(rows, size, &mut scratch.values);
                        let flat = ground.level(&mut scratch.values).is_none();
                        crop.process(&mut scratch.values, out, &mut scratch.crop);
                        small.level(out).filter(|_| !flat)
                    }
                };
                let scale = deviation.map_or(sign, |deviation| (f64::from(sign) / deviation) as f32);
                out.iter_mut().for_each(|value| *value *= scale);
            },
        );
    });
    Ok(output)
}

#[derive(Default)]
struct Scratch {
    values: Vec<f32>,
    crop: crate::square_crop::Scratch,
}

fn copy_rows<'a>(rows: impl Iterator<Item = &'a [f32]>, size: usize, out: &mut [f32]) {
    for (out, row) in out.chunks_exact_mut(size).zip(rows) {
        out.copy_from_slice(row);
    }
}

/// The pixels of a box further than a radius from pixel floor(size / 2).
struct Background {
    size: usize,
    /// Of each row, how many pixels from its start and from where on to its end are background.
    spans: Vec<(usize, usize)>,
    /// Distance of each column from the centre.
    columns: Vec<f64>,
    /// Left side of the normal equations of value = a + b x + c y.
    moments: [[f64; 3]; 3],
}

impl Background {
    fn new(size: usize, radius: f32) -> Result<Self> {
        Error::unless(radius >= 0.0 && radius + 1.0 <= size as f32 / 2.0, || {
            format!("a box of {size} px has no background beyond a radius of {radius} px")
        })?;
        let centre = (size / 2) as f32;
        let spans = (0..size)
            .map(|y| {
                let dy = y as f32 - centre;
                let outside = |&x: &usize| dy * dy + (x as f32 - centre).powi(2) > radius * radius;
                let left = (0..size).take_while(outside).count();
                (left, size - (left..size).rev().take_while(outside).count())
            })
            .collect();
        let columns: Vec<f64> = (0..size).map(|x| x as f64 - f64::from(centre)).collect();
        let mut ground = Self {
            size,
            spans,
            columns,
            moments: [[0.0; 3]; 3],
        };
        ground.moments = ground.moments_where(|_| true);
        Ok(ground)
    }

    /// Moments of those background pixels that `holds` says.
    fn moments_where(&self, holds: impl Fn(usize) -> bool) -> [[f64; 3]; 3] {
        let mut sums = [[0f64; 3]; 3];
        self.each_span(|y, x0, x1| {
            for x in (x0..x1).filter(|x| holds(y * self.size + x)) {
                let shape = [1.0, self.columns[x], self.columns[y]];
                for (row, &left) in sums.iter_mut().zip(&shape) {
                    for (sum, &right) in row.iter_mut().zip(&shape) {
                        *sum += left * right;
                    }
                }
            }
        });
        sums
    }

    fn each_span(&self, mut visit: impl FnMut(usize, usize, usize)) {
        for (y, &(left, right)) in self.spans.iter().enumerate() {
            visit(y, 0, left);
            visit(y, right, self.size);
        }
    }

    /// Subtracts the plane through the background and answers the background's deviation about it, or none when it is
    /// flat: what is left then is rounding. Values that are not finite become 0.
    fn level(&self, values: &mut [f32]) -> Option<f64> {
        let finite = values.iter().fold(true, |all, value| all & value.is_finite());
        let (moments, broken) = if finite {
            (self.moments, Vec::new())
        } else {
            let moments = self.moments_where(|at| values[at].is_finite());
            let broken: Vec<usize> = (0..values.len()).filter(|&at| !values[at].is_finite()).collect();
            (moments, broken)
        };
        broken.iter().for_each(|&at| values[at] = 0.0);
        let [a, b, c] = solve(moments, self.sums(values));
        for (row, &dy) in values.chunks_exact_mut(self.size).zip(&self.columns) {
            subtract_line(row, a + c * dy, b, &self.columns);
        }
        broken.iter().for_each(|&at| values[at] = 0.0);
        let mut squares = 0f64;
        self.each_span(|y, x0, x1| squares += sum_squares(&values[y * self.size..][x0..x1]));
        let deviation = (squares / moments[0][0].max(1.0)).sqrt();
        (deviation > 1e-6 * a.abs()).then_some(deviation)
    }

    /// Right side of the normal equations.
    fn sums(&self, values: &[f32]) -> [f64; 3] {
        let mut sums = [0f64; 3];
        self.each_span(|y, x0, x1| {
            let span = &values[y * self.size..][x0..x1];
            let [sum, along_x] = sum_weighted(span, &self.columns[x0..x1]);
            for (total, add) in sums.iter_mut().zip([sum, along_x, sum * self.columns[y]]) {
                *total += add;
            }
        });
        sums
    }
}

#[inline(never)]
fn subtract_line(row: &mut [f32], start: f64, slope: f64, columns: &[f64]) {
    for (value, &dx) in row.iter_mut().zip(columns) {
        *value = (f64::from(*value) - (start + slope * dx)) as f32;
    }
}

/// Sums of a span kept side by side, so that they are vectors; their order does not change with the span's place.
const SIDE: usize = 8;

#[inline(never)]
fn sum_weighted(span: &[f32], weights: &[f64]) -> [f64; 2] {
    let (mut plain, mut weighted) = ([0f64; SIDE], [0f64; SIDE]);
    let (blocks, rest) = span.as_chunks::<SIDE>();
    let (block_weights, rest_weights) = weights.as_chunks::<SIDE>();
    for (block, weights) in blocks.iter().zip(block_weights) {
        for i in 0..SIDE {
            plain[i] += block[i] as f64;
            weighted[i] = (block[i] as f64).mul_add(weights[i], weighted[i]);
        }
    }
    for (i, (&value, &weight)) in rest.iter().zip(rest_weights).enumerate() {
        plain[i] += f64::from(value);
        weighted[i] = f64::from(value).mul_add(weight, weighted[i]);
    }
    [plain.iter().sum(), weighted.iter().sum()]
}

#[inline(never)]
fn sum_squares(span: &[f32]) -> f64 {
    let mut sums = [0f64; SIDE];
    let (blocks, rest) = span.as_chunks::<SIDE>();
    for block in blocks {
        for i in 0..SIDE {
            sums[i] = (block[i] as f64).mul_add(block[i] as f64, sums[i]);
        }
    }
    for (sum, &value) in sums.iter_mut().zip(rest) {
        *sum += f64::from(value) * f64::from(value);
    }
    sums.iter().sum()
}

/// Solves three equations by Gauss; an unknown that nothing tells of is 0.
fn solve(left: [[f64; 3]; 3], right: [f64; 3]) -> [f64; 3] {
    let mut rows: [[f64; 4]; 3] = std::array::from_fn(|i| [left[i][0], left[i][1], left[i][2], right[i]]);
    for pivot in 0..3 {
        let best = (pivot..3).max_by(|&i, &j| rows[i][pivot].abs().total_cmp(&rows[j][pivot].abs()));
        rows.swap(pivot, best.unwrap_or(pivot));
        if rows[pivot][pivot].abs() < 1e-9 {
            continue;
        }
        for row in 0..3 {
            if row != pivot {
                let factor = rows[row][pivot] / rows[pivot][pivot];
                for column in pivot..4 {
                    rows[row][column] -= factor * rows[pivot][column];
                }
            }
        }
    }
    [0, 1, 2].map(|i| {
        if rows[i][i].abs() < 1e-9 {
            0.0
        } else {
            rows[i][3] / rows[i][i]
        }
    })
}
