use napi::bindgen_prelude::{AsyncTask, Float32Array, Float64Array, Int32Array};
use napi_derive::napi;
use vitreous_kernel::atom_volume;
use vitreous_kernel::projection::{self, Atoms, Optics, View};
use vitreous_kernel::{Error, Result};

use crate::ctf::to_aberrations;
use crate::stack::NativeStack;
use crate::work::{run, Work};

/// Rotations (views, 9), shifts (views, 2), aberrations (views, 5) or none at all.
fn to_views(rotations: &[f32], shifts: &[f32], aberrations: &[f64]) -> Result<Vec<View>> {
    let aberrations = to_aberrations(aberrations)?;
    let count = rotations.len() / 9;
    let fits = rotations.len() == 9 * count && shifts.len() == 2 * count;
    Error::unless(fits && (aberrations.is_empty() || aberrations.len() == count), || {
        format!(
            "{} rotation values, {} shift values and {} aberrations do not belong together",
            rotations.len(),
            shifts.len(),
            aberrations.len()
        )
    })?;
    Ok((0..count)
        .map(|view| View {
            rotation: std::array::from_fn(|i| rotations[9 * view + i]),
            shift: [shifts[2 * view], shifts[2 * view + 1]],
            aberration: aberrations.get(view).copied(),
        })
        .collect())
}

#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn project_atoms(
    positions: Float32Array,
    weights: Float32Array,
    size: u32,
    pixel_size: f64,
    curves: Float32Array,
    layers: u32,
    curve_end: f64,
    rotations: Float32Array,
    shifts: Float32Array,
    aberrations: Float64Array,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let views = to_views(&rotations, &shifts, &aberrations)?;
        let atoms = Atoms {
            positions: &positions,
            weights: &weights,
        };
        let optics = Optics {
            size: size as usize,
            pixel_size,
            curves: &curves,
            layers: layers as usize,
            curve_end: curve_end as f32,
        };
        projection::project(&atoms, &optics, &views, threads as usize).map(Float32Array::new)
    })
}

/// As `project_atoms`, added to the frames of `scene` from `first_layer` on, at `centres` (views, 2).
#[napi(ts_return_type = "Promise<void>")]
pub fn paint_atoms(
    positions: Float32Array,
    weights: Float32Array,
    size: u32,
    pixel_size: f64,
    curves: Float32Array,
    layers: u32,
    curve_end: f64,
    rotations: Float32Array,
    shifts: Float32Array,
    aberrations: Float64Array,
    centres: Int32Array,
    scene: &NativeStack,
    first_layer: u32,
    threads: u32,
) -> AsyncTask<Work<()>> {
    let scene = scene.shared();
    run(move || {
        let views = to_views(&rotations, &shifts, &aberrations)?;
        let centres: Vec<_> = centres
            .chunks_exact(2)
            .map(|at| [i64::from(at[0]), i64::from(at[1])])
            .collect();
        let atoms = Atoms {
            positions: &positions,
            weights: &weights,
        };
        let optics = Optics {
            size: size as usize,
            pixel_size,
            curves: &curves,
            layers: layers as usize,
            curve_end: curve_end as f32,
        };
        scene.write(|scene| {
            projection::paint(
                &atoms,
                &optics,
                &views,
                &centres,
                scene,
                first_layer as usize,
                threads as usize,
            )
        })
    })
}

/// `curves` holds two curves, one after the other.
#[napi(ts_return_type = "Promise<Float32Array>")]
pub fn render_atoms(
    positions: Float32Array,
    weights: Float32Array,
    size: u32,
    pixel_size: f64,
    curves: Float32Array,
    curve_end: f64,
    threads: u32,
) -> AsyncTask<Work<Float32Array>> {
    run(move || {
        let atoms = Atoms {
            positions: &positions,
            weights: &weights,
        };
        let curves = (&curves[..], curve_end as f32);
        atom_volume::render(&atoms, size as usize, pixel_size, curves, threads as usize).map(Float32Array::new)
    })
}
