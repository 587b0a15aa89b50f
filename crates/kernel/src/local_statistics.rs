//! Mean and variance of the pixels in a window around every pixel.

use rayon::prelude::*;

use crate::threads::with_threads;
use crate::{Error, Result};

/// The window: pixels within `radius` of its centre, along a disc or a square.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Window {
    Disc,
    Square,
}

/// Per pixel, of the pixels in the window that lie in the image and count.
pub struct LocalStatistics {
    pub mean: Vec<f32>,
    pub variance: Vec<f32>,
    /// How many pixels counted; where none did, mean and variance are 0.
    pub count: Vec<u32>,
}

/// Sums from the left end of each row: entry x holds the pixels before x. Padded by `reach` entries on both
/// sides with what the ends hold, so that any window may ask for any of them.
struct RunningSums {
    sum: Vec<f64>,
    squares: Vec<f64>,
    count: Vec<u32>,
    stride: usize,
}

impl RunningSums {
    fn new(image: &[f32], included: Option<&[u8]>, width: usize, reach: usize, offset: f64) -> Self {
        let stride = width + 1 + 2 * reach;
        let rows = image.len() / width;
        let mut sums = Self {
            sum: vec![0.0; rows * stride],
            squares: vec![0.0; rows * stride],
            count: vec![0; rows * stride],
            stride,
        };
        let outputs = sums
            .sum
            .par_chunks_mut(stride)
            .zip(sums.squares.par_chunks_mut(stride))
            .zip(sums.count.par_chunks_mut(stride))
            .enumerate();
        outputs.for_each(|(row, ((sum, squares), count))| {
            let (mut total, mut total_squares, mut seen) = (0.0, 0.0, 0);
            for x in 0..width {
                let at = row * width + x;
                if included.is_none_or(|included| included[at] != 0) {
                    let value = f64::from(image[at]) - offset;
                    total += value;
                    total_squares += value * value;
                    seen += 1;
                }
                sum[reach + x + 1] = total;
                squares[reach + x + 1] = total_squares;
                count[reach + x + 1] = seen;
            }
            sum[reach + width + 1..].fill(total);
            squares[reach + width + 1..].fill(total_squares);
            count[reach + width + 1..].fill(seen);
        });
        sums
    }
}

/// Statistics of `image` (height, width) in a window of `radius` pixels around each pixel. Where `included` is
/// given, pixels for which it is 0 do not count; all that count must be finite.
pub fn local_statistics(
    image: &[f32],
    included: Option<&[u8]>,
    height: usize,
    width: usize,
    radius: f32,
    window: Window,
    threads: usize,
) -> Result<LocalStatistics> {
    let area = height * width;
    Error::unless(area > 0 && image.len() == area, || {
        format!(
            "local statistics: an image of {height} x {width} was given {} values",
            image.len()
        )
    })?;
    Error::unless(included.is_none_or(|included| included.len() == area), || {
        format!("local statistics: the mask of an image of {height} x {width} has another size")
    })?;
    Error::unless((0.0..1e6).contains(&radius), || {
        format!("local statistics: a window of radius {radius} px")
    })?;
    // Wider than the image is no different from as wide as the image.
    let reach = (radius as usize).min(width.max(height));
    let half_widths: Vec<usize> = (0..=reach)
        .map(|dy| match window {
            Window::Square => reach,
            Window::Disc => ((radius * radius - (dy * dy) as f32).max(0.0).sqrt() as usize).min(reach),
        })
        .collect();
    let mut statistics = LocalStatistics {
        mean: vec![0.0; area],
        variance: vec![0.0; area],
        count: vec![0; area],
    };
    with_threads(threads, || {
        // Far from zero, the difference of squares below would lose the variance.
        let offset = f64::from(image.iter().copied().find(|value| value.is_finite()).unwrap_or(0.0));
        let sums = RunningSums::new(image, included, width, reach, offset);
        let outputs = statistics
            .mean
            .par_chunks_mut(width)
            .zip(statistics.variance.par_chunks_mut(width))
            .zip(statistics.count.par_chunks_mut(width))
            .enumerate();
        outputs.for_each_init(
            || (vec![0f64; width], vec![0f64; width]),
            |(sum, squares), (y, ((mean, variance), count))| {
                sum.fill(0.0);
                squares.fill(0.0);
                count.fill(0);
                for row in y.saturating_sub(reach)..(y + reach + 1).min(height) {
                    let half = half_widths[row.abs_diff(y)];
                    let first = row * sums.stride + reach - half;
                    let end = row * sums.stride + reach + half + 1;
                    add_difference(sum, &sums.sum[end..], &sums.sum[first..]);
                    add_difference(squares, &sums.squares[end..], &sums.squares[first..]);
                    for ((count, after), before) in count.iter_mut().zip(&sums.count[end..]).zip(&sums.count[first..]) {
                        *count += after - before;
                    }
                }
                for x in 0..width {
                    if count[x] > 0 {
                        let n = f64::from(count[x]);
                        let average = sum[x] / n;
                        mean[x] = (average + offset) as f32;
                        variance[x] = (squares[x] / n - average * average).max(0.0) as f32;
                    }
                }
            },
        );
    });
    Ok(statistics)
}

fn add_difference(total: &mut [f64], after: &[f64], before: &[f64]) {
    for ((total, after), before) in total.iter_mut().zip(after).zip(before) {
        *total += after - before;
    }
}
