//! Generic library code made for the types we use, in a crate of its own: it takes most of a minute to compile,
//! and changes only when a library does, while the kernel is compiled many times a day.

pub mod gemm;
pub mod plans;
