//! Eight floats at once: one AVX register at the build level of x86-64, plain arrays elsewhere.
//!
//! Loops over arrays of eight are not always turned into vector instructions (the warp's were not: 96 scalar
//! multiplications and additions a step); these types leave the compiler no choice.

pub const LANES: usize = 8;

pub use imp::Lanes;

#[cfg(all(target_arch = "x86_64", target_feature = "avx2", target_feature = "fma"))]
mod imp {
    use std::arch::x86_64::{
        __m256, _mm256_fmadd_ps, _mm256_fnmadd_ps, _mm256_loadu_ps, _mm256_set1_ps, _mm256_storeu_ps,
    };

    #[derive(Clone, Copy)]
    pub struct Lanes(__m256);

    // SAFETY of all: the instructions exist wherever this module is compiled, and arrays of eight are theirs.
    impl Lanes {
        #[inline(always)]
        pub fn splat(value: f32) -> Self {
            unsafe { Self(_mm256_set1_ps(value)) }
        }
        #[inline(always)]
        pub fn load(values: &[f32; super::LANES]) -> Self {
            unsafe { Self(_mm256_loadu_ps(values.as_ptr())) }
        }
        #[inline(always)]
        pub fn store(self, values: &mut [f32; super::LANES]) {
            unsafe { _mm256_storeu_ps(values.as_mut_ptr(), self.0) }
        }
        /// self * factor + addend, rounded once.
        #[inline(always)]
        pub fn mul_add(self, factor: Self, addend: Self) -> Self {
            unsafe { Self(_mm256_fmadd_ps(self.0, factor.0, addend.0)) }
        }
        /// addend - self * factor, rounded once.
        #[inline(always)]
        pub fn negative_mul_add(self, factor: Self, addend: Self) -> Self {
            unsafe { Self(_mm256_fnmadd_ps(self.0, factor.0, addend.0)) }
        }
    }
}

#[cfg(not(all(target_arch = "x86_64", target_feature = "avx2", target_feature = "fma")))]
mod imp {
    #[derive(Clone, Copy)]
    pub struct Lanes([f32; super::LANES]);

    impl Lanes {
        #[inline(always)]
        pub fn splat(value: f32) -> Self {
            Self([value; super::LANES])
        }
        #[inline(always)]
        pub fn load(values: &[f32; super::LANES]) -> Self {
            Self(*values)
        }
        #[inline(always)]
        pub fn store(self, values: &mut [f32; super::LANES]) {
            *values = self.0;
        }
        /// self * factor + addend, rounded once.
        #[inline(always)]
        pub fn mul_add(self, factor: Self, addend: Self) -> Self {
            Self(std::array::from_fn(|i| self.0[i].mul_add(factor.0[i], addend.0[i])))
        }
        /// addend - self * factor, rounded once.
        #[inline(always)]
        pub fn negative_mul_add(self, factor: Self, addend: Self) -> Self {
            Self(std::array::from_fn(|i| (-self.0[i]).mul_add(factor.0[i], addend.0[i])))
        }
    }
}
