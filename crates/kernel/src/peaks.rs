//! The highest points of a map that keep their distance from each other.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::threads::with_threads;
use crate::{Error, Result};

pub struct Peak {
    /// Where a parabola through the pixel and its neighbours is highest, in pixels; within half a pixel of it.
    pub x: f32,
    pub y: f32,
    /// The map at the pixel itself.
    pub value: f32,
    /// y * width + x of the pixel.
    pub index: usize,
}

/// Peaks of `map` (height, width) above `threshold`, highest first, none closer than `min_distance` pixels to a
/// higher one, at most `max_hits`. A pixel is a peak when none of its eight neighbours is higher (of equals, the
/// first is the peak); values that are not numbers never are.
pub fn find_peaks(
    map: &[f32],
    height: usize,
    width: usize,
    threshold: f32,
    min_distance: f32,
    max_hits: usize,
    threads: usize,
) -> Result<Vec<Peak>> {
    Error::unless(map.len() == height * width, || {
        format!("peaks: a map of {height} x {width} was given {} values", map.len())
    })?;
    Error::unless(min_distance >= 0.0 && min_distance.is_finite(), || {
        format!("peaks: a least distance of {min_distance} px")
    })?;
    let mut found: Vec<Peak> = with_threads(threads, || {
        (0..height)
            .into_par_iter()
            .flat_map_iter(|y| row_peaks(map, height, width, y, threshold))
            .collect()
    });
    found.sort_by(|a, b| b.value.total_cmp(&a.value).then(a.index.cmp(&b.index)));
    Ok(keep_apart(found, min_distance, max_hits))
}

fn row_peaks(map: &[f32], height: usize, width: usize, y: usize, threshold: f32) -> Vec<Peak> {
    let row = &map[y * width..][..width];
    let candidates = (0..width).filter(|&x| row[x] > threshold && is_peak(map, height, width, y, x));
    candidates
        .map(|x| {
            let index = y * width + x;
            let offset = |inside: bool, step: usize| {
                if inside {
                    parabola_top(map[index - step], map[index], map[index + step])
                } else {
                    0.0
                }
            };
            Peak {
                x: x as f32 + offset(x > 0 && x + 1 < width, 1),
                y: y as f32 + offset(y > 0 && y + 1 < height, width),
                value: map[index],
                index,
            }
        })
        .collect()
}

fn is_peak(map: &[f32], height: usize, width: usize, y: usize, x: usize) -> bool {
    let index = y * width + x;
    let value = map[index];
    (y.saturating_sub(1)..(y + 2).min(height)).all(|ny| {
        (x.saturating_sub(1)..(x + 2).min(width)).all(|nx| {
            let other = ny * width + nx;
            // Written so that a neighbour that is not a number does not count.
            !(map[other] > value || map[other] == value && other < index)
        })
    })
}

/// Offset from the middle sample at which the parabola through three samples is highest, within ±0.5.
fn parabola_top(before: f32, at: f32, after: f32) -> f32 {
    let curvature = before - 2.0 * at + after;
    let offset = (before - after) / (2.0 * curvature);
    if curvature < 0.0 && offset.is_finite() {
        offset.clamp(-0.5, 0.5)
    } else {
        0.0
    }
}

/// Of `peaks`, highest first, those that no kept one is closer to than `min_distance`.
fn keep_apart(peaks: Vec<Peak>, min_distance: f32, max_hits: usize) -> Vec<Peak> {
    if min_distance == 0.0 {
        return peaks.into_iter().take(max_hits).collect();
    }
    let cell = |value: f32| (value / min_distance).floor() as i64;
    let mut kept: Vec<Peak> = Vec::new();
    let mut cells: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
    for peak in peaks {
        if kept.len() == max_hits {
            break;
        }
        let (cx, cy) = (cell(peak.x), cell(peak.y));
        let near = (-1..=1)
            .flat_map(|dy| (-1..=1).map(move |dx| (cx + dx, cy + dy)))
            .filter_map(|place| cells.get(&place))
            .flatten();
        let mut near = near.map(|&other| &kept[other]);
        if near.all(|other| (other.x - peak.x).hypot(other.y - peak.y) >= min_distance) {
            cells.entry((cx, cy)).or_default().push(kept.len());
            kept.push(peak);
        }
    }
    kept
}
