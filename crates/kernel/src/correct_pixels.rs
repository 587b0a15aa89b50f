//! Pixels that do not count electrons: finding them in the summed movie, and giving them counts of good
//! neighbours, so that neither a hot pixel nor a smooth patch where it stood is left in any frame.

use rayon::prelude::*;

use crate::stack::{Count, FrameStack};
use crate::threads::with_threads;
use crate::{with_pixels, Error, Result};

/// Most neighbours a bad pixel draws from.
const DONORS: usize = 12;
/// Positions tried at each radius beyond the nearest ring.
const ATTEMPTS: u32 = 48;
/// Pixels of a tile that its median and deviation are taken from: every `SAMPLE`-th, row after row.
const SAMPLE: usize = 3;

/// A reproducible 32-bit number for two others (the finaliser of MurmurHash3).
#[inline(always)]
fn mix(a: u32, b: u32) -> u32 {
    let mut z = a.wrapping_mul(0x9e37_79b9) ^ b.wrapping_mul(0x85eb_ca6b);
    z = (z ^ (z >> 16)).wrapping_mul(0x85eb_ca6b);
    z = (z ^ (z >> 13)).wrapping_mul(0xc2b2_ae35);
    z ^ (z >> 16)
}

/// Sum over frames `first..end`, times `gain` (empty: 1), shape (height, width).
pub fn sum_frames(stack: &FrameStack, gain: &[f32], first: usize, end: usize, threads: usize) -> Result<Vec<f32>> {
    stack.check_range(first, end)?;
    let (area, width) = (stack.height * stack.width, stack.width);
    check_gain(gain, area)?;
    let mut sum = vec![0f32; area];
    with_pixels!(&stack.pixels, all => with_threads(threads, || {
        sum.par_chunks_mut(width).enumerate().for_each(|(y, row)| {
            for frame in first..end {
                let source = &all[frame * area + y * width..][..width];
                for (total, &count) in row.iter_mut().zip(source) {
                    *total += count.to_f32();
                }
            }
            if !gain.is_empty() {
                for (total, &factor) in row.iter_mut().zip(&gain[y * width..]) {
                    *total *= factor;
                }
            }
        });
    }));
    Ok(sum)
}

/// Indices, in rising order, of pixels that lie more than `limit` standard deviations from the median of
/// their tile of `tile` x `tile` pixels, or are not finite. Pixels marked in `bad` (height * width, empty:
/// none) are left out of the statistics and of the answer. The deviation of a tile is 1.4826 times the median
/// distance from the median, of every `SAMPLE`-th good pixel, and at least `floor`.
pub fn find_outliers(
    image: &[f32],
    height: usize,
    width: usize,
    bad: &[u8],
    tile: usize,
    limit: f32,
    floor: f32,
    threads: usize,
) -> Result<Vec<u32>> {
    let area = height * width;
    Error::unless(image.len() == area && (bad.is_empty() || bad.len() == area), || {
        format!(
            "an image of {height} x {width} was given {} pixels and {} marks",
            image.len(),
            bad.len()
        )
    })?;
    Error::unless(tile > 0, || "a tile has at least one pixel".into())?;
    let (rows, columns) = (height.div_ceil(tile), width.div_ceil(tile));
    let is_bad = |index: usize| !bad.is_empty() && bad[index] != 0;
    let mut found: Vec<u32> = with_threads(threads, || {
        (0..rows * columns)
            .into_par_iter()
            .flat_map_iter(|cell| {
                let (y0, x0) = (cell / columns * tile, cell % columns * tile);
                let pixels = (y0..(y0 + tile).min(height))
                    .flat_map(|y| (x0..(x0 + tile).min(width)).map(move |x| y * width + x))
                    .filter(|&index| !is_bad(index));
                let mut sample: Vec<f32> = pixels
                    .clone()
                    .step_by(SAMPLE)
                    .map(|index| image[index])
                    .filter(|value| value.is_finite())
                    .collect();
                let mut outliers = Vec::new();
                if !sample.is_empty() {
                    let centre = median(&mut sample);
                    sample.iter_mut().for_each(|value| *value = (*value - centre).abs());
                    let allowed = limit * (1.4826 * median(&mut sample)).max(floor);
                    // NaN compares false, and so counts as an outlier.
                    let inside = |value: f32| (value - centre).abs() <= allowed;
                    outliers.extend(pixels.filter(|&index| !inside(image[index])).map(|index| index as u32));
                }
                outliers
            })
            .collect()
    });
    found.sort_unstable();
    Ok(found)
}

/// Indices, in rising order, of the values that are not between `least` and `most`, both included; NaN is not.
pub fn find_outside(values: &[f32], least: f32, most: f32, threads: usize) -> Vec<u32> {
    const PIECE: usize = 1 << 16;
    with_threads(threads, || {
        values
            .par_chunks(PIECE)
            .enumerate()
            .flat_map_iter(|(piece, values)| {
                let start = (piece * PIECE) as u32;
                let inside = |value: f32| value >= least && value <= most;
                // Most pieces have none, which a loop without branches tells fastest.
                let count: u32 = values.iter().map(|&value| u32::from(!inside(value))).sum();
                let listed = if count == 0 { &[] } else { values };
                let at = move |(i, &value): (usize, &f32)| (!inside(value)).then_some(start + i as u32);
                listed.iter().enumerate().filter_map(at)
            })
            .collect()
    })
}

/// The element at half the length, rounded down, of the sorted values.
fn median(values: &mut [f32]) -> f32 {
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f32::total_cmp).1
}

/// Gives every pixel marked in `bad` (height * width) in every frame the count of a good pixel near it. Which
/// one changes from frame to frame by a hash of place and frame, so that noise stays noise. Answers the gain of
/// each bad pixel, in rising order: the mean of those it draws from in `gain` (empty: all 1). A pixel without
/// any good one in reach becomes 0 with gain 1.
pub fn replace_pixels(stack: &mut FrameStack, gain: &[f32], bad: &[u8], threads: usize) -> Result<Vec<f32>> {
    let (height, width) = (stack.height, stack.width);
    let area = height * width;
    check_gain(gain, area)?;
    Error::unless(bad.len() == area, || {
        format!("a frame of {area} pixels was given {} marks", bad.len())
    })?;
    let targets: Vec<usize> = (0..area).filter(|&index| bad[index] != 0).collect();
    with_threads(threads, || {
        let donors: Vec<Vec<u32>> = targets
            .par_iter()
            .map(|&target| find_donors(target, height, width, bad))
            .collect();
        with_pixels!(&mut stack.pixels, all => all.par_chunks_mut(area).enumerate().for_each(|(frame, pixels)| {
            for (&target, list) in targets.iter().zip(&donors) {
                pixels[target] = match list.len() {
                    0 => Default::default(),
                    length => pixels[list[mix(target as u32, frame as u32) as usize % length] as usize],
                };
            }
        }));
        let mean_gain = |list: &Vec<u32>| {
            let total: f32 = list.iter().map(|&donor| gain[donor as usize]).sum();
            total / list.len() as f32
        };
        Ok(donors
            .iter()
            .map(|list| {
                if gain.is_empty() || list.is_empty() {
                    1.0
                } else {
                    mean_gain(list)
                }
            })
            .collect())
    })
}

/// Good pixels near `target`: those at most 2 px away; failing four of those, hashed places in squares that double.
fn find_donors(target: usize, height: usize, width: usize, bad: &[u8]) -> Vec<u32> {
    let (y0, x0) = ((target / width) as i64, (target % width) as i64);
    let mut donors = Vec::with_capacity(DONORS);
    let mut offer = |dy: i64, dx: i64| {
        let (y, x) = (y0 + dy, x0 + dx);
        if (0..height as i64).contains(&y) && (0..width as i64).contains(&x) {
            let index = y as usize * width + x as usize;
            if bad[index] == 0 && !donors.contains(&(index as u32)) && donors.len() < DONORS {
                donors.push(index as u32);
            }
        }
        donors.len()
    };
    let mut count = 0;
    for dy in -2..=2 {
        for dx in -2..=2 {
            count = offer(dy, dx);
        }
    }
    let mut radius = 4;
    while count < 4 && radius < 2 * height.max(width) as i64 {
        for attempt in 0..ATTEMPTS {
            let hash = mix(target as u32, attempt + ATTEMPTS * radius as u32);
            let side = 2 * radius + 1;
            count = offer(
                i64::from(hash >> 16) % side - radius,
                i64::from(hash & 0xffff) % side - radius,
            );
        }
        radius *= 2;
    }
    donors
}

fn check_gain(gain: &[f32], area: usize) -> Result<()> {
    Error::unless(gain.is_empty() || gain.len() == area, || {
        format!("a frame of {area} pixels was given a gain of {}", gain.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_without_good_pixels_nearby_still_finds_donors() {
        let (height, width) = (40, 60);
        let mut bad = vec![0u8; height * width];
        for y in 0..height {
            bad[y * width + 10..][..30].fill(1);
        }
        let donors = find_donors(20 * width + 25, height, width, &bad);
        assert!(donors.len() >= 4);
        assert!(donors.iter().all(|&donor| bad[donor as usize] == 0));
    }

    #[test]
    fn all_bad_becomes_zero() {
        let mut stack = FrameStack::zeroed("u8", 1, 3, 3).unwrap();
        stack.set_frame(0, &[7.0; 9]).unwrap();
        let gain = replace_pixels(&mut stack, &[2.0; 9], &[1; 9], 1).unwrap();
        assert_eq!(stack.frame(0).unwrap(), vec![0.0; 9]);
        assert_eq!(gain, vec![1.0; 9]);
    }
}
