import { UserError } from '@vitreous/errors';
import type { Microscope } from '../ctf/ctf-model.js';
import type { MotionSettings } from './motion-field.js';
import { checkCrowd } from './placement.js';

/** The ice and what lies in and on it. */
export interface IceSettings {
  readonly thicknessA: number;
  /** Change of the thickness across the frame, as a share of its mean. */
  readonly gradient: number;
  /** Lumps of contamination on the frame. */
  readonly lumps: number;
  /** Share of the frame that the edge of a carbon film covers; 0: none. */
  readonly carbon: number;
}

/** What a simulated movie is made of. Lengths in Å unless named otherwise. */
export interface MovieSettings {
  readonly height: number;
  readonly width: number;
  readonly frames: number;
  readonly pixelSizeA: number;
  /** Of the whole movie. */
  readonly exposureEPerA2: number;
  readonly microscope: Microscope;
  /** Mean defocus is drawn uniformly from this range. */
  readonly defocusRangeA: readonly [number, number];
  /** Greatest difference between the two defoci. */
  readonly astigmatismA: number;
  readonly phaseShiftRad: number;
  /** Tilt of the specimen about an axis of random direction. */
  readonly tiltRad: number;
  /** Particles on the frame. */
  readonly particles: number;
  /** Least distance of particles, in particle diameters; below 1 they may overlap. */
  readonly spacing: number;
  readonly ice: IceSettings;
  readonly motion: MotionSettings;
  /** Of the specimen: its atoms' uncertainty. */
  readonly bFactorA2: number;
  /** Of the microscope: coherence and the detector. */
  readonly envelopeA2: number;
  /** Multiplies the contrast of particles: 1 is physics, less is harder. */
  readonly contrast: number;
}

export const defaultMovieSettings: MovieSettings = {
  height: 4096,
  width: 4096,
  frames: 40,
  pixelSizeA: 1.2,
  exposureEPerA2: 48,
  microscope: { accelKv: 300, csMm: 2.7, ampContrast: 0.1 },
  defocusRangeA: [8_000, 20_000],
  astigmatismA: 400,
  phaseShiftRad: 0,
  tiltRad: 0,
  particles: 400,
  spacing: 0.9,
  ice: { thicknessA: 400, gradient: 0.15, lumps: 0, carbon: 0 },
  motion: { driftPx: 6, localRmsPx: 0.45, jitterPx: 0.08 },
  bFactorA2: 30,
  envelopeA2: 60,
  contrast: 1,
};

/** Particles that `height` x `width` pixels hold by default: half of the area is theirs, counted as discs. */
export function usualParticles(height: number, width: number, pixelSizeA: number, radiusA: number): number {
  return Math.max(1, Math.round((0.5 * height * width * pixelSizeA ** 2) / (Math.PI * radiusA ** 2)));
}

/** @throws UserError, naming the setting, when a setting makes no sense or particles of `radiusA` do not fit. */
export function checkMovieSettings(settings: MovieSettings, radiusA: number): void {
  const { height, width, frames, pixelSizeA, exposureEPerA2, microscope, defocusRangeA, ice } = settings;
  const whole = (value: number, least: number, most: number): boolean =>
    Number.isInteger(value) && value >= least && value <= most;
  const within = (value: number, least: number, most: number): boolean => value >= least && value <= most;
  const rules: readonly (readonly [boolean, string, string])[] = [
    [
      whole(height, 64, 32_768) && whole(width, 64, 32_768),
      `the size ${width} x ${height}`,
      '64 to 32768 pixels a side',
    ],
    [whole(frames, 1, 1000), `${frames} frames`, '1 to 1000'],
    [within(pixelSizeA, 0.1, 20), `a pixel size of ${pixelSizeA} Å`, '0.1 to 20 Å'],
    [
      within(exposureEPerA2, 1e-3, 1000),
      `an exposure of ${exposureEPerA2} e/Å²`,
      '0.001 to 1000 e/Å² for the whole movie',
    ],
    [within(microscope.accelKv, 40, 1500), `${microscope.accelKv} kV`, '40 to 1500 kV'],
    [within(microscope.csMm, 0, 20), `a spherical aberration of ${microscope.csMm} mm`, '0 to 20 mm'],
    [within(microscope.ampContrast, 0, 0.9), `an amplitude contrast of ${microscope.ampContrast}`, '0 to 0.9'],
    [
      defocusRangeA[0] <= defocusRangeA[1] &&
        within(defocusRangeA[0], -100_000, 100_000) &&
        defocusRangeA[1] <= 100_000,
      `a defocus range of ${defocusRangeA[0]} to ${defocusRangeA[1]} Å`,
      'a lower and a higher value up to 100000 Å',
    ],
    [within(settings.astigmatismA, 0, 20_000), `an astigmatism of ${settings.astigmatismA} Å`, '0 to 20000 Å'],
    [
      within(settings.tiltRad, -1.3, 1.3),
      `a tilt of ${((settings.tiltRad * 180) / Math.PI).toFixed(1)}°`,
      '-74° to 74°',
    ],
    [whole(settings.particles, 0, 1_000_000), `${settings.particles} particles`, '0 to a million'],
    [within(settings.spacing, 0, 100), `a spacing of ${settings.spacing}`, '0 to 100 particle diameters'],
    [within(ice.thicknessA, 0, 20_000), `ice of ${ice.thicknessA} Å`, '0 to 20000 Å'],
    [within(ice.gradient, 0, 2), `an ice gradient of ${ice.gradient}`, '0 to 2'],
    [whole(ice.lumps, 0, 10_000), `${ice.lumps} lumps of contamination`, '0 to 10000'],
    [within(ice.carbon, 0, 1), `carbon on ${ice.carbon} of the frame`, '0 to 1'],
    [within(settings.motion.driftPx, 0, 100), `a drift of ${settings.motion.driftPx} pixels`, '0 to 100 pixels'],
    [
      within(settings.motion.localRmsPx, 0, 10),
      `a local motion of ${settings.motion.localRmsPx} pixels`,
      '0 to 10 pixels',
    ],
    [within(settings.motion.jitterPx, 0, 5), `a jitter of ${settings.motion.jitterPx} pixels`, '0 to 5 pixels'],
    [within(settings.contrast, 0, 100), `a contrast of ${settings.contrast}`, '0 to 100'],
  ];
  const broken = rules.find(([holds]) => !holds);
  if (broken !== undefined) throw new UserError(`Cannot simulate ${broken[1]}: expected ${broken[2]}.`);
  checkCrowd(settings.particles, { height, width, leastDistancePx: (settings.spacing * 2 * radiusA) / pixelSizeA });
}
