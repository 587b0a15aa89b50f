//! Frames resampled through a displacement field and summed, in one pass over the counts.
//!
//! Output pixel p of sum j is the sum over frames t of weight(j, t) * I_t(p + s(p, t)), I_t being the frame
//! times the gain, interpolated. The displacement is constant within a tile, so that interpolation is two
//! short one-dimensional filters, read from a bank by the fraction of a pixel. Counts beyond the frame are
//! those mirrored at its edge. Nothing of a movie's size is stored as floats: a tile's sums stay in cache while
//! all frames pass through it.

use rayon::prelude::*;

use crate::huge::HugeVec;
use crate::lanes::{Lanes, LANES};
use crate::stack::{Count, FrameStack, Pixels};
use crate::threads::with_threads;
use crate::{with_pixels, Error, Result};

/// Length of an interpolation filter. Tap i weighs the pixel i - 1 beyond the one below the wanted place.
pub const TAPS: usize = 4;
/// Frames interpolated before they are added to the sums, which are loaded and stored once for all of them.
const GROUP: usize = 4;

type Block = [f32; LANES];

/// Displacements of tiles.
pub struct Field<'a> {
    pub tile_height: usize,
    pub tile_width: usize,
    /// (frame, tile row, tile column, 2): x and y, in pixels.
    pub shifts: &'a [f32],
}

/// Sums of frames `first..end` through `field`. `gain` is (height, width), or empty for 1; `bank` holds the
/// [`TAPS`] taps for equal steps of the fraction, from 0 up; `weights` is (sum, frame).
pub fn warp_sum(
    stack: &FrameStack,
    gain: &[f32],
    first: usize,
    end: usize,
    field: &Field,
    bank: &[f32],
    weights: &[f32],
    threads: usize,
) -> Result<FrameStack> {
    stack.check_range(first, end)?;
    let (height, width, frames) = (stack.height, stack.width, end - first);
    let area = height * width;
    Error::unless(gain.is_empty() || gain.len() == area, || {
        format!("a frame of {area} pixels was given a gain of {}", gain.len())
    })?;
    Error::unless(field.tile_height > 0 && field.tile_width > 0, || {
        "a tile has at least one pixel".into()
    })?;
    let rows = height.div_ceil(field.tile_height);
    let columns = width.div_ceil(field.tile_width);
    Error::unless(field.shifts.len() == 2 * frames * rows * columns, || {
        format!(
            "{frames} frames of {rows} x {columns} tiles were given {} displacements",
            field.shifts.len()
        )
    })?;
    let farthest = 2.0 * height.min(width) as f32;
    Error::unless(field.shifts.iter().all(|shift| shift.abs() <= farthest), || {
        format!("a displacement is above {farthest} pixels, or not a number")
    })?;
    Error::unless(!bank.is_empty() && bank.len().is_multiple_of(TAPS), || {
        format!("a bank of filters of {TAPS} taps was given {} values", bank.len())
    })?;
    let sums = weights.len() / frames;
    Error::unless(sums > 0 && weights.len() == sums * frames, || {
        format!("{frames} frames were given {} weights", weights.len())
    })?;
    let mut output = HugeVec::<f32>::zeroed(sums * area);
    with_pixels!(&stack.pixels, all => with_threads(threads, || {
        let job = Job {
            pixels: &all[first * area..end * area],
            gain,
            field,
            bank,
            weights,
            height,
            width,
            frames,
            sums,
            output: output.as_mut_ptr(),
        };
        (0..rows).into_par_iter().for_each_init(|| Scratch::new(field, sums), |scratch, row| {
            for column in 0..columns {
                job.sum_tile(row, column, columns, scratch);
            }
        });
    }));
    Ok(FrameStack {
        frames: sums,
        height,
        width,
        pixels: Pixels::F32(output),
    })
}

/// Memory of one thread.
struct Scratch {
    /// Vectors in a row of a tile.
    stride: usize,
    /// Counts of a row times their gain, with room for the taps.
    line: Vec<f32>,
    /// (frame of the group, row, x): rows filtered along x.
    filtered: Vec<Block>,
    /// (row, x, sum).
    sums: Vec<Block>,
}

impl Scratch {
    fn new(field: &Field, sums: usize) -> Self {
        let stride = field.tile_width.div_ceil(LANES);
        Self {
            stride,
            line: vec![0.0; stride * LANES + TAPS],
            filtered: vec![[0.0; LANES]; GROUP * (field.tile_height + TAPS - 1) * stride],
            sums: vec![[0.0; LANES]; sums * field.tile_height * stride],
        }
    }
}

struct Job<'a, T> {
    pixels: &'a [T],
    gain: &'a [f32],
    field: &'a Field<'a>,
    bank: &'a [f32],
    weights: &'a [f32],
    height: usize,
    width: usize,
    frames: usize,
    sums: usize,
    output: *mut f32,
}
// SAFETY: `output` is written through disjoint tiles only.
unsafe impl<T: Sync> Sync for Job<'_, T> {}

impl<T: Count> Job<'_, T> {
    fn sum_tile(&self, row: usize, column: usize, columns: usize, scratch: &mut Scratch) {
        let (y0, x0) = (row * self.field.tile_height, column * self.field.tile_width);
        let tile_height = self.field.tile_height.min(self.height - y0);
        let tile_width = self.field.tile_width.min(self.width - x0);
        let stride = tile_width.div_ceil(LANES);
        let plane = (self.field.tile_height + TAPS - 1) * scratch.stride;
        let tiles = self.height.div_ceil(self.field.tile_height) * columns;
        scratch.sums[..tile_height * stride * self.sums].fill([0.0; LANES]);
        for group in (0..self.frames).step_by(GROUP) {
            let count = GROUP.min(self.frames - group);
            let mut along_y = [[0f32; TAPS]; GROUP];
            for (i, along_y) in along_y.iter_mut().enumerate().take(count) {
                let at = 2 * ((group + i) * tiles + row * columns + column);
                let (dx, along_x) = self.taps(self.field.shifts[at]);
                let (dy, taps) = self.taps(self.field.shifts[at + 1]);
                *along_y = taps;
                self.filter_rows(
                    group + i,
                    (y0 as i64 + dy, x0 as i64 + dx),
                    (tile_height + TAPS - 1, stride),
                    &along_x,
                    &mut scratch.line,
                    &mut scratch.filtered[i * plane..][..plane],
                );
            }
            // A group that is not full has weight 0 beyond its end, where there must be no old NaN.
            scratch.filtered[count * plane..].fill([0.0; LANES]);
            let weights: Vec<[f32; GROUP]> = (0..self.sums)
                .map(|sum| {
                    let mut own = [0f32; GROUP];
                    own[..count].copy_from_slice(&self.weights[sum * self.frames + group..][..count]);
                    own
                })
                .collect();
            let planes: [&[Block]; GROUP] = std::array::from_fn(|i| &scratch.filtered[i * plane..][..plane]);
            add_group(&planes, &along_y, &weights, &mut scratch.sums, tile_height, stride);
        }
        self.store(&scratch.sums, (y0, x0), (tile_height, tile_width), stride);
    }

    /// The whole part of a displacement and the taps of its fraction.
    fn taps(&self, shift: f32) -> (i64, [f32; TAPS]) {
        let steps = self.bank.len() / TAPS;
        let place = (shift * steps as f32).round() as i64;
        let step = place.rem_euclid(steps as i64) as usize;
        let taps = std::array::from_fn(|i| self.bank[step * TAPS + i]);
        (place.div_euclid(steps as i64), taps)
    }

    /// Rows of frame `frame` from `place` (y, x) on, one above it first, filtered along x.
    fn filter_rows(
        &self,
        frame: usize,
        place: (i64, i64),
        (rows, stride): (usize, usize),
        taps: &[f32; TAPS],
        line: &mut [f32],
        filtered: &mut [Block],
    ) {
        let area = self.height * self.width;
        let pixels = &self.pixels[frame * area..][..area];
        let needed = stride * LANES + TAPS - 1;
        let x = place.1 - 1;
        let inside = x >= 0 && x + needed as i64 <= self.width as i64;
        for row in 0..rows {
            let y = mirror(place.0 - 1 + row as i64, self.height);
            let source = &pixels[y * self.width..][..self.width];
            let gain = if self.gain.is_empty() {
                &[]
            } else {
                &self.gain[y * self.width..][..self.width]
            };
            let line = &mut line[..needed];
            if inside {
                let start = x as usize;
                if gain.is_empty() {
                    for (out, &count) in line.iter_mut().zip(&source[start..]) {
                        *out = count.to_f32();
                    }
                } else {
                    for ((out, &count), &gain) in line.iter_mut().zip(&source[start..]).zip(&gain[start..]) {
                        *out = count.to_f32() * gain;
                    }
                }
            } else {
                for (i, out) in line.iter_mut().enumerate() {
                    let at = mirror(x + i as i64, self.width);
                    *out = source[at].to_f32() * gain.get(at).copied().unwrap_or(1.0);
                }
            }
            for (block, out) in filtered[row * stride..][..stride].iter_mut().enumerate() {
                let mut value = Lanes::splat(0.0);
                for (tap, &factor) in taps.iter().enumerate() {
                    let window: &Block = line[block * LANES + tap..][..LANES].try_into().expect("eight of them");
                    value = Lanes::load(window).mul_add(Lanes::splat(factor), value);
                }
                value.store(out);
            }
        }
    }

    fn store(
        &self,
        sums: &[Block],
        (y0, x0): (usize, usize),
        (tile_height, tile_width): (usize, usize),
        stride: usize,
    ) {
        let area = self.height * self.width;
        for sum in 0..self.sums {
            for y in 0..tile_height {
                let start = sum * area + (y0 + y) * self.width + x0;
                for block in 0..stride {
                    let lanes = &sums[(y * stride + block) * self.sums + sum];
                    let count = LANES.min(tile_width - block * LANES);
                    // SAFETY: this tile's pixels, which no other call writes, inside the output's `sums` images.
                    unsafe {
                        std::ptr::copy_nonoverlapping(lanes.as_ptr(), self.output.add(start + block * LANES), count);
                    }
                }
            }
        }
    }
}

/// Filters a group's rows along y and adds them, weighted, to the sums.
fn add_group(
    planes: &[&[Block]; GROUP],
    along_y: &[[f32; TAPS]; GROUP],
    weights: &[[f32; GROUP]],
    sums: &mut [Block],
    tile_height: usize,
    stride: usize,
) {
    let outputs = weights.len();
    let along_y = along_y.map(|taps| taps.map(Lanes::splat));
    for (at, sums) in sums.chunks_exact_mut(outputs).take(tile_height * stride).enumerate() {
        let mut values = [Lanes::splat(0.0); GROUP];
        for i in 0..GROUP {
            for tap in 0..TAPS {
                values[i] = Lanes::load(&planes[i][at + tap * stride]).mul_add(along_y[i][tap], values[i]);
            }
        }
        for (sum, weights) in sums.iter_mut().zip(weights) {
            let mut total = Lanes::load(sum);
            for i in 0..GROUP {
                total = values[i].mul_add(Lanes::splat(weights[i]), total);
            }
            total.store(sum);
        }
    }
}

/// `index` mirrored into 0..size, the edge pixel counted twice, however far it lies outside.
#[inline(always)]
fn mirror(index: i64, size: usize) -> usize {
    let size = size as i64;
    let folded = index.rem_euclid(2 * size);
    (if folded < size { folded } else { 2 * size - 1 - folded }) as usize
}
