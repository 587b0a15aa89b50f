use napi::bindgen_prelude::{AsyncTask, Float32Array};
use napi_derive::napi;
use vitreous_kernel::outliers;

use crate::work::{run, Work};

#[napi(object)]
pub struct NativeCleaned {
    pub image: Float32Array,
    pub replaced: f64,
    pub median: f64,
    pub spread: f64,
}

#[napi(ts_return_type = "Promise<NativeCleaned>")]
pub fn replace_outliers(image: Float32Array, spreads: f64, threads: u32) -> AsyncTask<Work<NativeCleaned>> {
    run(move || {
        let cleaned = outliers::replace_outliers(&image, spreads as f32, threads as usize)?;
        Ok(NativeCleaned {
            image: Float32Array::new(cleaned.image),
            replaced: cleaned.replaced as f64,
            median: cleaned.median.into(),
            spread: cleaned.spread.into(),
        })
    })
}
