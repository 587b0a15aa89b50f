//! The exponential function for loops of vectors.

/// e^x for x up to 0, good to 2e-7 of it; what is below e^-87 is there. Without branches, for loops of vectors.
#[inline(always)]
pub(super) fn exp_of_negative(x: f32) -> f32 {
    let turns = (x * std::f32::consts::LOG2_E).max(-125.0);
    let whole = turns.round_ties_even();
    let rest = turns - whole;
    // 2^rest for rest from -1/2 to 1/2.
    let mut power = 1.540_353e-4f32;
    for coefficient in [
        1.333_355_8e-3,
        9.618_129e-3,
        5.550_411e-2,
        2.402_265e-1,
        6.931_472e-1,
        1.0,
    ] {
        power = power.mul_add(rest, coefficient);
    }
    // SAFETY: -125 to 0 fits any integer.
    let exponent = unsafe { whole.to_int_unchecked::<i32>() };
    power * f32::from_bits(((exponent + 127) << 23) as u32)
}
