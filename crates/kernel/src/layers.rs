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
/// 0, 1, 2, ... as floats: converting a counter in the loop would keep it from becoming vector code.
static RAMP: [f32; SPAN] = {
    let mut ramp = [0f32; SPAN];
    let mut i = 0;
    while i < SPAN {
        ramp[i] = i as f32;
        i += 1;
    }
    ramp
};
/// Pixels summed side by side.
const LANES: usize = 16;
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

    /// The displacements at every `SPAN`th column up to and including the first beyond `width`.
    fn at_span_ends(&self, width: usize) -> SpanEnds {
        let columns = width.div_ceil(SPAN) + 1;
        let at = |row: usize, span: usize| {
            let (x, y) = self.at((row * self.spacing) as f32, (span * SPAN) as f32);
            [x, y]
        };
        SpanEnds {
            nodes: (0..self.rows() * columns)
                .map(|i| at(i / columns, i % columns))
                .collect(),
            columns,
            rows: self.rows(),
            per_pixel: 1.0 / self.spacing as f32,
        }
    }
}

/// A field at the ends of spans, linear between its rows.
struct SpanEnds {
    nodes: Vec<[f32; 2]>,
    columns: usize,
    rows: usize,
    per_pixel: f32,
}

impl SpanEnds {
    /// (x, y) displacement at row `y` and the beginning of `span`.
    #[inline(always)]
    fn at(&self, y: f32, span: usize) -> [f32; 2] {
        let (row, down) = cell(y * self.per_pixel, self.rows);
        let above = self.nodes[row * self.columns + span];
        let below = self.nodes[(row + 1) * self.columns + span];
        [
            down.mul_add(below[0] - above[0], above[0]),
            down.mul_add(below[1] - above[1], above[1]),
        ]
    }

    fn vertical_range(&self) -> (f32, f32) {
        self.nodes.iter().fold((f32::MAX, f32::MIN), |(least, most), node| {
            (least.min(node[1]), most.max(node[1]))
        })
    }
}

/// Cell below `place` and the fraction within it.
#[inline(always)]
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

/// The end of a span: how far its pixel looks, in whole pixels and taps for the rest.
struct End {
    shift: f32,
    whole: f32,
    taps: [f32; TAPS],
}

impl End {
    fn new(shift: f32, table: &[[f32; TAPS]]) -> Self {
        let whole = shift.floor();
        Self {
            shift,
            whole,
            taps: taps_at(shift - whole, table),
        }
    }

    /// Weights that run linearly from here to where the next span begins, the whole pixels they count from (those of
    /// the span's middle), and that next beginning.
    #[inline(always)]
    fn to(&self, shift: f32, table: &[[f32; TAPS]]) -> (SpanWeights, isize, End) {
        let whole = (0.5 * (self.shift + shift)).floor();
        let first = if whole == self.whole {
            self.taps
        } else {
            taps_at(self.shift - whole, table)
        };
        let last = taps_at(shift - whole, table);
        let mut slope = [0f32; TAPS];
        for tap in 0..TAPS {
            slope[tap] = (last[tap] - first[tap]) * (1.0 / SPAN as f32);
        }
        let end = End {
            shift,
            whole,
            taps: last,
        };
        (SpanWeights { first, slope }, whole as isize, end)
    }
}

/// Weights of the taps at a fraction from -0.5 to 1.5, between the two nearest of the table.
#[inline(always)]
fn taps_at(fraction: f32, table: &[[f32; TAPS]]) -> [f32; TAPS] {
    let place = ((fraction + 0.5) * STEPS as f32).clamp(0.0, 2.0 * STEPS as f32 - 1.0);
    let index = place as usize;
    let rest = place - index as f32;
    let (low, high) = (&table[index], &table[index + 1]);
    let mut weights = [0f32; TAPS];
    for tap in 0..TAPS {
        weights[tap] = rest.mul_add(high[tap] - low[tap], low[tap]);
    }
    weights
}

struct SpanWeights {
    first: [f32; TAPS],
    slope: [f32; TAPS],
}

impl SpanWeights {
    #[inline(always)]
    fn of(&self, tap: usize, pixel: usize) -> f32 {
        self.slope[tap].mul_add(RAMP[pixel], self.first[tap])
    }

    /// What all taps see of up to `SPAN` pixels; `seen` answers where a tap's pixels begin.
    #[inline(always)]
    fn add_taps<'s>(&self, seen: impl Fn(usize) -> &'s [f32], out: &mut [f32]) {
        let count = out.len();
        if count < SPAN {
            for (i, value) in out.iter_mut().enumerate() {
                *value = (0..TAPS).map(|tap| self.of(tap, i) * seen(tap)[i]).sum();
            }
            return;
        }
        // Lengths known to the compiler keep the sums in registers.
        let seen: [&[f32; SPAN]; TAPS] = std::array::from_fn(|tap| seen(tap)[..SPAN].try_into().expect("a full span"));
        for (part, out) in out.chunks_exact_mut(LANES).enumerate() {
            let mut ramp = [0f32; LANES];
            ramp.copy_from_slice(&RAMP[part * LANES..][..LANES]);
            let mut sum = [0f32; LANES];
            for tap in 0..TAPS {
                let (first, slope) = (self.first[tap], self.slope[tap]);
                let pixels = &seen[tap][part * LANES..][..LANES];
                for lane in 0..LANES {
                    sum[lane] = slope.mul_add(ramp[lane], first).mul_add(pixels[lane], sum[lane]);
                }
            }
            out.copy_from_slice(&sum);
        }
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
