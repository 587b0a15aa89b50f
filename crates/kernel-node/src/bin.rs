use napi::bindgen_prelude::{AsyncTask, Float32Array};
use napi_derive::napi;
use vitreous_kernel::bin;

use crate::stack::NativeStack;
use crate::work::{run, Work};

#[napi(ts_return_type = "Promise<NativeStack>")]
pub fn bin_frames(
    stack: &NativeStack,
    gain: Float32Array,
    first: u32,
    end: u32,
    factor: u32,
    threads: u32,
) -> AsyncTask<Work<NativeStack>> {
    let stack = stack.shared();
    run(move || {
        stack.read(|stack| {
            bin::bin_frames(
                stack,
                &gain,
                first as usize,
                end as usize,
                factor as usize,
                threads as usize,
            )
            .map(NativeStack::from)
        })
    })
}
