//! Pixels that cannot be counts of electrons through a specimen: hot, dead, or not numbers.

use rayon::prelude::*;

use crate::threads::with_threads;
use crate::{Error, Result};

/// Pixels looked at to find what is ordinary; a median of so many is good to a percent of the spread.
const SAMPLES: usize = 1 << 16;

/// Spread of a normal distribution in units of its median absolute deviation.
const SPREAD_OF_DEVIATION: f32 = 1.4826;

pub struct Cleaned {
    pub image: Vec<f32>,
    /// Pixels that were replaced.
    pub replaced: usize,
    /// Median and spread of the ordinary pixels.
    pub median: f32,
    pub spread: f32,
}

/// A copy of `image` in which pixels further than `spreads` robust standard deviations from the median, or not
/// finite, are the median. A constant image has no outliers.
pub fn replace_outliers(image: &[f32], spreads: f32, threads: usize) -> Result<Cleaned> {
    let step = image.len().div_ceil(SAMPLES).max(1);
    // Steps that share a factor with the width would look at a few columns only.
    let step = step | 1;
    let mut sample: Vec<f32> = image
        .iter()
        .copied()
        .step_by(step)
        .filter(|value| value.is_finite())
        .collect();
    Error::unless(!sample.is_empty() && spreads > 0.0, || {
        format!(
            "outliers: none of the {} pixels looked at is a finite number",
            image.len().div_ceil(step)
        )
    })?;
    let median = middle(&mut sample);
    for value in &mut sample {
        *value = (*value - median).abs();
    }
    let spread = SPREAD_OF_DEVIATION * middle(&mut sample);
    // Half of the pixels equal: the deviation says nothing, and only what is not a number is replaced.
    let limit = if spread > 0.0 { spreads * spread } else { f32::INFINITY };
    let mut cleaned = image.to_vec();
    let replaced = with_threads(threads, || {
        cleaned
            .par_chunks_mut(1 << 16)
            .map(|piece| {
                let mut count = 0;
                for value in piece {
                    let keep = (*value - median).abs() <= limit && value.is_finite();
                    *value = if keep { *value } else { median };
                    count += usize::from(!keep);
                }
                count
            })
            .sum()
    });
    Ok(Cleaned {
        image: cleaned,
        replaced,
        median,
        spread,
    })
}

/// The value in the middle of the sorted values (of two, the upper).
fn middle(values: &mut [f32]) -> f32 {
    let at = values.len() / 2;
    *values.select_nth_unstable_by(at, f32::total_cmp).1
}
