use napi::bindgen_prelude::{AsyncTask, Float32Array, Float64Array};
use napi_derive::napi;
use vitreous_kernel::slice_insert::Slices;
use vitreous_kernel::slice_sums::SliceSums;
use vitreous_kernel::spectrum::to_rotations;

use crate::ctf::to_aberrations;
use crate::held::Held;
use crate::work::{run, Work};

/// Sums of slices that Rust owns. Call `release` when done: garbage collection does not see their size.
#[napi(js_name = "NativeSliceSums")]
pub struct NativeSliceSums {
    held: Held<SliceSums>,
}

#[napi]
impl NativeSliceSums {
    #[napi(constructor)]
    pub fn new(box_size: u32, reach: u32) -> napi::Result<Self> {
        let sums =
            SliceSums::new(box_size as usize, reach as usize).map_err(|error| napi::Error::from_reason(error.0))?;
        Ok(Self {
            held: Held::new(sums, "sum of slices"),
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
            held.write(|sums| sums.insert(&slices, threads as usize))
        })
    }

    /// Replaces the sums by the sum of all their turns.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn symmetrise(&self, turns: Float32Array, threads: u32) -> AsyncTask<Work<()>> {
        let held = self.held.clone();
        run(move || held.write(|sums| sums.symmetrise(&to_rotations(&turns)?, threads as usize)))
    }

    #[napi(ts_return_type = "Promise<void>")]
    pub fn fade(&self, factor: f64) -> AsyncTask<Work<()>> {
        let held = self.held.clone();
        run(move || {
            held.write(|sums| {
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
            held.apart_from(&other)?;
            other.read(|other| held.write(|sums| sums.add(other)))
        })
    }

    #[napi(ts_return_type = "Promise<Float64Array>")]
    pub fn mean_denominators(&self) -> AsyncTask<Work<Float64Array>> {
        let held = self.held.clone();
        run(move || held.read(|sums| Ok(Float64Array::new(sums.mean_denominators()))))
    }

    #[napi(ts_return_type = "Promise<Float32Array>")]
    pub fn volume(&self, added: Float64Array, factors: Float64Array, threads: u32) -> AsyncTask<Work<Float32Array>> {
        let held = self.held.clone();
        run(move || {
            held.read(|sums| sums.volume(&added, &factors, threads as usize))
                .map(Float32Array::new)
        })
    }

    /// All that was added, as `restore` takes it.
    #[napi(ts_return_type = "Promise<Float32Array>")]
    pub fn values(&self) -> AsyncTask<Work<Float32Array>> {
        let held = self.held.clone();
        run(move || held.read(|sums| Ok(Float32Array::new(sums.values()))))
    }

    /// Takes the place of all that was added.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn restore(&self, values: Float32Array) -> AsyncTask<Work<()>> {
        let held = self.held.clone();
        run(move || held.write(|sums| sums.restore(&values)))
    }

    /// Gives the memory back; later calls reject.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn release(&self) -> AsyncTask<Work<()>> {
        let held = self.held.clone();
        run(move || held.release())
    }
}
