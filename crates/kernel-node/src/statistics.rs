use napi::bindgen_prelude::{AsyncTask, Float32Array, Float64Array};
use napi_derive::napi;
use vitreous_kernel::statistics::{self, Statistics};

use crate::stack::NativeStack;
use crate::work::{run, Work};

/// Minimum, maximum, mean, sum of squared differences, and counts of finite, NaN and infinite pixels.
fn listed(found: Statistics) -> Float64Array {
    Float64Array::new(vec![
        found.minimum,
        found.maximum,
        found.mean,
        found.squares,
        found.finite,
        found.not_a_number,
        found.infinite,
    ])
}

#[napi(ts_return_type = "Promise<Float64Array>")]
pub fn statistics_of_values(values: Float32Array, threads: u32) -> AsyncTask<Work<Float64Array>> {
    run(move || Ok(listed(statistics::of_values(&values, threads as usize))))
}

#[napi(ts_return_type = "Promise<Float64Array>")]
pub fn statistics_of_frames(
    stack: &NativeStack,
    first: u32,
    count: u32,
    threads: u32,
) -> AsyncTask<Work<Float64Array>> {
    let stack = stack.shared();
    run(move || {
        stack.read(|stack| statistics::of_frames(stack, first as usize, count as usize, threads as usize).map(listed))
    })
}
