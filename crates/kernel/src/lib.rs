//! Array loops of Vitreous. Arrays are row-major, x fastest; see `docs/conventions.md`.
//! Every routine takes the number of threads it may use and answers the same for any number.

pub mod area_average;
pub mod ctf;
mod error;
pub mod fft;
pub mod filter;
pub mod fourier_crop;
pub mod gemm;
pub mod half;
pub mod huge;
pub mod local_statistics;
pub mod lz4;
pub mod peaks;
pub mod polar;
pub mod raw_pixels;
pub mod raw_source;
pub mod stack;
pub mod statistics;
pub mod threads;
pub mod tiles;

pub use error::{Error, Result};
pub use rustfft::num_complex as complex;
