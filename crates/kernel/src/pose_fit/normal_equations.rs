//! The normal equations of a fit: a small symmetric matrix, solved by Cholesky's method.

use super::PARAMETERS;

pub(super) type Matrix = [[f64; PARAMETERS]; PARAMETERS];

/// Lower triangle of the factor L of L L' = matrix with its diagonal raised by a part of itself.
fn factorise(matrix: &Matrix, damping: f64) -> Option<Matrix> {
    let mut factor = *matrix;
    for a in 0..PARAMETERS {
        for b in 0..=a {
            let mut sum = matrix[a][b];
            if a == b {
                sum *= 1.0 + damping;
            }
            for k in 0..b {
                sum -= factor[a][k] * factor[b][k];
            }
            if a == b {
                if !(sum > 1e-12 * matrix[a][a] && sum > 0.0) {
                    return None;
                }
                factor[a][a] = sum.sqrt();
            } else {
                factor[a][b] = sum / factor[b][b];
            }
        }
    }
    Some(factor)
}

pub(super) fn solve(matrix: &Matrix, right: &[f64; PARAMETERS], damping: f64) -> Option<[f64; PARAMETERS]> {
    let factor = factorise(matrix, damping)?;
    let mut x = *right;
    for a in 0..PARAMETERS {
        for k in 0..a {
            x[a] -= factor[a][k] * x[k];
        }
        x[a] /= factor[a][a];
    }
    for a in (0..PARAMETERS).rev() {
        for k in a + 1..PARAMETERS {
            x[a] -= factor[k][a] * x[k];
        }
        x[a] /= factor[a][a];
    }
    Some(x)
}

/// Diagonal of the inverse: variances of the parameters.
pub(super) fn spreads(matrix: &Matrix) -> [f64; PARAMETERS] {
    std::array::from_fn(|a| {
        let mut unit = [0f64; PARAMETERS];
        unit[a] = 1.0;
        solve(matrix, &unit, 1e-9).map_or(f64::INFINITY, |x| x[a])
    })
}
