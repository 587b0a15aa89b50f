use napi::bindgen_prelude::{AsyncTask, Float32Array, Float64Array};
use napi_derive::napi;
use vitreous_kernel::peaks;

use crate::work::{run, Work};

/// Peaks, highest first, as (x, y, value, pixel index) of each.
#[napi(ts_return_type = "Promise<Float64Array>")]
pub fn find_peaks(
    map: Float32Array,
    height: u32,
    width: u32,
    threshold: f64,
    min_distance: f64,
    max_hits: u32,
    threads: u32,
) -> AsyncTask<Work<Float64Array>> {
    run(move || {
        let found = peaks::find_peaks(
            &map,
            height as usize,
            width as usize,
            threshold as f32,
            min_distance as f32,
            max_hits as usize,
            threads as usize,
        )?;
        let flat = found
            .iter()
            .flat_map(|peak| [peak.x.into(), peak.y.into(), peak.value.into(), peak.index as f64]);
        Ok(Float64Array::new(flat.collect()))
    })
}
