use napi::bindgen_prelude::{AsyncTask, Float32Array, Float64Array, Uint8Array};
use napi_derive::napi;
use vitreous_kernel::complex::Complex32;
use vitreous_kernel::ring_grid;
use vitreous_kernel::ring_search::{self, Found, Search};
use vitreous_kernel::rings::{shift_orders, RingTransforms, Rings};
use vitreous_kernel::{Error, Result};

use crate::ctf::to_aberrations;
use crate::work::{from_complex, run, sizes, Work};

pub fn to_rings(box_size: u32, counts: &[u32], orders: &[u32]) -> Result<Rings> {
    Rings::new(box_size as usize, sizes(counts), sizes(orders))
}

/// Pairs as complex numbers, without a copy.
pub fn as_complex(pairs: &[f32]) -> Result<&[Complex32]> {
    Error::unless(pairs.len().is_multiple_of(2), || "complex numbers come in pairs".into())?;
    // SAFETY: Complex32 is two f32 with the alignment of one.
    Ok(unsafe { std::slice::from_raw_parts(pairs.as_ptr().cast(), pairs.len() / 2) })
}

#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn images_to_rings(
    images: Float32Array,
    count: u32,
    window: Float32Array,
    box_size: u32,
    counts: Vec<u32>,
    orders: Vec<u32>,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let rings = to_rings(box_size, &counts, &orders)?;
        ring_grid::images_to_rings(&images, count as usize, &window, &rings, threads as usize).map(from_complex)
    })
}

#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn rings_to_images(
    ring_orders: Float32Array,
    count: u32,
    box_size: u32,
    counts: Vec<u32>,
    orders: Vec<u32>,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let rings = to_rings(box_size, &counts, &orders)?;
        ring_grid::rings_to_images(&ring_orders, count as usize, &rings, threads as usize).map(Float32Array::new)
    })
}

/// Angular orders (count, 2, orders) of samples on rings.
#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn rings_to_orders(
    samples: Float32Array,
    count: u32,
    box_size: u32,
    counts: Vec<u32>,
    orders: Vec<u32>,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let rings = to_rings(box_size, &counts, &orders)?;
        let samples = as_complex(&samples)?;
        Error::unless(samples.len() == count as usize * rings.samples(), || {
            format!("{} samples for {count} images", samples.len())
        })?;
        let all = rings.all_orders();
        let mut output = vec![0f32; count as usize * 2 * all];
        let transforms = RingTransforms::new(&rings);
        let mut scratch = transforms.scratch();
        for (out, samples) in output
            .chunks_exact_mut(2 * all)
            .zip(samples.chunks_exact(rings.samples()))
        {
            let (re, im) = out.split_at_mut(all);
            transforms.to_orders(&rings, samples, re, im, &mut scratch);
        }
        Ok(Float32Array::new(output))
    })
}

/// Angular orders (count, 2, orders) of images moved by minus `shifts` (count, 2).
#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn shift_ring_orders(
    ring_orders: Float32Array,
    shifts: Float32Array,
    box_size: u32,
    counts: Vec<u32>,
    orders: Vec<u32>,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let rings = to_rings(box_size, &counts, &orders)?;
        shift_orders(&ring_orders, &shifts, &rings).map(Float32Array::new)
    })
}

/// What a search found; each array is handed over once.
#[napi(js_name = "NativeFound")]
pub struct NativeFound {
    found: Found,
}

#[napi]
impl NativeFound {
    #[napi]
    pub fn take_probabilities(&mut self) -> Float32Array {
        Float32Array::new(std::mem::take(&mut self.found.probabilities))
    }

    #[napi]
    pub fn take_best(&mut self) -> Float32Array {
        Float32Array::new(std::mem::take(&mut self.found.best))
    }

    #[napi]
    pub fn take_numerators(&mut self) -> Float32Array {
        Float32Array::new(std::mem::take(&mut self.found.numerators))
    }

    #[napi]
    pub fn take_denominators(&mut self) -> Float32Array {
        Float32Array::new(std::mem::take(&mut self.found.denominators))
    }

    #[napi]
    pub fn take_counts(&mut self) -> Float64Array {
        Float64Array::new(std::mem::take(&mut self.found.counts))
    }

    #[napi]
    pub fn take_power(&mut self) -> Float64Array {
        Float64Array::new(std::mem::take(&mut self.found.power))
    }
}

#[napi(ts_return_type = "Promise<NativeFound>")]
pub fn search_rings(
    box_size: u32,
    counts: Vec<u32>,
    orders: Vec<u32>,
    stride: u32,
    angles: u32,
    samples: Float32Array,
    aberrations: Float64Array,
    pixel_size: f64,
    centres: Float32Array,
    offsets: Float32Array,
    shift_priors: Float32Array,
    references: Float32Array,
    class_priors: Float32Array,
    inverse_noise: Float32Array,
    sharpness: f64,
    halves: Uint8Array,
    least: f64,
    threads: u32,
) -> AsyncTask<Work<NativeFound>> {
    run(move || {
        let rings = to_rings(box_size, &counts, &orders)?;
        let aberrations = to_aberrations(&aberrations)?;
        let search = Search {
            rings: &rings,
            stride: stride as usize,
            angles: angles as usize,
            samples: as_complex(&samples)?,
            aberrations: &aberrations,
            pixel_size,
            centres: &centres,
            offsets: &offsets,
            shift_priors: &shift_priors,
            references: &references,
            class_priors: &class_priors,
            inverse_noise: &inverse_noise,
            sharpness: sharpness as f32,
            halves: &halves,
            least: least as f32,
        };
        ring_search::search(&search, threads as usize).map(|found| NativeFound { found })
    })
}

/// The best references of each image, (images, keep, 5).
#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn search_ring_peaks(
    box_size: u32,
    counts: Vec<u32>,
    orders: Vec<u32>,
    stride: u32,
    angles: u32,
    samples: Float32Array,
    aberrations: Float64Array,
    pixel_size: f64,
    centres: Float32Array,
    offsets: Float32Array,
    shift_priors: Float32Array,
    references: Float32Array,
    class_priors: Float32Array,
    inverse_noise: Float32Array,
    keep: u32,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let rings = to_rings(box_size, &counts, &orders)?;
        let aberrations = to_aberrations(&aberrations)?;
        let search = Search {
            rings: &rings,
            stride: stride as usize,
            angles: angles as usize,
            samples: as_complex(&samples)?,
            aberrations: &aberrations,
            pixel_size,
            centres: &centres,
            offsets: &offsets,
            shift_priors: &shift_priors,
            references: &references,
            class_priors: &class_priors,
            inverse_noise: &inverse_noise,
            sharpness: 1.0,
            halves: &vec![0; aberrations.len()],
            least: 0.0,
        };
        ring_search::peaks(&search, keep as usize, threads as usize).map(Float32Array::new)
    })
}
