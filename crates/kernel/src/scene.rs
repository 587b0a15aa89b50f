//! What fills the layers of a simulated scene: random fields, filters in Fourier space, and slow changes from
//! place to place.

use rayon::prelude::*;

use crate::counter_random::Key;
use crate::ctf::{signed_frequency, Aberration};
use crate::fft;
use crate::filter::multiply_radial;
use crate::stack::{FrameStack, Pixels};
use crate::threads::with_threads;
use crate::{Error, Result};

/// Frame `index` of a stack of floats.
pub fn float_frame(stack: &mut FrameStack, index: usize) -> Result<&mut [f32]> {
    let area = stack.height * stack.width;
    Error::unless(index < stack.frames, || {
        format!("frame {index} of a stack of {} frames", stack.frames)
    })?;
    match &mut stack.pixels {
        Pixels::F32(all) => Ok(&mut all[index * area..][..area]),
        _ => Err(Error("a scene is a stack of floats".into())),
    }
}

/// Fills `out` with independent normal numbers of mean 0 and deviation 1.
pub fn fill_normal(out: &mut [f32], key: Key, threads: usize) {
    const PIECE: usize = 1 << 14;
    with_threads(threads, || {
        out.par_chunks_mut(PIECE).enumerate().for_each(|(piece, out)| {
            for (pair, values) in out.chunks_mut(2).enumerate() {
                let (a, b) = key.normals((piece * PIECE / 2 + pair) as u32);
                values[0] = a;
                if let Some(second) = values.get_mut(1) {
                    *second = b;
                }
            }
        });
    });
}

/// Multiplies the spectrum of `image` (height, width) by `curve`, as `filter::multiply_radial` reads it, and, when
/// given, by the contrast transfer of `aberration` at `pixel_size` A.
pub fn filter_image(
    image: &mut [f32],
    height: usize,
    width: usize,
    (curve, curve_end): (&[f32], f32),
    aberration: Option<(&Aberration, f64)>,
    threads: usize,
) -> Result<()> {
    let shape = [height, width];
    let mut spectrum = fft::forward_real(image, &shape, 1, threads)?;
    multiply_radial(&mut spectrum, &shape, 1, curve, curve_end, threads)?;
    if let Some((aberration, pixel_size)) = aberration {
        let half = width / 2 + 1;
        let (step_x, step_y) = (1.0 / (width as f64 * pixel_size), 1.0 / (height as f64 * pixel_size));
        with_threads(threads, || {
            spectrum.par_chunks_mut(half).enumerate().for_each_init(
                || vec![0f32; half],
                |transfer, (y, row)| {
                    aberration.fill_row(signed_frequency(y, height) as f64 * step_y, step_x, transfer);
                    for (value, transfer) in row.iter_mut().zip(transfer.iter()) {
                        *value *= transfer;
                    }
                },
            );
        });
    }
    fft::inverse_real_into(&mut spectrum, image, &shape, 1, threads)
}

/// A slow change from place to place: (rows, columns) values at nodes `spacing` pixels apart, bilinear between.
pub struct Relief<'a> {
    pub nodes: &'a [f32],
    pub columns: usize,
    pub spacing: usize,
}

impl Relief<'_> {
    fn covers(&self, height: usize, width: usize) -> bool {
        let rows = self.nodes.len() / self.columns.max(1);
        self.spacing > 0
            && self.columns >= 2
            && rows >= 2
            && self.nodes.len().is_multiple_of(self.columns)
            && (self.columns - 1) * self.spacing + 1 >= width
            && (rows - 1) * self.spacing + 1 >= height
    }

    /// Row `y` of the relief.
    fn fill_row(&self, y: usize, out: &mut [f32]) {
        let row = (y / self.spacing).min(self.nodes.len() / self.columns - 2);
        let down = (y - row * self.spacing) as f32 / self.spacing as f32;
        let top = &self.nodes[row * self.columns..][..self.columns];
        let bottom = &self.nodes[(row + 1) * self.columns..][..self.columns];
        for (cell, out) in out.chunks_mut(self.spacing).enumerate() {
            let column = cell.min(self.columns - 2);
            let left = top[column] + down * (bottom[column] - top[column]);
            let right = top[column + 1] + down * (bottom[column + 1] - top[column + 1]);
            let first = ((cell - column) * self.spacing) as f32;
            for (i, value) in out.iter_mut().enumerate() {
                *value = left + (first + i as f32) / self.spacing as f32 * (right - left);
            }
        }
    }
}

/// `image = (image + offset) * factor` with `offset` a number and `factor` a relief.
pub fn modulate(image: &mut [f32], width: usize, offset: f32, factor: &Relief, threads: usize) -> Result<()> {
    let height = image.len() / width.max(1);
    Error::unless(factor.covers(height, width), || {
        format!(
            "a relief of {} values does not cover {height} x {width} pixels",
            factor.nodes.len()
        )
    })?;
    with_threads(threads, || {
        image.par_chunks_mut(width).enumerate().for_each_init(
            || vec![0f32; width],
            |scale, (y, row)| {
                factor.fill_row(y, scale);
                for (value, scale) in row.iter_mut().zip(scale.iter()) {
                    *value = (*value + offset) * scale;
                }
            },
        );
    });
    Ok(())
}

/// `target = target + source * factor`, the sizes equal; `factor` a relief.
pub fn add_modulated(target: &mut [f32], source: &[f32], width: usize, factor: &Relief, threads: usize) -> Result<()> {
    let height = target.len() / width.max(1);
    Error::unless(target.len() == source.len() && factor.covers(height, width), || {
        format!(
            "two images of {} and {} pixels, or a relief that does not cover them",
            target.len(),
            source.len()
        )
    })?;
    with_threads(threads, || {
        target
            .par_chunks_mut(width)
            .zip(source.par_chunks(width))
            .enumerate()
            .for_each_init(
                || vec![0f32; width],
                |scale, (y, (row, source))| {
                    factor.fill_row(y, scale);
                    for ((value, source), scale) in row.iter_mut().zip(source).zip(scale.iter()) {
                        *value = scale.mul_add(*source, *value);
                    }
                },
            );
    });
    Ok(())
}
