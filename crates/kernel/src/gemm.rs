//! Matrix products, many at a time: how images are scored against references.
//!
//! Matrices are row-major. Rows of both factors are vectors of `depth` numbers, and entry (i, j) of the product
//! is the inner product of row i of the left factor with row j of the right one.

use rayon::prelude::*;
use rustfft::num_complex::Complex32;
use vitreous_kernel_instances::gemm::{complex_inner_products, real_inner_products};

use crate::threads::with_threads;
use crate::{Error, Result};

/// Rows of the left factor multiplied together: a constant, so that threads do not change the sums.
const ROWS: usize = 256;

/// Sizes of a batch of products.
#[derive(Clone, Copy)]
pub struct Sizes {
    /// Rows of the left factor and of the product.
    pub rows: usize,
    /// Rows of the right factor, columns of the product.
    pub columns: usize,
    /// Length of a row of either factor.
    pub depth: usize,
    pub batch: usize,
}

/// Inner products of complex rows, the right one conjugated: `scale` * left * right^H, (batch, rows, columns).
pub fn multiply_complex(
    left: &[Complex32],
    right: &[Complex32],
    sizes: Sizes,
    scale: f32,
    threads: usize,
) -> Result<Vec<Complex32>> {
    multiply(left, right, sizes, threads, |output, left, right| {
        complex_inner_products(output, left, right, sizes.depth, scale);
    })
}

/// Inner products of real rows: `scale` * left * right^T, (batch, rows, columns).
///
/// Given complex rows as pairs it answers the real part of the complex product, at half its cost.
pub fn multiply_real(left: &[f32], right: &[f32], sizes: Sizes, scale: f32, threads: usize) -> Result<Vec<f32>> {
    multiply(left, right, sizes, threads, |output, left, right| {
        real_inner_products(output, left, right, sizes.depth, scale);
    })
}

fn multiply<T: Copy + Default + Send + Sync>(
    left: &[T],
    right: &[T],
    sizes: Sizes,
    threads: usize,
    inner_products: impl Fn(&mut [T], &[T], &[T]) + Sync,
) -> Result<Vec<T>> {
    let Sizes {
        rows,
        columns,
        depth,
        batch,
    } = sizes;
    let fits = |length: usize, rows: usize| batch.checked_mul(rows).and_then(|n| n.checked_mul(depth)) == Some(length);
    Error::unless(fits(left.len(), rows) && fits(right.len(), columns), || {
        format!(
            "matrix product: {batch} x {rows} and {batch} x {columns} rows of {depth} do not fit {} and {} values",
            left.len(),
            right.len()
        )
    })?;
    let mut product = vec![T::default(); batch * rows * columns];
    if product.is_empty() || depth == 0 {
        return Ok(product);
    }
    let blocks: Vec<(usize, usize)> = (0..batch)
        .flat_map(|item| (0..rows).step_by(ROWS).map(move |first| (item, first)))
        .collect();
    let mut rest = product.as_mut_slice();
    let mut outputs = Vec::with_capacity(blocks.len());
    for &(_, first) in &blocks {
        let (block, after) = rest.split_at_mut(ROWS.min(rows - first) * columns);
        outputs.push(block);
        rest = after;
    }
    with_threads(threads, || {
        outputs
            .into_par_iter()
            .zip(&blocks)
            .for_each(|(output, &(item, first))| {
                let left = &left[(item * rows + first) * depth..][..output.len() / columns * depth];
                let right = &right[item * columns * depth..][..columns * depth];
                inner_products(output, left, right);
            });
    });
    Ok(product)
}
