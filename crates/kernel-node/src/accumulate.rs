use napi::bindgen_prelude::{AsyncTask, Float32Array};
use napi_derive::napi;
use vitreous_kernel::accumulate::{self, Combination};

use crate::stack::NativeStack;
use crate::work::{run, sizes, Work};

#[napi(ts_return_type = "Promise<Float32Array[]>")]
pub fn combine_images(
    stack: &NativeStack,
    curves: Float32Array,
    curve_length: u32,
    curve_end: f64,
    axis: Float32Array,
    shapes: Vec<u32>,
    threads: u32,
) -> AsyncTask<Work<Vec<Float32Array>>> {
    let stack = stack.shared();
    run(move || {
        let shapes = sizes(&shapes);
        let shape = |index: usize| (shapes[2 * index], shapes[2 * index + 1]);
        let combination = Combination {
            curves: &curves,
            curve_length: curve_length as usize,
            curve_end: curve_end as f32,
            axis: &axis,
            padded: shape(0),
            cropped: shape(1),
            kept: shape(2),
        };
        stack.read(|stack| {
            let images = accumulate::combine(stack, &combination, threads as usize)?;
            Ok(images.into_iter().map(Float32Array::new).collect())
        })
    })
}
