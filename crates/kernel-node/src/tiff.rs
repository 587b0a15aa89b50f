use std::path::Path;

use napi::bindgen_prelude::{AsyncTask, Float64Array, Uint8Array};
use napi_derive::napi;
use vitreous_kernel::byte_codec::Codec;
use vitreous_kernel::sample::Sample;
use vitreous_kernel::tiff_segments::{self, Layout, Range};
use vitreous_kernel::tiff_strips;

use crate::stack::NativeStack;
use crate::work::{run, Work};

/// What the strips or tiles of a run of pages share; see `tiff_segments::Layout`.
#[napi(object)]
pub struct SegmentLayout {
    pub codec: String,
    pub sample: String,
    pub big_endian: bool,
    pub predictor: u32,
    pub columns: u32,
    pub rows: u32,
    pub tiled: bool,
}

impl SegmentLayout {
    fn native(&self) -> vitreous_kernel::Result<Layout> {
        Ok(Layout {
            codec: Codec::named(&self.codec)?,
            sample: Sample::named(&self.sample)?,
            big_endian: self.big_endian,
            predictor: self.predictor,
            columns: self.columns as usize,
            rows: self.rows as usize,
            tiled: self.tiled,
        })
    }
}

#[napi(ts_return_type = "Promise<void>")]
pub fn read_tiff_segments(
    stack: &NativeStack,
    path: String,
    layout: SegmentLayout,
    first_frame: u32,
    offsets: Float64Array,
    lengths: Float64Array,
    threads: u32,
) -> AsyncTask<Work<()>> {
    let stack = stack.shared();
    run(move || {
        let layout = layout.native()?;
        let ranges: Vec<Range> = offsets
            .iter()
            .zip(lengths.iter())
            .map(|(&offset, &length)| Range {
                offset: offset as u64,
                length: length as u64,
            })
            .collect();
        stack.write(|stack| {
            tiff_segments::read_segments(
                stack,
                Path::new(&path),
                &layout,
                first_frame as usize,
                &ranges,
                threads as usize,
            )
        })
    })
}

/// The strips of a page, one after the other, and the length of each.
#[napi(object)]
pub struct PackedStrips {
    pub bytes: Uint8Array,
    pub lengths: Vec<u32>,
}

#[napi(ts_return_type = "Promise<PackedStrips>")]
pub fn pack_tiff_strips(
    stack: &NativeStack,
    frame: u32,
    rows: u32,
    codec: String,
    threads: u32,
) -> AsyncTask<Work<PackedStrips>> {
    let stack = stack.shared();
    run(move || {
        let codec = Codec::named(&codec)?;
        let strips = stack
            .read(|stack| tiff_strips::pack_strips(stack, frame as usize, rows as usize, codec, threads as usize))?;
        Ok(PackedStrips {
            lengths: strips.iter().map(|strip| strip.len() as u32).collect(),
            bytes: Uint8Array::new(strips.concat()),
        })
    })
}
