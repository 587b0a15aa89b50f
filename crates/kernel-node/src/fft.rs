use napi::bindgen_prelude::{AsyncTask, Float32Array};
use napi_derive::napi;
use vitreous_kernel::fft;

use crate::work::{from_complex, run, sizes, to_complex, Work};

#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn fft_forward_real(
    input: Float32Array,
    shape: Vec<u32>,
    batch: u32,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || fft::forward_real(&input, &sizes(&shape), batch as usize, threads as usize).map(from_complex))
}

#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn fft_inverse_real(
    spectrum: Float32Array,
    shape: Vec<u32>,
    batch: u32,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let spectrum = to_complex(&spectrum);
        fft::inverse_real(spectrum, &sizes(&shape), batch as usize, threads as usize).map(Float32Array::new)
    })
}

#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn fft_complex(
    input: Float32Array,
    shape: Vec<u32>,
    batch: u32,
    inverse: bool,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let mut data = to_complex(&input);
        fft::complex(&mut data, &sizes(&shape), batch as usize, inverse, threads as usize)?;
        Ok(from_complex(data))
    })
}
