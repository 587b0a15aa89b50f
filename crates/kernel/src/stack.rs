//! A movie in memory: frames of equal size, in the pixel type they were stored in.

use crate::huge::HugeVec;
use crate::{Error, Result};

/// Pixel storage of a stack; counts stay integers so that a movie is never held as floats.
pub enum Pixels {
    U8(HugeVec<u8>),
    I8(HugeVec<i8>),
    U16(HugeVec<u16>),
    I16(HugeVec<i16>),
    F32(HugeVec<f32>),
}

/// `frames` images of `height` rows and `width` columns, row 0 first as in an MRC file.
pub struct FrameStack {
    pub frames: usize,
    pub height: usize,
    pub width: usize,
    pub pixels: Pixels,
}

/// Runs `$body` with `$slice` bound to the pixels, whatever their type.
#[macro_export]
macro_rules! with_pixels {
    ($pixels:expr, $slice:ident => $body:expr) => {
        match $pixels {
            $crate::stack::Pixels::U8($slice) => $body,
            $crate::stack::Pixels::I8($slice) => $body,
            $crate::stack::Pixels::U16($slice) => $body,
            $crate::stack::Pixels::I16($slice) => $body,
            $crate::stack::Pixels::F32($slice) => $body,
        }
    };
}

/// A pixel that turns into a float exactly (or as exactly as f32 allows).
pub trait Count: crate::huge::Plain {
    fn to_f32(self) -> f32;
}
macro_rules! count {
    ($($number:ty),*) => { $(impl Count for $number {
        #[inline(always)]
        fn to_f32(self) -> f32 { self as f32 }
    })* };
}
count!(u8, i8, u16, i16, f32);

impl FrameStack {
    /// A zeroed stack; `kind` is one of u8, i8, u16, i16, f32.
    pub fn zeroed(kind: &str, frames: usize, height: usize, width: usize) -> Result<Self> {
        let length = frames
            .checked_mul(height)
            .and_then(|n| n.checked_mul(width))
            .filter(|&n| n > 0 && n < 1 << 40)
            .ok_or_else(|| {
                Error(format!(
                    "a stack of {frames} x {height} x {width} pixels cannot be held"
                ))
            })?;
        let pixels = match kind {
            "u8" => Pixels::U8(HugeVec::try_zeroed(length)?),
            "i8" => Pixels::I8(HugeVec::try_zeroed(length)?),
            "u16" => Pixels::U16(HugeVec::try_zeroed(length)?),
            "i16" => Pixels::I16(HugeVec::try_zeroed(length)?),
            "f32" => Pixels::F32(HugeVec::try_zeroed(length)?),
            other => {
                return Err(Error(format!(
                    "unknown pixel kind {other:?}: expected u8, i8, u16, i16 or f32"
                )))
            }
        };
        Ok(Self {
            frames,
            height,
            width,
            pixels,
        })
    }

    pub fn kind(&self) -> &'static str {
        match self.pixels {
            Pixels::U8(_) => "u8",
            Pixels::I8(_) => "i8",
            Pixels::U16(_) => "u16",
            Pixels::I16(_) => "i16",
            Pixels::F32(_) => "f32",
        }
    }

    /// An error unless `first..end` names at least one frame and none beyond the last.
    pub fn check_range(&self, first: usize, end: usize) -> Result<()> {
        Error::unless(first < end && end <= self.frames, || {
            format!("frames {first} to {end} of a stack of {} frames", self.frames)
        })
    }

    /// Frame `index` as floats, shape (height, width).
    pub fn frame(&self, index: usize) -> Result<Vec<f32>> {
        Error::unless(index < self.frames, || {
            format!("frame {index} of a stack of {} frames", self.frames)
        })?;
        let area = self.height * self.width;
        Ok(with_pixels!(&self.pixels, all => {
            all[index * area..][..area].iter().map(|&value| value.to_f32()).collect()
        }))
    }

    /// Overwrites frame `index` with `values` (height * width), rounded and clamped to the pixel type.
    pub fn set_frame(&mut self, index: usize, values: &[f32]) -> Result<()> {
        let area = self.height * self.width;
        Error::unless(index < self.frames, || {
            format!("frame {index} of a stack of {} frames", self.frames)
        })?;
        Error::unless(values.len() == area, || {
            format!("a frame of {area} pixels was given {}", values.len())
        })?;
        macro_rules! store {
            ($all:expr, $number:ty) => {
                for (pixel, &value) in $all[index * area..][..area].iter_mut().zip(values) {
                    // `as` saturates at the ends of the type's range.
                    *pixel = value.round() as $number;
                }
            };
        }
        match &mut self.pixels {
            Pixels::U8(all) => store!(all, u8),
            Pixels::I8(all) => store!(all, i8),
            Pixels::U16(all) => store!(all, u16),
            Pixels::I16(all) => store!(all, i16),
            Pixels::F32(all) => all[index * area..][..area].copy_from_slice(values),
        }
        Ok(())
    }
}
