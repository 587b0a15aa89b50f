//! A scene as layers: images that are added with weights and seen through a smooth displacement.
//!
//! Layers are frames of one stack of floats, larger than the frame seen by a margin on every side.

mod field;
mod span_weights;

use rayon::prelude::*;

pub use self::field::Field;
use self::field::SpanEnds;
use self::span_weights::{tap_table, End, SPAN, TAPS};
use crate::stack::{FrameStack, Pixels};
use crate::threads::with_threads;
use crate::{Error, Result};

/// Output rows of one piece of work, whatever the number of threads.
const BAND: usize = 64;

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
    let field = field.at_span_ends(width);
    let (least, most) = field.vertical_range();
    let scene = Scene {
        layers,
        weights,
        rows,
        columns,
        margin_y: (rows - height) / 2,
        margin_x: (columns - width) / 2,
        field: &field,
        taps: &tap_table(),
    };
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
    field: &'a SpanEnds,
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
        // The output row that looks at this source row: y + margin_y + dy(y, x) = source. Steps of a span change dy by
        // little, so that one look from the row found last is enough.
        let mut y = source - self.margin_y as f32;
        let mut shift = |span: usize, looks: usize| {
            for _ in 0..looks {
                y = source - self.margin_y as f32 - self.field.at(y, span)[1];
            }
            self.margin_x as f32 + self.field.at(y, span)[0]
        };
        let mut begin = End::new(shift(0, 3), self.taps);
        for (span, out) in line.chunks_mut(SPAN).enumerate() {
            let at = span * SPAN;
            let (weights, whole, end) = begin.to(shift(span + 1, 1), self.taps);
            // The first tap is TAPS / 2 - 1 pixels before the place.
            let start = at as isize + whole - (TAPS as isize / 2 - 1) + TAPS as isize;
            if start < 0 || start as usize + out.len() + TAPS > row.len() {
                let pick = |i: isize| row[i.clamp(0, row.len() as isize - 1) as usize];
                for (i, value) in out.iter_mut().enumerate() {
                    *value = (0..TAPS)
                        .map(|tap| weights.of(tap, i) * pick(start + (i + tap) as isize))
                        .sum();
                }
            } else {
                let taken = &row[start as usize..][..out.len() + TAPS - 1];
                weights.add_taps(|tap| &taken[tap..], out);
            }
            begin = end;
        }
    }

    /// Output row `y` from the rows of `buffer`, the first of which is source row `top`.
    fn pass_along_y(&self, y: usize, top: isize, buffer: &[f32], line: &mut [f32]) {
        let width = line.len();
        let rows = buffer.len() / width;
        let first = (y + self.margin_y) as isize - top;
        let shift = |span: usize| first as f32 + self.field.at(y as f32, span)[1];
        let mut begin = End::new(shift(0), self.taps);
        for (span, out) in line.chunks_mut(SPAN).enumerate() {
            let at = span * SPAN;
            let (weights, whole, end) = begin.to(shift(span + 1), self.taps);
            let start = whole - (TAPS as isize / 2 - 1);
            let take = |tap: usize| {
                let row = (start + tap as isize).clamp(0, rows as isize - 1) as usize;
                &buffer[row * width + at..]
            };
            weights.add_taps(take, out);
            begin = end;
        }
    }
}
