import {
  addModulated,
  createMovieStack,
  createRadialCurve,
  createRandom,
  createScene,
  detectFrame,
  fillWithNoise,
  filterLayer,
  modulateLayer,
  paintAtoms,
  seeScene,
  wavelengthA,
  type MovieStack,
  type Random,
  type Scene,
} from '@vitreous/numerics';
import { aberrationOf, type Ctf } from '../ctf/ctf-model.js';
import type { Camera } from './camera.js';
import { findDamageModes, type DamageModes } from './damage.js';
import { carbonPhasePower, iceCoherence, icePhasePower } from './ice.js';
import { createLandscape, type Landscape } from './landscape.js';
import { createMotionField, displacementGridOf, shiftPx, samplePoints, type MotionField } from './motion-field.js';
import { checkMovieSettings, type MovieSettings } from './movie-settings.js';
import { placeParticles } from './placement.js';
import { randomRotation, type Matrix3 } from '../rotation.js';
import { contrastCurves, phasePerFactor, quickSize, type OpticalSpecimen } from './specimen-optics.js';

export interface SimulatedParticle {
  /** On the motion-free micrograph, pixels; the centre of the first pixel is 0. */
  readonly xPx: number;
  readonly yPx: number;
  /** Turns the specimen's axes into the image's: r_image = rotation r_specimen. */
  readonly rotation: Matrix3;
  readonly defocusUA: number;
  readonly defocusVA: number;
}

/** All that is known of a simulated movie. */
export interface MovieTruth {
  readonly seed: number;
  readonly ctf: Ctf;
  readonly tilt: { readonly angleRad: number; readonly axisRad: number };
  readonly motion: MotionField;
  /** Those whose centre lies on the frame. */
  readonly particles: readonly SimulatedParticle[];
  readonly particleDiameterA: number;
  /** Centres on the frame's pixels. */
  readonly lumps: readonly { readonly x: number; readonly y: number; readonly radiusPx: number }[];
  /** Mean count of a pixel and frame where the gain is 1. */
  readonly meanCount: number;
}

/** A scene that is exposed frame by frame. Release it when done: it holds some hundreds of megabytes. */
export interface MovieSimulation {
  readonly truth: MovieTruth;
  /** Frame `frame` without shot noise, as electrons a pixel; the array is good until the next call. */
  see(frame: number): Promise<Float32Array>;
  /** Counts of frame `frame`, before the gain, into frame `index` of `counts`. */
  expose(frame: number, counts: MovieStack, index: number): Promise<void>;
  release(): Promise<void>;
}

const stream = { ice: 1, carbon: 2, shot: 1000 };
const still = { driftPx: 0, localRmsPx: 0, jitterPx: 0 };

/**
 * Builds the scene of one movie: what the camera would see without motion and shot noise, as one layer of ice and some
 * layers of damaged specimen (weak-phase approximation: contrast is twice the phase times the contrast transfer).
 *
 * @throws UserError when the settings make no sense or the particles do not fit.
 */
export async function openMovieSimulation(
  settings: MovieSettings,
  specimen: OpticalSpecimen,
  camera: Camera,
  seed: number,
  { threads = 1 }: { threads?: number } = {},
): Promise<MovieSimulation> {
  checkMovieSettings(settings, specimen.radiusA);
  const { height, width, frames, pixelSizeA, exposureEPerA2 } = settings;
  const random = createRandom(seed);
  const perFrame = exposureEPerA2 / frames;
  const motion = createMotionField(frames === 1 ? still : settings.motion, frames, height, width, perFrame, random);
  const margin = marginsOf(motion);
  const cast = castParticles(settings, specimen, margin.rim, random);
  const exposures = Array.from({ length: frames }, (_, frame) => (frame + 0.5) * perFrame);
  const bFactorA2 = settings.bFactorA2 + settings.envelopeA2;
  const modes = findDamageModes(exposures, Math.SQRT1_2 / pixelSizeA, settings.microscope.accelKv, bFactorA2);
  const scene = createScene(1 + modes.curves.length, height + 2 * margin.y, width + 2 * margin.x);
  const seen = createMovieStack('f32', 1, height, width);
  const sceneSize = { height: scene.height, width: scene.width };
  const landscape = createLandscape(settings.ice, sceneSize.height, sceneSize.width, pixelSizeA, random);
  await paintParticles(scene, settings, specimen, modes, cast, margin, threads);
  await paintIce(scene, settings, landscape, cast.ctf, seed, threads);
  for (let mode = 1; mode < scene.frames; mode++) {
    await modulateLayer(scene, mode, 0, landscape.transmission, { threads });
  }
  const meanCount = perFrame * pixelSizeA ** 2;
  const look = async (frame: number): Promise<void> => {
    const weights = Float32Array.of(meanCount, ...(modes.weights[frame] ?? []).map((weight) => meanCount * weight));
    await seeScene(scene, weights, displacementGridOf(motion, frame), seen, 0, { threads });
  };
  return {
    truth: {
      seed,
      ctf: cast.ctf,
      tilt: cast.tilt,
      motion,
      particles: cast.particles.filter(({ xPx, yPx }) => isOnFrame(xPx, width) && isOnFrame(yPx, height)),
      particleDiameterA: 2 * specimen.radiusA,
      lumps: landscape.lumps.map(({ x, y, radiusPx }) => ({ x: x - margin.x, y: y - margin.y, radiusPx })),
      meanCount,
    },
    async see(frame) {
      await look(frame);
      return seen.handle.frame(0);
    },
    async expose(frame, counts, index) {
      await look(frame);
      const place = { seed, stream: stream.shot + frame };
      await detectFrame(seen, camera.response, camera.hot, place, counts, index, { threads });
    },
    async release() {
      await Promise.all([scene.release(), seen.release()]);
    },
  };
}

const isOnFrame = (place: number, length: number): boolean => place >= -0.5 && place < length - 0.5;

interface Margins {
  readonly x: number;
  readonly y: number;
  /** What motion and interpolation reach beyond the frame. */
  readonly rim: number;
}

/** Room around the frame that motion brings into view, filled up to sizes that transform quickly. */
function marginsOf(motion: MotionField): Margins {
  const { height, width } = motion;
  const farthest = motion.globalPx.flatMap((_, frame) =>
    samplePoints(height, width).map(({ x, y }) => Math.max(...shiftPx(motion, x, y, frame).map(Math.abs))),
  );
  const rim = Math.ceil(Math.max(...farthest)) + 8;
  return {
    rim,
    y: (quickSize(height + 2 * rim, height) - height) / 2,
    x: (quickSize(width + 2 * rim, width) - width) / 2,
  };
}

interface Cast {
  readonly ctf: Ctf;
  readonly tilt: { readonly angleRad: number; readonly axisRad: number };
  /** All that are painted, also those beyond the frame's edge. */
  readonly particles: readonly SimulatedParticle[];
}

/** Draws defocus, places, poses and heights. A particle's defocus is the frame's at its place plus its height in the ice. */
function castParticles(settings: MovieSettings, specimen: OpticalSpecimen, rim: number, random: Random): Cast {
  const { height, width, pixelSizeA, microscope, tiltRad, ice } = settings;
  const [least, most] = settings.defocusRangeA;
  const mean = least + (most - least) * random.uniform();
  const half = (settings.astigmatismA * (0.3 + 0.7 * random.uniform())) / 2;
  const [dfAngleRad, axisRad] = [Math.PI * (random.uniform() - 0.5), Math.PI * random.uniform()];
  const ctf = {
    ...microscope,
    df1A: mean + half,
    df2A: mean - half,
    dfAngleRad,
    phaseShiftRad: settings.phaseShiftRad,
  };
  const diameterPx = (2 * specimen.radiusA) / pixelSizeA;
  const area = { height, width, rimPx: rim + diameterPx / 2, leastDistancePx: settings.spacing * diameterPx };
  const places = placeParticles(settings.particles, area, random);
  const room = Math.max(0, ice.thicknessA - 2 * specimen.radiusA);
  const particles = places.map(({ x, y }) => {
    // Distance from the tilt axis, which runs through the middle of the frame.
    const across = (y - (height - 1) / 2) * Math.cos(axisRad) - (x - (width - 1) / 2) * Math.sin(axisRad);
    const raise = across * pixelSizeA * Math.tan(tiltRad) + room * (random.uniform() - 0.5);
    const rotation = randomRotation(random);
    return { xPx: x, yPx: y, rotation, defocusUA: ctf.df1A + raise, defocusVA: ctf.df2A + raise };
  });
  return { ctf, tilt: { angleRad: tiltRad, axisRad }, particles };
}

/** Adds the particles, one layer for each mode of damage. */
async function paintParticles(
  scene: Scene,
  settings: MovieSettings,
  specimen: OpticalSpecimen,
  modes: DamageModes,
  { ctf, particles }: Cast,
  margin: Margins,
  threads: number,
): Promise<void> {
  if (particles.length === 0) return;
  const { pixelSizeA, microscope, bFactorA2, envelopeA2, contrast } = settings;
  const scale = (2 * contrast * phasePerFactor(microscope.accelKv)) / pixelSizeA ** 2;
  const curves = modes.curves.map((left) =>
    contrastCurves(specimen, pixelSizeA, (k) => scale * left(k) * Math.exp((-(bFactorA2 + envelopeA2) * k * k) / 4)),
  );
  const greatest = Math.max(...particles.map(({ defocusUA }) => Math.abs(defocusUA)));
  const sizePx = boxSizePx(specimen.radiusA, greatest, pixelSizeA, microscope.accelKv);
  const views = particles.map(({ xPx, yPx, rotation, defocusUA, defocusVA }) => ({
    rotation,
    shiftPx: [xPx - Math.round(xPx), yPx - Math.round(yPx)] as const,
    aberration: aberrationOf({ ...ctf, df1A: defocusUA, df2A: defocusVA }),
  }));
  const centres = particles.map(({ xPx, yPx }) => [Math.round(xPx) + margin.x, Math.round(yPx) + margin.y] as const);
  await paintAtoms(specimen.atoms, { sizePx, pixelSizeA, curves }, views, centres, scene, 1, { threads });
}

/** Room for a particle and for what defocus moves out of it, to 3.5 Å: defocus times wavelength times frequency. */
export function boxSizePx(radiusA: number, defocusA: number, pixelSizeA: number, accelKv: number): number {
  const spreadA = defocusA * wavelengthA(accelKv) * Math.min(1 / 3.5, 1 / (2 * pixelSizeA));
  return quickSize((2 * (radiusA + spreadA)) / pixelSizeA + 16);
}

/** Layer 0: ice, contamination and carbon, 1 on average. */
async function paintIce(
  scene: Scene,
  settings: MovieSettings,
  landscape: Landscape,
  ctf: Ctf,
  seed: number,
  threads: number,
): Promise<void> {
  const { pixelSizeA, microscope, envelopeA2, exposureEPerA2, ice } = settings;
  const aberration = { of: aberrationOf(ctf), pixelSizeA };
  const perFactor = phasePerFactor(microscope.accelKv);
  const noise = async (into: Scene, which: number, power: (k: number) => number): Promise<void> => {
    await fillWithNoise(into, 0, { seed, stream: which }, { threads });
    const curve = createRadialCurve((frequency) => {
      const k = frequency / pixelSizeA;
      return (2 * Math.sqrt(power(k)) * Math.exp((-envelopeA2 * k * k) / 4)) / pixelSizeA;
    });
    await filterLayer(into, 0, curve, aberration, { threads });
  };
  await noise(scene, stream.ice, (k) => icePhasePower(k, ice.thicknessA, perFactor) * iceCoherence(k, exposureEPerA2));
  await modulateLayer(scene, 0, 0, landscape.iceStrength, { threads });
  if (landscape.carbon !== null) {
    const film = createScene(1, scene.height, scene.width);
    try {
      await noise(film, stream.carbon, (k) => carbonPhasePower(k, 200, perFactor));
      await addModulated(scene, 0, film, landscape.carbon, { threads });
    } finally {
      await film.release();
    }
  }
  await modulateLayer(scene, 0, 1, landscape.transmission, { threads });
}
