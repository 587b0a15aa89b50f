//! Levenberg and Marquardt's descent of one pose.

use super::normal_equations::{solve, spreads};
use super::worker::Worker;
use super::{Pose, PARAMETERS};

impl Worker<'_> {
    pub(super) fn improve(&self, start: Pose, steps: usize, out: &mut [f32]) {
        let mut pose = start;
        let mut terms = self.compare(&pose);
        let mut damping = 1e-3;
        for _ in 0..steps {
            let Some(step) = solve(&terms.matrix, &terms.gradient, damping) else {
                break;
            };
            let next = moved(&pose, &step);
            let tried = self.compare(&next);
            if tried.score > terms.score {
                let gained = tried.score - terms.score;
                pose = next;
                terms = tried;
                damping *= 0.1;
                if gained < 0.01 {
                    break;
                }
            } else {
                damping = (damping * 30.0).max(0.03);
                if damping > 1e4 {
                    break;
                }
            }
        }
        out[..9].copy_from_slice(&pose.rotation);
        out[9] = pose.shift[0] as f32;
        out[10] = pose.shift[1] as f32;
        out[11] = terms.score as f32;
        let scale = f64::from(self.fit.scales[self.image]);
        out[12] = if terms.energy > 0.0 {
            (scale * terms.product / terms.energy) as f32
        } else {
            scale as f32
        };
        let spread = spreads(&terms.matrix);
        out[13] = ((spread[0] + spread[1] + spread[2]) / 3.0).sqrt() as f32;
        out[14] = ((spread[3] + spread[4]) / 2.0).sqrt() as f32;
    }
}

/// The pose after small turns about the image's axes and a shift.
fn moved(pose: &Pose, step: &[f64; PARAMETERS]) -> Pose {
    let angle = (step[0] * step[0] + step[1] * step[1] + step[2] * step[2]).sqrt();
    // No step turns farther than a sixth of a radian: beyond, derivatives say nothing.
    let short = if angle > 0.17 { 0.17 / angle } else { 1.0 };
    let [x, y, z] = [step[0] * short, step[1] * short, step[2] * short];
    let angle = angle * short;
    let (a, b) = if angle < 1e-9 {
        (1.0, 0.5)
    } else {
        (angle.sin() / angle, (1.0 - angle.cos()) / (angle * angle))
    };
    // exp of the matrix that crosses with (x, y, z): Rodrigues' formula.
    let turn = [
        1.0 - b * (y * y + z * z),
        b * x * y - a * z,
        b * x * z + a * y,
        b * x * y + a * z,
        1.0 - b * (x * x + z * z),
        b * y * z - a * x,
        b * x * z - a * y,
        b * y * z + a * x,
        1.0 - b * (x * x + y * y),
    ];
    let rotation = std::array::from_fn(|cell| {
        let (row, column) = (3 * (cell / 3), cell % 3);
        (0..3)
            .map(|k| turn[row + k] * f64::from(pose.rotation[3 * k + column]))
            .sum::<f64>() as f32
    });
    Pose {
        rotation,
        shift: [pose.shift[0] + short * step[3], pose.shift[1] + short * step[4]],
    }
}
