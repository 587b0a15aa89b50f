use napi::bindgen_prelude::{AsyncTask, Float32Array, Uint32Array, Uint8Array};
use napi_derive::napi;
use vitreous_kernel::local_statistics::{local_statistics, Window};

use crate::work::{run, Work};

#[napi(object)]
pub struct NativeLocalStatistics {
    pub mean: Float32Array,
    pub variance: Float32Array,
    pub count: Uint32Array,
}

#[napi(js_name = "localStatistics", ts_return_type = "Promise<NativeLocalStatistics>")]
pub fn local_statistics_of(
    image: Float32Array,
    included: Option<Uint8Array>,
    height: u32,
    width: u32,
    radius: f64,
    disc: bool,
    threads: u32,
) -> AsyncTask<Work<NativeLocalStatistics>> {
    run(move || {
        let window = if disc { Window::Disc } else { Window::Square };
        let (height, width) = (height as usize, width as usize);
        let found = local_statistics(
            &image,
            included.as_deref(),
            height,
            width,
            radius as f32,
            window,
            threads as usize,
        )?;
        Ok(NativeLocalStatistics {
            mean: Float32Array::new(found.mean),
            variance: Float32Array::new(found.variance),
            count: Uint32Array::new(found.count),
        })
    })
}
