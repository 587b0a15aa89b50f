use napi::bindgen_prelude::{AsyncTask, Float32Array};
use napi_derive::napi;
use vitreous_kernel::area_average;

use crate::work::{run, Work};

#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn average_areas(
    image: Float32Array,
    height: u32,
    width: u32,
    out_height: u32,
    out_width: u32,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let (from, to) = (
            (height as usize, width as usize),
            (out_height as usize, out_width as usize),
        );
        area_average::average_areas(&image, from, to, threads as usize).map(Float32Array::new)
    })
}
