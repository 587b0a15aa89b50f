use napi::bindgen_prelude::{AsyncTask, Float32Array, Float64Array};
use napi_derive::napi;
use vitreous_kernel::rotate;

use crate::work::{run, Work};

#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn rotate_images(
    stack: Float32Array,
    count: u32,
    size: u32,
    angles: Float64Array,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        rotate::rotate_images(&stack, count as usize, size as usize, &angles, threads as usize).map(Float32Array::new)
    })
}
