use napi::bindgen_prelude::{AsyncTask, Float32Array};
use napi_derive::napi;
use vitreous_kernel::filter;

use crate::work::{from_complex, run, sizes, to_complex, Work};

#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn multiply_radial(
    spectrum: Float32Array,
    shape: Vec<u32>,
    batch: u32,
    curve: Float32Array,
    curve_end: f64,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let mut spectrum = to_complex(&spectrum);
        let shape = sizes(&shape);
        filter::multiply_radial(
            &mut spectrum,
            &shape,
            batch as usize,
            &curve,
            curve_end as f32,
            threads as usize,
        )?;
        Ok(from_complex(spectrum))
    })
}
