//! Fourier transforms of volumes on a grid of half steps, and their values between its nodes.
//!
//! The volume is divided by the transform of the interpolation function, padded to twice its size and transformed. Nodes
//! are kept up to a radius, those with z below 0 being conjugates of the others: (z, y, x), x fastest, with
//! room on all sides so that the taps of any point within the radius stay inside. Points are in steps of one over the box.

use rayon::prelude::*;
use rustfft::num_complex::Complex32;

use crate::fft;
use crate::kaiser_bessel::{transformed, Taps, TAPS};
use crate::lanes::{Lanes, LANES};
use crate::threads::with_threads;
use crate::{Error, Result};

/// Which nodes are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nodes {
    /// Voxels a side of the volume.
    pub box_size: usize,
    /// Radius up to which points may lie, in steps of one over the box.
    pub rings: usize,
}

impl Nodes {
    pub fn new(box_size: usize, rings: usize) -> Result<Self> {
        let nodes = Self { box_size, rings };
        Error::unless(
            (8..=1024).contains(&box_size) && rings >= 1 && 2 * rings <= box_size,
            || {
                format!(
                    "a volume of {box_size} voxels a side and {rings} rings: expected 8 to 1024, and rings up to its half"
                )
            },
        )?;
        Ok(nodes)
    }

    /// The outermost node on each side.
    pub fn reach(self) -> usize {
        2 * self.rings + TAPS / 2
    }

    /// Nodes along y and x.
    pub fn side(self) -> usize {
        2 * self.reach() + 1
    }

    /// Planes of nodes: z from -1 to the reach.
    pub fn planes(self) -> usize {
        self.reach() + 2
    }

    pub fn len(self) -> usize {
        self.planes() * self.side() * self.side()
    }

    pub fn is_empty(self) -> bool {
        false
    }

    pub fn fine(self) -> usize {
        2 * self.box_size
    }

    /// Place of node (z, y, x).
    #[inline(always)]
    pub fn at(self, z: i32, y: i32, x: i32) -> usize {
        let (side, reach) = (self.side(), self.reach() as i32);
        ((z + 1) as usize * side + (y + reach) as usize) * side + (x + reach) as usize
    }

    /// z, y and x of the first node of row `row` of all.
    pub fn row(self, row: usize) -> (i32, i32, i32) {
        let (side, reach) = (self.side(), self.reach() as i32);
        ((row / side) as i32 - 1, (row % side) as i32 - reach, -reach)
    }

    /// 1 / transform of the interpolation function along one axis, for each voxel.
    pub fn sharpening(self) -> Vec<f32> {
        let centre = (self.box_size / 2) as f64;
        (0..self.box_size)
            .map(|voxel| (1.0 / transformed(voxel as f64 - centre, self.fine() as f64)) as f32)
            .collect()
    }

    /// Padded coordinate of voxel `index`: the centre voxel comes first.
    fn place(self, index: usize) -> usize {
        (index + self.fine() - self.box_size / 2) % self.fine()
    }

    /// The spectrum of a volume (box, box, box), its phase origin on voxel floor(box / 2).
    pub fn spectrum_of(self, volume: &[f32], threads: usize) -> Result<Vec<Complex32>> {
        let (size, fine) = (self.box_size, self.fine());
        Error::unless(volume.len() == size * size * size, || {
            format!("a volume of {size} voxels a side was given {} values", volume.len())
        })?;
        let sharpen = self.sharpening();
        let mut padded = vec![0f32; fine * fine * fine];
        for (row, values) in volume.chunks_exact(size).enumerate() {
            let (z, y) = (row / size, row % size);
            let line = &mut padded[(self.place(z) * fine + self.place(y)) * fine..][..fine];
            for (x, value) in values.iter().enumerate() {
                line[self.place(x)] = value * sharpen[z] * sharpen[y] * sharpen[x];
            }
        }
        let spectrum = fft::forward_real(&padded, &[fine; 3], 1, threads)?;
        drop(padded);
        let half = fine / 2 + 1;
        let wrap = |index: i32| index.rem_euclid(fine as i32) as usize;
        let mut output = vec![Complex32::default(); self.len()];
        with_threads(threads, || {
            output
                .par_chunks_mut(self.side())
                .enumerate()
                .for_each(|(row, values)| {
                    let (z, y, first) = self.row(row);
                    for (offset, value) in values.iter_mut().enumerate() {
                        let column = wrap(first + offset as i32);
                        *value = if column < half {
                            spectrum[(wrap(z) * fine + wrap(y)) * half + column]
                        } else {
                            spectrum[(wrap(-z) * fine + wrap(-y)) * half + fine - column].conj()
                        };
                    }
                });
        });
        Ok(output)
    }

    /// The volume (box, box, box) of a spectrum that was gathered with the interpolation function; `spectrum` need hold
    /// right values at z of 0 and above only.
    pub fn volume_of(self, spectrum: &[Complex32], threads: usize) -> Result<Vec<f32>> {
        Error::unless(spectrum.len() == self.len(), || {
            format!("{} nodes, expected {}", spectrum.len(), self.len())
        })?;
        let (size, fine, reach) = (self.box_size, self.fine(), self.reach().min(self.box_size) as i32);
        let half = fine / 2 + 1;
        let mut grid = vec![Complex32::default(); fine * fine * half];
        let wrap = |index: i32| index.rem_euclid(fine as i32) as usize;
        for z in -reach..=reach {
            for y in -reach..=reach {
                let line = &mut grid[(wrap(z) * fine + wrap(y)) * half..][..reach as usize + 1];
                for (x, value) in line.iter_mut().enumerate() {
                    let x = x as i32;
                    *value = if z >= 0 {
                        spectrum[self.at(z, y, x)]
                    } else {
                        spectrum[self.at(-z, -y, -x)].conj()
                    };
                }
            }
        }
        let padded = fft::inverse_real(grid, &[fine; 3], 1, threads)?;
        let sharpen = self.sharpening();
        let mut volume = vec![0f32; size * size * size];
        for (row, values) in volume.chunks_exact_mut(size).enumerate() {
            let (z, y) = (row / size, row % size);
            let line = &padded[(self.place(z) * fine + self.place(y)) * fine..][..fine];
            for (x, value) in values.iter_mut().enumerate() {
                *value = line[self.place(x)] * sharpen[z] * sharpen[y] * sharpen[x];
            }
        }
        Ok(volume)
    }
}

/// A spectrum that values are taken from.
pub struct Spectrum<'a> {
    pub nodes: Nodes,
    values: &'a [Complex32],
    taps: Taps,
}

/// A value of a spectrum and its derivatives by x, y and z of the point, in steps of one over the box.
#[derive(Clone, Copy, Default)]
pub struct Slope {
    pub value: Complex32,
    pub by: [Complex32; 3],
}

impl<'a> Spectrum<'a> {
    pub fn new(nodes: Nodes, values: &'a [Complex32]) -> Result<Self> {
        Error::unless(values.len() == nodes.len(), || {
            format!("a spectrum of {} nodes was given {}", nodes.len(), values.len())
        })?;
        Ok(Self {
            nodes,
            values,
            taps: Taps::new(),
        })
    }

    /// The value at a point (x, y, z) within the rings.
    #[inline(always)]
    pub fn at(&self, point: [f32; 3]) -> Complex32 {
        let sign = if point[2] < 0.0 { -1.0 } else { 1.0 };
        let place = point.map(|value| Taps::about(2.0 * sign * value));
        let across = Lanes::load(self.taps.weights(place[0].1));
        let (down, deep) = (self.taps.weights(place[1].1), self.taps.weights(place[2].1));
        let mut sum = Lanes::splat(0.0);
        for z in 0..TAPS {
            let plane = self.nodes.at(place[2].0 + z as i32, place[1].0, place[0].0);
            for y in 0..TAPS {
                let weight = Lanes::splat(deep[2 * z] * down[2 * y]);
                sum = self.load(plane + y * self.nodes.side()).mul_add(weight, sum);
            }
        }
        let value = dot(sum, across);
        Complex32::new(value.re, sign * value.im)
    }

    /// As `at`, with derivatives.
    #[inline(always)]
    pub fn slope_at(&self, point: [f32; 3]) -> Slope {
        let sign = if point[2] < 0.0 { -1.0 } else { 1.0 };
        let place = point.map(|value| Taps::about(2.0 * sign * value));
        let [across, down, deep] = place.map(|(_, at)| self.taps.weights(at));
        let [across_slope, down_slope, deep_slope] = place.map(|(_, at)| self.taps.slopes(at));
        let mut sums = [Lanes::splat(0.0); 3];
        for z in 0..TAPS {
            let plane = self.nodes.at(place[2].0 + z as i32, place[1].0, place[0].0);
            let mut rows = [Lanes::splat(0.0); 2];
            for y in 0..TAPS {
                let values = self.load(plane + y * self.nodes.side());
                rows[0] = values.mul_add(Lanes::splat(down[2 * y]), rows[0]);
                rows[1] = values.mul_add(Lanes::splat(down_slope[2 * y]), rows[1]);
            }
            let weight = Lanes::splat(deep[2 * z]);
            sums[0] = rows[0].mul_add(weight, sums[0]);
            sums[1] = rows[1].mul_add(weight, sums[1]);
            sums[2] = rows[0].mul_add(Lanes::splat(deep_slope[2 * z]), sums[2]);
        }
        let (weights, slopes) = (Lanes::load(across), Lanes::load(across_slope));
        let own = |value: Complex32| Complex32::new(value.re, sign * value.im);
        // Nodes are half a step apart; of the opposite point, the derivative has the other sign.
        let by = |value: Complex32| own(value) * (2.0 * sign);
        Slope {
            value: own(dot(sums[0], weights)),
            by: [
                by(dot(sums[0], slopes)),
                by(dot(sums[1], weights)),
                by(dot(sums[2], weights)),
            ],
        }
    }

    #[inline(always)]
    fn load(&self, at: usize) -> Lanes {
        let four: &[Complex32; TAPS] = self.values[at..at + TAPS].try_into().expect("four nodes");
        // SAFETY: a Complex32 is two f32 with the alignment of one.
        Lanes::load(unsafe { &*four.as_ptr().cast::<[f32; LANES]>() })
    }
}

/// Sums over even and over odd lanes of a product.
#[inline(always)]
fn dot(values: Lanes, weights: Lanes) -> Complex32 {
    let mut product = [0f32; LANES];
    values.mul_add(weights, Lanes::splat(0.0)).store(&mut product);
    Complex32::new(
        (product[0] + product[2]) + (product[4] + product[6]),
        (product[1] + product[3]) + (product[5] + product[7]),
    )
}

/// A rotation, row-major: where it takes the map's axes in the image. Point (kx, ky) of an image is the point
/// kx row 0 + ky row 1 of the map.
pub type Rotation = [f32; 9];

#[inline(always)]
pub fn point_of(rotation: &Rotation, kx: f32, ky: f32) -> [f32; 3] {
    std::array::from_fn(|axis| kx * rotation[axis] + ky * rotation[3 + axis])
}

/// Rotations of an array of nine numbers each.
pub fn to_rotations(values: &[f32]) -> Result<Vec<Rotation>> {
    Error::unless(values.len().is_multiple_of(9), || {
        format!("rotations have 9 numbers each, not {} in all", values.len())
    })?;
    Ok(values
        .chunks_exact(9)
        .map(|one| one.try_into().expect("nine numbers"))
        .collect())
}
