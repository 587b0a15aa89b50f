//! The low frequencies of a half spectrum divided into sectors and rings.

use crate::{Error, Result};

/// Marks a frequency that belongs to no bin.
pub const NO_BIN: u32 = u32::MAX;

/// Bins of a half spectrum; bin (sector, ring) is `sector * rings + ring`.
///
/// Ring r holds the frequencies whose length rounds to r pixels of the spectrum; sector s of S the directions from
/// `-pi/2 + s pi/S` up, x towards y. Each frequency is there once, its conjugate is left out. Left out as well is what
/// lies within `axis_margin` pixels of an axis, where the edges of detector tiles show.
pub struct PolarBins {
    pub sectors: usize,
    pub rings: usize,
    /// Bin of each frequency, or `NO_BIN`: (x from 0 to rings - 1, y from 1 - rings to rings - 1), y fastest.
    pub of_frequency: Vec<u32>,
    /// Frequencies in each bin.
    pub counts: Vec<f32>,
    /// Their mean, in pixels of the spectrum; 0 where a bin is empty.
    pub x: Vec<f32>,
    pub y: Vec<f32>,
}

impl PolarBins {
    pub fn new(rings: usize, sectors: usize, axis_margin: usize) -> Result<Self> {
        Error::unless(
            (1..=1 << 13).contains(&rings) && (1..=1 << 10).contains(&sectors),
            || format!("{rings} rings in {sectors} sectors: expected 1 to 8192 and 1 to 1024"),
        )?;
        let (bins, height, reach) = (sectors * rings, 2 * rings - 1, rings as i64 - 1);
        let mut of_frequency = vec![NO_BIN; rings * height];
        let (mut counts, mut x, mut y) = (vec![0f32; bins], vec![0f32; bins], vec![0f32; bins]);
        for (column, frequencies) in of_frequency.chunks_exact_mut(height).enumerate() {
            for (row, target) in frequencies.iter_mut().enumerate() {
                let (fx, fy) = (column as i64, row as i64 - reach);
                let ring = ((fx * fx + fy * fy) as f64).sqrt().round() as usize;
                let near_axis = fx.min(fy.abs()) <= axis_margin as i64;
                let conjugate = fx == 0 && fy < 0;
                if ring == 0 || ring >= rings || near_axis || conjugate {
                    continue;
                }
                let turn = (fy as f64).atan2(fx as f64) / std::f64::consts::PI + 0.5;
                let sector = ((turn * sectors as f64) as usize).min(sectors - 1);
                let bin = sector * rings + ring;
                *target = bin as u32;
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
            of_frequency,
            counts,
            x,
            y,
        })
    }
}
