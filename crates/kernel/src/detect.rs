//! A counting detector: Poisson counts of an expected image, pixel by pixel.

use rayon::prelude::*;

use crate::counter_random::Key;
use crate::stack::{FrameStack, Pixels};
use crate::threads::with_threads;
use crate::{Error, Result};

/// Pixels worked on side by side.
const LANES: usize = 32;
/// Pixels of one piece of work, whatever the number of threads.
const PIECE: usize = 1 << 16;
/// Above this mean the distribution is drawn from a corrected normal one.
pub const MANY: f32 = 24.0;
/// Counts the small means can reach: the chance of more at a mean of 24 is below 1e-12.
const MOST: u32 = 72;
/// Steps of the distribution function between looks whether any pixel is left.
const STRIDE: u32 = 3;
/// Uniform numbers end here: the sums of the distribution function reach 1 only to a few times 1e-7.
const HIGHEST: f32 = 1.0 - 2e-6;

/// Draws frame `index` of `counts`: each pixel is Poisson with mean `expected * response + background`.
///
/// `expected` is one frame of floats; `response` holds counts per electron (0 where dead); `background` lists
/// (pixel, mean) of pixels that count by themselves. The numbers depend on `key` and the pixel alone.
pub fn detect(
    expected: &[f32],
    response: &[f32],
    background: &[(usize, f32)],
    key: Key,
    counts: &mut FrameStack,
    index: usize,
    threads: usize,
) -> Result<()> {
    let area = counts.height * counts.width;
    Error::unless(expected.len() == area && response.len() == area, || {
        format!(
            "a frame of {area} pixels was given {} expected values and {} responses",
            expected.len(),
            response.len()
        )
    })?;
    Error::unless(index < counts.frames, || {
        format!("frame {index} of a stack of {} frames", counts.frames)
    })?;
    Error::unless(background.iter().all(|&(pixel, _)| pixel < area), || {
        format!("a background pixel lies outside the {area} pixels of the frame")
    })?;
    macro_rules! draw {
        ($all:expr, $number:ty, $most:expr) => {{
            let store = |count: i32| count.min($most) as $number;
            let frame = &mut $all[index * area..][..area];
            with_threads(threads, || {
                frame.par_chunks_mut(PIECE).enumerate().for_each(|(piece, out)| {
                    let first = piece * PIECE;
                    draw_piece(
                        &expected[first..][..out.len()],
                        &response[first..][..out.len()],
                        key,
                        first,
                        out,
                        store,
                    );
                });
            });
            for &(pixel, mean) in background {
                let mean = expected[pixel] * response[pixel] + mean;
                frame[pixel] = store(poisson(mean, key, pixel as u32));
            }
        }};
    }
    match &mut counts.pixels {
        Pixels::U8(all) => draw!(all, u8, 255),
        Pixels::I8(all) => draw!(all, i8, 127),
        Pixels::U16(all) => draw!(all, u16, 65_535),
        Pixels::I16(all) => draw!(all, i16, 32_767),
        Pixels::F32(all) => draw!(all, f32, i32::MAX),
    }
    Ok(())
}

fn draw_piece<T: Copy>(
    expected: &[f32],
    response: &[f32],
    key: Key,
    first: usize,
    out: &mut [T],
    store: impl Fn(i32) -> T,
) {
    let mut mean = [0f32; LANES];
    for (group, out) in out.chunks_mut(LANES).enumerate() {
        let at = group * LANES;
        let counter = (first + at) as u32;
        if out.len() < LANES {
            for (lane, out) in out.iter_mut().enumerate() {
                let mean = expected[at + lane] * response[at + lane];
                *out = store(poisson(mean, key, counter.wrapping_add(lane as u32)));
            }
            continue;
        }
        let (expected, response) = (&expected[at..][..LANES], &response[at..][..LANES]);
        let mut many = 0;
        for lane in 0..LANES {
            mean[lane] = (expected[lane] * response[lane]).max(0.0);
            many += i32::from(mean[lane] > MANY);
        }
        if many > 0 {
            for lane in 0..LANES {
                out[lane] = store(poisson(mean[lane], key, counter.wrapping_add(lane as u32)));
            }
        } else {
            let drawn = poisson_lanes(&mean, key, counter);
            for lane in 0..LANES {
                out[lane] = store(drawn[lane]);
            }
        }
    }
}

/// One Poisson number. Small means: inversion of the distribution function. Large ones: a normal number with the
/// distribution's skewness put in (Cornish and Fisher 1938, first term), rounded.
pub fn poisson(mean: f32, key: Key, counter: u32) -> i32 {
    let mean = mean.max(0.0);
    if mean <= MANY {
        return poisson_lanes(&[mean; LANES], key, counter)[0];
    }
    let (z, _) = key.normals(counter);
    // Rounding adds 1/12 to the variance.
    ((mean - 1.0 / 12.0).sqrt() * z + mean + (z * z - 1.0) / 6.0)
        .round()
        .max(0.0) as i32
}

/// Inversion for `LANES` pixels in step: counts how many values of the distribution function lie at or below the
/// pixel's uniform number.
#[inline(always)]
fn poisson_lanes(mean: &[f32; LANES], key: Key, counter: u32) -> [i32; LANES] {
    let mut uniform = [0f32; LANES];
    let mut term = [0f32; LANES];
    for lane in 0..LANES {
        uniform[lane] = key.uniform(counter.wrapping_add(lane as u32)).min(HIGHEST);
        term[lane] = exp_minus(mean[lane]);
    }
    let mut sum = term;
    let mut count = [0i32; LANES];
    let mut k = 1;
    while k <= MOST {
        for step in k..k + STRIDE {
            let step = 1.0 / step as f32;
            for lane in 0..LANES {
                count[lane] += i32::from(uniform[lane] >= sum[lane]);
                term[lane] *= mean[lane] * step;
                sum[lane] += term[lane];
            }
        }
        k += STRIDE;
        let mut left = 0;
        for lane in 0..LANES {
            left |= i32::from(uniform[lane] >= sum[lane]);
        }
        if left == 0 {
            break;
        }
    }
    count
}

/// exp(-x) for 0 <= x <= 80, good to 4e-7: 2^n times a polynomial over half an octave either side.
#[inline(always)]
fn exp_minus(x: f32) -> f32 {
    // Adding 1.5 * 2^23 leaves the nearest whole number in the last bits of the sum.
    const ROUND: f32 = 12_582_912.0;
    let shifted = x.mul_add(-std::f32::consts::LOG2_E, ROUND);
    let whole = shifted - ROUND;
    // The rest in natural units, with the logarithm of 2 in two parts so that no digit is lost.
    let rest = whole.mul_add(-1.428_606_8e-6, whole.mul_add(-0.693_145_75, -x));
    let mut sum = 1.388_888_9e-3f32;
    for coefficient in [8.333_334e-3, 4.166_666_8e-2, 0.166_666_67, 0.5, 1.0, 1.0] {
        sum = sum.mul_add(rest, coefficient);
    }
    sum * f32::from_bits((shifted.to_bits() << 23).wrapping_add(127 << 23))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_minus_is_the_exponential() {
        for step in 0..8000 {
            let x = step as f32 * 0.01;
            let wanted = (-(x as f64)).exp();
            assert!(((exp_minus(x) as f64 - wanted) / wanted).abs() < 4e-7, "at {x}");
        }
    }

    #[test]
    fn mean_and_variance_are_equal() {
        for (stream, mean) in [0.03f32, 0.4, 1.7, 6.5, 23.9, 24.1, 90.0].into_iter().enumerate() {
            let key = Key::new(5, stream as u32);
            let n = 400_000u32;
            let draws: Vec<f64> = (0..n).map(|i| poisson(mean, key, i) as f64).collect();
            let average = draws.iter().sum::<f64>() / n as f64;
            let variance = draws.iter().map(|d| (d - average).powi(2)).sum::<f64>() / n as f64;
            let m = mean as f64;
            // Five standard errors of the mean, and of the variance: var(s^2) = (m + 2 m^2) / n.
            assert!(
                (average - m).abs() < 5.0 * (m / n as f64).sqrt(),
                "mean {average} of {m}"
            );
            let error = ((m + 2.0 * m * m) / n as f64).sqrt();
            assert!((variance - m).abs() < 5.0 * error, "variance {variance} of {m}");
        }
    }
}
