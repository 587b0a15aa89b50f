import { aberrationOf, halfTurnsOver, type Ctf, type Microscope } from './ctf-model.js';
import { multiplyReal, wavelengthA } from '@vitreous/numerics';
import { innerProduct, orthonormalise, subtractColumn } from './least-squares.js';
import { sectorAngleRad, type PolarGrid } from './polar-spectrum.js';
import { averageRings, plainRings } from './ring-profile.js';
import { splineColumns } from './spline-basis.js';
import { fitTrend, placesIn, ringsOf, type RingBand } from './thon-model.js';

/** Where the search looks. */
export interface SearchRange {
  readonly dfMinA: number;
  readonly dfMaxA: number;
  /** Phase shifts tried, rad. */
  readonly phaseShiftsRad: readonly number[];
}

/** Fall-offs of the oscillations with frequency that are tried, B-factors of their power in Å². */
const envelopeBFactors = [40, 150, 500, 1500];
/** Smallest phase, in half turns, that the defocus step makes at the end of the band. */
const stepHalfTurns = 0.12;
const astigmatismStepA = 150;
const largestHalfAstigmatismA = 1050;
const angles = 12;
/** Standard deviation of half the astigmatism of an ordinary microscope: breaks ties in noise only. */
const usualHalfAstigmatismA = 500;
const smoothCoefficients = 6;

interface Hit {
  readonly score: number;
  readonly defocusA: number;
  /** (df1 - df2) / 2 times the cosine and the sine of twice the angle. */
  readonly cosineA: number;
  readonly sineA: number;
  readonly phaseShiftRad: number;
}

/**
 * The CTF whose oscillations a spectrum shows best, over all defoci in range, astigmatisms up to 2100 Å in all
 * directions, and the phase shifts given. Per sector and defocus the correlation is found once; every astigmatic CTF
 * is then a sum over sectors, each at its own defocus.
 */
export async function searchDefocus(
  grid: PolarGrid,
  power: Float32Array,
  band: RingBand,
  microscope: Microscope,
  range: SearchRange,
  threads: number,
): Promise<Ctf> {
  const flat = flatten(grid, power, band);
  const defoci = listDefoci(grid, band, microscope, range);
  let best: Hit | null = null;
  for (const phaseShiftRad of range.phaseShiftsRad) {
    const oscillations = listOscillations(grid, band, { ...microscope, phaseShiftRad }, defoci);
    for (const bFactor of envelopeBFactors) {
      const waves = makeWaves(oscillations, grid, flat, band, bFactor);
      const table = await correlate(grid, flat, waves, threads);
      const hit = searchTable(grid, table, defoci, range, phaseShiftRad, flat.noise);
      if (best === null || hit.score > best.score) best = hit;
    }
  }
  const { defocusA, cosineA, sineA, phaseShiftRad } = best ?? {
    defocusA: range.dfMinA,
    cosineA: 0,
    sineA: 0,
    phaseShiftRad: 0,
  };
  const half = Math.hypot(cosineA, sineA);
  return {
    ...microscope,
    df1A: defocusA + half,
    df2A: defocusA - half,
    dfAngleRad: Math.atan2(sineA, cosineA) / 2,
    phaseShiftRad,
  };
}

/** The spectrum over its trend, less 1, in the band: (sectors, rings of the band), with the pixels in each bin. */
interface FlatSpectrum {
  readonly values: Float64Array;
  readonly counts: Float64Array;
  readonly ringCounts: Float64Array;
  /** Standard deviation of a value that one pixel went into. */
  readonly noise: number;
}

function flatten(grid: PolarGrid, power: Float32Array, band: RingBand): FlatSpectrum {
  const profile = averageRings(grid, power, plainRings(grid));
  const trend = fitTrend(profile, band, smoothCoefficients);
  const rings = ringsOf(band);
  const values = new Float64Array(grid.sectors * rings.length);
  const counts = new Float64Array(values.length);
  const ringCounts = new Float64Array(rings.length);
  for (let sector = 0; sector < grid.sectors; sector++) {
    rings.forEach((ring, i) => {
      const count = grid.counts[sector * grid.rings + ring] ?? 0;
      const index = sector * rings.length + i;
      counts[index] = count;
      ringCounts[i] = (ringCounts[i] ?? 0) + count;
      values[index] = count === 0 ? 0 : (power[sector * grid.rings + ring] ?? 0) / (trend[i] ?? 1) - 1;
    });
  }
  return { values, counts, ringCounts, noise: measureNoise(values, counts, rings.length) };
}

/** From neighbouring sectors, whose oscillations are nearly the same. */
function measureNoise(values: Float64Array, counts: Float64Array, rings: number): number {
  let sum = 0;
  let pairs = 0;
  for (let i = 0; i + rings < values.length; i++) {
    const [a, b] = [counts[i] ?? 0, counts[i + rings] ?? 0];
    if (a === 0 || b === 0) continue;
    sum += ((values[i] ?? 0) - (values[i + rings] ?? 0)) ** 2 / (1 / a + 1 / b);
    pairs++;
  }
  return Math.sqrt(sum / Math.max(1, pairs));
}

function listDefoci(grid: PolarGrid, band: RingBand, microscope: Microscope, range: SearchRange): number[] {
  const end = band.last * grid.ringStep;
  const step = Math.max(40, stepHalfTurns / (wavelengthA(microscope.accelKv) * end ** 2));
  const from = Math.max(0.5 * range.dfMinA, range.dfMinA - largestHalfAstigmatismA);
  const count = Math.ceil((range.dfMaxA + largestHalfAstigmatismA - from) / step) + 1;
  return Array.from({ length: count }, (_, i) => from + i * step);
}

/** The oscillation -cos(2 chi) along the rings of the band, for each defocus. */
function listOscillations(
  grid: PolarGrid,
  band: RingBand,
  optics: Microscope & { phaseShiftRad: number },
  defoci: readonly number[],
): Float64Array[] {
  const frequencies = ringsOf(band).map((ring) => ring * grid.ringStep);
  return defoci.map((defocus) => {
    const phase = halfTurnsOver(aberrationOf({ ...optics, df1A: defocus, df2A: defocus, dfAngleRad: 0 }));
    return Float64Array.from(frequencies, (k) => -Math.cos(2 * Math.PI * phase(k, 0)));
  });
}

/**
 * The oscillations under a falling envelope, without what a smooth background can explain, scaled so that a
 * correlation with noise has the noise's deviation.
 */
function makeWaves(
  oscillations: readonly Float64Array[],
  grid: PolarGrid,
  flat: FlatSpectrum,
  band: RingBand,
  bFactor: number,
): Float64Array[] {
  const envelope = ringsOf(band).map((ring) => Math.exp((-bFactor * (ring * grid.ringStep) ** 2) / 2));
  const smooth = orthonormalise(splineColumns(smoothCoefficients, placesIn(band)), flat.ringCounts);
  return oscillations.map((oscillation) => {
    const wave = oscillation.map((value, i) => value * (envelope[i] ?? 0));
    for (const column of smooth) subtractColumn(wave, column, innerProduct(wave, column, flat.ringCounts));
    const scale = 1 / Math.sqrt(innerProduct(wave, wave, flat.ringCounts));
    return wave.map((value) => value * scale);
  });
}

/** Correlation of each sector with each wave: (sectors, waves). */
function correlate(
  grid: PolarGrid,
  flat: FlatSpectrum,
  waves: readonly Float64Array[],
  threads: number,
): Promise<Float32Array> {
  const depth = flat.ringCounts.length;
  const weighted = Float32Array.from(flat.values, (value, i) => value * (flat.counts[i] ?? 0));
  const right = new Float32Array(waves.length * depth);
  waves.forEach((wave, i) => {
    right.set(wave, i * depth);
  });
  return multiplyReal(weighted, right, { rows: grid.sectors, columns: waves.length, depth }, { threads });
}

type Score = (defocusA: number, cosineA: number, sineA: number) => number;

/** The best of all defoci and astigmatisms in a table of `correlate`. */
function searchTable(
  grid: PolarGrid,
  table: Float32Array,
  defoci: readonly number[],
  range: SearchRange,
  phaseShiftRad: number,
  noise: number,
): Hit {
  const from = defoci[0] ?? 0;
  const step = (defoci[1] ?? from + 1) - from;
  const sectors = Array.from({ length: grid.sectors }, (_, sector) => 2 * sectorAngleRad(grid, sector));
  const cosines = sectors.map(Math.cos);
  const sines = sectors.map(Math.sin);
  const score: Score = (defocusA, cosineA, sineA) => {
    let sum = 0;
    for (let sector = 0; sector < grid.sectors; sector++) {
      const local = defocusA + cosineA * (cosines[sector] ?? 0) + sineA * (sines[sector] ?? 0);
      const place = Math.min(defoci.length - 1.001, Math.max(0, (local - from) / step));
      const cell = Math.floor(place);
      const index = sector * defoci.length + cell;
      const fraction = place - cell;
      sum += (table[index] ?? 0) * (1 - fraction) + (table[index + 1] ?? 0) * fraction;
    }
    const unusual = (cosineA ** 2 + sineA ** 2) / usualHalfAstigmatismA ** 2;
    return Math.sign(sum) * (sum / noise) ** 2 - unusual;
  };
  const inRange = defoci.filter((defocus) => defocus >= range.dfMinA && defocus <= range.dfMaxA);
  const hits = inRange.map((defocus) => {
    let best: Hit = { score: score(defocus, 0, 0), defocusA: defocus, cosineA: 0, sineA: 0, phaseShiftRad };
    const most = Math.min(largestHalfAstigmatismA, 0.4 * defocus);
    for (let half = astigmatismStepA; half <= most; half += astigmatismStepA) {
      for (let i = 0; i < angles; i++) {
        const angle = (2 * Math.PI * i) / angles;
        const [cosineA, sineA] = [half * Math.cos(angle), half * Math.sin(angle)];
        const value = score(defocus, cosineA, sineA);
        if (value > best.score) best = { score: value, defocusA: defocus, cosineA, sineA, phaseShiftRad };
      }
    }
    return best;
  });
  const highest = hits.sort((a, b) => b.score - a.score).slice(0, 8);
  const climbed = highest.map((hit) => climb(hit, score, range));
  return climbed.reduce((best, hit) => (hit.score > best.score ? hit : best));
}

/** Walks uphill along the axes and diagonals with shrinking steps. */
function climb(start: Hit, score: Score, range: SearchRange): Hit {
  let best = start;
  for (let step = astigmatismStepA / 2; step > 8; step /= 2) {
    for (let moved = true; moved;) {
      moved = false;
      for (const [d, c, s] of [...axisSteps, ...diagonalSteps]) {
        const [cosineA, sineA] = [best.cosineA + c * step, best.sineA + s * step];
        const defocusA = Math.min(range.dfMaxA, Math.max(range.dfMinA, best.defocusA + d * step));
        if (Math.hypot(cosineA, sineA) > Math.min(largestHalfAstigmatismA, 0.4 * defocusA)) continue;
        const value = score(defocusA, cosineA, sineA);
        if (value <= best.score) continue;
        best = { ...best, score: value, defocusA, cosineA, sineA };
        moved = true;
      }
    }
  }
  return best;
}

const axisSteps = [
  [1, 0, 0],
  [-1, 0, 0],
  [0, 1, 0],
  [0, -1, 0],
  [0, 0, 1],
  [0, 0, -1],
] as const;
const diagonalSteps = [
  [1, 1, 0],
  [1, -1, 0],
  [1, 0, 1],
  [1, 0, -1],
  [-1, 1, 0],
  [-1, -1, 0],
  [-1, 0, 1],
  [-1, 0, -1],
] as const;
