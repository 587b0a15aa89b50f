//! Strips and tiles of TIFF pages, read from the ranges of the file that the caller found, unpacked, and laid
//! into a stack. TIFF stores the top row first, stacks hold it last: rows are reversed on the way.

use std::path::Path;

use rayon::prelude::*;

use crate::byte_codec::{Codec, Unpacker};
use crate::predictor;
use crate::raw_source::PlainFile;
use crate::sample::{Sample, Unstored};
use crate::stack::FrameStack;
use crate::threads::with_threads;
use crate::{with_pixels, Error, Result};

/// What the segments of a run of pages share.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    pub codec: Codec,
    pub sample: Sample,
    pub big_endian: bool,
    /// 1: none, 2: differences of integers, 3: differences of the bytes of floats.
    pub predictor: u32,
    /// Pixels of a segment: a strip is as wide as the image, a tile may reach over its edges.
    pub columns: usize,
    pub rows: usize,
    /// Tiles are stored whole at the edges, the last strip is not.
    pub tiled: bool,
}

/// Where the bytes of a segment are in the file; the caller has seen that they lie inside it.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    pub offset: u64,
    pub length: u64,
}

/// Fills frames from `first` on with the pages whose segments are `ranges`: page after page, from the top left
/// of each along its rows of segments.
pub fn read_segments(
    stack: &mut FrameStack,
    path: &Path,
    layout: &Layout,
    first: usize,
    ranges: &[Range],
    threads: usize,
) -> Result<()> {
    let (height, width) = (stack.height, stack.width);
    check(layout, width)?;
    let across = width.div_ceil(layout.columns);
    let bands = height.div_ceil(layout.rows);
    let pages = ranges.len() / (across * bands);
    Error::unless(
        ranges.len() == pages * across * bands && pages <= stack.frames - first.min(stack.frames),
        || {
            format!(
                "{} segments, {across} x {bands} a page, do not fill frames from {first} of a stack of {}",
                ranges.len(),
                stack.frames
            )
        },
    )?;
    let file = PlainFile::open(path)?;
    with_pixels!(&mut stack.pixels, all => {
        let frames = &mut all[first * height * width..][..pages * height * width];
        let work: Vec<_> = frames
            .chunks_exact_mut(height * width)
            .flat_map(|frame| bands_of(frame, layout.rows, width))
            .zip(ranges.chunks_exact(across))
            .collect();
        with_threads(threads, || {
            work.into_par_iter().try_for_each_init(Reader::default, |reader, (band, ranges)| {
                reader.read_band(&file, layout, band, width, ranges)
            })
        })
    })
}

fn check(layout: &Layout, width: usize) -> Result<()> {
    let fits = layout.columns > 0 && layout.rows > 0 && (layout.tiled || layout.columns == width);
    let whole = layout.sample.bits() >= 8;
    let known = match layout.predictor {
        1 => true,
        2 => whole,
        3 => whole && layout.sample.bits() > 8,
        _ => false,
    };
    Error::unless(fits && known, || {
        format!("no image of {width} columns has this layout: {layout:?}")
    })
}

/// The rows of a frame in pieces of `rows`, counted from the top, which is the end of the frame.
fn bands_of<T>(frame: &mut [T], rows: usize, width: usize) -> Vec<&mut [T]> {
    frame.rchunks_mut(rows * width).collect()
}

/// Memory of one thread.
#[derive(Default)]
struct Reader {
    packed: Vec<u8>,
    unpacker: Unpacker,
    scratch: Vec<u8>,
}

impl Reader {
    /// Fills the rows of one row of segments.
    fn read_band<T: Unstored>(
        &mut self,
        file: &PlainFile,
        layout: &Layout,
        band: &mut [T],
        width: usize,
        ranges: &[Range],
    ) -> Result<()> {
        let rows = band.len() / width;
        let row_bytes = layout.sample.row_bytes(layout.columns);
        let stored_rows = if layout.tiled { layout.rows } else { rows };
        for (index, range) in ranges.iter().enumerate() {
            let left = index * layout.columns;
            let columns = layout.columns.min(width - left);
            self.packed.resize(range.length as usize, 0);
            file.read_at(&mut self.packed, range.offset)?;
            let bytes = self
                .unpacker
                .unpack(layout.codec, &self.packed, stored_rows * row_bytes)
                .map_err(|Error(why)| Error(format!("{why} (the {} bytes at byte {})", range.length, range.offset)))?;
            for (row, pixels) in bytes.chunks_exact_mut(row_bytes).zip(band.rchunks_exact_mut(width)) {
                undo_predictor(layout, row, &mut self.scratch);
                T::unstore(layout.sample, layout.big_endian, row, &mut pixels[left..left + columns])?;
            }
        }
        Ok(())
    }
}

fn undo_predictor(layout: &Layout, row: &mut [u8], scratch: &mut Vec<u8>) {
    let size = layout.sample.bits() / 8;
    match layout.predictor {
        2 => predictor::undo_horizontal(row, size, layout.big_endian),
        3 => {
            scratch.resize(row.len(), 0);
            predictor::undo_floating(row, size, layout.big_endian, scratch);
        }
        _ => {}
    }
}
