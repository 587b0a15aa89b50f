import { UserError } from '@vitreous/errors';
import { rotateImages, type Image, type Stack } from '@vitreous/numerics';
import type { Ctf } from '../ctf/ctf-model.js';
import { filterTemplates } from './filter-templates.js';
import { findPowerLimit } from './outstanding-power.js';
import { checkPixelSize, checkSearch } from './pick-checks.js';
import type { PickResult } from './pick.js';
import { prepareTemplates } from './prepare-templates.js';
import { listCandidates, scoreTemplates, type ScoreImage } from './score-image.js';
import { prepareSearchImage, type SearchImage } from './search-image.js';

export interface TemplatePickOptions {
  readonly pixelSizeA: number;
  /** Pixel size of the templates, which need not be that of the micrograph. */
  readonly templatePixelSizeA: number;
  /** Diameter of the particle; beyond it templates fade out. */
  readonly diameterA: number;
  readonly angularSpacingDeg?: number;
  /** Finest detail of the templates and of the micrograph. */
  readonly lowPassTemplateA?: number;
  readonly lowPassA?: number;
  /** Given, templates are seen through this contrast transfer. */
  readonly ctf?: Ctf | null;
  /** Least distance between picks, in diameters. */
  readonly minDistance?: number;
  readonly maxHits?: number;
  /** Particles are brighter than what is around them (negative stain). */
  readonly brightParticles?: boolean;
  /** Picks that score less are left out. */
  readonly minScore?: number;
  readonly threads?: number;
}

/** Turned templates that are held at a time: some tens of megabytes. */
const mostAtOnce = 720;
/** A micrograph is not searched with more than this: a month of work asked for by a slip. */
const mostTemplates = 200_000;

/**
 * Finds particles by templates (class averages or projections, protein bright or dark alike), each turned in the
 * plane, seen through the contrast transfer where it is given, and correlated with the low-passed micrograph in a
 * window normalised by local mean and variance.
 *
 * @throws UserError when options or templates make no sense; DataError when the micrograph has no contrast.
 */
export async function pickWithTemplates(
  micrograph: Image,
  templates: Stack,
  options: TemplatePickOptions,
): Promise<PickResult> {
  const { pixelSizeA, templatePixelSizeA, diameterA, angularSpacingDeg = 5, ctf = null } = options;
  const { lowPassTemplateA = 20, lowPassA = 20, minDistance = 0.5, maxHits = 4000 } = options;
  const { brightParticles = false, minScore = 0.1, threads = 1 } = options;
  checkPixelSize(templatePixelSizeA, 'templates');
  if (templates.count === 0 || templates.height !== templates.width) {
    throw new UserError(
      `Templates are square images, but ${templates.count} of ${templates.width} x ${templates.height} px were given.`,
    );
  }
  const sizes = { diameterMinA: diameterA, diameterMaxA: diameterA };
  checkSearch(micrograph, { pixelSizeA, ...sizes, lowPassA, lowPassTemplateA, angularSpacingDeg });
  const turns = Math.max(1, Math.round(360 / angularSpacingDeg));
  if (turns * templates.count > mostTemplates) {
    throw new UserError(
      `${templates.count} templates every ${angularSpacingDeg}° are ${turns * templates.count} images to look for: use fewer templates or a wider spacing (at most ${mostTemplates}).`,
    );
  }
  const search = await prepareSearchImage(micrograph, { pixelSizeA, lowPassA, ...sizes, brightParticles, threads });
  const level = await prepareTemplates(templates, {
    pixelSizeA: templatePixelSizeA,
    wantedPixelA: search.pixelSizeA,
    radiusA: (search.radiusPx * search.pixelSizeA) / 1.15,
    // With a contrast transfer, room for what it spreads.
    sizePx: 2 * Math.ceil(search.radiusPx * (ctf === null ? 1 : 2)) + 2,
    threads,
  });
  const anglesRad = Array.from({ length: turns }, (_, i) => (2 * Math.PI * i) / turns);
  const filter = { pixelSizeA: search.pixelSizeA, lowPassA: lowPassTemplateA, ctf, threads };
  const scored = await scoreTurned(search, level, anglesRad, filter);
  const minDistanceA = minDistance * diameterA;
  const candidates = await listCandidates(search, scored, { lowPassA, minDistanceA, maxHits, minScore, threads });
  const limit = findPowerLimit(candidates);
  const kept = candidates.filter((candidate) => candidate.power <= limit);
  return {
    picks: kept.map(({ x, y, score, power, index }) => ({
      xFrac: x / search.image.width,
      yFrac: y / search.image.height,
      score,
      power,
      templateIndex: Math.floor(index / turns),
      angleRad: anglesRad[index % turns] ?? 0,
    })),
    outstandingCount: candidates.length - kept.length,
  };
}

/** The best of all templates at all angles, some templates at a time. */
async function scoreTurned(
  search: SearchImage,
  templates: Stack,
  anglesRad: readonly number[],
  filter: { pixelSizeA: number; lowPassA: number; ctf: Ctf | null; threads: number },
): Promise<ScoreImage> {
  const area = templates.height * templates.width;
  const turns = anglesRad.length;
  const atOnce = Math.max(1, Math.floor(mostAtOnce / turns));
  let best: ScoreImage | null = null;
  for (let first = 0; first < templates.count; first += atOnce) {
    const count = Math.min(atOnce, templates.count - first);
    const some = { ...templates, count, data: templates.data.subarray(first * area, (first + count) * area) };
    const turned = await filterTemplates(await rotateImages(some, anglesRad, filter), filter);
    // Noise has had all templates to fit, not these alone: those held at once stand for the rest.
    const families = Array.from({ length: templates.count }, (_, i) => ({ first: (i % count) * turns, count: turns }));
    const scored = await scoreTemplates(search, turned, { families, threads: filter.threads });
    const offset = first * turns;
    if (best === null) best = scored;
    else keepBetter(best, scored, offset);
  }
  if (best === null) throw new RangeError('no templates');
  return best;
}

function keepBetter(best: ScoreImage, other: ScoreImage, offset: number): void {
  const [kept, given] = [best.correlation.data, other.correlation.data];
  for (let i = 0; i < kept.length; i++) {
    if ((given[i] ?? 0) <= (kept[i] ?? 0)) continue;
    kept[i] = given[i] ?? 0;
    best.index[i] = (other.index[i] ?? 0) + offset;
  }
}
