//! A small copy of an image: each pixel the average of the area of the large one that it stands for.

use rayon::prelude::*;

use crate::threads::with_threads;
use crate::{Error, Result};

/// (height, width) shrunk to (out_height, out_width); pixels on a border count by the part that lies inside.
pub fn average_areas(
    image: &[f32],
    (height, width): (usize, usize),
    (out_height, out_width): (usize, usize),
    threads: usize,
) -> Result<Vec<f32>> {
    Error::unless(image.len() == height * width, || {
        format!("an image of {height} x {width} pixels was given {} values", image.len())
    })?;
    Error::unless(
        (1..=height).contains(&out_height) && (1..=width).contains(&out_width),
        || format!("an image of {height} x {width} pixels cannot be averaged to {out_height} x {out_width}"),
    )?;
    let columns: Vec<Span> = (0..out_width).map(|x| Span::of(x, width, out_width)).collect();
    let mut output = vec![0f32; out_height * out_width];
    with_threads(threads, || {
        output.par_chunks_mut(out_width).enumerate().for_each_init(
            || vec![0f32; width],
            |sums, (y, out)| {
                let rows = Span::of(y, height, out_height);
                sums.fill(0.0);
                for row in rows.first..=rows.last {
                    let weight = rows.weight(row);
                    let source = &image[row * width..][..width];
                    sums.iter_mut()
                        .zip(source)
                        .for_each(|(sum, value)| *sum += weight * value);
                }
                for (pixel, span) in out.iter_mut().zip(&columns) {
                    *pixel = (span.first..=span.last).map(|x| span.weight(x) * sums[x]).sum();
                }
            },
        );
    });
    Ok(output)
}

/// The pixels under one pixel of the small image, along one axis, and what share of it each covers.
struct Span {
    first: usize,
    last: usize,
    first_weight: f32,
    last_weight: f32,
    whole_weight: f32,
}

impl Span {
    fn of(index: usize, size: usize, out_size: usize) -> Self {
        let scale = size as f64 / out_size as f64;
        let (start, end) = (index as f64 * scale, ((index + 1) as f64 * scale).min(size as f64));
        let first = (start.floor() as usize).min(size - 1);
        let last = ((end.ceil() as usize).max(first + 1) - 1).min(size - 1);
        let share = |from: f64, to: f64| ((to - from) / (end - start)) as f32;
        Self {
            first,
            last,
            first_weight: share(start, end.min((first + 1) as f64)),
            last_weight: share(start.max(last as f64), end),
            whole_weight: share(0.0, 1.0),
        }
    }

    fn weight(&self, index: usize) -> f32 {
        if index == self.first {
            self.first_weight
        } else if index == self.last {
            self.last_weight
        } else {
            self.whole_weight
        }
    }
}
