use napi::bindgen_prelude::{AsyncTask, Float32Array};
use napi_derive::napi;
use vitreous_kernel::gemm::{self, Sizes};

use crate::work::{from_complex, run, to_complex, Work};

fn sizes(rows: u32, columns: u32, depth: u32, batch: u32) -> Sizes {
    Sizes {
        rows: rows as usize,
        columns: columns as usize,
        depth: depth as usize,
        batch: batch as usize,
    }
}

#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn multiply_complex(
    left: Float32Array,
    right: Float32Array,
    rows: u32,
    columns: u32,
    depth: u32,
    batch: u32,
    scale: f64,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let (left, right) = (to_complex(&left), to_complex(&right));
        let sizes = sizes(rows, columns, depth, batch);
        gemm::multiply_complex(&left, &right, sizes, scale as f32, threads as usize).map(from_complex)
    })
}

#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn multiply_real(
    left: Float32Array,
    right: Float32Array,
    rows: u32,
    columns: u32,
    depth: u32,
    batch: u32,
    scale: f64,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let sizes = sizes(rows, columns, depth, batch);
        gemm::multiply_real(&left, &right, sizes, scale as f32, threads as usize).map(Float32Array::new)
    })
}
