//! A field of displacements, and its values at the ends of spans of columns.

use super::span_weights::SPAN;

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

    pub(super) fn covers(&self, height: usize, width: usize) -> bool {
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
    pub(super) fn at_span_ends(&self, width: usize) -> SpanEnds {
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
pub(super) struct SpanEnds {
    nodes: Vec<[f32; 2]>,
    columns: usize,
    rows: usize,
    per_pixel: f32,
}

impl SpanEnds {
    /// (x, y) displacement at row `y` and the beginning of `span`.
    #[inline(always)]
    pub(super) fn at(&self, y: f32, span: usize) -> [f32; 2] {
        let (row, down) = cell(y * self.per_pixel, self.rows);
        let above = self.nodes[row * self.columns + span];
        let below = self.nodes[(row + 1) * self.columns + span];
        [
            down.mul_add(below[0] - above[0], above[0]),
            down.mul_add(below[1] - above[1], above[1]),
        ]
    }

    pub(super) fn vertical_range(&self) -> (f32, f32) {
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
