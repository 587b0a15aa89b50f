//! Minimum, maximum, mean and standard deviation of pixels, and how many are not numbers.

use rayon::prelude::*;

use crate::stack::{Count, FrameStack};
use crate::threads::with_threads;
use crate::{Error, Result};

/// Pixels summed together. Pieces are merged in order, so that the thread count does not matter.
const PIECE: usize = 1 << 16;
const LANES: usize = 16;

/// Statistics of the finite pixels; the others are only counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Statistics {
    pub minimum: f64,
    pub maximum: f64,
    pub mean: f64,
    /// Sum of squared differences from the mean.
    pub squares: f64,
    pub finite: f64,
    pub not_a_number: f64,
    pub infinite: f64,
}

impl Statistics {
    pub const EMPTY: Self = Self {
        minimum: f64::INFINITY,
        maximum: f64::NEG_INFINITY,
        mean: 0.0,
        squares: 0.0,
        finite: 0.0,
        not_a_number: 0.0,
        infinite: 0.0,
    };

    /// Of both sets of pixels together (Chan, Golub and LeVeque 1979).
    pub fn merge(self, other: Self) -> Self {
        let finite = self.finite + other.finite;
        let difference = other.mean - self.mean;
        let share = if finite > 0.0 { other.finite / finite } else { 0.0 };
        Self {
            minimum: self.minimum.min(other.minimum),
            maximum: self.maximum.max(other.maximum),
            mean: self.mean + difference * share,
            squares: self.squares + other.squares + difference * difference * self.finite * share,
            finite,
            not_a_number: self.not_a_number + other.not_a_number,
            infinite: self.infinite + other.infinite,
        }
    }
}

/// Of an array of floats or counts.
pub fn of_values<T: Count>(values: &[T], threads: usize) -> Statistics {
    let pieces: Vec<Statistics> = with_threads(threads, || values.par_chunks(PIECE).map(of_piece).collect());
    pieces.into_iter().fold(Statistics::EMPTY, Statistics::merge)
}

/// Of `count` frames of a stack from frame `first`.
pub fn of_frames(stack: &FrameStack, first: usize, count: usize, threads: usize) -> Result<Statistics> {
    Error::unless(first + count <= stack.frames, || {
        format!(
            "frames {first} to {} of a stack of {} frames",
            first + count,
            stack.frames
        )
    })?;
    let area = stack.height * stack.width;
    Ok(crate::with_pixels!(&stack.pixels, all => of_values(&all[first * area..(first + count) * area], threads)))
}

fn of_piece<T: Count>(values: &[T]) -> Statistics {
    let mut sums = [0f64; LANES];
    let mut least = [f32::INFINITY; LANES];
    let mut most = [f32::NEG_INFINITY; LANES];
    let mut finite = [0u32; LANES];
    each_lane(values, |lane, value| {
        let counted = value.is_finite();
        sums[lane] += if counted { value as f64 } else { 0.0 };
        least[lane] = least[lane].min(if counted { value } else { f32::INFINITY });
        most[lane] = most[lane].max(if counted { value } else { f32::NEG_INFINITY });
        finite[lane] += counted as u32;
    });
    let finite: u32 = finite.iter().sum();
    let mean = sums.iter().sum::<f64>() / (finite.max(1) as f64);
    let mut squares = [0f64; LANES];
    each_lane(values, |lane, value| {
        let difference = if value.is_finite() { value as f64 - mean } else { 0.0 };
        squares[lane] += difference * difference;
    });
    let others = values.len() - finite as usize;
    let not_a_number = if others == 0 {
        0
    } else {
        values.iter().filter(|value| value.to_f32().is_nan()).count()
    };
    Statistics {
        minimum: least.into_iter().fold(f32::INFINITY, f32::min) as f64,
        maximum: most.into_iter().fold(f32::NEG_INFINITY, f32::max) as f64,
        mean,
        squares: squares.iter().sum(),
        finite: finite as f64,
        not_a_number: not_a_number as f64,
        infinite: (others - not_a_number) as f64,
    }
}

/// Hands every value to `work` in lanes that the machine can run side by side.
#[inline(always)]
fn each_lane<T: Count>(values: &[T], mut work: impl FnMut(usize, f32)) {
    let groups = values.chunks_exact(LANES);
    let rest = groups.remainder();
    for group in groups {
        for lane in 0..LANES {
            work(lane, group[lane].to_f32());
        }
    }
    for (lane, value) in rest.iter().enumerate() {
        work(lane, value.to_f32());
    }
}
