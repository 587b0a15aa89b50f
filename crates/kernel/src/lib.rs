//! Array loops of Vitreous. Arrays are row-major, x fastest; see `docs/conventions.md`.
//! Every routine takes the number of threads it may use and answers the same for any number.

pub mod accumulate;
pub mod area_average;
pub mod atom_volume;
pub mod bin;
pub mod boxes;
pub mod byte_codec;
pub mod correct_pixels;
pub mod correlate;
pub mod counter_random;
pub mod ctf;
pub mod detect;
pub mod electron_events;
mod error;
pub mod fft;
pub mod filter;
pub mod fourier_crop;
pub mod gemm;
pub mod half;
pub mod huge;
mod lanes;
pub mod layers;
pub mod local_statistics;
pub mod lz4;
pub mod lzw;
pub mod outliers;
pub mod packbits;
pub mod peaks;
pub mod polar;
pub mod predictor;
pub mod projection;
pub mod raw_pixels;
pub mod raw_source;
pub mod rotate;
pub mod sample;
pub mod scene;
pub mod stack;
pub mod statistics;
pub mod template_match;
pub mod threads;
pub mod tiff_segments;
pub mod tiff_strips;
pub mod tiles;
pub mod warp;

pub use error::{Error, Result};
pub use rustfft::num_complex as complex;
