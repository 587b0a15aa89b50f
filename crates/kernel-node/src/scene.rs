use napi::bindgen_prelude::{AsyncTask, Float32Array, Float64Array};
use napi_derive::napi;
use vitreous_kernel::counter_random::Key;
use vitreous_kernel::scene::{self, float_frame, Relief};

use crate::ctf::to_aberrations;
use crate::stack::NativeStack;
use crate::work::{run, Work};

/// `length` normal numbers of a seed and stream.
#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn normal_field(length: u32, seed: u32, stream: u32, threads: u32) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let mut values = vec![0f32; length as usize];
        scene::fill_normal(&mut values, Key::new(seed, stream), threads as usize);
        Ok(Float32Array::new(values))
    })
}

/// Frame `index` of a stack of floats becomes normal noise.
#[napi(ts_return_type = "Promise<void>")]
pub fn scene_noise(stack: &NativeStack, index: u32, seed: u32, stream: u32, threads: u32) -> AsyncTask<Work<()>> {
    let stack = stack.shared();
    run(move || {
        stack.write(|stack| {
            scene::fill_normal(
                float_frame(stack, index as usize)?,
                Key::new(seed, stream),
                threads as usize,
            );
            Ok(())
        })
    })
}

/// `aberration` is empty or holds the five coefficients of one.
#[napi(ts_return_type = "Promise<void>")]
pub fn scene_filter(
    stack: &NativeStack,
    index: u32,
    curve: Float32Array,
    curve_end: f64,
    aberration: Float64Array,
    pixel_size: f64,
    threads: u32,
) -> AsyncTask<Work<()>> {
    let stack = stack.shared();
    run(move || {
        let aberrations = to_aberrations(&aberration)?;
        stack.write(|stack| {
            let (height, width) = (stack.height, stack.width);
            scene::filter_image(
                float_frame(stack, index as usize)?,
                height,
                width,
                (&curve, curve_end as f32),
                aberrations.first().map(|aberration| (aberration, pixel_size)),
                threads as usize,
            )
        })
    })
}

#[napi(ts_return_type = "Promise<void>")]
pub fn scene_modulate(
    stack: &NativeStack,
    index: u32,
    offset: f64,
    relief: Float32Array,
    relief_columns: u32,
    relief_spacing: u32,
    threads: u32,
) -> AsyncTask<Work<()>> {
    let stack = stack.shared();
    run(move || {
        let factor = Relief {
            nodes: &relief,
            columns: relief_columns as usize,
            spacing: relief_spacing as usize,
        };
        stack.write(|stack| {
            let width = stack.width;
            scene::modulate(
                float_frame(stack, index as usize)?,
                width,
                offset as f32,
                &factor,
                threads as usize,
            )
        })
    })
}

/// Adds frame 0 of `source`, times the relief, to frame `index`.
#[napi(ts_return_type = "Promise<void>")]
pub fn scene_add(
    stack: &NativeStack,
    index: u32,
    source: &NativeStack,
    relief: Float32Array,
    relief_columns: u32,
    relief_spacing: u32,
    threads: u32,
) -> AsyncTask<Work<()>> {
    let (stack, source) = (stack.shared(), source.shared());
    run(move || {
        stack.apart_from(&source)?;
        let factor = Relief {
            nodes: &relief,
            columns: relief_columns as usize,
            spacing: relief_spacing as usize,
        };
        source.write(|source| {
            let source = float_frame(source, 0)?;
            stack.write(|stack| {
                let width = stack.width;
                scene::add_modulated(
                    float_frame(stack, index as usize)?,
                    source,
                    width,
                    &factor,
                    threads as usize,
                )
            })
        })
    })
}
