//! The JavaScript door of the kernel: converts arguments, runs the work off the event loop, and turns
//! errors into rejected promises. It decides nothing and has no defaults.
//!
//! A typed array handed in must not be written to until the promise settles.

// A test build leaves out what registers functions with JavaScript, so that all of them look unused.
#![cfg_attr(test, allow(dead_code))]

mod accumulate;
mod area_average;
mod bin;
mod boxes;
mod byte_codec;
mod correct_pixels;
mod correlate;
mod ctf;
mod detect;
mod electron_events;
mod fft;
mod filter;
mod fourier_crop;
mod gemm;
mod half;
mod held;
mod layers;
mod local_statistics;
mod lz4;
mod outliers;
mod peaks;
mod pose_fit;
mod projection;
mod raw_pixels;
mod ring_search;
mod rotate;
mod scatter_electrons;
mod scene;
mod slice_sums;
mod slices;
mod stack;
mod statistics;
mod template_match;
mod tiff;
mod tiles;
mod warp;
mod window_shells;
mod work;
