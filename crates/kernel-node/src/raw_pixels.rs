use std::path::PathBuf;

use napi::bindgen_prelude::{AsyncTask, Float32Array, Uint8Array};
use napi_derive::napi;
use vitreous_kernel::raw_pixels::{self, Encoding, Layout};
use vitreous_kernel::raw_source::{PackedFile, Packing};

use crate::stack::NativeStack;
use crate::work::{run, Work};

/// Where pixels lie in a file, and how.
#[napi(object)]
pub struct RawLayout {
    pub path: String,
    /// none, gzip or bzip2: how the whole file is packed.
    pub packing: String,
    /// Bytes before the first pixel, after unpacking.
    pub offset: i64,
    /// u4, u8, i8, u16, i16, f16 or f32.
    pub encoding: String,
    pub big_endian: bool,
}

impl RawLayout {
    fn with<T>(&self, work: impl FnOnce(&Layout) -> vitreous_kernel::Result<T>) -> vitreous_kernel::Result<T> {
        work(&Layout {
            path: &PathBuf::from(&self.path),
            packing: Packing::parse(&self.packing)?,
            offset: self.offset.max(0) as u64,
            encoding: Encoding::parse(&self.encoding)?,
            big_endian: self.big_endian,
        })
    }
}

/// Fills all of `stack` from a file.
#[napi(ts_return_type = "Promise<void>")]
pub fn raw_read_stack(stack: &NativeStack, layout: RawLayout, threads: u32) -> AsyncTask<Work<()>> {
    let stack = stack.shared();
    run(move || layout.with(|layout| stack.write(|stack| raw_pixels::read_stack(stack, layout, threads as usize))))
}

#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn raw_read_floats(rows: u32, width: u32, layout: RawLayout, threads: u32) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let read = |layout: &Layout| raw_pixels::read_floats(rows as usize, width as usize, layout, threads as usize);
        layout.with(read).map(Float32Array::new)
    })
}

/// The first `most` unpacked bytes of a file, or all where there are fewer.
#[napi(ts_return_type = "Promise<Uint8Array>")]
pub fn raw_read_start(path: String, packing: String, most: u32) -> AsyncTask<Work<Uint8Array>> {
    run(move || {
        let mut file = PackedFile::open(&PathBuf::from(path), Packing::parse(&packing)?, 0)?;
        file.read_up_to(most as u64).map(Uint8Array::new)
    })
}

#[napi(ts_return_type = "Promise<Uint8Array>")]
pub fn raw_encode(values: Float32Array, encoding: String, threads: u32) -> AsyncTask<Work<Uint8Array>> {
    run(move || raw_pixels::encode(&values, Encoding::parse(&encoding)?, threads as usize).map(Uint8Array::new))
}

/// Little-endian bytes of frames of a stack, in its own pixel type.
#[napi(ts_return_type = "Promise<Uint8Array>")]
pub fn raw_frame_bytes(stack: &NativeStack, first: u32, count: u32) -> AsyncTask<Work<Uint8Array>> {
    let stack = stack.shared();
    run(move || stack.read(|stack| raw_pixels::frame_bytes(stack, first as usize, count as usize).map(Uint8Array::new)))
}
