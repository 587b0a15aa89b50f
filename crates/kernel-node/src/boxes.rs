use napi::bindgen_prelude::{AsyncTask, Float32Array, Uint32Array};
use napi_derive::napi;
use vitreous_kernel::boxes;

use crate::work::{run, Work};

/// `corners` holds the first row and column of each box.
#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn cut_boxes(
    image: Float32Array,
    height: u32,
    width: u32,
    corners: Uint32Array,
    size: u32,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let corners: Vec<(usize, usize)> = corners
            .chunks_exact(2)
            .map(|corner| (corner[0] as usize, corner[1] as usize))
            .collect();
        let (height, width) = (height as usize, width as usize);
        boxes::cut_boxes(&image, height, width, &corners, size as usize, threads as usize).map(Float32Array::new)
    })
}

#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn normalise_boxes(
    boxes: Float32Array,
    size: u32,
    radius: f64,
    sign: f64,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let mut output = boxes.to_vec();
        boxes::normalise_boxes(&mut output, size as usize, radius as f32, sign as f32, threads as usize)?;
        Ok(Float32Array::new(output))
    })
}
