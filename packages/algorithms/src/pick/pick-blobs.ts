import { UserError } from '@vitreous/errors';
import type { Image } from '@vitreous/numerics';
import type { Ctf } from '../ctf/ctf-model.js';
import { averageBlob } from './average-blob.js';
import { drawBlobs, listBlobShapes, type BlobShape } from './blob-templates.js';
import { findPowerLimit } from './outstanding-power.js';
import type { TemplateFamily } from './noise-level.js';
import type { PickResult } from './pick.js';
import { checkSearch } from './pick-checks.js';
import { listCandidates, scoreTemplates, type Candidate, type ScoreImage } from './score-image.js';
import { prepareSearchImage, type SearchImage } from './search-image.js';
import { filterTemplates } from './filter-templates.js';

export interface BlobPickOptions {
  readonly pixelSizeA: number;
  readonly diameterMinA: number;
  readonly diameterMaxA: number;
  /** Shapes looked for; discs unless said otherwise. */
  readonly circle?: boolean;
  readonly ellipse?: boolean;
  readonly ring?: boolean;
  /** Turn between ellipses. */
  readonly angularSpacingDeg?: number;
  /** Finest detail of the blobs and of the micrograph. */
  readonly lowPassTemplateA?: number;
  readonly lowPassA?: number;
  /** Given, the blobs are seen through this contrast transfer. */
  readonly ctf?: Ctf | null;
  /** Least distance between picks, in least diameters. */
  readonly minDistance?: number;
  readonly maxHits?: number;
  /** Particles are brighter than what is around them (negative stain). */
  readonly brightParticles?: boolean;
  /** Picks that score less are left out. */
  readonly minScore?: number;
  readonly threads?: number;
}

/** Picks scoring this are particles beyond doubt, and so many of them show what particles look like here. */
const [certainScore, fewestCertain] = [0.36, 15];

/**
 * Finds round (or elliptical, or hollow) particles in a micrograph: correlates it, low-passed and even, with blobs of
 * several sizes in a window normalised by local mean and variance, and takes the peaks. Where enough certain ones
 * are found, their round average is looked for as well.
 *
 * @throws UserError when the options make no sense; DataError when the micrograph has no contrast.
 */
export async function pickBlobs(micrograph: Image, options: BlobPickOptions): Promise<PickResult> {
  const { pixelSizeA, diameterMinA, diameterMaxA, ctf = null, minDistance = 1, maxHits = 4000 } = options;
  const { circle = true, ellipse = false, ring = false, angularSpacingDeg = 5 } = options;
  const { lowPassTemplateA = 20, lowPassA = 20, brightParticles = false, minScore = 0.1, threads = 1 } = options;
  if (!circle && !ellipse && !ring) {
    throw new UserError('No shape to look for: switch on at least one of circle, ellipse and ring.');
  }
  checkSearch(micrograph, { pixelSizeA, diameterMinA, diameterMaxA, lowPassA, lowPassTemplateA, angularSpacingDeg });
  const search = await prepareSearchImage(micrograph, {
    pixelSizeA,
    lowPassA,
    diameterMinA,
    diameterMaxA,
    brightParticles,
    threads,
  });
  const shapes = listBlobShapes({ diameterMinA, diameterMaxA, circle, ellipse, ring, angularSpacingDeg });
  const sizePx = 2 * Math.ceil(search.radiusPx * (ctf === null ? 1 : 2)) + 2;
  const templates = await filterTemplates(drawBlobs(shapes, sizePx, search.pixelSizeA), {
    pixelSizeA: search.pixelSizeA,
    lowPassA: lowPassTemplateA,
    ctf,
    threads,
  });
  const scored = await scoreTemplates(search, templates, { families: listFamilies(shapes), threads });
  const taking = { lowPassA, minDistanceA: minDistance * diameterMinA, maxHits, minScore, threads };
  const first = await listCandidates(search, scored, taking);
  const candidates = circle ? await lookAgain(search, scored, first, sizePx, taking) : first;
  const limit = findPowerLimit(candidates);
  const kept = candidates.filter((candidate) => candidate.power <= limit);
  return {
    picks: kept.map((candidate) => toPick(search.image, shapes, candidate)),
    outstandingCount: candidates.length - kept.length,
  };
}

/** Sizes of one kind of shape, and turns of one ellipse, follow each other. */
function listFamilies(shapes: readonly BlobShape[]): TemplateFamily[] {
  const kindOf = (shape: BlobShape): string => (shape.longA === shape.shortA ? `round ${shape.hollow}` : 'ellipse');
  const kinds = new Set(shapes.map(kindOf));
  return Array.from(kinds, (kind) => ({
    first: shapes.findIndex((shape) => kindOf(shape) === kind),
    count: shapes.filter((shape) => kindOf(shape) === kind).length,
  }));
}

/** Candidates by the round average of the certain ones, where there are enough. */
async function lookAgain(
  search: SearchImage,
  scored: ScoreImage,
  candidates: readonly Candidate[],
  sizePx: number,
  taking: Parameters<typeof listCandidates>[2],
): Promise<readonly Candidate[]> {
  const limit = findPowerLimit(candidates);
  const certain = candidates.filter(({ score, power }) => score >= certainScore && power <= limit);
  if (certain.length < fewestCertain) return candidates;
  const average = averageBlob(search.image, certain, sizePx);
  const again = await scoreTemplates(search, average, {
    families: [{ first: 0, count: 1 }],
    threads: taking.threads,
  });
  // The blob that fits best still names the shape.
  return listCandidates(search, { ...again, index: scored.index }, taking);
}

function toPick(image: Image, shapes: readonly BlobShape[], { x, y, score, power, index }: Candidate) {
  const shape = shapes[index];
  return {
    xFrac: x / image.width,
    yFrac: y / image.height,
    score,
    power,
    templateIndex: shape?.templateIndex ?? 0,
    angleRad: shape?.angleRad ?? 0,
  };
}
