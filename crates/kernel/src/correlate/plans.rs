//! Transforms of patches.

use std::sync::Arc;

use vitreous_kernel_instances::plans::{self, ComplexToReal, Fft, RealToComplex};

/// Transforms of real (height, width) patches, their columns kept up to a limit.
pub(super) struct Plans {
    pub(super) rows: Arc<dyn RealToComplex<f32>>,
    pub(super) columns: Arc<dyn Fft<f32>>,
    pub(super) rows_back: Arc<dyn ComplexToReal<f32>>,
    pub(super) columns_back: Arc<dyn Fft<f32>>,
}

impl Plans {
    pub(super) fn new(height: usize, width: usize) -> Self {
        Self {
            rows: plans::real_forward(width),
            columns: plans::complex(height, false),
            rows_back: plans::real_inverse(width),
            columns_back: plans::complex(height, true),
        }
    }
}
