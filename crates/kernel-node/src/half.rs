use napi::bindgen_prelude::{AsyncTask, Float32Array, Uint16Array};
use napi_derive::napi;
use vitreous_kernel::half;

use crate::work::{run, Work};

#[napi(ts_return_type = "Promise<Uint16Array>")]
pub fn half_from_floats(values: Float32Array, threads: u32) -> AsyncTask<Work<Uint16Array>> {
    run(move || Ok(Uint16Array::new(half::from_floats(&values, threads as usize))))
}

#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn half_to_floats(bits: Uint16Array, threads: u32) -> AsyncTask<Work<Float32Array>> {
    run(move || Ok(Float32Array::new(half::to_floats(&bits, threads as usize))))
}
