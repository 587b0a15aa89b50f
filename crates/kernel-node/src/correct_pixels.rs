use napi::bindgen_prelude::{AsyncTask, Float32Array, Uint32Array, Uint8Array};
use napi_derive::napi;
use vitreous_kernel::correct_pixels;

use crate::stack::NativeStack;
use crate::work::{run, Work};

#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn sum_frames(
    stack: &NativeStack,
    gain: Float32Array,
    first: u32,
    end: u32,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    let stack = stack.shared();
    run(move || {
        stack.read(|stack| {
            correct_pixels::sum_frames(stack, &gain, first as usize, end as usize, threads as usize)
                .map(Float32Array::new)
        })
    })
}

#[napi(ts_return_type = "Promise<Uint32Array>")]
pub fn find_outliers(
    image: Float32Array,
    height: u32,
    width: u32,
    bad: Uint8Array,
    tile: u32,
    limit: f64,
    floor: f64,
    threads: u32,
) -> AsyncTask<Work<Uint32Array>> {
    run(move || {
        correct_pixels::find_outliers(
            &image,
            height as usize,
            width as usize,
            &bad,
            tile as usize,
            limit as f32,
            floor as f32,
            threads as usize,
        )
        .map(Uint32Array::new)
    })
}

#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn replace_pixels(
    stack: &NativeStack,
    gain: Float32Array,
    bad: Uint8Array,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    let stack = stack.shared();
    run(move || {
        stack.write(|stack| correct_pixels::replace_pixels(stack, &gain, &bad, threads as usize).map(Float32Array::new))
    })
}

#[napi(ts_return_type = "Promise<Uint32Array>")]
pub fn find_outside(values: Float32Array, least: f64, most: f64, threads: u32) -> AsyncTask<Work<Uint32Array>> {
    run(move || {
        let found = correct_pixels::find_outside(&values, least as f32, most as f32, threads as usize);
        Ok(Uint32Array::new(found))
    })
}
