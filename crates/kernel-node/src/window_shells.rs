use napi::bindgen_prelude::{AsyncTask, Float32Array, Int32Array};
use napi_derive::napi;
use vitreous_kernel::window_shells::{window_shells, Windows};

use crate::work::{run, Work};

#[napi(js_name = "windowShells", ts_return_type = "Promise<Float32Array>")]
pub fn window_shells_of(
    a: Float32Array,
    b: Float32Array,
    n: u32,
    side: u32,
    weights: Float32Array,
    centres: Int32Array,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let windows = Windows {
            side: side as usize,
            weights: &weights,
            centres: &centres,
        };
        Ok(Float32Array::new(window_shells(
            &a,
            &b,
            n as usize,
            &windows,
            threads as usize,
        )?))
    })
}
