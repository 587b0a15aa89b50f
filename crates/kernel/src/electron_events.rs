//! Electron event representation (EER): a raw frame of a counting camera as the gaps between its electrons.
//!
//! Bits are taken from the low end of each byte on. A code is a run: so many pixels without an electron, counted
//! along rows from the first, then a pixel with one, and where in that pixel it came down (sub-pixel bits, x below y,
//! the highest bit of each inverted). A run of all ones is that many pixels without an electron at its end, and has
//! no sub-pixel bits. A frame is complete when its pixels are used up. Formula and order: "EER file format"
//! (Thermo Fisher Scientific), checked against its worked example.

use std::path::Path;

use rayon::prelude::*;

use crate::huge::Plain;
use crate::raw_source::PlainFile;
use crate::stack::{FrameStack, Pixels};
use crate::threads::with_threads;
use crate::tiff_segments::Range;
use crate::{Error, Result};

/// Widths of the parts of a code, and the sensor.
#[derive(Debug, Clone, Copy)]
pub struct Coding {
    pub run_bits: u32,
    pub horizontal_bits: u32,
    pub vertical_bits: u32,
    pub height: usize,
    pub width: usize,
}

impl Coding {
    fn check(&self) -> Result<()> {
        let fits = (1..=16).contains(&self.run_bits) && self.horizontal_bits <= 4 && self.vertical_bits <= 4;
        let area = self.height.checked_mul(self.width).unwrap_or(0);
        Error::unless(fits && (1..1 << 40).contains(&area), || {
            format!("events cannot be coded like this: {self:?}")
        })
    }

    fn sub_bits(&self) -> u32 {
        self.horizontal_bits + self.vertical_bits
    }
}

/// Rows of output worked on at a time, in bytes: they stay in a near cache while all raw frames pass over them.
const BAND: usize = 1 << 18;

/// A raw frame: the strips that hold its bytes, to be put together.
pub struct RawFrame<'a> {
    pub ranges: &'a [Range],
}

/// Fills each frame of `stack` with the electrons of the next `counts[frame]` raw frames, `1 << zoom` pixels to a
/// pixel of the sensor. Pixels count up to the number of raw frames, which must fit their type.
pub fn render(
    stack: &mut FrameStack,
    path: &Path,
    coding: &Coding,
    zoom: u32,
    raw: &[RawFrame<'_>],
    counts: &[usize],
    threads: usize,
) -> Result<()> {
    coding.check()?;
    Error::unless(zoom <= coding.horizontal_bits.min(coding.vertical_bits), || {
        format!(
            "{} and {} sub-pixel bits do not tell places {} times finer than a pixel",
            coding.horizontal_bits,
            coding.vertical_bits,
            1 << zoom
        )
    })?;
    let shape = (counts.len(), coding.height << zoom, coding.width << zoom);
    let held = (stack.frames, stack.height, stack.width);
    Error::unless(shape == held && counts.iter().sum::<usize>() == raw.len(), || {
        format!(
            "{} raw frames in {shape:?} pixels do not fill a stack of {held:?}",
            raw.len()
        )
    })?;
    let file = PlainFile::open(path)?;
    match &mut stack.pixels {
        Pixels::U8(all) => render_all(all, u8::MAX.into(), &file, coding, zoom, raw, counts, threads),
        Pixels::U16(all) => render_all(all, u16::MAX.into(), &file, coding, zoom, raw, counts, threads),
        _ => Err(Error("electrons are counted in u8 or u16".into())),
    }
}

/// A pixel that counts.
trait Counter: Plain {
    const ZERO: Self;
    fn add_one(&mut self);
}
impl Counter for u8 {
    const ZERO: Self = 0;
    #[inline(always)]
    fn add_one(&mut self) {
        *self = self.wrapping_add(1);
    }
}
impl Counter for u16 {
    const ZERO: Self = 0;
    #[inline(always)]
    fn add_one(&mut self) {
        *self = self.wrapping_add(1);
    }
}

fn render_all<T: Counter>(
    all: &mut [T],
    most: usize,
    file: &PlainFile,
    coding: &Coding,
    zoom: u32,
    raw: &[RawFrame<'_>],
    counts: &[usize],
    threads: usize,
) -> Result<()> {
    let largest = counts.iter().copied().max().unwrap_or(0);
    Error::unless(largest <= most, || {
        format!("a pixel may count {largest} electrons, but its type holds {most}")
    })?;
    let area = (coding.height << zoom) * (coding.width << zoom);
    let starts = counts.iter().scan(0, |end, count| {
        *end += count;
        Some(*end - count)
    });
    let work: Vec<_> = all
        .chunks_exact_mut(area.max(1))
        .zip(starts.zip(counts))
        .map(|(frame, (start, &count))| (frame, &raw[start..start + count]))
        .collect();
    with_threads(threads, || {
        work.into_par_iter().try_for_each_init(Vec::new, |bytes, (frame, raw)| {
            render_frame(frame, file, coding, zoom, raw, bytes)
        })
    })
}

/// Adds the electrons of `raw` to a frame, band after band of rows.
fn render_frame<T: Counter>(
    frame: &mut [T],
    file: &PlainFile,
    coding: &Coding,
    zoom: u32,
    raw: &[RawFrame<'_>],
    bytes: &mut Vec<u8>,
) -> Result<()> {
    let mut decoders = Vec::with_capacity(raw.len());
    bytes.clear();
    for frame in raw {
        let start = bytes.len();
        for range in frame.ranges {
            let at = bytes.len();
            bytes.resize(at + range.length as usize, 0);
            file.read_at(&mut bytes[at..], range.offset)?;
        }
        decoders.push(Decoder::new(start, bytes.len() - start));
        // The last code is read as part of a word of eight bytes.
        bytes.resize(bytes.len() + 8, 0);
    }
    let places = sub_pixel_places(coding, zoom);
    let row_step = coding.width << (2 * zoom);
    let rows = (BAND / row_step / size_of::<T>()).max(1);
    let mut end = 0;
    for band in frame.chunks_mut(rows * row_step) {
        band.fill(T::ZERO);
        end += band.len() / row_step;
        for (decoder, raw) in decoders.iter_mut().zip(raw) {
            decoder
                .run(bytes, coding, zoom, &places, end, band)
                .map_err(|Error(why)| {
                    let first = raw.ranges.first().map_or(0, |range| range.offset);
                    Error(format!("{why} (the raw frame at byte {first})"))
                })?;
        }
    }
    Ok(())
}

/// For each value of the sub-pixel bits, how far from the first pixel of the sensor's pixel its place is.
fn sub_pixel_places(coding: &Coding, zoom: u32) -> Vec<usize> {
    let side = |value: usize, bits: u32| {
        let inverted = if bits == 0 { 0 } else { value ^ (1 << (bits - 1)) };
        inverted >> (bits - zoom)
    };
    (0..1usize << coding.sub_bits())
        .map(|sub| {
            let x = side(sub & ((1 << coding.horizontal_bits) - 1), coding.horizontal_bits);
            let y = side(sub >> coding.horizontal_bits, coding.vertical_bits);
            y * (coding.width << zoom) + x
        })
        .collect()
}

/// How far into a raw frame the work has come.
struct Decoder {
    bit: usize,
    end: usize,
    /// The pixel after the last one that is done; x may be the width.
    x: usize,
    y: usize,
}

impl Decoder {
    fn new(start: usize, length: usize) -> Self {
        Self {
            bit: 8 * start,
            end: 8 * (start + length),
            x: 0,
            y: 0,
        }
    }

    /// Adds the electrons up to row `stop` of the sensor to `band`, which ends there.
    fn run<T: Counter>(
        &mut self,
        bytes: &[u8],
        coding: &Coding,
        zoom: u32,
        places: &[usize],
        stop: usize,
        band: &mut [T],
    ) -> Result<()> {
        let (run_bits, sub_bits) = (coding.run_bits as usize, coding.sub_bits() as usize);
        let (longest, sub_mask) = ((1usize << run_bits) - 1, (1usize << sub_bits) - 1);
        let (width, height) = (coding.width, coding.height);
        let row_step = width << (2 * zoom);
        let start = stop - band.len() / row_step;
        let end = self.end;
        let Self {
            mut bit, mut x, mut y, ..
        } = *self;
        while y < stop {
            if bit + run_bits > end {
                let place = y * width + x;
                // The run up to the end of the frame may be missing, not more.
                Error::unless(place + longest >= width * height, || {
                    format!("its events end at pixel {place} of {}", width * height)
                })?;
                y = height;
                break;
            }
            let word: [u8; 8] = bytes[bit / 8..bit / 8 + 8].try_into().expect("eight bytes");
            let code = (u64::from_le_bytes(word) >> (bit % 8)) as usize;
            let run = code & longest;
            let (mut column, mut line) = (x + run, y);
            if column >= width {
                line += column / width;
                column %= width;
            }
            if line >= stop {
                // The next band takes this code up again; behind the last row it is the end.
                y = if line >= height { height } else { y };
                break;
            }
            (x, y) = (column, line);
            bit += run_bits;
            if run < longest {
                Error::unless(bit + sub_bits <= end, || "its events end within a code".into())?;
                let place = places[code >> run_bits & sub_mask];
                band[(line - start) * row_step + (column << zoom) + place].add_one();
                bit += sub_bits;
                x += 1;
            }
        }
        (self.bit, self.x, self.y) = (bit, x, y);
        Ok(())
    }
}

/// One raw frame from the places of its electrons, `1 << bits` to a pixel of the sensor along each axis, as
/// y * (width << horizontal_bits) + x in any order. A pixel of the sensor that is hit twice
/// counts once, as in the camera: answers the bytes and how many electrons they hold.
pub fn encode(places: &[u32], coding: &Coding) -> Result<(Vec<u8>, usize)> {
    coding.check()?;
    let (fine_width, fine_height) = (
        coding.width << coding.horizontal_bits,
        coding.height << coding.vertical_bits,
    );
    let mut electrons = places
        .iter()
        .map(|&place| {
            let (x, y) = (place as usize % fine_width, place as usize / fine_width);
            Error::unless(y < fine_height, || {
                format!(
                    "an electron at place {place}, but there are {}",
                    fine_width * fine_height
                )
            })?;
            let pixel = (y >> coding.vertical_bits) * coding.width + (x >> coding.horizontal_bits);
            let side = |value: usize, bits: u32| (value & ((1 << bits) - 1)) ^ ((1 << bits) >> 1);
            let sub = side(y, coding.vertical_bits) << coding.horizontal_bits | side(x, coding.horizontal_bits);
            Ok((pixel as u64) << 8 | sub as u64)
        })
        .collect::<Result<Vec<u64>>>()?;
    electrons.sort_unstable();
    electrons.dedup_by_key(|electron| *electron >> 8);
    let mut bits = BitWriter::default();
    let mut next = 0;
    for &electron in &electrons {
        let pixel = electron >> 8;
        bits.put_run(pixel - next, coding.run_bits);
        bits.put(electron & 0xff, coding.sub_bits());
        next = pixel + 1;
    }
    // The run to the end of the frame is written also where it is 0: RELION takes a frame for whole only where a run
    // ends exactly there.
    bits.put_run((coding.width * coding.height) as u64 - next, coding.run_bits);
    // Frames are whole words of 16 bits, as some readers want; what fills the last must be no code. The last run may
    // have sub-pixel bits or none: nothing reads them.
    if bits.left_in_word() >= coding.run_bits + coding.sub_bits() {
        bits.put(0, coding.sub_bits());
    }
    Ok((bits.finish(), electrons.len()))
}

/// Packs bits from the low end on.
#[derive(Default)]
struct BitWriter {
    bytes: Vec<u8>,
    held: u64,
    count: u32,
}

impl BitWriter {
    fn put(&mut self, value: u64, width: u32) {
        self.held |= value << self.count;
        self.count += width;
        while self.count >= 8 {
            self.bytes.push(self.held as u8);
            self.held >>= 8;
            self.count -= 8;
        }
    }

    fn put_run(&mut self, mut run: u64, width: u32) {
        let longest = (1 << width) - 1;
        while run >= longest {
            self.put(longest, width);
            run -= longest;
        }
        self.put(run, width);
    }

    /// Bits up to the end of a word of 16.
    fn left_in_word(&self) -> u32 {
        let used = 8 * (self.bytes.len() as u32 % 2) + self.count;
        (16 - used) % 16
    }

    /// Ones fill the last word: no electron follows.
    fn finish(mut self) -> Vec<u8> {
        let left = self.left_in_word();
        self.put((1 << left) - 1, left);
        self.bytes
    }
}
