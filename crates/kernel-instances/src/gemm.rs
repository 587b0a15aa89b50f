//! Inner products of the rows of two row-major matrices, on the calling thread.

use ::gemm::Parallelism;
use rustfft::num_complex::Complex32;

/// `output(i, j) = scale * sum over k of left(i, k) * right(j, k)`; rows are `depth` long.
///
/// # Panics
/// When the lengths do not fit: output is (rows of left) x (rows of right).
pub fn real_inner_products(output: &mut [f32], left: &[f32], right: &[f32], depth: usize, scale: f32) {
    inner_products(output, left, right, depth, scale, false);
}

/// `output(i, j) = scale * sum over k of left(i, k) * conj(right(j, k))`; rows are `depth` long.
///
/// # Panics
/// As [`real_inner_products`].
pub fn complex_inner_products(
    output: &mut [Complex32],
    left: &[Complex32],
    right: &[Complex32],
    depth: usize,
    scale: f32,
) {
    inner_products(output, left, right, depth, Complex32::new(scale, 0.0), true);
}

fn inner_products<T: Copy + Default + 'static>(
    output: &mut [T],
    left: &[T],
    right: &[T],
    depth: usize,
    scale: T,
    conjugate_right: bool,
) {
    let (rows, columns) = (left.len() / depth, right.len() / depth);
    assert_eq!(left.len(), rows * depth, "left holds whole rows");
    assert_eq!(right.len(), columns * depth, "right holds whole rows");
    assert_eq!(output.len(), rows * columns, "output holds a value a pair of rows");
    // SAFETY: the lengths were checked against the strides, and the output is borrowed uniquely.
    unsafe {
        ::gemm::gemm(
            rows,
            columns,
            depth,
            output.as_mut_ptr(),
            1,
            columns as isize,
            false,
            left.as_ptr(),
            1,
            depth as isize,
            right.as_ptr(),
            depth as isize,
            1,
            T::default(),
            scale,
            false,
            false,
            conjugate_right,
            Parallelism::None,
        );
    }
}
