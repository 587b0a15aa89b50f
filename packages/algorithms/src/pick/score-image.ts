import { createImage, findPeaks, matchTemplates, type Image, type Stack } from '@vitreous/numerics';
import type { SearchImage } from './search-image.js';
import { findNoiseEvidence, type TemplateFamily } from './noise-level.js';
import { createScoreScale } from './pick-score.js';

/** The best correlation coefficient at every pixel, and which template has it. */
export interface ScoreImage {
  readonly correlation: Image;
  readonly index: Uint32Array;
  /** Standard deviations that noise reaches in this search. */
  readonly noiseEvidence: number;
}

/** A peak of a score image. */
export interface Candidate {
  /** In pixels of the search image. */
  readonly x: number;
  readonly y: number;
  readonly score: number;
  readonly power: number;
  readonly index: number;
}

/** Windows flatter than this share of the median (masked, saturated) are taken for that flat, not divided by nothing. */
const leastVariance = 0.05;

/**
 * Correlation coefficients of templates with the search image in its window around every pixel: normalised by local
 * mean and variance.
 */
export async function scoreTemplates(
  search: SearchImage,
  templates: Stack,
  { families, threads }: { families: readonly TemplateFamily[]; threads: number },
): Promise<ScoreImage> {
  const { image, variance, medianVariance, radiusPx, windowCount } = search;
  const { score, index } = await matchTemplates(image, templates, radiusPx, { threads });
  const floor = leastVariance * medianVariance;
  const normalised = score.map((value, i) => value / Math.sqrt(windowCount * Math.max(variance[i] ?? 0, floor)));
  const noiseEvidence = findNoiseEvidence(templates, families, search);
  return { correlation: createImage(image.height, image.width, normalised), index, noiseEvidence };
}

/** Peaks at least `minDistanceA` apart with at least `minScore`, best first. */
export async function listCandidates(
  search: SearchImage,
  scored: ScoreImage,
  choice: { lowPassA: number; minDistanceA: number; maxHits: number; minScore: number; threads: number },
): Promise<Candidate[]> {
  const { lowPassA, minDistanceA, maxHits, minScore, threads } = choice;
  // The share of the Fourier plane that the low-pass lets through is the share of pixels that are independent.
  const share = Math.min(1, Math.PI * (search.pixelSizeA / lowPassA) ** 2);
  const scale = createScoreScale(search.windowCount * share, scored.noiseEvidence);
  const peaks = await findPeaks(scored.correlation, {
    threshold: 0,
    minDistancePx: minDistanceA / search.pixelSizeA,
    maxHits,
    threads,
  });
  return peaks
    .map(({ x, y, value, index }) => ({
      x,
      y,
      score: scale(value),
      power: (search.variance[index] ?? 0) / search.medianVariance,
      index: scored.index[index] ?? 0,
    }))
    .filter((candidate) => candidate.score >= minScore);
}
