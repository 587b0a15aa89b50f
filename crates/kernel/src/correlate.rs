//! How well the frames of a movie match each other, patch by patch.
//!
//! Each patch of each frame is cut out, tapered and transformed once; what is kept are its coefficients F up
//! to a frequency limit. For displacements s(patch, frame) the aligned coefficients are
//! A = F exp(+2 pi i k s), and the correlation of a frame with the sum of the others is
//! C = sum over k of w(k) Re(A conj(R)), R = sum over the other frames of A. Its gradient and second
//! derivatives in s come in closed form, so that no correlation image is made to refine a displacement;
//! [`PatchSpectra::search`] makes one where the displacement is not known yet.

use std::sync::Arc;

use rayon::prelude::*;
use rustfft::num_complex::Complex32;
use vitreous_kernel_instances::plans::{self, ComplexToReal, Fft, RealToComplex};

use crate::bin::{check_binning, Binned};
use crate::huge::HugeVec;
use crate::stack::{Count, FrameStack};
use crate::threads::with_threads;
use crate::{with_pixels, Error, Result};

/// Numbers that [`PatchSpectra::score`] gives for a patch of a frame: the correlation, its derivatives along
/// x and y, and its second derivatives xx, xy, yy.
pub const SCORES: usize = 6;

/// Coefficients of equal kx, ky from -reach to +reach.
struct Run {
    start: usize,
    reach: usize,
}

pub struct PatchSpectra {
    pub frames: usize,
    pub patches: usize,
    height: usize,
    width: usize,
    runs: Vec<Run>,
    modes: usize,
    /// (patch, frame, 2, modes): real parts, then imaginary parts.
    data: HugeVec<f32>,
    /// (patch, frame, 2): where the window was cut beyond the patch's own place, x and y.
    offsets: Vec<f32>,
    /// Frequency of each coefficient, cycles a pixel.
    radii: Vec<f32>,
}

/// What [`PatchSpectra::new`] cuts out.
pub struct Windows<'a> {
    pub height: usize,
    pub width: usize,
    /// (patch, 2): x and y of the first pixel of each patch; they may lie outside the frame.
    pub origins: &'a [i32],
    /// (patch, frame, 2): added to the origin for each frame.
    pub offsets: &'a [i32],
    /// Pixels over which a patch falls off at its rim, as the square root of half a cosine wave.
    pub taper: usize,
}

/// A factor by frequency: `values` evenly spaced from 0 to `end` cycles a pixel, linear between.
pub struct Curve<'a> {
    pub values: &'a [f32],
    pub end: f32,
}

impl Curve<'_> {
    fn at(&self, frequency: f32) -> f32 {
        let last = self.values.len() - 1;
        let place = (frequency / self.end * last as f32).min(last as f32);
        let below = place as usize;
        let above = (below + 1).min(last);
        self.values[below] + (self.values[above] - self.values[below]) * (place - below as f32)
    }
}

/// Transforms of real (height, width) patches, their columns kept up to a limit.
struct Plans {
    rows: Arc<dyn RealToComplex<f32>>,
    columns: Arc<dyn Fft<f32>>,
    rows_back: Arc<dyn ComplexToReal<f32>>,
    columns_back: Arc<dyn Fft<f32>>,
}

impl Plans {
    fn new(height: usize, width: usize) -> Self {
        Self {
            rows: plans::real_forward(width),
            columns: plans::complex(height, false),
            rows_back: plans::real_inverse(width),
            columns_back: plans::complex(height, true),
        }
    }
}

impl PatchSpectra {
    /// Cuts the patches out of frames, times `gain` (height * width of a frame; empty: 1), each square of `factor` pixels
    /// summed into one while they are cut, so that no binned movie is held: windows, displacements and `limit` (cycles
    /// a pixel, the highest frequency kept) are in the larger pixels. Pixels outside a frame, and the mean of the
    /// patch, are 0.
    pub fn new(
        stack: &FrameStack,
        gain: &[f32],
        factor: usize,
        windows: &Windows,
        limit: f32,
        threads: usize,
    ) -> Result<Self> {
        let area = stack.height * stack.width;
        check_binning(stack, gain, factor)?;
        let (frames, patches) = (stack.frames, windows.origins.len() / 2);
        let (height, width) = (windows.height, windows.width);
        Error::unless(height > 1 && width > 1 && limit > 0.0, || {
            format!("patches of {height} x {width} up to {limit} cycles a pixel hold nothing")
        })?;
        Error::unless(windows.offsets.len() == 2 * patches * frames, || {
            format!(
                "{patches} patches of {frames} frames were given {} offsets",
                windows.offsets.len()
            )
        })?;
        let (runs, radii) = lay_out(height, width, limit);
        let modes = radii.len();
        let tapers = (edge(height, windows.taper), edge(width, windows.taper));
        let plans = Plans::new(height, width);
        let mut data = HugeVec::<f32>::zeroed(patches * frames * 2 * modes);
        let columns = runs.len();
        let binned = (stack.height / factor, stack.width / factor);
        with_pixels!(&stack.pixels, pixels => with_threads(threads, || {
            data.par_chunks_mut(2 * modes).enumerate().for_each_init(
                || {
                    let spare = plans
                        .columns
                        .get_inplace_scratch_len()
                        .max(plans.rows.get_scratch_len());
                    (
                        vec![0f32; height * width],
                        vec![Complex32::default(); width / 2 + 1],
                        vec![Complex32::default(); columns * height],
                        vec![Complex32::default(); spare],
                    )
                },
                |(patch, row_spectrum, spectrum, scratch), (index, out)| {
                    let (item, frame) = (index / frames, index % frames);
                    let place = |axis: usize| {
                        i64::from(windows.origins[2 * item + axis]) + i64::from(windows.offsets[2 * index + axis])
                    };
                    let frame = Binned { counts: &pixels[frame * area..][..area], gain, width: stack.width, factor };
                    cut(&frame, binned, (place(1), place(0)), patch, (height, width), &tapers);
                    for y in 0..height {
                        let scratch = &mut scratch[..plans.rows.get_scratch_len()];
                        plans
                            .rows
                            .process_with_scratch(&mut patch[y * width..][..width], row_spectrum, scratch)
                            .expect("row lengths match the plan");
                        for x in 0..columns {
                            spectrum[x * height + y] = row_spectrum[x];
                        }
                    }
                    plans.columns.process_with_scratch(spectrum, scratch);
                    let (re, im) = out.split_at_mut(modes);
                    for (x, run) in runs.iter().enumerate() {
                        for i in 0..=2 * run.reach {
                            // ky = i - reach; negative frequencies stand at the end of the column.
                            let value = spectrum[x * height + (i + height - run.reach) % height];
                            re[run.start + i] = value.re;
                            im[run.start + i] = value.im;
                        }
                    }
                },
            );
        }));
        Ok(Self {
            frames,
            patches,
            height,
            width,
            runs,
            modes,
            data,
            offsets: windows.offsets.iter().map(|&offset| offset as f32).collect(),
            radii,
        })
    }

    fn check_shifts(&self, shifts: &[f32]) -> Result<()> {
        Error::unless(shifts.len() == 2 * self.patches * self.frames, || {
            format!(
                "{} patches of {} frames were given {} displacements",
                self.patches,
                self.frames,
                shifts.len()
            )
        })
    }

    /// Weight of each coefficient. Those with kx = 0 stand there with both signs of ky, all others once.
    fn mode_weights(&self, curve: &Curve) -> Result<Vec<f32>> {
        Error::unless(!curve.values.is_empty() && curve.end > 0.0, || {
            "a weight curve has at least one value and an end above 0".into()
        })?;
        let mut weights: Vec<f32> = self.radii.iter().map(|&radius| curve.at(radius)).collect();
        weights[..2 * self.runs[0].reach + 1]
            .iter_mut()
            .for_each(|weight| *weight *= 0.5);
        Ok(weights)
    }

    fn planes(&self, patch: usize, frame: usize) -> (&[f32], &[f32]) {
        self.data[(patch * self.frames + frame) * 2 * self.modes..][..2 * self.modes].split_at(self.modes)
    }

    /// Factors exp(2 pi i k s) along both axes that align a patch of a frame displaced by `shifts`.
    fn phases(&self, patch: usize, frame: usize, shifts: &[f32]) -> Phases {
        let at = 2 * (patch * self.frames + frame);
        let turn = |axis: usize, size: usize| {
            std::f64::consts::TAU * f64::from(shifts[at + axis] - self.offsets[at + axis]) / size as f64
        };
        let (step_x, step_y) = (turn(0, self.width), turn(1, self.height));
        let reach = self.runs[0].reach;
        let unit = |angle: f64| (angle.cos() as f32, angle.sin() as f32);
        Phases {
            x: (0..self.runs.len()).map(|kx| unit(step_x * kx as f64)).collect(),
            y_re: (0..=2 * reach)
                .map(|i| unit(step_y * (i as f64 - reach as f64)).0)
                .collect(),
            y_im: (0..=2 * reach)
                .map(|i| unit(step_y * (i as f64 - reach as f64)).1)
                .collect(),
            reach,
        }
    }

    /// Adds the aligned coefficients of a patch of a frame to `re` and `im`.
    fn add_aligned(&self, patch: usize, frame: usize, phases: &Phases, re: &mut [f32], im: &mut [f32]) {
        let (source_re, source_im) = self.planes(patch, frame);
        for (kx, run) in self.runs.iter().enumerate() {
            let span = run.start..run.start + 2 * run.reach + 1;
            let (x_re, x_im) = phases.x[kx];
            let (y_re, y_im) = phases.y(run.reach);
            let sources = source_re[span.clone()].iter().zip(&source_im[span.clone()]);
            let turns = y_re.iter().zip(y_im);
            for (((out_re, out_im), (&a, &b)), (&c, &d)) in
                re[span.clone()].iter_mut().zip(&mut im[span]).zip(sources).zip(turns)
            {
                let (p, q) = (x_re * c - x_im * d, x_re * d + x_im * c);
                *out_re += a * p - b * q;
                *out_im += a * q + b * p;
            }
        }
    }

    /// Sum over frames of the aligned coefficients of a patch.
    fn sum_aligned(&self, patch: usize, shifts: &[f32]) -> (Vec<f32>, Vec<f32>) {
        let (mut re, mut im) = (vec![0f32; self.modes], vec![0f32; self.modes]);
        for frame in 0..self.frames {
            self.add_aligned(patch, frame, &self.phases(patch, frame, shifts), &mut re, &mut im);
        }
        (re, im)
    }

    /// Correlation with the other frames, and its derivatives in pixels, at displacements `shifts` (patch,
    /// frame, 2): [`SCORES`] numbers for each patch and frame.
    pub fn score(&self, shifts: &[f32], weights: &Curve, threads: usize) -> Result<Vec<f64>> {
        self.check_shifts(shifts)?;
        let weights = self.mode_weights(weights)?;
        let mut scores = vec![0f64; self.patches * self.frames * SCORES];
        with_threads(threads, || {
            scores
                .par_chunks_mut(self.frames * SCORES)
                .enumerate()
                .for_each(|(patch, out)| {
                    let (sum_re, sum_im) = self.sum_aligned(patch, shifts);
                    for (frame, out) in out.chunks_exact_mut(SCORES).enumerate() {
                        let phases = self.phases(patch, frame, shifts);
                        out.copy_from_slice(&self.score_one(patch, frame, &phases, &sum_re, &sum_im, &weights));
                    }
                });
        });
        Ok(scores)
    }

    fn score_one(
        &self,
        patch: usize,
        frame: usize,
        phases: &Phases,
        sum_re: &[f32],
        sum_im: &[f32],
        weights: &[f32],
    ) -> [f64; SCORES] {
        let (source_re, source_im) = self.planes(patch, frame);
        let (unit_x, unit_y) = (
            std::f64::consts::TAU / self.width as f64,
            std::f64::consts::TAU / self.height as f64,
        );
        let mut total = [0f64; SCORES];
        for (kx, run) in self.runs.iter().enumerate() {
            let span = run.start..run.start + 2 * run.reach + 1;
            let (y_re, y_im) = phases.y(run.reach);
            let sums = run_sums(
                phases.x[kx],
                (y_re, y_im),
                (&source_re[span.clone()], &source_im[span.clone()]),
                (&sum_re[span.clone()], &sum_im[span.clone()]),
                &weights[span],
                run.reach,
            );
            let [real, imaginary, real_y, imaginary_y, real_yy] = sums.map(f64::from);
            let x = unit_x * kx as f64;
            total[0] += real;
            total[1] -= x * imaginary;
            total[2] -= unit_y * imaginary_y;
            total[3] -= x * x * real;
            total[4] -= x * unit_y * real_y;
            total[5] -= unit_y * unit_y * real_yy;
        }
        total
    }

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

    /// Where, within `reach` pixels along both axes of the displacements `shifts`, each patch of each frame
    /// correlates best with the other frames: (patch, frame, 3) of x and y to be added, to a fraction of a pixel
    /// by a parabola along each axis, and the highest correlation.
    pub fn search(&self, shifts: &[f32], weights: &Curve, reach: usize, threads: usize) -> Result<Vec<f32>> {
        self.check_shifts(shifts)?;
        let weights = self.mode_weights(weights)?;
        let (height, width) = (self.height, self.width);
        let (reach_y, reach_x) = (reach.min((height - 1) / 2), reach.min((width - 1) / 2));
        let plans = Plans::new(height, width);
        let mut peaks = vec![0f32; self.patches * self.frames * 3];
        with_threads(threads, || {
            for patch in 0..self.patches {
                let (sum_re, sum_im) = self.sum_aligned(patch, shifts);
                peaks[patch * self.frames * 3..][..self.frames * 3]
                    .par_chunks_mut(3)
                    .enumerate()
                    .for_each(|(frame, peak)| {
                        let (mut re, mut im) = (vec![0f32; self.modes], vec![0f32; self.modes]);
                        self.add_aligned(patch, frame, &self.phases(patch, frame, shifts), &mut re, &mut im);
                        // A conj(R - A), weighted.
                        let mut spectrum = vec![Complex32::default(); (width / 2 + 1) * height];
                        for (kx, run) in self.runs.iter().enumerate() {
                            for i in 0..=2 * run.reach {
                                let at = run.start + i;
                                let (a, b) = (re[at], im[at]);
                                let (c, d) = (sum_re[at] - a, sum_im[at] - b);
                                spectrum[kx * height + (i + height - run.reach) % height] =
                                    Complex32::new(a * c + b * d, b * c - a * d) * weights[at];
                            }
                        }
                        let surface = correlation_surface(&plans, &mut spectrum, height, width);
                        peak.copy_from_slice(&find_peak(&surface, height, width, reach_y, reach_x));
                    });
            }
        });
        Ok(peaks)
    }
}

struct Phases {
    x: Vec<(f32, f32)>,
    y_re: Vec<f32>,
    y_im: Vec<f32>,
    reach: usize,
}

impl Phases {
    /// Factors for ky from -reach to +reach.
    fn y(&self, reach: usize) -> (&[f32], &[f32]) {
        let from = self.reach - reach;
        (&self.y_re[from..][..2 * reach + 1], &self.y_im[from..][..2 * reach + 1])
    }
}

/// Coefficients kept: for each kx from 0 up, ky from -reach to +reach within the circle of `limit`.
fn lay_out(height: usize, width: usize, limit: f32) -> (Vec<Run>, Vec<f32>) {
    let (mut runs, mut radii) = (Vec::new(), Vec::new());
    for kx in 0..=(width - 1) / 2 {
        let fx = kx as f32 / width as f32;
        if fx > limit {
            break;
        }
        let reach = ((limit * limit - fx * fx).sqrt() * height as f32) as usize;
        let reach = reach.min((height - 1) / 2);
        runs.push(Run {
            start: radii.len(),
            reach,
        });
        for i in 0..=2 * reach {
            let fy = (i as f32 - reach as f32) / height as f32;
            radii.push((fx * fx + fy * fy).sqrt());
        }
    }
    (runs, radii)
}

/// Factors of a taper: 1 inside, falling to the rim over `taper` pixels.
fn edge(size: usize, taper: usize) -> Vec<f32> {
    (0..size)
        .map(|i| {
            let depth = (i.min(size - 1 - i) as f32 + 0.5) / taper as f32;
            if depth >= 1.0 {
                1.0
            } else {
                (std::f32::consts::FRAC_PI_2 * depth).sin()
            }
        })
        .collect()
}

/// Copies the window whose first pixel is `place` (y, x), its mean taken off and its rim tapered.
fn cut<T: Count>(
    source: &Binned<T>,
    (frame_height, frame_width): (usize, usize),
    place: (i64, i64),
    patch: &mut [f32],
    (height, width): (usize, usize),
    tapers: &(Vec<f32>, Vec<f32>),
) {
    patch.fill(0.0);
    let inside = |start: i64, size: usize, limit: usize| {
        let from = (-start).clamp(0, size as i64) as usize;
        let to = (limit as i64 - start).clamp(from as i64, size as i64) as usize;
        from..to
    };
    let (rows, columns) = (
        inside(place.0, height, frame_height),
        inside(place.1, width, frame_width),
    );
    if rows.is_empty() || columns.is_empty() {
        return;
    }
    let mut sums = vec![0f32; columns.len() * source.factor];
    let mut total = 0f64;
    for y in rows.clone() {
        let out = &mut patch[y * width..][columns.clone()];
        let from = ((place.0 + y as i64) as usize, (place.1 + columns.start as i64) as usize);
        source.row(from.0, from.1, out, &mut sums);
        total += f64::from(out.iter().sum::<f32>());
    }
    let mean = (total / (rows.len() * columns.len()) as f64) as f32;
    for y in rows {
        let out = &mut patch[y * width..][columns.clone()];
        for (value, &taper) in out.iter_mut().zip(&tapers.1[columns.clone()]) {
            *value = (*value - mean) * taper * tapers.0[y];
        }
    }
}

/// Sums over one run of w Re, w Im, w y Re, w y Im and w y² Re of A conj(R - A), y counted in steps of frequency.
#[inline(always)]
fn run_sums(
    (x_re, x_im): (f32, f32),
    (y_re, y_im): (&[f32], &[f32]),
    (source_re, source_im): (&[f32], &[f32]),
    (sum_re, sum_im): (&[f32], &[f32]),
    weights: &[f32],
    reach: usize,
) -> [f32; 5] {
    const LANES: usize = 8;
    let mut lanes = [[0f32; LANES]; 5];
    let term = |i: usize| {
        let (c, d) = (y_re[i], y_im[i]);
        let (p, q) = (x_re * c - x_im * d, x_re * d + x_im * c);
        let (a, b) = (source_re[i] * p - source_im[i] * q, source_re[i] * q + source_im[i] * p);
        let (r, s) = (sum_re[i] - a, sum_im[i] - b);
        let real = weights[i] * (a * r + b * s);
        let imaginary = weights[i] * (b * r - a * s);
        (real, imaginary)
    };
    let length = weights.len();
    let whole = length / LANES * LANES;
    let mut add = |lane: usize, i: usize, (real, imaginary): (f32, f32)| {
        let y = i as f32 - reach as f32;
        lanes[0][lane] += real;
        lanes[1][lane] += imaginary;
        lanes[2][lane] += y * real;
        lanes[3][lane] += y * imaginary;
        lanes[4][lane] += y * y * real;
    };
    for block in (0..whole).step_by(LANES) {
        for lane in 0..LANES {
            add(lane, block + lane, term(block + lane));
        }
    }
    for i in whole..length {
        add(0, i, term(i));
    }
    lanes.map(|lane| lane.iter().sum())
}

/// The real image of a half spectrum stored column after column; not normalised. Row after row, origin first.
fn correlation_surface(plans: &Plans, spectrum: &mut [Complex32], height: usize, width: usize) -> Vec<f32> {
    let mut scratch = vec![Complex32::default(); plans.columns_back.get_inplace_scratch_len()];
    plans.columns_back.process_with_scratch(spectrum, &mut scratch);
    let mut surface = vec![0f32; height * width];
    let mut row = vec![Complex32::default(); width / 2 + 1];
    let mut scratch = plans.rows_back.make_scratch_vec();
    for y in 0..height {
        for (x, value) in row.iter_mut().enumerate() {
            *value = spectrum[x * height + y];
        }
        row[0].im = 0.0;
        if width.is_multiple_of(2) {
            row[width / 2].im = 0.0;
        }
        plans
            .rows_back
            .process_with_scratch(&mut row, &mut surface[y * width..][..width], &mut scratch)
            .expect("row lengths match the plan");
    }
    surface
}

fn find_peak(surface: &[f32], height: usize, width: usize, reach_y: usize, reach_x: usize) -> [f32; 3] {
    let at =
        |y: i64, x: i64| surface[y.rem_euclid(height as i64) as usize * width + x.rem_euclid(width as i64) as usize];
    let mut best = (f32::NEG_INFINITY, 0, 0);
    for y in -(reach_y as i64)..=reach_y as i64 {
        for x in -(reach_x as i64)..=reach_x as i64 {
            let value = at(y, x);
            if value > best.0 {
                best = (value, y, x);
            }
        }
    }
    let (value, y, x) = best;
    let vertex = |before: f32, after: f32| {
        let curvature = before - 2.0 * value + after;
        if curvature < 0.0 {
            (0.5 * (before - after) / curvature).clamp(-0.5, 0.5)
        } else {
            0.0
        }
    };
    [
        x as f32 + vertex(at(y, x - 1), at(y, x + 1)),
        y as f32 + vertex(at(y - 1, x), at(y + 1, x)),
        value,
    ]
}
