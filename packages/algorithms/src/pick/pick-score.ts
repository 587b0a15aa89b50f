/**
 * A correlation coefficient of 0.3 means much in a wide window and little in a small one. The score says what the
 * coefficient would be, for the same evidence, in a window of `referenceCount` independent pixels, and so that noise
 * passes 0.3 equally rarely (some few times in a whole micrograph) however large the particle, whatever the low-pass
 * and however many templates were tried.
 */
export const scoreOfNoise = 0.3;

/** Standard deviations that a score of `scoreOfNoise` stands for. */
const referenceEvidence = 4.1;

const referenceCount = 2 + referenceEvidence ** 2 * (1 / scoreOfNoise ** 2 - 1);

/** Turns correlation coefficients into scores. */
export type ScoreScale = (correlation: number) => number;

/**
 * The scale of correlations in windows of `independentCount` independent pixels, in a search where noise reaches
 * `noiseEvidence` standard deviations (see noise-level.ts).
 *
 * The evidence is Student's t of a correlation: r sqrt((n - 2) / (1 - r²)), nearly normal for many pixels.
 */
export function createScoreScale(independentCount: number, noiseEvidence: number): ScoreScale {
  const freedom = Math.max(1, independentCount - 2);
  const scale = referenceEvidence / noiseEvidence;
  return (correlation) => {
    const r = Math.min(0.9999, Math.max(-0.9999, correlation));
    const evidence = r * Math.sqrt(freedom / (1 - r * r)) * scale;
    return evidence / Math.sqrt(evidence * evidence + referenceCount - 2);
  };
}
