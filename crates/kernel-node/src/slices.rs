use napi::bindgen_prelude::{AsyncTask, Float32Array};
use napi_derive::napi;
use vitreous_kernel::slice_orders;
use vitreous_kernel::spectrum::{to_rotations, Nodes, Spectrum};

use crate::ring_search::{as_complex, to_rings};
use crate::work::{from_complex, run, Work};

/// The spectrum of a volume on a grid of half steps, up to a radius.
#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn spectrum_of_volume(
    volume: Float32Array,
    box_size: u32,
    reach: u32,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let nodes = Nodes::new(box_size as usize, reach as usize)?;
        nodes.spectrum_of(&volume, threads as usize).map(from_complex)
    })
}

/// Angular orders (rotations, 2, orders) of central slices.
#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn slice_orders(
    spectrum: Float32Array,
    reach: u32,
    rotations: Float32Array,
    box_size: u32,
    counts: Vec<u32>,
    orders: Vec<u32>,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let rings = to_rings(box_size, &counts, &orders)?;
        let nodes = Nodes::new(box_size as usize, reach as usize)?;
        let spectrum = Spectrum::new(nodes, as_complex(&spectrum)?)?;
        slice_orders::slice_orders(&spectrum, &to_rotations(&rotations)?, &rings, threads as usize)
            .map(Float32Array::new)
    })
}
