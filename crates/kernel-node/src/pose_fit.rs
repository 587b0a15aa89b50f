use napi::bindgen_prelude::{AsyncTask, Float32Array, Float64Array};
use napi_derive::napi;
use vitreous_kernel::pose_fit::{Fit, Pose};
use vitreous_kernel::spectrum::{to_rotations, Nodes, Spectrum};
use vitreous_kernel::{Error, Result};

use crate::ctf::to_aberrations;
use crate::ring_search::{as_complex, to_rings};
use crate::work::{run, Work};

/// Images at poses, compared with a volume.
#[napi(object, object_to_js = false)]
pub struct NativePoseFit {
    pub spectrum: Float32Array,
    pub reach: u32,
    pub box_size: u32,
    pub counts: Vec<u32>,
    pub orders: Vec<u32>,
    pub samples: Float32Array,
    pub stride: u32,
    pub aberrations: Float64Array,
    pub pixel_size: f64,
    pub scales: Float32Array,
    pub inverse_noise: Float32Array,
    pub shift_spread: f64,
    pub rotations: Float32Array,
    pub shifts: Float32Array,
}

impl NativePoseFit {
    fn with<T>(&self, work: impl FnOnce(&Fit, &[Pose]) -> Result<T>) -> Result<T> {
        let rings = to_rings(self.box_size, &self.counts, &self.orders)?;
        let nodes = Nodes::new(self.box_size as usize, self.reach as usize)?;
        let fit = Fit {
            spectrum: Spectrum::new(nodes, as_complex(&self.spectrum)?)?,
            rings: &rings,
            samples: as_complex(&self.samples)?,
            stride: self.stride as usize,
            aberrations: &to_aberrations(&self.aberrations)?,
            pixel_size: self.pixel_size,
            scales: &self.scales,
            inverse_noise: &self.inverse_noise,
            shift_spread: self.shift_spread,
        };
        work(&fit, &to_poses(&self.rotations, &self.shifts)?)
    }
}

/// Poses improved, (images, each, 15).
#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn fit_poses(given: NativePoseFit, each: u32, steps: u32, threads: u32) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        given
            .with(|fit, poses| fit.improve(poses, each as usize, steps as usize, threads as usize))
            .map(Float32Array::new)
    })
}

/// What images have left at given poses, (images, 3, rings).
#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn pose_residuals(given: NativePoseFit, threads: u32) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        given
            .with(|fit, poses| fit.residuals(poses, threads as usize))
            .map(Float32Array::new)
    })
}

/// Sums over images of what they say of phases, (samples, 6).
#[napi(ts_return_type = "Promise<Float64Array>")]
pub fn phase_sums(given: NativePoseFit, threads: u32) -> AsyncTask<Work<Float64Array>> {
    run(move || {
        given
            .with(|fit, poses| fit.phase_sums(poses, threads as usize))
            .map(Float64Array::new)
    })
}

fn to_poses(rotations: &[f32], shifts: &[f32]) -> Result<Vec<Pose>> {
    let rotations = to_rotations(rotations)?;
    Error::unless(shifts.len() == 2 * rotations.len(), || {
        format!("{} rotations and {} shift values", rotations.len(), shifts.len())
    })?;
    Ok(rotations
        .into_iter()
        .zip(shifts.chunks_exact(2))
        .map(|(rotation, shift)| Pose {
            rotation,
            shift: [f64::from(shift[0]), f64::from(shift[1])],
        })
        .collect())
}
