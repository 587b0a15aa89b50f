//! The lossless codings of bytes that image files use. Output is only ever made up to the size the caller
//! names, however much a hostile input would unpack to.

use flate2::{Compression, Decompress, FlushDecompress};

use crate::{lzw, packbits, Error, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    None,
    Lzw,
    /// With zlib's header and checksum.
    Deflate,
    Zstd,
    PackBits,
}

/// Fast levels: counts are nearly noise, on which higher ones gain little and cost much.
const DEFLATE_LEVEL: u32 = 4;
const ZSTD_LEVEL: i32 = 3;

impl Codec {
    pub fn named(name: &str) -> Result<Self> {
        match name {
            "none" => Ok(Self::None),
            "lzw" => Ok(Self::Lzw),
            "deflate" => Ok(Self::Deflate),
            "zstd" => Ok(Self::Zstd),
            "packbits" => Ok(Self::PackBits),
            other => Err(Error(format!(
                "unknown coding {other:?}: expected none, lzw, deflate, zstd or packbits"
            ))),
        }
    }
}

/// Unpacks pieces one after the other in memory that it keeps.
#[derive(Default)]
pub struct Unpacker {
    lzw: lzw::Decoder,
    bytes: Vec<u8>,
}

impl Unpacker {
    /// The first `size` bytes that `input` unpacks to, an error if there are fewer.
    pub fn unpack(&mut self, codec: Codec, input: &[u8], size: usize) -> Result<&mut [u8]> {
        if codec == Codec::Lzw {
            return self.lzw.decode(input, size);
        }
        self.bytes.resize(size, 0);
        match codec {
            Codec::None => {
                let found = input.get(..size).ok_or_else(|| short("plain", input.len(), size))?;
                self.bytes.copy_from_slice(found);
            }
            Codec::Deflate => inflate(input, &mut self.bytes)?,
            Codec::Zstd => {
                let found = zstd::bulk::decompress_to_buffer(input, &mut self.bytes[..])
                    .map_err(|error| Error(format!("zstd data cannot be unpacked to {size} bytes: {error}")))?;
                Error::unless(found == size, || short("zstd", found, size).0)?;
            }
            Codec::PackBits => packbits::decode(input, &mut self.bytes)?,
            Codec::Lzw => unreachable!("returned above"),
        }
        Ok(&mut self.bytes)
    }
}

fn inflate(input: &[u8], output: &mut [u8]) -> Result<()> {
    let mut stream = Decompress::new(true);
    // A stream that holds more than was asked for fills the output and has no end: that is no error.
    stream
        .decompress(input, output, FlushDecompress::Finish)
        .map_err(|error| {
            let (place, size) = (stream.total_out(), output.len());
            Error(format!(
                "deflate data are broken after {place} of {size} bytes: {error}"
            ))
        })?;
    let found = stream.total_out() as usize;
    Error::unless(found == output.len(), || short("deflate", found, output.len()).0)
}

fn short(coding: &str, found: usize, expected: usize) -> Error {
    Error(format!("{coding} data end after {found} bytes: expected {expected}"))
}

/// `input` packed; `row` is the length of an image row in bytes, across which PackBits may not reach.
pub fn pack(codec: Codec, input: &[u8], row: usize) -> Result<Vec<u8>> {
    match codec {
        Codec::None => Ok(input.to_vec()),
        Codec::Lzw => Ok(lzw::encode(input)),
        Codec::PackBits => Ok(packbits::encode(input, row)),
        Codec::Deflate => deflate(input),
        Codec::Zstd => {
            zstd::bulk::compress(input, ZSTD_LEVEL).map_err(|error| Error(format!("zstd refused to pack: {error}")))
        }
    }
}

fn deflate(input: &[u8]) -> Result<Vec<u8>> {
    use std::io::Write;
    let mut encoder = flate2::write::ZlibEncoder::new(
        Vec::with_capacity(input.len() / 2 + 64),
        Compression::new(DEFLATE_LEVEL),
    );
    encoder
        .write_all(input)
        .and_then(|()| encoder.finish())
        .map_err(|error| Error(format!("deflate refused to pack: {error}")))
}
