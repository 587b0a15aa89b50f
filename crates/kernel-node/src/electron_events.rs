use std::path::Path;

use napi::bindgen_prelude::{AsyncTask, Float64Array, Uint32Array, Uint8Array};
use napi_derive::napi;
use vitreous_kernel::electron_events::{self, Coding, RawFrame};
use vitreous_kernel::tiff_segments::Range;
use vitreous_kernel::Error;

use crate::stack::NativeStack;
use crate::work::{run, Work};

/// How electron events are coded, and the sensor; see `electron_events::Coding`.
#[napi(object)]
pub struct EventCoding {
    pub run_bits: u32,
    pub horizontal_bits: u32,
    pub vertical_bits: u32,
    pub height: u32,
    pub width: u32,
}

impl EventCoding {
    fn native(&self) -> Coding {
        Coding {
            run_bits: self.run_bits,
            horizontal_bits: self.horizontal_bits,
            vertical_bits: self.vertical_bits,
            height: self.height as usize,
            width: self.width as usize,
        }
    }
}

/// `strips`: how many of the ranges each raw frame has; `counts`: how many raw frames each frame of the stack has.
#[napi(ts_return_type = "Promise<void>")]
pub fn render_electron_events(
    stack: &NativeStack,
    path: String,
    coding: EventCoding,
    zoom: u32,
    offsets: Float64Array,
    lengths: Float64Array,
    strips: Uint32Array,
    counts: Uint32Array,
    threads: u32,
) -> AsyncTask<Work<()>> {
    let stack = stack.shared();
    run(move || {
        let ranges: Vec<Range> = offsets
            .iter()
            .zip(lengths.iter())
            .map(|(&offset, &length)| Range {
                offset: offset as u64,
                length: length as u64,
            })
            .collect();
        let mut rest = &ranges[..];
        let raw = strips
            .iter()
            .map(|&strips| {
                let (ranges, after) = rest
                    .split_at_checked(strips as usize)
                    .ok_or_else(|| Error("more strips than ranges".into()))?;
                rest = after;
                Ok(RawFrame { ranges })
            })
            .collect::<vitreous_kernel::Result<Vec<_>>>()?;
        let counts: Vec<usize> = counts.iter().map(|&count| count as usize).collect();
        stack.write(|stack| {
            let path = Path::new(&path);
            electron_events::render(stack, path, &coding.native(), zoom, &raw, &counts, threads as usize)
        })
    })
}

/// A raw frame's bytes, and how many electrons they hold.
#[napi(object)]
pub struct PackedElectrons {
    pub bytes: Uint8Array,
    pub electrons: u32,
}

#[napi(ts_return_type = "Promise<PackedElectrons>")]
pub fn pack_electron_events(places: Uint32Array, coding: EventCoding) -> AsyncTask<Work<PackedElectrons>> {
    run(move || {
        let (bytes, electrons) = electron_events::encode(&places, &coding.native())?;
        Ok(PackedElectrons {
            bytes: Uint8Array::new(bytes),
            electrons: electrons as u32,
        })
    })
}
