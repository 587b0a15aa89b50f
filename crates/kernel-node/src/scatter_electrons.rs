use napi::bindgen_prelude::{AsyncTask, Uint32Array};
use napi_derive::napi;
use vitreous_kernel::scatter_electrons::scatter;

use crate::stack::NativeStack;
use crate::work::{run, Work};

/// `parts` + 1 offsets, then the places they point into.
#[napi(ts_return_type = "Promise<Uint32Array>")]
pub fn scatter_electrons(
    counts: &NativeStack,
    index: u32,
    parts: u32,
    seed: u32,
    stream: u32,
) -> AsyncTask<Work<Uint32Array>> {
    let counts = counts.shared();
    run(move || {
        counts.read(|counts| scatter(counts, index as usize, parts as usize, seed, stream).map(Uint32Array::new))
    })
}
