//! Frames of a stack as packed strips of TIFF pages: little-endian, top row (the last of the frame) first.

use rayon::prelude::*;

use crate::byte_codec::{pack, Codec};
use crate::stack::FrameStack;
use crate::threads::with_threads;
use crate::{with_pixels, Error, Result};

/// Little-endian bytes of a pixel.
trait Stored: crate::huge::Plain {
    fn store(row: &[Self], bytes: &mut Vec<u8>);
}
macro_rules! stored {
    ($($number:ty),*) => { $(impl Stored for $number {
        fn store(row: &[Self], bytes: &mut Vec<u8>) {
            bytes.extend(row.iter().flat_map(|value| value.to_le_bytes()));
        }
    })* };
}
stored!(u8, i8, u16, i16, f32);

/// The strips of frame `index`, `rows` rows each (fewer in the last), top strip first.
pub fn pack_strips(
    stack: &FrameStack,
    index: usize,
    rows: usize,
    codec: Codec,
    threads: usize,
) -> Result<Vec<Vec<u8>>> {
    Error::unless(index < stack.frames && rows > 0, || {
        format!("frame {index} of {} in strips of {rows} rows", stack.frames)
    })?;
    let (width, area) = (stack.width, stack.height * stack.width);
    with_pixels!(&stack.pixels, all => {
        let frame = &all[index * area..][..area];
        with_threads(threads, || {
            frame.par_rchunks(rows * width).map(|strip| pack_strip(strip, width, codec)).collect()
        })
    })
}

fn pack_strip<T: Stored>(strip: &[T], width: usize, codec: Codec) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(size_of_val(strip));
    for row in strip.rchunks_exact(width) {
        T::store(row, &mut bytes);
    }
    pack(codec, &bytes, width * size_of::<T>())
}
