//! Undoing the predictors of TIFF: what was stored is the difference to the pixel on the left.

/// Integer words of `size` bytes (1, 2, 4 or 8) in the file's byte order, each the difference to the one
/// before (predictor 2; TIFF 6.0, section 14). Floats are treated as words of their size.
pub fn undo_horizontal(row: &mut [u8], size: usize, big_endian: bool) {
    macro_rules! sum {
        ($word:ty) => {{
            let mut total: $word = 0;
            for bytes in row.chunks_exact_mut(size_of::<$word>()) {
                let word = (&*bytes).try_into().expect("as many bytes as the word has");
                let difference = if big_endian {
                    <$word>::from_be_bytes(word)
                } else {
                    <$word>::from_le_bytes(word)
                };
                total = total.wrapping_add(difference);
                bytes.copy_from_slice(&if big_endian {
                    total.to_be_bytes()
                } else {
                    total.to_le_bytes()
                });
            }
        }};
    }
    match size {
        1 => sum!(u8),
        2 => sum!(u16),
        4 => sum!(u32),
        _ => sum!(u64),
    }
}

/// Floats of `size` bytes (predictor 3; Adobe Photoshop TIFF Technical Note 3): the row holds first all high
/// bytes, then all second ones and so on, whatever the file's byte order, and of this row of bytes each is the
/// difference to the one before. `scratch` is as long as the row.
pub fn undo_floating(row: &mut [u8], size: usize, big_endian: bool, scratch: &mut [u8]) {
    let mut total = 0u8;
    for (byte, &difference) in scratch.iter_mut().zip(row.iter()) {
        total = total.wrapping_add(difference);
        *byte = total;
    }
    let count = row.len() / size;
    for (place, plane) in scratch.chunks_exact(count.max(1)).take(size).enumerate() {
        let within = if big_endian { place } else { size - 1 - place };
        for (value, &byte) in row.chunks_exact_mut(size).zip(plane) {
            value[within] = byte;
        }
    }
}
