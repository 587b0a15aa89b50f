//! Weights of interpolation that run linearly over a span of columns.

use crate::kaiser_bessel::bessel;

/// Taps of the interpolation along each axis.
pub const TAPS: usize = 8;

/// Columns over which the taps' weights run linearly from one end to the other.
pub(super) const SPAN: usize = 32;

/// 0, 1, 2, ... as floats: converting a counter in the loop would keep it from becoming vector code.
static RAMP: [f32; SPAN] = {
    let mut ramp = [0f32; SPAN];
    let mut i = 0;
    while i < SPAN {
        ramp[i] = i as f32;
        i += 1;
    }
    ramp
};

/// Pixels summed side by side.
const LANES: usize = 16;

/// Fractions of a pixel in the table of weights.
const STEPS: usize = 512;

/// The end of a span: how far its pixel looks, in whole pixels and taps for the rest.
pub(super) struct End {
    shift: f32,
    whole: f32,
    taps: [f32; TAPS],
}

impl End {
    pub(super) fn new(shift: f32, table: &[[f32; TAPS]]) -> Self {
        let whole = shift.floor();
        Self {
            shift,
            whole,
            taps: taps_at(shift - whole, table),
        }
    }

    /// Weights that run linearly from here to where the next span begins, the whole pixels they count from (those of
    /// the span's middle), and that next beginning.
    #[inline(always)]
    pub(super) fn to(&self, shift: f32, table: &[[f32; TAPS]]) -> (SpanWeights, isize, End) {
        let whole = (0.5 * (self.shift + shift)).floor();
        let first = if whole == self.whole {
            self.taps
        } else {
            taps_at(self.shift - whole, table)
        };
        let last = taps_at(shift - whole, table);
        let mut slope = [0f32; TAPS];
        for tap in 0..TAPS {
            slope[tap] = (last[tap] - first[tap]) * (1.0 / SPAN as f32);
        }
        let end = End {
            shift,
            whole,
            taps: last,
        };
        (SpanWeights { first, slope }, whole as isize, end)
    }
}

/// Weights of the taps at a fraction from -0.5 to 1.5, between the two nearest of the table.
#[inline(always)]
fn taps_at(fraction: f32, table: &[[f32; TAPS]]) -> [f32; TAPS] {
    let place = ((fraction + 0.5) * STEPS as f32).clamp(0.0, 2.0 * STEPS as f32 - 1.0);
    let index = place as usize;
    let rest = place - index as f32;
    let (low, high) = (&table[index], &table[index + 1]);
    let mut weights = [0f32; TAPS];
    for tap in 0..TAPS {
        weights[tap] = rest.mul_add(high[tap] - low[tap], low[tap]);
    }
    weights
}

pub(super) struct SpanWeights {
    first: [f32; TAPS],
    slope: [f32; TAPS],
}

impl SpanWeights {
    #[inline(always)]
    pub(super) fn of(&self, tap: usize, pixel: usize) -> f32 {
        self.slope[tap].mul_add(RAMP[pixel], self.first[tap])
    }

    /// What all taps see of up to `SPAN` pixels; `seen` answers where a tap's pixels begin.
    #[inline(always)]
    pub(super) fn add_taps<'s>(&self, seen: impl Fn(usize) -> &'s [f32], out: &mut [f32]) {
        let count = out.len();
        if count < SPAN {
            for (i, value) in out.iter_mut().enumerate() {
                *value = (0..TAPS).map(|tap| self.of(tap, i) * seen(tap)[i]).sum();
            }
            return;
        }
        // Lengths known to the compiler keep the sums in registers.
        let seen: [&[f32; SPAN]; TAPS] = std::array::from_fn(|tap| seen(tap)[..SPAN].try_into().expect("a full span"));
        for (part, out) in out.chunks_exact_mut(LANES).enumerate() {
            let mut ramp = [0f32; LANES];
            ramp.copy_from_slice(&RAMP[part * LANES..][..LANES]);
            let mut sum = [0f32; LANES];
            for tap in 0..TAPS {
                let (first, slope) = (self.first[tap], self.slope[tap]);
                let pixels = &seen[tap][part * LANES..][..LANES];
                for lane in 0..LANES {
                    sum[lane] = slope.mul_add(ramp[lane], first).mul_add(pixels[lane], sum[lane]);
                }
            }
            out.copy_from_slice(&sum);
        }
    }
}

/// Weights of the taps for fractions from -0.5 to 1.5 in `STEPS` steps a pixel.
pub(super) fn tap_table() -> Vec<[f32; TAPS]> {
    (0..=2 * STEPS)
        .map(|step| tap_weights(step as f64 / STEPS as f64 - 0.5))
        .collect()
}

/// A sinc under a Kaiser window (beta 6.5, half width 4.5 so that fractions beyond a pixel keep their weight),
/// scaled so that the sum is 1: a flat image stays flat.
fn tap_weights(fraction: f64) -> [f32; TAPS] {
    let weights: [f64; TAPS] = std::array::from_fn(|tap| {
        let distance = tap as f64 - (TAPS / 2 - 1) as f64 - fraction;
        let across = 1.0 - (distance / 4.5).powi(2);
        let window = if across > 0.0 {
            bessel(6.5 * across.sqrt()) / bessel(6.5)
        } else {
            0.0
        };
        let turn = std::f64::consts::PI * distance;
        window * if distance.abs() < 1e-9 { 1.0 } else { turn.sin() / turn }
    });
    let sum: f64 = weights.iter().sum();
    weights.map(|weight| (weight / sum) as f32)
}
