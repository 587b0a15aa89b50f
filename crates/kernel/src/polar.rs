//! A half spectrum divided into sectors and rings.

use crate::ctf::signed_frequency;
use crate::{Error, Result};

/// Marks a pixel of the half spectrum that belongs to no bin.
pub const NO_BIN: u32 = u32::MAX;

/// Bins of the half spectrum of a `size` x `size` image: bin (sector, ring) is `sector * rings + ring`.
///
/// Ring r holds the frequencies whose length rounds to r pixels, below Nyquist; sector s of S the directions from
/// `-pi/2 + s pi/S` up, x towards y. Each frequency is there once, its conjugate is left out. Left out as well is what
/// lies within `axis_margin` pixels of an axis, where the edges of detector tiles show.
pub struct PolarBins {
    pub sectors: usize,
    pub rings: usize,
    /// Bin of each pixel, or `NO_BIN`: (size / 2 + 1, size), x slowest, so that a column is contiguous.
    pub of_pixel: Vec<u32>,
    /// Pixels in each bin.
    pub counts: Vec<f32>,
    /// Mean frequency of each bin's pixels, in pixels of the spectrum; 0 where a bin is empty.
    pub x: Vec<f32>,
    pub y: Vec<f32>,
}

impl PolarBins {
    pub fn new(size: usize, sectors: usize, axis_margin: usize) -> Result<Self> {
        Error::unless(
            (2..=1 << 14).contains(&size) && (1..=1 << 10).contains(&sectors),
            || format!("a spectrum of {size} pixels in {sectors} sectors: expected 2 to 16384 and 1 to 1024"),
        )?;
        let (half, rings) = (size / 2 + 1, size / 2);
        let bins = sectors * rings;
        let mut of_pixel = vec![NO_BIN; half * size];
        let (mut counts, mut x, mut y) = (vec![0f32; bins], vec![0f32; bins], vec![0f32; bins]);
        for column in 0..half {
            for row in 0..size {
                let (fx, fy) = (column as i64, signed_frequency(row, size));
                let ring = ((fx * fx + fy * fy) as f64).sqrt().round() as usize;
                let near_axis = fx.min(fy.abs()) <= axis_margin as i64;
                let conjugate = fx == 0 && fy < 0;
                if ring == 0 || ring >= rings || near_axis || conjugate {
                    continue;
                }
                let turn = (fy as f64).atan2(fx as f64) / std::f64::consts::PI + 0.5;
                let sector = ((turn * sectors as f64) as usize).min(sectors - 1);
                let bin = sector * rings + ring;
                of_pixel[column * size + row] = bin as u32;
                counts[bin] += 1.0;
                x[bin] += fx as f32;
                y[bin] += fy as f32;
            }
        }
        for (bin, &count) in counts.iter().enumerate().filter(|(_, &count)| count > 0.0) {
            x[bin] /= count;
            y[bin] /= count;
        }
        Ok(Self {
            sectors,
            rings,
            of_pixel,
            counts,
            x,
            y,
        })
    }
}
