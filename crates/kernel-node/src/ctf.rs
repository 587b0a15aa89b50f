use napi::bindgen_prelude::{AsyncTask, Float32Array, Float64Array};
use napi_derive::napi;
use vitreous_kernel::ctf::{self, Aberration, Samples};
use vitreous_kernel::Error;

use crate::work::{run, Work};

/// Aberrations as JavaScript gives them: (constant, xx, xy, yy, fourth) for each.
pub fn to_aberrations(values: &[f64]) -> vitreous_kernel::Result<Vec<Aberration>> {
    Error::unless(values.len().is_multiple_of(9), || {
        format!("an aberration has 9 coefficients, but {} were given", values.len())
    })?;
    Ok(values
        .chunks_exact(9)
        .map(|set| Aberration {
            constant: set[0],
            xx: set[1],
            xy: set[2],
            yy: set[3],
            fourth: set[4],
            turned: [set[5], set[6], set[7], set[8]],
        })
        .collect())
}

#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn ctf_half_spectra(
    aberrations: Float64Array,
    height: u32,
    width: u32,
    pixel_size: f64,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let aberrations = to_aberrations(&aberrations)?;
        ctf::half_spectra(
            &aberrations,
            height as usize,
            width as usize,
            pixel_size,
            threads as usize,
        )
        .map(Float32Array::new)
    })
}

#[napi(ts_return_type = "Promise<Float64Array>")]
pub fn ctf_correlation_sums(
    kx: Float32Array,
    ky: Float32Array,
    weighted: Float32Array,
    weights: Float32Array,
    aberrations: Float64Array,
    threads: u32,
) -> AsyncTask<Work<Float64Array>> {
    run(move || {
        let samples = Samples {
            kx: &kx,
            ky: &ky,
            weighted: &weighted,
            weights: &weights,
        };
        ctf::correlation_sums(&samples, &to_aberrations(&aberrations)?, threads as usize).map(Float64Array::new)
    })
}
