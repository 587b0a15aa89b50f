//! Resampling by cutting or padding the Fourier transform: the band-limited image on another grid.
//!
//! Values keep their scale: spectra are multiplied by the ratio of point counts, so that the mean of the
//! image stays. Pixel 0 stays where it is; a pixel of the new grid is `from / to` pixels of the old one.
//!
//! On an axis of even size the last frequency stands for both signs. Padding gives half of it to each sign;
//! cropping adds the two signs that fall onto it. So the image stays real, and padding followed by
//! cropping is the identity.

use rayon::prelude::*;
use rustfft::num_complex::Complex32;
use vitreous_kernel_instances::plans;

use crate::fft::{half_shape, inverse_real_into, transform_outer_axes};
use crate::threads::with_threads;
use crate::{Error, Result};

/// Input frequencies (indices) that add up to one output frequency of an axis, and their common weight.
struct Sources {
    indices: [usize; 2],
    count: usize,
    weight: f32,
}

impl Sources {
    fn slice(&self) -> &[usize] {
        &self.indices[..self.count]
    }
}

fn sources(from: usize, to: usize, index: usize) -> Sources {
    let negative = index > to / 2;
    let size = if negative { to - index } else { index };
    let place = if negative { from - size.min(from) } else { size };
    let one = |weight| Sources {
        indices: [place, 0],
        count: 1,
        weight,
    };
    if from == to {
        return one(1.0);
    }
    if to < from {
        if to.is_multiple_of(2) && size == to / 2 {
            return Sources {
                indices: [size, from - size],
                count: 2,
                weight: 1.0,
            };
        }
        return one(1.0);
    }
    if 2 * size > from {
        return Sources {
            indices: [0, 0],
            count: 0,
            weight: 0.0,
        };
    }
    one(if 2 * size == from { 0.5 } else { 1.0 })
}

fn check(length: usize, from: &[usize], to: &[usize], batch: usize, half: bool) -> Result<()> {
    let valid = |shape: &[usize]| (1..=3).contains(&shape.len()) && shape.iter().all(|&n| n > 0);
    Error::unless(valid(from) && valid(to) && from.len() == to.len(), || {
        format!("a Fourier crop is between shapes of the same 1 to 3 dimensions, not {from:?} and {to:?}")
    })?;
    let held = if half { half_shape(from) } else { from.to_vec() };
    let expected = batch * held.iter().product::<usize>();
    Error::unless(length == expected, || {
        format!("Fourier crop: {batch} array(s) of shape {held:?} need {expected} values, but {length} were given")
    })
}

/// Half spectra of `batch` real arrays of shape `to` from those of shape `from`; each axis is cropped or padded.
pub fn crop_half_spectrum(
    input: &[Complex32],
    from: &[usize],
    to: &[usize],
    batch: usize,
    threads: usize,
) -> Result<Vec<Complex32>> {
    check(input.len(), from, to, batch, true)?;
    let (half_from, half_to) = (half_shape(from), half_shape(to));
    let (size_from, size_to): (usize, usize) = (half_from.iter().product(), half_to.iter().product());
    let mut output = vec![Complex32::default(); batch * size_to];
    let scale = to.iter().product::<usize>() as f32 / from.iter().product::<usize>() as f32;
    let (nx, mx) = (from[from.len() - 1], to[to.len() - 1]);
    let (width_from, width_to) = (nx / 2 + 1, mx / 2 + 1);
    let shared = width_from.min(width_to);
    let outer = Outer::new(from, to);
    with_threads(threads, || {
        output.par_chunks_mut(width_to).enumerate().for_each(|(index, out)| {
            let (item, row) = (index / outer.rows_to(), index % outer.rows_to());
            let item = &input[item * size_from..][..size_from];
            outer.each_source(row, |source, weight| {
                let values = &item[source * width_from..][..shared];
                for (value, &from) in out.iter_mut().zip(values) {
                    *value += from * (weight * scale);
                }
            });
            if mx > nx && nx.is_multiple_of(2) {
                out[nx / 2] *= 0.5;
            }
        });
        if mx < nx && mx.is_multiple_of(2) {
            output
                .par_chunks_mut(size_to)
                .for_each(|item| outer.add_mirrored_column(item, width_to));
        }
    });
    Ok(output)
}

/// The axes other than x, as rows.
struct Outer {
    ny: [usize; 2],
    nz: [usize; 2],
}

impl Outer {
    fn new(from: &[usize], to: &[usize]) -> Self {
        let axis = |back: usize| {
            let at = from.len().checked_sub(back);
            at.map_or([1, 1], |at| [from[at], to[at]])
        };
        Self {
            ny: axis(2),
            nz: axis(3),
        }
    }

    fn rows_to(&self) -> usize {
        self.ny[1] * self.nz[1]
    }

    /// Calls `visit` with each input row, and its weight, that adds to output row `row`.
    fn each_source(&self, row: usize, mut visit: impl FnMut(usize, f32)) {
        let along_z = sources(self.nz[0], self.nz[1], row / self.ny[1]);
        let along_y = sources(self.ny[0], self.ny[1], row % self.ny[1]);
        for &z in along_z.slice() {
            for &y in along_y.slice() {
                visit(z * self.ny[0] + y, along_z.weight * along_y.weight);
            }
        }
    }

    /// Adds to the last column, which holds +mx/2, the values at -mx/2: the conjugates of the mirrored rows.
    fn add_mirrored_column(&self, item: &mut [Complex32], width: usize) {
        let (ny, nz) = (self.ny[1], self.nz[1]);
        let column: Vec<Complex32> = item.chunks_exact(width).map(|row| row[width - 1]).collect();
        for (row, values) in item.chunks_exact_mut(width).enumerate() {
            let (z, y) = (row / ny, row % ny);
            let mirrored = (nz - z) % nz * ny + (ny - y) % ny;
            values[width - 1] += column[mirrored].conj();
        }
    }
}

/// `batch` real arrays of shape `from` resampled to shape `to` through their transforms. Much cheaper than a
/// full transform when it shrinks: frequencies along x that are cut are never transformed along y and z.
pub fn resample_real(input: &[f32], from: &[usize], to: &[usize], batch: usize, threads: usize) -> Result<Vec<f32>> {
    check(input.len(), from, to, batch, false)?;
    let last = from.len() - 1;
    let (nx, mx) = (from[last], to[last]);
    // Rows first: the transform of a real row, cut or padded, is that of a real row of the new length.
    let mut narrow = from.to_vec();
    narrow[last] = mx;
    let half = half_shape(&narrow);
    let mut rows = vec![Complex32::default(); batch * half.iter().product::<usize>()];
    let plan = plans::real_forward(nx);
    let row_scale = mx as f32 / nx as f32;
    with_threads(threads, || {
        rows.par_chunks_mut(mx / 2 + 1).zip(input.par_chunks(nx)).for_each_init(
            || (vec![0f32; nx], plan.make_output_vec(), plan.make_scratch_vec()),
            |(row, spectrum, scratch), (out, source)| {
                row.copy_from_slice(source);
                plan.process_with_scratch(row, spectrum, scratch)
                    .expect("row lengths match the plan");
                for (value, &from) in out.iter_mut().zip(spectrum.iter()) {
                    *value = from * row_scale;
                }
                if mx < nx && mx.is_multiple_of(2) {
                    out[mx / 2] = Complex32::new(2.0 * out[mx / 2].re, 0.0);
                } else if mx > nx && nx.is_multiple_of(2) {
                    out[nx / 2] *= 0.5;
                }
            },
        );
        transform_outer_axes(&mut rows, &half, false);
    });
    let mut spectrum = crop_half_spectrum(&rows, &narrow, to, batch, threads)?;
    drop(rows);
    let mut output = vec![0f32; batch * to.iter().product::<usize>()];
    inverse_real_into(&mut spectrum, &mut output, to, batch, threads)?;
    Ok(output)
}
