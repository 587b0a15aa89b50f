use napi::bindgen_prelude::{AsyncTask, Float32Array};
use napi_derive::napi;
use vitreous_kernel::fourier_crop;

use crate::work::{from_complex, run, sizes, to_complex, Work};

#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn crop_half_spectrum(
    spectrum: Float32Array,
    from: Vec<u32>,
    to: Vec<u32>,
    batch: u32,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let spectrum = to_complex(&spectrum);
        fourier_crop::crop_half_spectrum(&spectrum, &sizes(&from), &sizes(&to), batch as usize, threads as usize)
            .map(from_complex)
    })
}

#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn resample_real(
    input: Float32Array,
    from: Vec<u32>,
    to: Vec<u32>,
    batch: u32,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        fourier_crop::resample_real(&input, &sizes(&from), &sizes(&to), batch as usize, threads as usize)
            .map(Float32Array::new)
    })
}
