use napi::bindgen_prelude::{AsyncTask, Float32Array, Uint32Array};
use napi_derive::napi;
use vitreous_kernel::boxes::{self, BoxShape};

use crate::work::{run, Work};

/// `corners` holds the first row and column of each box.
#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn extract_boxes(
    image: Float32Array,
    height: u32,
    width: u32,
    corners: Uint32Array,
    size: u32,
    crop: u32,
    radius: f64,
    sign: f64,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let corners: Vec<(usize, usize)> = corners
            .chunks_exact(2)
            .map(|corner| (corner[0] as usize, corner[1] as usize))
            .collect();
        let shape = BoxShape {
            size: size as usize,
            crop: crop as usize,
            radius: radius as f32,
            sign: sign as f32,
        };
        let (height, width) = (height as usize, width as usize);
        boxes::extract_boxes(&image, height, width, &corners, shape, threads as usize).map(Float32Array::new)
    })
}
