use napi::bindgen_prelude::{AsyncTask, Float32Array};
use napi_derive::napi;
use vitreous_kernel::warp::{self, Field};

use crate::stack::NativeStack;
use crate::work::{run, Work};

#[napi(ts_return_type = "Promise<NativeStack>")]
pub fn warp_sum(
    stack: &NativeStack,
    gain: Float32Array,
    first: u32,
    end: u32,
    tile_height: u32,
    tile_width: u32,
    shifts: Float32Array,
    bank: Float32Array,
    weights: Float32Array,
    threads: u32,
) -> AsyncTask<Work<NativeStack>> {
    let stack = stack.shared();
    run(move || {
        let field = Field {
            tile_height: tile_height as usize,
            tile_width: tile_width as usize,
            shifts: &shifts,
        };
        stack.read(|stack| {
            warp::warp_sum(
                stack,
                &gain,
                first as usize,
                end as usize,
                &field,
                &bank,
                &weights,
                threads as usize,
            )
            .map(NativeStack::from)
        })
    })
}
