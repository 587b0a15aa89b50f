//! Counts of a frame as single electrons: each at a random place within its pixel and in a random part of the frame.

use crate::counter_random::Key;
use crate::stack::FrameStack;
use crate::{Error, Result};

/// Places within a pixel along each axis.
const FINE: usize = 4;

/// The electrons of frame `index`, told apart by which of `parts` equal stretches of the frame they fall into:
/// `parts` + 1 offsets into what follows them, then for each part its electrons' places `y * 4 width + x` on a grid four
/// times as fine as the frame. The electron e of a pixel depends on (seed, stream + e) and the pixel alone.
pub fn scatter(counts: &FrameStack, index: usize, parts: usize, seed: u32, stream: u32) -> Result<Vec<u32>> {
    let (height, width) = (counts.height, counts.width);
    Error::unless(
        FINE * FINE * height * width <= u32::MAX as usize && (1..=1 << 16).contains(&parts),
        || format!("{height} x {width} pixels in {parts} parts: places do not fit 32 bits, or no such parts"),
    )?;
    let frame = counts.frame(index)?;
    let most = frame.iter().fold(0f32, |most, &count| most.max(count)) as u32;
    let keys: Vec<Key> = (0..most)
        .map(|electron| Key::new(seed, stream.wrapping_add(electron)))
        .collect();
    let part_of = |bits: u32| ((bits >> 16) as usize * parts) >> 16;
    let each = |visit: &mut dyn FnMut(usize, u32)| {
        for (pixel, &count) in frame.iter().enumerate() {
            for key in &keys[..count.max(0.0) as usize] {
                visit(pixel, key.bits(pixel as u32));
            }
        }
    };
    let mut next = vec![0usize; parts + 1];
    each(&mut |_, bits| next[part_of(bits) + 1] += 1);
    for part in 0..parts {
        next[part + 1] += next[part];
    }
    let total = next[parts];
    Error::unless(total < u32::MAX as usize - parts, || {
        format!("{total} electrons in one frame")
    })?;
    let mut out = vec![0u32; parts + 1 + total];
    for (slot, &offset) in out.iter_mut().zip(&next) {
        *slot = offset as u32;
    }
    each(&mut |pixel, bits| {
        let (x, y) = (pixel % width, pixel / width);
        let (right, up) = (bits as usize % FINE, bits as usize / FINE % FINE);
        let slot = &mut next[part_of(bits)];
        out[parts + 1 + *slot] = ((FINE * y + up) * FINE * width + FINE * x + right) as u32;
        *slot += 1;
    });
    Ok(out)
}
