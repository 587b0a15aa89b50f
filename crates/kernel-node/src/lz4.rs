use napi::bindgen_prelude::{AsyncTask, Uint8Array};
use napi_derive::napi;
use vitreous_kernel::lz4;

use crate::work::{run, Work};

#[napi(ts_return_type = "Promise<Uint8Array>")]
pub fn lz4_compress(input: Uint8Array) -> AsyncTask<Work<Uint8Array>> {
    run(move || Ok(Uint8Array::new(lz4::compress(&input))))
}

#[napi(ts_return_type = "Promise<Uint8Array>")]
pub fn lz4_decompress(block: Uint8Array, size: f64) -> AsyncTask<Work<Uint8Array>> {
    run(move || lz4::decompress(&block, size as usize).map(Uint8Array::new))
}
