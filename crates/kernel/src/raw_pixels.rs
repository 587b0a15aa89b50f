//! Uncompressed pixels in a file, of either byte order, to arrays and back.

use std::path::Path;

use rayon::prelude::*;

use crate::half;
use crate::huge::{bytes_of, bytes_of_mut, try_zeroed_vec, Plain};
use crate::raw_source::{PackedFile, Packing, PlainFile};
use crate::stack::{FrameStack, Pixels};
use crate::threads::with_threads;
use crate::{Error, Result};

/// Bytes read in one go by one thread.
const PIECE_BYTES: usize = 4 << 20;

/// How one pixel is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Two pixels a byte, the first in the low half; a row of odd width ends with a half byte unused.
    U4,
    U8,
    I8,
    U16,
    I16,
    F16,
    F32,
}

impl Encoding {
    pub fn parse(name: &str) -> Result<Self> {
        Ok(match name {
            "u4" => Self::U4,
            "u8" => Self::U8,
            "i8" => Self::I8,
            "u16" => Self::U16,
            "i16" => Self::I16,
            "f16" => Self::F16,
            "f32" => Self::F32,
            other => return Err(Error(format!("unknown pixel encoding {other:?}"))),
        })
    }

    /// Bytes of a row of `width` pixels.
    pub fn row_bytes(self, width: usize) -> usize {
        match self {
            Self::U4 => width.div_ceil(2),
            Self::U8 | Self::I8 => width,
            Self::U16 | Self::I16 | Self::F16 => 2 * width,
            Self::F32 => 4 * width,
        }
    }

    fn number_bytes(self) -> usize {
        match self {
            Self::U4 | Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 | Self::F16 => 2,
            Self::F32 => 4,
        }
    }
}

/// Where pixels lie in a file, and how.
pub struct Layout<'a> {
    pub path: &'a Path,
    pub packing: Packing,
    /// Bytes before the first pixel, counted after unpacking.
    pub offset: u64,
    pub encoding: Encoding,
    pub big_endian: bool,
}

/// Fills all of `stack` with the pixels at `layout`; counts keep their type, 4-bit ones become bytes,
/// and any encoding may become floats.
pub fn read_stack(stack: &mut FrameStack, layout: &Layout, threads: usize) -> Result<()> {
    let width = stack.width;
    match (&mut stack.pixels, layout.encoding) {
        (Pixels::U8(all), Encoding::U8) => read_same(all, width, layout, threads),
        (Pixels::I8(all), Encoding::I8) => read_same(all, width, layout, threads),
        (Pixels::U16(all), Encoding::U16) => read_same(all, width, layout, threads),
        (Pixels::I16(all), Encoding::I16) => read_same(all, width, layout, threads),
        (Pixels::F32(all), _) => read_floats_into(all, width, layout, threads),
        (Pixels::U8(all), Encoding::U4) => read_converted(all, width, layout, threads, |bytes, row| {
            for (index, pixel) in row.iter_mut().enumerate() {
                *pixel = nibble(bytes, index);
            }
        }),
        (_, encoding) => Err(Error(format!(
            "{encoding:?} pixels do not fit a stack of {}",
            stack.kind()
        ))),
    }
}

/// `rows` rows of `width` pixels at `layout`, as floats.
pub fn read_floats(rows: usize, width: usize, layout: &Layout, threads: usize) -> Result<Vec<f32>> {
    let length = rows.checked_mul(width).filter(|&length| length > 0 && length < 1 << 40);
    let length = length.ok_or_else(|| Error(format!("{rows} rows of {width} pixels cannot be held")))?;
    let mut values = try_zeroed_vec(length)?;
    read_floats_into(&mut values, width, layout, threads)?;
    Ok(values)
}

fn read_floats_into(values: &mut [f32], width: usize, layout: &Layout, threads: usize) -> Result<()> {
    let encoding = layout.encoding;
    if encoding == Encoding::F32 {
        return read_same(values, width, layout, threads);
    }
    read_converted(values, width, layout, threads, |bytes, row| match encoding {
        Encoding::U4 => row
            .iter_mut()
            .enumerate()
            .for_each(|(index, value)| *value = nibble(bytes, index) as f32),
        Encoding::U8 => row
            .iter_mut()
            .zip(bytes)
            .for_each(|(value, &byte)| *value = byte as f32),
        Encoding::I8 => row
            .iter_mut()
            .zip(bytes)
            .for_each(|(value, &byte)| *value = byte as i8 as f32),
        Encoding::U16 => row
            .iter_mut()
            .zip(pairs(bytes))
            .for_each(|(value, bits)| *value = bits as f32),
        Encoding::I16 => row
            .iter_mut()
            .zip(pairs(bytes))
            .for_each(|(value, bits)| *value = bits as i16 as f32),
        Encoding::F16 => {
            let bits: Vec<u16> = pairs(bytes).collect();
            half::to_floats_into(&bits, row).expect("a row of one width");
        }
        Encoding::F32 => unreachable!("read as it is"),
    })
}

fn nibble(bytes: &[u8], index: usize) -> u8 {
    (bytes[index / 2] >> (4 * (index % 2))) & 15
}

fn pairs(bytes: &[u8]) -> impl Iterator<Item = u16> + '_ {
    bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
}

/// Reads into memory that has the layout of the file, but for the byte order.
fn read_same<T: Plain>(values: &mut [T], width: usize, layout: &Layout, threads: usize) -> Result<()> {
    each_piece(values, width, layout, threads, |source, offset, values, _| {
        let bytes = bytes_of_mut(values);
        source.fill(bytes, offset)?;
        swap(bytes, layout);
        Ok(())
    })
}

/// Reads row by row through `convert`, which gets the little-endian bytes of a row.
fn read_converted<T: Plain>(
    values: &mut [T],
    width: usize,
    layout: &Layout,
    threads: usize,
    convert: impl Fn(&[u8], &mut [T]) + Sync,
) -> Result<()> {
    let row_bytes = layout.encoding.row_bytes(width);
    each_piece(values, width, layout, threads, |source, offset, values, scratch| {
        scratch.resize(values.len() / width * row_bytes, 0);
        source.fill(scratch, offset)?;
        swap(scratch, layout);
        for (bytes, row) in scratch.chunks_exact(row_bytes).zip(values.chunks_exact_mut(width)) {
            convert(bytes, row);
        }
        Ok(())
    })
}

/// Where a piece's bytes come from.
enum Source<'a> {
    Plain(&'a PlainFile),
    Packed(&'a mut PackedFile),
}

impl Source<'_> {
    fn fill(&mut self, bytes: &mut [u8], offset: u64) -> Result<()> {
        match self {
            Self::Plain(file) => file.read_at(bytes, offset),
            Self::Packed(file) => file.read(bytes),
        }
    }
}

/// Runs `work` on pieces of `values`, whole rows each, with the piece's offset in the file: at once where
/// the file is plain, in order where it must be unpacked.
fn each_piece<T: Plain>(
    values: &mut [T],
    width: usize,
    layout: &Layout,
    threads: usize,
    work: impl Fn(&mut Source, u64, &mut [T], &mut Vec<u8>) -> Result<()> + Sync,
) -> Result<()> {
    let row_bytes = layout.encoding.row_bytes(width);
    let rows = (PIECE_BYTES / row_bytes).max(1);
    if layout.packing != Packing::None {
        let mut file = PackedFile::open(layout.path, layout.packing, layout.offset)?;
        let mut scratch = Vec::new();
        values
            .chunks_mut(rows * width)
            .try_for_each(|values| work(&mut Source::Packed(&mut file), 0, values, &mut scratch))?;
        return file.check_end();
    }
    let file = PlainFile::open(layout.path)?;
    with_threads(threads, || {
        values
            .par_chunks_mut(rows * width)
            .enumerate()
            .try_for_each_init(Vec::new, |scratch, (index, values)| {
                let offset = layout.offset + (index * rows * row_bytes) as u64;
                work(&mut Source::Plain(&file), offset, values, scratch)
            })
    })
}

/// Big-endian numbers to the little-endian ones of this machine.
fn swap(bytes: &mut [u8], layout: &Layout) {
    if layout.big_endian {
        match layout.encoding.number_bytes() {
            2 => bytes.chunks_exact_mut(2).for_each(|number| number.swap(0, 1)),
            4 => bytes.chunks_exact_mut(4).for_each(<[u8]>::reverse),
            _ => (),
        }
    }
}

/// Little-endian bytes of `values` in `encoding`: integers rounded and clamped, halves rounded to nearest.
pub fn encode(values: &[f32], encoding: Encoding, threads: usize) -> Result<Vec<u8>> {
    fn convert<T: Plain + Default>(values: &[f32], threads: usize, to: impl Fn(f32) -> T + Sync) -> Vec<u8> {
        let mut numbers = vec![T::default(); values.len()];
        with_threads(threads, || {
            let pieces = numbers.par_chunks_mut(1 << 16).zip(values.par_chunks(1 << 16));
            pieces.for_each(|(numbers, values)| {
                numbers
                    .iter_mut()
                    .zip(values)
                    .for_each(|(number, &value)| *number = to(value));
            });
        });
        bytes_of(&numbers).to_vec()
    }
    // `as` saturates at the ends of an integer's range and turns NaN into 0.
    match encoding {
        Encoding::U8 => Ok(convert(values, threads, |value| value.round() as u8)),
        Encoding::I8 => Ok(convert(values, threads, |value| value.round() as i8)),
        Encoding::U16 => Ok(convert(values, threads, |value| value.round() as u16)),
        Encoding::I16 => Ok(convert(values, threads, |value| value.round() as i16)),
        Encoding::F16 => Ok(bytes_of(&half::from_floats(values, threads)).to_vec()),
        Encoding::F32 => Ok(bytes_of(values).to_vec()),
        Encoding::U4 => Err(Error("4-bit pixels are read, never written".into())),
    }
}

/// Little-endian bytes of `count` frames of a stack from frame `first`, in the stack's own pixel type.
pub fn frame_bytes(stack: &FrameStack, first: usize, count: usize) -> Result<Vec<u8>> {
    Error::unless(first + count <= stack.frames, || {
        format!(
            "frames {first} to {} of a stack of {} frames",
            first + count,
            stack.frames
        )
    })?;
    let area = stack.height * stack.width;
    Ok(crate::with_pixels!(&stack.pixels, all => bytes_of(&all[first * area..(first + count) * area]).to_vec()))
}
