use napi::bindgen_prelude::{AsyncTask, Float32Array};
use napi_derive::napi;
use vitreous_kernel::layers::{self, Field};

use crate::stack::NativeStack;
use crate::work::{run, Work};

#[napi(ts_return_type = "Promise<void>")]
pub fn see_layers(
    layers: &NativeStack,
    weights: Float32Array,
    field: Float32Array,
    field_columns: u32,
    field_spacing: u32,
    seen: &NativeStack,
    index: u32,
    threads: u32,
) -> AsyncTask<Work<()>> {
    let (layers, seen) = (layers.shared(), seen.shared());
    run(move || {
        layers.apart_from(&seen)?;
        let field = Field {
            nodes: &field,
            columns: field_columns as usize,
            spacing: field_spacing as usize,
        };
        layers.read(|layers| {
            seen.write(|seen| layers::see_layers(layers, &weights, &field, seen, index as usize, threads as usize))
        })
    })
}
