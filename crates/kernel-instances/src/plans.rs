//! Plans of single-precision Fourier transforms of one length.

use std::sync::Arc;

pub use realfft::{ComplexToReal, RealToComplex};
pub use rustfft::{num_complex, Fft};

/// A forward transform, or with `inverse` the unnormalised inverse one.
pub fn complex(length: usize, inverse: bool) -> Arc<dyn Fft<f32>> {
    let mut planner = rustfft::FftPlanner::new();
    if inverse {
        planner.plan_fft_inverse(length)
    } else {
        planner.plan_fft_forward(length)
    }
}

/// A real row to its half spectrum.
pub fn real_forward(length: usize) -> Arc<dyn RealToComplex<f32>> {
    realfft::RealFftPlanner::new().plan_fft_forward(length)
}

/// A half spectrum to its real row, unnormalised.
pub fn real_inverse(length: usize) -> Arc<dyn ComplexToReal<f32>> {
    realfft::RealFftPlanner::new().plan_fft_inverse(length)
}
