//! LZ4 blocks, the bare form without a frame: sequences of literals and earlier bytes.

use crate::{Error, Result};

/// A byte of a block stands for at most this many: lengths are extended by bytes that count to 255.
const MOST_EXPANSION: usize = 255;

/// The block of `input`.
pub fn compress(input: &[u8]) -> Vec<u8> {
    lz4_flex::block::compress(input)
}

/// The `size` bytes whose block is `block`.
pub fn decompress(block: &[u8], size: usize) -> Result<Vec<u8>> {
    Error::unless(size / MOST_EXPANSION <= block.len(), || {
        format!("an LZ4 block of {} bytes cannot hold {size}", block.len())
    })?;
    let mut output = vec![0u8; size];
    let written = lz4_flex::block::decompress_into(block, &mut output)
        .map_err(|error| Error(format!("the LZ4 block is broken: {error}")))?;
    Error::unless(written == size, || {
        format!("the LZ4 block holds {written} bytes where {size} were expected")
    })?;
    Ok(output)
}
