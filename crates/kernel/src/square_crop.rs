//! One square at a time made smaller by cutting its Fourier transform, in scratch that stays in a near cache.
//!
//! The same numbers as `fourier_crop::resample_real`, up to rounding, without the spectra of all squares in memory.

use std::sync::Arc;

use rustfft::num_complex::Complex32;
use vitreous_kernel_instances::plans::{self, ComplexToReal, Fft, RealToComplex};

/// Rows or columns turned over together, so that whole cache lines are written.
const BLOCK: usize = 8;

/// Plans for squares of one size.
pub struct SquareCrop {
    from: usize,
    to: usize,
    rows: Arc<dyn RealToComplex<f32>>,
    columns: Arc<dyn Fft<f32>>,
    columns_back: Arc<dyn Fft<f32>>,
    rows_back: Arc<dyn ComplexToReal<f32>>,
}

/// Memory of one thread.
#[derive(Default)]
pub struct Scratch {
    spectra: Vec<Complex32>,
    columns: Vec<Complex32>,
    transform: Vec<Complex32>,
}

impl SquareCrop {
    /// From `from` pixels a side to `to`, which are fewer.
    pub fn new(from: usize, to: usize) -> Self {
        assert!((1..from).contains(&to), "a crop from {from} to {to} pixels");
        Self {
            from,
            to,
            rows: plans::real_forward(from),
            columns: plans::complex(from, false),
            columns_back: plans::complex(to, true),
            rows_back: plans::real_inverse(to),
        }
    }

    /// Fills `out` (to, to) from `input` (from, from), which is left undefined; what the scratch holds does not matter.
    pub fn process(&self, input: &mut [f32], out: &mut [f32], scratch: &mut Scratch) {
        let Self { from, to, .. } = *self;
        let width = to / 2 + 1;
        let whole = from / 2 + 1;
        // A power of two between columns would map them all onto the same few cache lines.
        let pitch = from.next_multiple_of(BLOCK) + BLOCK;
        let needed = [
            self.rows.get_scratch_len(),
            self.columns.get_inplace_scratch_len(),
            self.columns_back.get_inplace_scratch_len(),
            self.rows_back.get_scratch_len(),
        ];
        scratch.spectra.resize(BLOCK * whole, Complex32::default());
        scratch.columns.resize(width * pitch, Complex32::default());
        scratch
            .transform
            .resize(needed.into_iter().max().unwrap_or(0), Complex32::default());
        let Scratch {
            spectra,
            columns,
            transform,
        } = scratch;
        let nyquist = (to % 2 == 0).then_some(to / 2);
        for (block, lines) in input.chunks_mut(BLOCK * from).enumerate() {
            for (line, spectrum) in lines.chunks_exact_mut(from).zip(spectra.chunks_exact_mut(whole)) {
                self.rows
                    .process_with_scratch(line, spectrum, transform)
                    .expect("row lengths match the plan");
                // The two signs of the last frequency fall onto each other.
                if let Some(last) = nyquist {
                    spectrum[last] = Complex32::new(2.0 * spectrum[last].re, 0.0);
                }
            }
            let spectra: [&[Complex32]; BLOCK] = std::array::from_fn(|line| &spectra[line * whole..][..width]);
            for x in 0..width {
                let target = &mut columns[x * pitch + block * BLOCK..][..BLOCK];
                for line in 0..BLOCK {
                    target[line] = spectra[line][x];
                }
            }
        }
        for column in columns.chunks_exact_mut(pitch) {
            self.columns.process_with_scratch(&mut column[..from], transform);
            let negative = to - width;
            if let Some(last) = nyquist {
                column[last] += column[from - last];
            }
            column.copy_within(from - negative..from, width);
            self.columns_back.process_with_scratch(&mut column[..to], transform);
        }
        let scale = 1.0 / (from * from) as f32;
        for (block, lines) in out.chunks_mut(BLOCK * to).enumerate() {
            let values = &mut spectra[..BLOCK * width];
            for x in 0..width {
                let source = &columns[x * pitch + block * BLOCK..][..BLOCK];
                for line in 0..BLOCK {
                    values[line * width + x] = source[line] * scale;
                }
            }
            for (line, spectrum) in lines.chunks_exact_mut(to).zip(values.chunks_exact_mut(width)) {
                // A real signal has no imaginary part there; rounding may have left one.
                spectrum[0].im = 0.0;
                if let Some(last) = nyquist {
                    spectrum[last].im = 0.0;
                }
                self.rows_back
                    .process_with_scratch(spectrum, line, transform)
                    .expect("row lengths match the plan");
            }
        }
    }
}
