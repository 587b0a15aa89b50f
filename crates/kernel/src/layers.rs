//! A scene as layers: images that are added with weights and seen through a smooth displacement.
//!
//! Layers are frames of one stack of floats, larger than the frame seen by a margin on every side.

use rayon::prelude::*;

use crate::stack::{FrameStack, Pixels};
use crate::threads::with_threads;
use crate::{Error, Result};

/// Taps of the interpolation along each axis.
pub const TAPS: usize = 8;
/// Columns over which the taps' weights run linearly from one end to the other.
const SPAN: usize = 32;
/// Output rows of one piece of work, whatever the number of threads.
const BAND: usize = 64;
/// Fractions of a pixel in the table of weights.
const STEPS: usize = 512;

/// A field of displacements: (rows, columns, 2) with x first, at nodes `spacing` pixels apart, the first on pixel
/// (0, 0); bilinear between.
pub struct Field<'a> {
    pub nodes: &'a [f32],
    pub columns: usize,
    pub spacing: usize,
}

impl Field<'_> {
    fn rows(&self) -> usize {
        self.nodes.len() / (2 * self.columns.max(1))
    }

    fn covers(&self, height: usize, width: usize) -> bool {
        self.spacing > 0
            && self.columns >= 2
            && self.rows() >= 2
            && self.nodes.len().is_multiple_of(2 * self.columns)
            && (self.columns - 1) * self.spacing + 1 >= width
            && (self.rows() - 1) * self.spacing + 1 >= height
    }

    /// (x, y) displacement at a place; outside the nodes, that of the nearest cell continued.
    #[inline]
    fn at(&self, y: f32, x: f32) -> (f32, f32) {
        let (row, down) = cell(y / self.spacing as f32, self.rows());
        let (column, right) = cell(x / self.spacing as f32, self.columns);
        let top = &self.nodes[2 * (row * self.columns + column)..][..4];
        let bottom = &self.nodes[2 * ((row + 1) * self.columns + column)..][..4];
        let blend = |i: usize| {
            let above = top[i] + right * (top[i + 2] - top[i]);
            let below = bottom[i] + right * (bottom[i + 2] - bottom[i]);
            above + down * (below - above)
        };
        (blend(0), blend(1))
    }

    fn vertical_range(&self) -> (f32, f32) {
        self.nodes
            .chunks_exact(2)
            .fold((f32::MAX, f32::MIN), |(least, most), node| {
                (least.min(node[1]), most.max(node[1]))
            })
    }
}

/// Cell below `place` and the fraction within it.
#[inline]
fn cell(place: f32, nodes: usize) -> (usize, f32) {
    let index = (place.max(0.0) as usize).min(nodes - 2);
    (index, place - index as f32)
}

/// Frame `index` of `seen` becomes what `weights` times the layers show at displaced places: pixel (y, x) takes the
/// value at (y + my + dy, x + mx + dx), interpolated by an 8 x 8 Kaiser-windowed sinc. The layers exceed the frame by
/// the margins my and mx on either side; places outside them take the value of the nearest edge pixel.
pub fn see_layers(
    layers: &FrameStack,
    weights: &[f32],
    field: &Field,
    seen: &mut FrameStack,
    index: usize,
    threads: usize,
) -> Result<()> {
    let (height, width) = (seen.height, seen.width);
    let (rows, columns) = (layers.height, layers.width);
    let fits = |layer: usize, frame: usize| layer >= frame && (layer - frame).is_multiple_of(2);
    Error::unless(fits(rows, height) && fits(columns, width), || {
        format!("layers of {rows} x {columns} pixels do not exceed {height} x {width} by the same margin on both sides")
    })?;
    Error::unless(weights.len() == layers.frames, || {
        format!("{} weights for {} layers", weights.len(), layers.frames)
    })?;
    Error::unless(field.covers(height, width), || {
        format!(
            "a field of {} values does not cover {height} x {width} pixels",
            field.nodes.len()
        )
    })?;
    Error::unless(index < seen.frames, || {
        format!("frame {index} of a stack of {} frames", seen.frames)
    })?;
    let (Pixels::F32(layers), Pixels::F32(seen)) = (&layers.pixels, &mut seen.pixels) else {
        return Err(Error("layers and what is seen of them are stacks of floats".into()));
    };
    let scene = Scene {
        layers,
        weights,
        rows,
        columns,
        margin_y: (rows - height) / 2,
        margin_x: (columns - width) / 2,
        field,
        taps: &tap_table(),
    };
    let (least, most) = field.vertical_range();
    let out = &mut seen[index * height * width..][..height * width];
    with_threads(threads, || {
        out.par_chunks_mut(BAND * width).enumerate().for_each_init(
            || (Vec::new(), Vec::new()),
            |(row, buffer), (band, out)| scene.see_band(band * BAND, out, width, (least, most), row, buffer),
        );
    });
    Ok(())
}

struct Scene<'a> {
    layers: &'a [f32],
    weights: &'a [f32],
    rows: usize,
    columns: usize,
    margin_y: usize,
    margin_x: usize,
    field: &'a Field<'a>,
    taps: &'a [[f32; TAPS]],
}

impl Scene<'_> {
    /// Two passes: rows first, each at the columns its output will ask for, then columns.
    fn see_band(
        &self,
        first: usize,
        out: &mut [f32],
        width: usize,
        (least, most): (f32, f32),
        row: &mut Vec<f32>,
        buffer: &mut Vec<f32>,
    ) {
        let last = first + out.len() / width - 1;
        let reach = TAPS as isize / 2 + 1;
        let top = (first + self.margin_y) as isize + least.floor() as isize - reach;
        let bottom = (last + self.margin_y) as isize + most.ceil() as isize + reach;
        row.resize(self.columns + 2 * TAPS, 0.0);
        buffer.resize((bottom - top + 1) as usize * width, 0.0);
        for (line, source) in buffer.chunks_exact_mut(width).zip(top..) {
            self.gather_row(source.clamp(0, self.rows as isize - 1) as usize, row);
            self.pass_along_x(source as f32, row, line);
        }
        for (line, y) in out.chunks_exact_mut(width).zip(first..) {
            self.pass_along_y(y, top, buffer, line);
        }
    }

    /// The weighted sum of the layers along one row, with `TAPS` edge pixels repeated on either side.
    fn gather_row(&self, y: usize, row: &mut [f32]) {
        let area = self.rows * self.columns;
        let middle = &mut row[TAPS..TAPS + self.columns];
        middle.fill(0.0);
        for (layer, &weight) in self.weights.iter().enumerate() {
            let source = &self.layers[layer * area + y * self.columns..][..self.columns];
            for (sum, &value) in middle.iter_mut().zip(source) {
                *sum = weight.mul_add(value, *sum);
            }
        }
        let (left, right) = (row[TAPS], row[TAPS + self.columns - 1]);
        row[..TAPS].fill(left);
        row[TAPS + self.columns..].fill(right);
    }

    /// The row `source` of the layers at the columns that the output pixels lying on it look at.
    fn pass_along_x(&self, source: f32, row: &[f32], line: &mut [f32]) {
        let place = |x: usize| {
            let x = x as f32;
            // The output row that looks at this source row: y + margin_y + dy(y) = source; dy is smooth.
            let mut y = source - self.margin_y as f32;
            for _ in 0..3 {
                y = source - self.margin_y as f32 - self.field.at(y, x).1;
            }
            x + self.margin_x as f32 + self.field.at(y, x).0
        };
        let mut begin = place(0);
        for (span, out) in line.chunks_mut(SPAN).enumerate() {
            let at = span * SPAN;
            let end = place(at + SPAN);
            let slope = (end - begin) / SPAN as f32;
            let shift = begin + 0.5 * SPAN as f32 * (slope - 1.0) - at as f32;
            let whole = shift.floor();
            let weights = self.weights_between(begin - at as f32 - whole, end - (at + SPAN) as f32 - whole);
            // The first tap is TAPS / 2 - 1 pixels before the place.
            let start = at as isize + whole as isize - (TAPS as isize / 2 - 1) + TAPS as isize;
            if start < 0 || start as usize + out.len() + TAPS > row.len() {
                let pick = |i: isize| row[i.clamp(0, row.len() as isize - 1) as usize];
                for (i, value) in out.iter_mut().enumerate() {
                    *value = (0..TAPS)
                        .map(|tap| weights.of(tap, i) * pick(start + (i + tap) as isize))
                        .sum();
                }
            } else {
                let taken = &row[start as usize..][..out.len() + TAPS - 1];
                out.fill(0.0);
                for tap in 0..TAPS {
                    for (i, (value, &pixel)) in out.iter_mut().zip(&taken[tap..]).enumerate() {
                        *value = weights.of(tap, i).mul_add(pixel, *value);
                    }
                }
            }
            begin = end;
        }
    }

    /// Output row `y` from the rows of `buffer`, the first of which is source row `top`.
    fn pass_along_y(&self, y: usize, top: isize, buffer: &[f32], line: &mut [f32]) {
        let width = line.len();
        let rows = buffer.len() / width;
        let place = |x: usize| y as f32 + self.margin_y as f32 + self.field.at(y as f32, x as f32).1 - top as f32;
        let mut begin = place(0);
        for (span, out) in line.chunks_mut(SPAN).enumerate() {
            let at = span * SPAN;
            let end = place(at + SPAN);
            let whole = (0.5 * (begin + end)).floor();
            let weights = self.weights_between(begin - whole, end - whole);
            let start = whole as isize - (TAPS as isize / 2 - 1);
            out.fill(0.0);
            for tap in 0..TAPS {
                let row = (start + tap as isize).clamp(0, rows as isize - 1) as usize;
                let taken = &buffer[row * width + at..][..out.len()];
                for (i, (value, &pixel)) in out.iter_mut().zip(taken).enumerate() {
                    *value = weights.of(tap, i).mul_add(pixel, *value);
                }
            }
            begin = end;
        }
    }

    /// Weights for a fraction that runs linearly over `SPAN` pixels; it may leave [0, 1] by half a pixel.
    #[inline]
    fn weights_between(&self, begin: f32, end: f32) -> SpanWeights {
        let (first, last) = (self.taps_at(begin), self.taps_at(end));
        let mut slope = [0f32; TAPS];
        for tap in 0..TAPS {
            slope[tap] = (last[tap] - first[tap]) / SPAN as f32;
        }
        SpanWeights { first, slope }
    }

    #[inline]
    fn taps_at(&self, fraction: f32) -> [f32; TAPS] {
        let place = ((fraction + 0.5) * STEPS as f32).clamp(0.0, 2.0 * STEPS as f32 - 1.0);
        let index = place as usize;
        let rest = place - index as f32;
        let (low, high) = (&self.taps[index], &self.taps[index + 1]);
        let mut weights = [0f32; TAPS];
        for tap in 0..TAPS {
            weights[tap] = low[tap] + rest * (high[tap] - low[tap]);
        }
        weights
    }
}

struct SpanWeights {
    first: [f32; TAPS],
    slope: [f32; TAPS],
}

impl SpanWeights {
    #[inline(always)]
    fn of(&self, tap: usize, pixel: usize) -> f32 {
        self.slope[tap].mul_add(pixel as f32, self.first[tap])
    }
}

/// Weights of the taps for fractions from -0.5 to 1.5 in `STEPS` steps a pixel.
fn tap_table() -> Vec<[f32; TAPS]> {
    (0..=2 * STEPS)
        .map(|step| tap_weights(step as f64 / STEPS as f64 - 0.5))
        .collect()
}

/// A sinc under a Kaiser window (beta 6.5, half width 4.5 so that fractions beyond a pixel keep their weight),
/// scaled so that the sum is 1: a flat image stays flat.
fn tap_weights(fraction: f64) -> [f32; TAPS] {
    let weights: [f64; TAPS] = std::array::from_fn(|tap| {
        let distance = tap as f64 - (TAPS / 2 - 1) as f64 - fraction;
        let across = 1.0 - (distance / 4.5).powi(2);
        let window = if across > 0.0 {
            bessel_i0(6.5 * across.sqrt()) / bessel_i0(6.5)
        } else {
            0.0
        };
        let turn = std::f64::consts::PI * distance;
        window * if distance.abs() < 1e-9 { 1.0 } else { turn.sin() / turn }
    });
    let sum: f64 = weights.iter().sum();
    weights.map(|weight| (weight / sum) as f32)
}

/// Modified Bessel function of the first kind and order 0, by its power series.
fn bessel_i0(x: f64) -> f64 {
    let quarter = x * x / 4.0;
    let mut term = 1.0;
    let mut sum = 1.0;
    for k in 1..40 {
        term *= quarter / (k * k) as f64;
        sum += term;
    }
    sum
}
