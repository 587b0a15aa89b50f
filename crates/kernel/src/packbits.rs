//! PackBits (TIFF 6.0, section 9): a count byte, then bytes as they are or one byte to repeat.

use crate::{Error, Result};

/// Longest run or stretch that one count byte can say.
const LONGEST: usize = 128;

/// Fills `output` with the bytes that `input` holds; what follows them is not looked at.
pub fn decode(input: &[u8], output: &mut [u8]) -> Result<()> {
    let size = output.len();
    let (mut from, mut to) = (0, 0);
    let short = |to: usize| Error(format!("PackBits data end after {to} bytes: expected {size}"));
    while to < size {
        let control = *input.get(from).ok_or_else(|| short(to))?;
        from += 1;
        match control {
            0..=127 => {
                let count = (control as usize + 1).min(size - to);
                let bytes = input.get(from..from + count).ok_or_else(|| short(to))?;
                output[to..to + count].copy_from_slice(bytes);
                (from, to) = (from + count, to + count);
            }
            // The byte that means nothing: some writers pad with it.
            128 => {}
            129.. => {
                let count = (257 - control as usize).min(size - to);
                let byte = *input.get(from).ok_or_else(|| short(to))?;
                output[to..to + count].fill(byte);
                (from, to) = (from + 1, to + count);
            }
        }
    }
    Ok(())
}

/// `input` packed, each row of `row` bytes on its own as TIFF asks.
pub fn encode(input: &[u8], row: usize) -> Vec<u8> {
    let mut output = Vec::with_capacity(input.len() + input.len() / LONGEST + 16);
    for bytes in input.chunks(row.max(1)) {
        encode_row(bytes, &mut output);
    }
    output
}

fn encode_row(row: &[u8], output: &mut Vec<u8>) {
    let mut at = 0;
    // Bytes from `plain` up to `at` wait to be written as they are.
    let mut plain = 0;
    while at < row.len() {
        let run = row[at..]
            .iter()
            .take(LONGEST)
            .take_while(|&&byte| byte == row[at])
            .count();
        // A run of two saves nothing inside a plain stretch.
        if run >= 3 {
            put_plain(&row[plain..at], output);
            output.extend_from_slice(&[(257 - run) as u8, row[at]]);
            plain = at + run;
        }
        at += run;
    }
    put_plain(&row[plain..], output);
}

fn put_plain(bytes: &[u8], output: &mut Vec<u8>) {
    for piece in bytes.chunks(LONGEST) {
        output.push((piece.len() - 1) as u8);
        output.extend_from_slice(piece);
    }
}
