//! Random numbers by place instead of by turn: number `counter` of stream `stream` of seed `seed` is a hash
//! of the three, so that any part of a field can be filled by any thread and comes out the same.

/// What a field's numbers hash with: one for each (seed, stream).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    first: u32,
    second: u32,
}

/// A bijection of 32 bits in which each input bit moves about half of the output bits
/// (multipliers found by Wellons' search for hashes of low bias).
#[inline(always)]
pub fn mix(mut x: u32) -> u32 {
    x = (x ^ (x >> 16)).wrapping_mul(0x21f0_aaad);
    x = (x ^ (x >> 15)).wrapping_mul(0x735a_2d97);
    x ^ (x >> 15)
}

impl Key {
    pub fn new(seed: u32, stream: u32) -> Self {
        let first = mix(seed.wrapping_add(0x9e37_79b9) ^ mix(stream.wrapping_add(0x85eb_ca6b)));
        Self {
            first,
            second: mix(first.wrapping_add(stream).wrapping_add(0xc2b2_ae35)),
        }
    }

    /// 32 random bits: two rounds of hashing with a key of its own before each.
    #[inline(always)]
    pub fn bits(self, counter: u32) -> u32 {
        mix(mix(counter ^ self.first).wrapping_add(self.second))
    }

    /// Uniform in [0, 1) in steps of 2^-24. (Signed integers become floats in vector code, unsigned ones do not.)
    #[inline(always)]
    pub fn uniform(self, counter: u32) -> f32 {
        (self.bits(counter) >> 8) as i32 as f32 * (1.0 / 16_777_216.0)
    }

    /// Two independent normal numbers (Box and Muller 1958) from places 2 `pair` and 2 `pair` + 1.
    #[inline(always)]
    pub fn normals(self, pair: u32) -> (f32, f32) {
        let place = pair.wrapping_mul(2);
        // 1 - u keeps the logarithm finite.
        let radius = (-2.0 * (1.0 - self.uniform(place)).ln()).sqrt();
        let (sine, cosine) = (std::f32::consts::TAU * self.uniform(place.wrapping_add(1))).sin_cos();
        (radius * cosine, radius * sine)
    }
}
