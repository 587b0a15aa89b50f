//! Images compared with references over class, in-plane angle and shift, and their weighted sums.
//!
//! The expectation step of 2D classification. With X an image's transform, C its contrast transfer, S the noise's power
//! and R a reference, the logarithm of the likelihood of (class, angle, shift) is up to a constant
//! `sum over frequencies of Re(X C e^(i shift) / S, R turned) - C² |R|² / (2 S)`. On rings the turn is a shift along theta:
//! the first term is for each angular order a product over rings, shifts x classes, and one inverse transform
//! gives it at all angles; the second is a product over rings alone (C² and |R|² are averaged along theta, which leaves
//! out astigmatism there). The maximisation step is the same product, transposed: images times weights.
//!
//! Images are dealt to `SHARES` sums, whatever the number of threads, so that threads do not change the result.

mod fast_exp;
mod gather;
mod plan;
mod request;
mod score;
mod worker;

use rayon::prelude::*;

use self::plan::Plan;
pub use self::request::Search;
use self::worker::Worker;
use crate::threads::with_threads;
use crate::{Error, Result};

/// Separate sums of each half of the images.
const SHARES: usize = 8;

/// What is known of the images after a search, and their sums.
pub struct Found {
    /// (images, classes).
    pub probabilities: Vec<f32>,
    /// The best of each image: class, angle (radians, from x towards y, of the image against the reference), shift x and
    /// y (pixels, where the centre of the particle lies), probability of the class, score (logarithm of the likelihood
    /// of the best against that of no particle).
    pub best: Vec<f32>,
    /// Images turned and shifted onto the references, times C / S: (2 halves, classes, 2, orders).
    pub numerators: Vec<f32>,
    /// C² / S of the same: (2, classes, rings).
    pub denominators: Vec<f32>,
    /// Sum of weights: (2, classes).
    pub counts: Vec<f64>,
    /// |X|² summed over the images, mean along each ring.
    pub power: Vec<f64>,
}

/// Numbers of each image in `Found::best`.
pub const BEST: usize = 6;

/// One search of all images.
pub fn search(search: &Search, threads: usize) -> Result<Found> {
    search.check()?;
    let plan = Plan::new(search);
    let (classes, rings) = (search.classes(), search.rings);
    // Shares 0, 2, 4 .. are of the first half.
    let mut dealt: Vec<Vec<usize>> = vec![Vec::new(); 2 * SHARES];
    let mut seen = [0usize; 2];
    for (image, &half) in search.halves.iter().enumerate() {
        let half = usize::from(half != 0);
        dealt[2 * (seen[half] % SHARES) + half].push(image);
        seen[half] += 1;
    }
    let shares: Vec<Share> = with_threads(threads, || {
        dealt
            .par_iter()
            .map(|images| {
                let mut worker = Worker::new(&plan, true);
                let mut share = Share::new(search);
                for &image in images {
                    worker.search(image, &mut share);
                }
                share
            })
            .collect()
    });
    let mut found = Found {
        probabilities: vec![0.0; search.images() * classes],
        best: vec![0.0; search.images() * BEST],
        numerators: vec![0.0; 4 * classes * rings.all_orders()],
        denominators: vec![0.0; 2 * classes * rings.len()],
        counts: vec![0.0; 2 * classes],
        power: vec![0.0; rings.len()],
    };
    for (index, (share, images)) in shares.into_iter().zip(&dealt).enumerate() {
        let half = index % 2;
        add(half_of(&mut found.numerators, half), &share.numerators);
        add(half_of(&mut found.denominators, half), &share.denominators);
        add(half_of(&mut found.counts, half), &share.counts);
        add(&mut found.power, &share.power);
        for (place, &image) in images.iter().enumerate() {
            found.best[image * BEST..][..BEST].copy_from_slice(&share.best[place * BEST..][..BEST]);
            found.probabilities[image * classes..][..classes]
                .copy_from_slice(&share.probabilities[place * classes..][..classes]);
        }
    }
    Ok(found)
}

fn half_of<T>(values: &mut [T], half: usize) -> &mut [T] {
    let length = values.len() / 2;
    &mut values[half * length..][..length]
}

fn add<T: Copy + std::ops::AddAssign>(sum: &mut [T], values: &[T]) {
    for (sum, &value) in sum.iter_mut().zip(values) {
        *sum += value;
    }
}

/// Numbers of each peak in the answer of `peaks`.
pub const PEAK: usize = 5;

/// The best `keep` references of each image: (images, keep, 5), the most likely first. A peak is its class (-1: there are
/// no more), angle, shift x and y and score, as in `Found::best`.
pub fn peaks(search: &Search, keep: usize, threads: usize) -> Result<Vec<f32>> {
    search.check()?;
    Error::unless(keep > 0, || "a search for no peaks".into())?;
    let plan = Plan::new(search);
    let mut output = vec![0f32; search.images() * keep * PEAK];
    with_threads(threads, || {
        output.par_chunks_mut(keep * PEAK).enumerate().for_each_init(
            || Worker::new(&plan, false),
            |worker, (image, out)| worker.peaks(image, out),
        );
    });
    Ok(output)
}

/// Sums over some of the images, and what was found of each.
struct Share {
    probabilities: Vec<f32>,
    best: Vec<f32>,
    numerators: Vec<f32>,
    denominators: Vec<f32>,
    counts: Vec<f64>,
    power: Vec<f64>,
}

impl Share {
    fn new(search: &Search) -> Self {
        let (classes, rings) = (search.classes(), search.rings);
        Self {
            probabilities: Vec::new(),
            best: Vec::new(),
            numerators: vec![0.0; 2 * classes * rings.all_orders()],
            denominators: vec![0.0; classes * rings.len()],
            counts: vec![0.0; classes],
            power: vec![0.0; rings.len()],
        }
    }
}
