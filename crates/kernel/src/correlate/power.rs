//! Power of patches by frequency.

use rayon::prelude::*;

use super::{Curve, PatchSpectra};
use crate::threads::with_threads;
use crate::{Error, Result};

impl PatchSpectra {
    /// Sums over all patches by frequency, at displacements `shifts`: for each of `bins` equal steps from 0 to the
    /// frequency limit, the mean over frames of |F|², then |sum of A|², then the count of coefficients (kx = 0
    /// counted half).
    pub fn radial_power(&self, shifts: &[f32], bins: usize, limit: f32, threads: usize) -> Result<Vec<f64>> {
        self.check_shifts(shifts)?;
        Error::unless(bins > 0 && limit > 0.0, || "a power curve has at least one bin".into())?;
        let ones = self.mode_weights(&Curve {
            values: &[1.0],
            end: 1.0,
        })?;
        let bin_of: Vec<usize> = self
            .radii
            .iter()
            .map(|&radius| ((radius / limit * bins as f32) as usize).min(bins - 1))
            .collect();
        let parts: Vec<Vec<f64>> = with_threads(threads, || {
            (0..self.patches)
                .into_par_iter()
                .map(|patch| {
                    let mut power = vec![0f32; self.modes];
                    for frame in 0..self.frames {
                        let (re, im) = self.planes(patch, frame);
                        for ((power, &a), &b) in power.iter_mut().zip(re).zip(im) {
                            *power += a * a + b * b;
                        }
                    }
                    let (re, im) = self.sum_aligned(patch, shifts);
                    let mut part = vec![0f64; 3 * bins];
                    for (mode, &bin) in bin_of.iter().enumerate() {
                        let weight = f64::from(ones[mode]);
                        part[bin] += weight * f64::from(power[mode]) / self.frames as f64;
                        part[bins + bin] += weight * f64::from(re[mode] * re[mode] + im[mode] * im[mode]);
                        part[2 * bins + bin] += weight;
                    }
                    part
                })
                .collect()
        });
        let mut total = vec![0f64; 3 * bins];
        for part in parts {
            for (total, value) in total.iter_mut().zip(part) {
                *total += value;
            }
        }
        Ok(total)
    }
}
