use std::sync::{Arc, RwLock};

use napi::bindgen_prelude::{AsyncTask, Float32Array, Float64Array};
use napi_derive::napi;
use vitreous_kernel::pose_fit::{Fit, Pose};
use vitreous_kernel::slice_insert::Slices;
use vitreous_kernel::slice_orders;
use vitreous_kernel::slice_sums::SliceSums;
use vitreous_kernel::spectrum::{to_rotations, Nodes, Spectrum};
use vitreous_kernel::{Error, Result};

use crate::ctf::to_aberrations;
use crate::ring_search::{as_complex, to_rings};
use crate::work::{from_complex, run, Work};

/// The spectrum of a volume on a grid of half steps, up to a radius.
#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn spectrum_of_volume(
    volume: Float32Array,
    box_size: u32,
    reach: u32,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let nodes = Nodes::new(box_size as usize, reach as usize)?;
        nodes.spectrum_of(&volume, threads as usize).map(from_complex)
    })
}

/// Angular orders (rotations, 2, orders) of central slices.
#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn slice_orders(
    spectrum: Float32Array,
    reach: u32,
    rotations: Float32Array,
    box_size: u32,
    counts: Vec<u32>,
    orders: Vec<u32>,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let rings = to_rings(box_size, &counts, &orders)?;
        let nodes = Nodes::new(box_size as usize, reach as usize)?;
        let spectrum = Spectrum::new(nodes, as_complex(&spectrum)?)?;
        slice_orders::slice_orders(&spectrum, &to_rotations(&rotations)?, &rings, threads as usize)
            .map(Float32Array::new)
    })
}

/// Poses improved, (images, each, 15).
#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn fit_poses(
    spectrum: Float32Array,
    reach: u32,
    box_size: u32,
    counts: Vec<u32>,
    orders: Vec<u32>,
    samples: Float32Array,
    stride: u32,
    aberrations: Float64Array,
    pixel_size: f64,
    scales: Float32Array,
    inverse_noise: Float32Array,
    shift_spread: f64,
    rotations: Float32Array,
    shifts: Float32Array,
    each: u32,
    steps: u32,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let rings = to_rings(box_size, &counts, &orders)?;
        let fit = Fit {
            spectrum: Spectrum::new(Nodes::new(box_size as usize, reach as usize)?, as_complex(&spectrum)?)?,
            rings: &rings,
            samples: as_complex(&samples)?,
            stride: stride as usize,
            aberrations: &to_aberrations(&aberrations)?,
            pixel_size,
            scales: &scales,
            inverse_noise: &inverse_noise,
            shift_spread,
        };
        let poses = to_poses(&rotations, &shifts)?;
        fit.improve(&poses, each as usize, steps as usize, threads as usize)
            .map(Float32Array::new)
    })
}

/// What images have left at given poses, (images, 3, rings).
#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn pose_residuals(
    spectrum: Float32Array,
    reach: u32,
    box_size: u32,
    counts: Vec<u32>,
    orders: Vec<u32>,
    samples: Float32Array,
    stride: u32,
    aberrations: Float64Array,
    pixel_size: f64,
    scales: Float32Array,
    rotations: Float32Array,
    shifts: Float32Array,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let rings = to_rings(box_size, &counts, &orders)?;
        let fit = Fit {
            spectrum: Spectrum::new(Nodes::new(box_size as usize, reach as usize)?, as_complex(&spectrum)?)?,
            rings: &rings,
            samples: as_complex(&samples)?,
            stride: stride as usize,
            aberrations: &to_aberrations(&aberrations)?,
            pixel_size,
            scales: &scales,
            inverse_noise: &vec![1.0; counts.len()],
            shift_spread: 1.0,
        };
        fit.residuals(&to_poses(&rotations, &shifts)?, threads as usize)
            .map(Float32Array::new)
    })
}

/// Sums over images of what they say of phases, (samples, 6).
#[napi(ts_return_type = "Promise<Float64Array>")]
pub fn phase_sums(
    spectrum: Float32Array,
    reach: u32,
    box_size: u32,
    counts: Vec<u32>,
    orders: Vec<u32>,
    samples: Float32Array,
    stride: u32,
    aberrations: Float64Array,
    pixel_size: f64,
    scales: Float32Array,
    inverse_noise: Float32Array,
    rotations: Float32Array,
    shifts: Float32Array,
    threads: u32,
) -> AsyncTask<Work<Float64Array>> {
    run(move || {
        let rings = to_rings(box_size, &counts, &orders)?;
        let fit = Fit {
            spectrum: Spectrum::new(Nodes::new(box_size as usize, reach as usize)?, as_complex(&spectrum)?)?,
            rings: &rings,
            samples: as_complex(&samples)?,
            stride: stride as usize,
            aberrations: &to_aberrations(&aberrations)?,
            pixel_size,
            scales: &scales,
            inverse_noise: &inverse_noise,
            shift_spread: 1.0,
        };
        fit.phase_sums(&to_poses(&rotations, &shifts)?, threads as usize)
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

/// Sums of slices that Rust owns. Call `release` when done: garbage collection does not see their size.
#[napi(js_name = "NativeSliceSums")]
pub struct NativeSliceSums {
    held: Arc<RwLock<Option<SliceSums>>>,
}

type Held = Arc<RwLock<Option<SliceSums>>>;

fn broken() -> Error {
    Error("earlier work on these sums ended in a panic".into())
}

fn released() -> Error {
    Error("the sums were released".into())
}

fn read<T>(held: &Held, work: impl FnOnce(&SliceSums) -> Result<T>) -> Result<T> {
    let guard = held.read().map_err(|_| broken())?;
    work(guard.as_ref().ok_or_else(released)?)
}

fn write<T>(held: &Held, work: impl FnOnce(&mut SliceSums) -> Result<T>) -> Result<T> {
    let mut guard = held.write().map_err(|_| broken())?;
    work(guard.as_mut().ok_or_else(released)?)
}

#[napi]
impl NativeSliceSums {
    #[napi(constructor)]
    pub fn new(box_size: u32, reach: u32) -> napi::Result<Self> {
        let sums =
            SliceSums::new(box_size as usize, reach as usize).map_err(|error| napi::Error::from_reason(error.0))?;
        Ok(Self {
            held: Arc::new(RwLock::new(Some(sums))),
        })
    }

    /// Adds images as slices.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn insert(
        &self,
        images: Float32Array,
        window: Float32Array,
        aberrations: Float64Array,
        pixel_size: f64,
        rotations: Float32Array,
        shifts: Float32Array,
        scales: Float32Array,
        inverse_noise: Float32Array,
        symmetry: Float32Array,
        threads: u32,
    ) -> AsyncTask<Work<()>> {
        let held = self.held.clone();
        run(move || {
            let slices = Slices {
                images: &images,
                window: &window,
                aberrations: &to_aberrations(&aberrations)?,
                pixel_size,
                rotations: &to_rotations(&rotations)?,
                shifts: &shifts,
                scales: &scales,
                inverse_noise: &inverse_noise,
                symmetry: &to_rotations(&symmetry)?,
            };
            write(&held, |sums| sums.insert(&slices, threads as usize))
        })
    }

    /// Replaces the sums by the sum of all their turns.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn symmetrise(&self, turns: Float32Array, threads: u32) -> AsyncTask<Work<()>> {
        let held = self.held.clone();
        run(move || write(&held, |sums| sums.symmetrise(&to_rotations(&turns)?, threads as usize)))
    }

    #[napi(ts_return_type = "Promise<void>")]
    pub fn fade(&self, factor: f64) -> AsyncTask<Work<()>> {
        let held = self.held.clone();
        run(move || {
            write(&held, |sums| {
                sums.fade(factor as f32);
                Ok(())
            })
        })
    }

    /// Adds what other sums hold.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn add(&self, other: &NativeSliceSums) -> AsyncTask<Work<()>> {
        let (held, other) = (self.held.clone(), other.held.clone());
        run(move || {
            Error::unless(!Arc::ptr_eq(&held, &other), || "sums added to themselves".into())?;
            read(&other, |other| write(&held, |sums| sums.add(other)))
        })
    }

    #[napi(ts_return_type = "Promise<Float64Array>")]
    pub fn mean_denominators(&self) -> AsyncTask<Work<Float64Array>> {
        let held = self.held.clone();
        run(move || read(&held, |sums| Ok(Float64Array::new(sums.mean_denominators()))))
    }

    #[napi(ts_return_type = "Promise<Float32Array>")]
    pub fn volume(&self, added: Float64Array, factors: Float64Array, threads: u32) -> AsyncTask<Work<Float32Array>> {
        let held = self.held.clone();
        run(move || read(&held, |sums| sums.volume(&added, &factors, threads as usize)).map(Float32Array::new))
    }

    /// All that was added, as `restore` takes it.
    #[napi(ts_return_type = "Promise<Float32Array>")]
    pub fn values(&self) -> AsyncTask<Work<Float32Array>> {
        let held = self.held.clone();
        run(move || read(&held, |sums| Ok(Float32Array::new(sums.values()))))
    }

    /// Takes the place of all that was added.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn restore(&self, values: Float32Array) -> AsyncTask<Work<()>> {
        let held = self.held.clone();
        run(move || write(&held, |sums| sums.restore(&values)))
    }

    /// Gives the memory back; later calls reject.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn release(&self) -> AsyncTask<Work<()>> {
        let held = self.held.clone();
        run(move || {
            *held.write().map_err(|_| broken())? = None;
            Ok(())
        })
    }
}
