//! What a search is of.

use rustfft::num_complex::Complex32;

use crate::ctf::Aberration;
use crate::lanes::LANES;
use crate::rings::Rings;
use crate::{Error, Result};

/// Images, references and how they may lie on each other.
pub struct Search<'a> {
    /// The rings compared: those that `samples` holds, or the inner ones of them.
    pub rings: &'a Rings,
    /// Samples of an image in `samples`.
    pub stride: usize,
    /// Angles of a full turn that are tried, even, more than twice the greatest order.
    pub angles: usize,
    /// (images, stride), from `images_to_rings`.
    pub samples: &'a [Complex32],
    /// One for each image; the contrast transfer is + sin.
    pub aberrations: &'a [Aberration],
    pub pixel_size: f64,
    /// Where the shifts of an image are tried about, pixels: (images, 2), x first.
    pub centres: &'a [f32],
    /// Shifts tried: (shifts, 2).
    pub offsets: &'a [f32],
    /// Logarithm of the probability beforehand of each shift: (images, shifts).
    pub shift_priors: &'a [f32],
    /// Angular orders: (classes, 2, orders), real and imaginary parts apart.
    pub references: &'a [f32],
    /// Logarithm of the probability beforehand of each class.
    pub class_priors: &'a [f32],
    /// 1 / power of the noise on each ring.
    pub inverse_noise: &'a [f32],
    /// Multiplies the logarithm of the likelihood: below 1 the search is less sure than the noise allows.
    pub sharpness: f32,
    /// Which half each image belongs to, 0 or 1.
    pub halves: &'a [u8],
    /// Shifts and classes whose weight is less than this part of the best one's add nothing to the sums.
    pub least: f32,
}

impl Search<'_> {
    pub(super) fn images(&self) -> usize {
        self.aberrations.len()
    }

    pub(super) fn shifts(&self) -> usize {
        self.offsets.len() / 2
    }

    pub(super) fn classes(&self) -> usize {
        self.class_priors.len()
    }

    pub(super) fn check(&self) -> Result<()> {
        let (images, shifts, classes) = (self.images(), self.shifts(), self.classes());
        let lengths = [
            ("samples", self.samples.len(), images * self.stride),
            ("centres", self.centres.len(), 2 * images),
            ("offsets", self.offsets.len(), 2 * shifts),
            ("shift priors", self.shift_priors.len(), images * shifts),
            (
                "references",
                self.references.len(),
                2 * classes * self.rings.all_orders(),
            ),
            ("powers of the noise", self.inverse_noise.len(), self.rings.len()),
            ("halves", self.halves.len(), images),
        ];
        for (what, found, expected) in lengths {
            Error::unless(found == expected, || {
                format!("a search of {images} images: {found} {what}, expected {expected}")
            })?;
        }
        let most = self.rings.orders[self.rings.len() - 1];
        Error::unless(
            shifts > 0 && classes > 0 && self.stride >= self.rings.samples() && self.pixel_size > 0.0,
            || format!("a search over {shifts} shifts and {classes} classes makes no sense"),
        )?;
        Error::unless(self.angles.is_multiple_of(LANES) && self.angles >= 2 * most, || {
            format!(
                "{} angles for {most} orders: expected a multiple of {LANES}, twice as many",
                self.angles
            )
        })
    }
}
