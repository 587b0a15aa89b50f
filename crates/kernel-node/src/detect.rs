use napi::bindgen_prelude::{AsyncTask, Float32Array, Uint32Array};
use napi_derive::napi;
use vitreous_kernel::counter_random::Key;
use vitreous_kernel::detect;
use vitreous_kernel::scene::float_frame;

use crate::stack::NativeStack;
use crate::work::{run, Work};

/// `background` holds a pixel and its mean for each pixel that counts by itself.
#[napi(ts_return_type = "Promise<void>")]
pub fn detect_counts(
    expected: &NativeStack,
    response: Float32Array,
    background_pixels: Uint32Array,
    background_means: Float32Array,
    seed: u32,
    stream: u32,
    counts: &NativeStack,
    index: u32,
    threads: u32,
) -> AsyncTask<Work<()>> {
    let (expected, counts) = (expected.shared(), counts.shared());
    run(move || {
        expected.apart_from(&counts)?;
        let background: Vec<_> = background_pixels
            .iter()
            .zip(background_means.iter())
            .map(|(&pixel, &mean)| (pixel as usize, mean))
            .collect();
        let key = Key::new(seed, stream);
        expected.write(|expected| {
            let expected = float_frame(expected, 0)?;
            counts.write(|counts| {
                detect::detect(
                    expected,
                    &response,
                    &background,
                    key,
                    counts,
                    index as usize,
                    threads as usize,
                )
            })
        })
    })
}
