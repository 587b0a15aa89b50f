use napi::bindgen_prelude::{AsyncTask, Float32Array, Float64Array, Int32Array};
use napi_derive::napi;
use vitreous_kernel::correlate::{Curve, PatchSpectra, Windows};

use crate::held::Held;
use crate::stack::NativeStack;
use crate::work::{run, Work};

/// Fourier coefficients of patches of frames. Call `release` when done.
#[napi(js_name = "NativePatchSpectra")]
pub struct NativePatchSpectra {
    held: Held<PatchSpectra>,
}

#[napi(ts_return_type = "Promise<NativePatchSpectra>")]
pub fn cut_patch_spectra(
    stack: &NativeStack,
    gain: Float32Array,
    factor: u32,
    height: u32,
    width: u32,
    origins: Int32Array,
    offsets: Int32Array,
    taper: u32,
    limit: f64,
    threads: u32,
) -> AsyncTask<Work<NativePatchSpectra>> {
    let stack = stack.shared();
    run(move || {
        let windows = Windows {
            height: height as usize,
            width: width as usize,
            origins: &origins,
            offsets: &offsets,
            taper: taper as usize,
        };
        stack.read(|stack| {
            PatchSpectra::new(stack, &gain, factor as usize, &windows, limit as f32, threads as usize).map(|spectra| {
                NativePatchSpectra {
                    held: Held::new(spectra, "set of patches"),
                }
            })
        })
    })
}

#[napi]
impl NativePatchSpectra {
    #[napi(ts_return_type = "Promise<Float64Array>")]
    pub fn score(
        &self,
        shifts: Float32Array,
        weights: Float32Array,
        weights_end: f64,
        threads: u32,
    ) -> AsyncTask<Work<Float64Array>> {
        let held = self.held.clone();
        run(move || {
            let weights = Curve {
                values: &weights,
                end: weights_end as f32,
            };
            held.read(|spectra| {
                spectra
                    .score(&shifts, &weights, threads as usize)
                    .map(Float64Array::new)
            })
        })
    }

    #[napi(ts_return_type = "Promise<Float64Array>")]
    pub fn radial_power(
        &self,
        shifts: Float32Array,
        bins: u32,
        limit: f64,
        threads: u32,
    ) -> AsyncTask<Work<Float64Array>> {
        let held = self.held.clone();
        run(move || {
            held.read(|spectra| {
                spectra
                    .radial_power(&shifts, bins as usize, limit as f32, threads as usize)
                    .map(Float64Array::new)
            })
        })
    }

    #[napi(ts_return_type = "Promise<Float32Array>")]
    pub fn search(
        &self,
        shifts: Float32Array,
        weights: Float32Array,
        weights_end: f64,
        reach: u32,
        threads: u32,
    ) -> AsyncTask<Work<Float32Array>> {
        let held = self.held.clone();
        run(move || {
            let weights = Curve {
                values: &weights,
                end: weights_end as f32,
            };
            held.read(|spectra| {
                spectra
                    .search(&shifts, &weights, reach as usize, threads as usize)
                    .map(Float32Array::new)
            })
        })
    }

    /// Gives the memory back; later calls reject.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn release(&self) -> AsyncTask<Work<()>> {
        let held = self.held.clone();
        run(move || held.release())
    }
}
