import { UserError } from '@vitreous/errors';
import { createRandom, drawNormals, projectAtoms, renderAtoms, type Random, type Volume } from '@vitreous/numerics';
import { aberrationOf, type Ctf, type Microscope } from '../ctf/ctf-model.js';
import { randomRotation, type Matrix3 } from '../rotation.js';
import { boxSizePx } from './movie.js';
import { contrastCurves, phasePerFactor, type OpticalSpecimen } from './specimen-optics.js';

/** What a simulated stack of particles is made of. */
export interface ParticleSettings {
  readonly count: number;
  readonly boxPx: number;
  readonly pixelSizeA: number;
  /** Mean variance of the signal over the whole box, divided by that of the noise. */
  readonly snr: number;
  readonly microscope: Microscope;
  readonly defocusRangeA: readonly [number, number];
  readonly astigmatismA: number;
  /** Greatest shift of a particle from the centre of its box along each axis, pixels. */
  readonly shiftPx: number;
  readonly bFactorA2: number;
  readonly envelopeA2: number;
}

export const defaultParticleSettings: ParticleSettings = {
  count: 2000,
  boxPx: 96,
  pixelSizeA: 2.6,
  snr: 0.08,
  microscope: { accelKv: 300, csMm: 2.7, ampContrast: 0.1 },
  defocusRangeA: [8_000, 20_000],
  astigmatismA: 400,
  shiftPx: 3,
  bFactorA2: 30,
  envelopeA2: 60,
};

export interface SimulatedView {
  /** r_image = rotation r_specimen. */
  readonly rotation: Matrix3;
  /** Where the particle's middle lies, pixels from the central one, x first. */
  readonly shiftPx: readonly [number, number];
  readonly ctf: Ctf;
}

/** @throws UserError, naming the setting, when a setting makes no sense. */
export function checkParticleSettings(settings: ParticleSettings): void {
  const within = (value: number, least: number, most: number): boolean => value >= least && value <= most;
  const { count, boxPx, pixelSizeA, snr, defocusRangeA, microscope } = settings;
  const rules: readonly (readonly [boolean, string, string])[] = [
    [Number.isInteger(count) && within(count, 1, 10_000_000), `${count} particles`, '1 to 10 million'],
    [Number.isInteger(boxPx) && within(boxPx, 16, 2048), `a box of ${boxPx} pixels`, '16 to 2048'],
    [within(pixelSizeA, 0.1, 20), `a pixel size of ${pixelSizeA} Å`, '0.1 to 20 Å'],
    [within(snr, 1e-6, 1e9), `a signal-to-noise ratio of ${snr}`, 'above 0'],
    [within(microscope.accelKv, 40, 1500), `${microscope.accelKv} kV`, '40 to 1500 kV'],
    [within(microscope.csMm, 0, 20), `a spherical aberration of ${microscope.csMm} mm`, '0 to 20 mm'],
    [within(microscope.ampContrast, 0, 0.9), `an amplitude contrast of ${microscope.ampContrast}`, '0 to 0.9'],
    [
      defocusRangeA[0] <= defocusRangeA[1] &&
        within(defocusRangeA[0], -1e5, 1e5) &&
        within(defocusRangeA[1], -1e5, 1e5),
      `a defocus range of ${defocusRangeA[0]} to ${defocusRangeA[1]} Å`,
      'a lower and a higher value up to 100000 Å',
    ],
    [within(settings.shiftPx, 0, boxPx / 4), `shifts of ${settings.shiftPx} pixels`, 'up to a quarter of the box'],
  ];
  const broken = rules.find(([holds]) => !holds);
  if (broken !== undefined) throw new UserError(`Cannot simulate ${broken[1]}: expected ${broken[2]}.`);
}

/** Poses uniform over all rotations, shifts uniform in a square, a defocus each. */
export function drawViews(settings: ParticleSettings, random: Random): SimulatedView[] {
  const { count, microscope, defocusRangeA, astigmatismA, shiftPx } = settings;
  const [least, most] = defocusRangeA;
  return Array.from({ length: count }, () => {
    const rotation = randomRotation(random);
    const mean = least + (most - least) * random.uniform();
    const half = (astigmatismA * random.uniform()) / 2;
    const ctf = {
      ...microscope,
      df1A: mean + half,
      df2A: mean - half,
      dfAngleRad: Math.PI * (random.uniform() - 0.5),
      phaseShiftRad: 0,
    };
    const shift = (): number => shiftPx * (2 * random.uniform() - 1);
    return { rotation, shiftPx: [shift(), shift()] as const, ctf };
  });
}

/** Twice the phase that each of the specimen's shapes gives the wave, with its B-factors. */
export function particleCurves(
  { pixelSizeA, microscope, bFactorA2, envelopeA2 }: ParticleSettings,
  specimen: OpticalSpecimen,
  sign = 1,
): ReturnType<typeof contrastCurves> {
  const scale = (2 * sign * phasePerFactor(microscope.accelKv)) / pixelSizeA ** 2;
  return contrastCurves(specimen, pixelSizeA, (k) => scale * Math.exp((-(bFactorA2 + envelopeA2) * k * k) / 4));
}

/** Particles of one batch, their contrast turned over (protein bright), without noise: (views, box, box). */
export async function renderParticles(
  settings: ParticleSettings,
  specimen: OpticalSpecimen,
  views: readonly SimulatedView[],
  { threads = 1 }: { threads?: number } = {},
): Promise<Float32Array> {
  const { boxPx, pixelSizeA, microscope } = settings;
  // The kernel's contrast transfer is the micrograph's, minus sin(chi); particles are turned over.
  const curves = particleCurves(settings, specimen, -1);
  const greatest = Math.max(...views.map(({ ctf }) => Math.max(Math.abs(ctf.df1A), Math.abs(ctf.df2A))));
  // What defocus carries out of the box must not come in again on the other side.
  const room = boxSizePx(specimen.radiusA, greatest, pixelSizeA, microscope.accelKv) + 2 * Math.ceil(settings.shiftPx);
  const sizePx = Math.max(boxPx, room);
  const optics = { sizePx, pixelSizeA, curves: [curves] };
  const wide = await projectAtoms(
    specimen.atoms,
    optics,
    views.map(({ rotation, shiftPx, ctf }) => ({ rotation, shiftPx, aberration: aberrationOf(ctf) })),
    { threads },
  );
  return cutMiddles(wide, sizePx, boxPx, views.length);
}

/** The central `to` x `to` pixels of each image; pixel floor(n / 2) stays the centre. */
function cutMiddles(images: Float32Array, from: number, to: number, count: number): Float32Array {
  if (from === to) return images;
  const skip = Math.floor(from / 2) - Math.floor(to / 2);
  const cut = new Float32Array(count * to * to);
  for (let image = 0; image < count; image++) {
    for (let y = 0; y < to; y++) {
      const start = (image * from + y + skip) * from + skip;
      cut.set(images.subarray(start, start + to), (image * to + y) * to);
    }
  }
  return cut;
}

/** Mean over images of the variance within each. */
export function meanVariance(images: Float32Array, area: number): number {
  const count = images.length / area;
  let total = 0;
  for (let image = 0; image < count; image++) {
    const pixels = images.subarray(image * area, (image + 1) * area);
    const mean = pixels.reduce((sum, value) => sum + value, 0) / area;
    total += pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / area;
  }
  return total / count;
}

/**
 * Simulates a stack in batches of `batch` images, handing each to `onImages` as soon as it is there: signal scaled so
 * that the noise has deviation 1. Answers the truth of all images.
 *
 * @throws UserError when the settings make no sense.
 */
export async function simulateParticles(
  settings: ParticleSettings,
  specimen: OpticalSpecimen,
  seed: number,
  onImages: (images: Float32Array, first: number) => Promise<void>,
  { threads = 1, batch = 64 }: { threads?: number; batch?: number } = {},
): Promise<{ views: SimulatedView[]; scale: number }> {
  checkParticleSettings(settings);
  const views = drawViews(settings, createRandom(seed));
  const area = settings.boxPx ** 2;
  // The signal's strength is measured on some images and then the same for all.
  const probe = await renderParticles(settings, specimen, views.slice(0, 64), { threads });
  const scale = Math.sqrt(settings.snr / meanVariance(probe, area));
  for (let first = 0; first < views.length; first += batch) {
    const part = views.slice(first, first + batch);
    const images = await renderParticles(settings, specimen, part, { threads });
    const place = { seed, stream: 1 + first / batch };
    const noise = await drawNormals(images.length, place, { threads });
    noise.forEach((value, i) => {
      images[i] = scale * (images[i] ?? 0) + value;
    });
    await onImages(images, first);
  }
  return { views, scale };
}

/**
 * The specimen's density on boxPx³ voxels, centred on voxel floor(n / 2), bright where there is protein: the map that
 * `renderParticles` shows projections of (before contrast transfer), in the same units.
 */
export async function renderMap(
  settings: ParticleSettings,
  specimen: OpticalSpecimen,
  options: { threads?: number } = {},
): Promise<Volume> {
  const { boxPx, pixelSizeA } = settings;
  const curves = [particleCurves(settings, specimen)];
  const data = await renderAtoms(specimen.atoms, { sizePx: boxPx, pixelSizeA, curves }, options);
  return { depth: boxPx, height: boxPx, width: boxPx, data };
}
