//! Fourier transforms of 1, 2 or 3 dimensions, any even or odd size, many at a time.
//!
//! Forward transforms are not normalised; inverse ones divide by the number of points, so that there
//! and back is the identity. A real array of shape (.., nx) has the half spectrum (.., nx / 2 + 1):
//! frequency 0 first along every axis.

use std::sync::Arc;

use rayon::prelude::*;
use rustfft::num_complex::Complex32;
use vitreous_kernel_instances::plans::{self, Fft};

use crate::threads::with_threads;
use crate::{Error, Result};

/// Columns gathered together when a transform runs along an axis other than x: two cache lines.
const COLUMNS: usize = 16;

/// Rows copied together into a column, so that a whole cache line of it is written at once.
const ROWS: usize = 8;

fn check(length: usize, shape: &[usize], batch: usize, what: &str) -> Result<()> {
    Error::unless((1..=3).contains(&shape.len()) && shape.iter().all(|&n| n > 0), || {
        format!("a transform has 1 to 3 dimensions, none of them 0, but the shape is {shape:?}")
    })?;
    let expected = batch * shape.iter().product::<usize>();
    Error::unless(length == expected, || {
        format!("{what}: {batch} array(s) of shape {shape:?} need {expected} values, but {length} were given")
    })
}

/// Shape of the half spectrum of a real array of `shape`.
pub fn half_shape(shape: &[usize]) -> Vec<usize> {
    let mut half = shape.to_vec();
    if let Some(last) = half.last_mut() {
        *last = *last / 2 + 1;
    }
    half
}

/// Half spectra of `batch` real arrays of `shape`.
pub fn forward_real(input: &[f32], shape: &[usize], batch: usize, threads: usize) -> Result<Vec<Complex32>> {
    let half = half_shape(shape);
    let mut output = vec![Complex32::default(); batch * half.iter().product::<usize>()];
    forward_real_into(input, &mut output, shape, batch, threads)?;
    Ok(output)
}

/// As [`forward_real`], into memory the caller owns; what it held before does not matter.
pub fn forward_real_into(
    input: &[f32],
    output: &mut [Complex32],
    shape: &[usize],
    batch: usize,
    threads: usize,
) -> Result<()> {
    check(input.len(), shape, batch, "forward real transform")?;
    let half = half_shape(shape);
    check(output.len(), &half, batch, "forward real transform, output")?;
    let nx = shape[shape.len() - 1];
    let plan = plans::real_forward(nx);
    with_threads(threads, || {
        output
            .par_chunks_mut(nx / 2 + 1)
            .zip(input.par_chunks(nx))
            .for_each_init(
                || (vec![0f32; nx], plan.make_scratch_vec()),
                |(row, scratch), (out, source)| {
                    row.copy_from_slice(source);
                    plan.process_with_scratch(row, out, scratch)
                        .expect("row lengths match the plan");
                },
            );
        transform_outer_axes(output, &half, false);
    });
    Ok(())
}

/// Real arrays of `shape` from their half spectra. The spectra are consumed as scratch.
pub fn inverse_real(mut input: Vec<Complex32>, shape: &[usize], batch: usize, threads: usize) -> Result<Vec<f32>> {
    let mut output = vec![0f32; batch * shape.iter().product::<usize>()];
    inverse_real_into(&mut input, &mut output, shape, batch, threads)?;
    Ok(output)
}

/// As [`inverse_real`], into memory the caller owns; `input` is left undefined.
pub fn inverse_real_into(
    input: &mut [Complex32],
    output: &mut [f32],
    shape: &[usize],
    batch: usize,
    threads: usize,
) -> Result<()> {
    let half = half_shape(shape);
    check(input.len(), &half, batch, "inverse real transform")?;
    check(output.len(), shape, batch, "inverse real transform, output")?;
    let nx = shape[shape.len() - 1];
    let scale = 1.0 / shape.iter().product::<usize>() as f32;
    let plan = plans::real_inverse(nx);
    with_threads(threads, || {
        transform_outer_axes(input, &half, true);
        output
            .par_chunks_mut(nx)
            .zip(input.par_chunks_mut(nx / 2 + 1))
            .for_each_init(
                || plan.make_scratch_vec(),
                |scratch, (out, row)| {
                    // A real signal has no imaginary part there; rounding may have left one.
                    row[0].im = 0.0;
                    if nx.is_multiple_of(2) {
                        row[nx / 2].im = 0.0;
                    }
                    plan.process_with_scratch(row, out, scratch)
                        .expect("row lengths match the plan");
                    out.iter_mut().for_each(|value| *value *= scale);
                },
            );
    });
    Ok(())
}

/// Complex transform in place of `batch` arrays of `shape`.
pub fn complex(data: &mut [Complex32], shape: &[usize], batch: usize, inverse: bool, threads: usize) -> Result<()> {
    check(data.len(), shape, batch, "complex transform")?;
    let nx = shape[shape.len() - 1];
    let plan = plans::complex(nx, inverse);
    with_threads(threads, || {
        data.par_chunks_mut(nx).for_each_init(
            || vec![Complex32::default(); plan.get_inplace_scratch_len()],
            |scratch, row| plan.process_with_scratch(row, scratch),
        );
        transform_outer_axes(data, shape, inverse);
        if inverse {
            let scale = 1.0 / shape.iter().product::<usize>() as f32;
            data.par_iter_mut().for_each(|value| *value *= scale);
        }
    });
    Ok(())
}

/// Transforms along every axis but x. `shape` is the shape of the complex array.
pub(crate) fn transform_outer_axes(data: &mut [Complex32], shape: &[usize], inverse: bool) {
    for axis in 0..shape.len() - 1 {
        let length = shape[axis];
        if length == 1 {
            continue;
        }
        let stride: usize = shape[axis + 1..].iter().product();
        let plan = plans::complex(length, inverse);
        data.chunks_mut(length * stride)
            .for_each(|slab| transform_columns(slab, length, stride, &plan));
    }
}

/// Transforms every column of a (length, stride) array, `COLUMNS` at a time through dense scratch.
fn transform_columns(slab: &mut [Complex32], length: usize, stride: usize, plan: &Arc<dyn Fft<f32>>) {
    let shared = SharedSlab {
        start: slab.as_mut_ptr(),
    };
    let groups = stride.div_ceil(COLUMNS);
    // A power of two between columns would map them all onto the same few cache lines.
    let pitch = length.next_multiple_of(ROWS) + 8;
    (0..groups).into_par_iter().for_each_init(
        || {
            let scratch = vec![Complex32::default(); plan.get_inplace_scratch_len()];
            (vec![Complex32::default(); pitch * COLUMNS], scratch)
        },
        |(columns, scratch), group| {
            let first = group * COLUMNS;
            let count = COLUMNS.min(stride - first);
            for block in (0..length).step_by(ROWS) {
                let mut tile = [[Complex32::default(); COLUMNS]; ROWS];
                for (row, line) in (block..length.min(block + ROWS)).zip(&mut tile) {
                    shared.read(row * stride + first, &mut line[..count]);
                }
                for column in 0..count {
                    let target = &mut columns[column * pitch + block..][..ROWS];
                    for (value, line) in target.iter_mut().zip(&tile) {
                        *value = line[column];
                    }
                }
            }
            for column in columns.chunks_exact_mut(pitch).take(count) {
                plan.process_with_scratch(&mut column[..length], scratch);
            }
            for block in (0..length).step_by(ROWS) {
                let mut tile = [[Complex32::default(); COLUMNS]; ROWS];
                for column in 0..count {
                    let source = &columns[column * pitch + block..][..ROWS];
                    for (&value, line) in source.iter().zip(&mut tile) {
                        line[column] = value;
                    }
                }
                for (row, line) in (block..length.min(block + ROWS)).zip(&tile) {
                    shared.write(row * stride + first, &line[..count]);
                }
            }
        },
    );
}

/// A slab that threads share, each touching columns of its own only.
struct SharedSlab {
    start: *mut Complex32,
}
// SAFETY: `transform_columns` gives each column to exactly one closure call.
unsafe impl Sync for SharedSlab {}

impl SharedSlab {
    #[inline(always)]
    fn read(&self, start: usize, values: &mut [Complex32]) {
        // SAFETY: `transform_columns` asks for parts of rows of the slab only.
        let source = unsafe { std::slice::from_raw_parts(self.start.add(start), values.len()) };
        values.copy_from_slice(source);
    }
    #[inline(always)]
    fn write(&self, start: usize, values: &[Complex32]) {
        // SAFETY: as `read`, and no other thread touches these columns.
        unsafe { std::slice::from_raw_parts_mut(self.start.add(start), values.len()) }.copy_from_slice(values);
    }
}
