use napi::bindgen_prelude::{AsyncTask, Float32Array};
use napi_derive::napi;
use vitreous_kernel::tiles;

use crate::work::{run, Work};

/// What `tile_spectra` of the kernel answers; its documentation stands there and in the TypeScript face.
#[napi(object)]
pub struct NativeTileSpectra {
    pub polar: Float32Array,
    pub mean: Float32Array,
    pub deviations: Float32Array,
    pub bin_counts: Float32Array,
    pub bin_x: Float32Array,
    pub bin_y: Float32Array,
}

/// `origins`: y and x of each tile's first pixel, one after the other.
#[napi(ts_return_type = "Promise<NativeTileSpectra>")]
pub fn tile_spectra(
    image: Float32Array,
    height: u32,
    width: u32,
    size: u32,
    origins: Vec<u32>,
    rings: u32,
    sectors: u32,
    axis_margin: u32,
    threads: u32,
) -> AsyncTask<Work<NativeTileSpectra>> {
    run(move || {
        let origins: Vec<_> = origins
            .chunks_exact(2)
            .map(|origin| (origin[0] as usize, origin[1] as usize))
            .collect();
        let spectra = tiles::tile_spectra(
            &image,
            height as usize,
            width as usize,
            size as usize,
            &origins,
            rings as usize,
            sectors as usize,
            axis_margin as usize,
            threads as usize,
        )?;
        Ok(NativeTileSpectra {
            polar: Float32Array::new(spectra.polar),
            mean: Float32Array::new(spectra.mean),
            deviations: Float32Array::new(spectra.deviations),
            bin_counts: Float32Array::new(spectra.bins.counts),
            bin_x: Float32Array::new(spectra.bins.x),
            bin_y: Float32Array::new(spectra.bins.y),
        })
    })
}
