import { join } from 'node:path';
import {
  checkParticleSettings,
  renderMap,
  rotationVectorOf,
  simulateParticles,
  toOpticalSpecimen,
  transpose,
  type ParticleSettings,
  type SimulatedView,
  type Specimen,
} from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import { createStandardDataset, writeMrc, writeMrcStack, type Dataset } from '@vitreous/formats';
import { createRandom } from '@vitreous/numerics';
import type { StageContext } from '../context.js';

/** Maps of larger boxes are not drawn. */
const largestMapPx = 320;

export interface SimulatedStack {
  /** Absolute, or as `outDir` is given. */
  readonly stack: string;
  /** The true map; null for large boxes. */
  readonly map: string | null;
  /** CTF and true poses; `blob/path` is the name of the stack in its folder. */
  readonly dataset: Dataset;
  readonly views: readonly SimulatedView[];
  /** What the specimen's projection was multiplied with; the noise has deviation 1. */
  readonly scale: number;
}

/**
 * Simulates particles of known poses into `particles.mrcs`, and the map that they are views of into `map.mrc`.
 *
 * @throws UserError when the settings make no sense or the specimen is wider than the box.
 */
export async function writeSimulatedParticles(
  settings: ParticleSettings,
  specimen: Specimen,
  seed: number,
  context: StageContext,
): Promise<SimulatedStack> {
  checkParticleSettings(settings);
  const { outDir, threads, signal } = context;
  const { boxPx, pixelSizeA, count } = settings;
  const optical = toOpticalSpecimen(specimen);
  const [boxA, widthA] = [boxPx * pixelSizeA, 2 * optical.radiusA];
  if (widthA > boxA) {
    throw new UserError(
      `A box of ${boxPx} pixels is ${boxA.toFixed(0)} Å wide, but the specimen ${widthA.toFixed(0)} Å: take a larger box or pixel.`,
    );
  }
  const stack = join(outDir, 'particles.mrcs');
  const written: Awaited<ReturnType<typeof simulateParticles>>[] = [];
  await writeMrcStack(stack, { height: boxPx, width: boxPx }, { pixelSizeA, threads }, async (append) => {
    const take = async (images: Float32Array, first: number): Promise<void> => {
      signal.throwIfAborted();
      await append(images);
      context.progress(first / count, stack);
    };
    written.push(await simulateParticles(settings, optical, seed, take, { threads }));
  });
  const [truth] = written;
  if (truth === undefined) throw new Error('the stack was written without its particles');
  const map = boxPx <= largestMapPx ? join(outDir, 'map.mrc') : null;
  if (map !== null) await writeMrc(map, await renderMap(settings, optical, { threads }), { pixelSizeA });
  return { ...truth, stack, map, dataset: describeViews(truth.views, settings, seed) };
}

/** The particles as a dataset: bright protein, shifts as RELION and .cs files have them (minus where the middle lies). */
function describeViews(views: readonly SimulatedView[], settings: ParticleSettings, seed: number): Dataset {
  const { count, boxPx, pixelSizeA, microscope } = settings;
  const random = createRandom(seed + 1);
  const all = (value: number): Float32Array => new Float32Array(count).fill(value);
  const each = (read: (view: SimulatedView) => number): Float32Array => Float32Array.from(views, read);
  const uid = BigUint64Array.from(
    views,
    () => (BigInt(random.integer(2 ** 31)) << 32n) | BigInt(random.integer(2 ** 32)),
  );
  return createStandardDataset(count, {
    uid,
    'blob/path': views.map(() => 'particles.mrcs'),
    'blob/idx': Uint32Array.from(views, (_, i) => i),
    'blob/shape': new Uint32Array(2 * count).fill(boxPx),
    'blob/psize_A': all(pixelSizeA),
    'blob/sign': all(1),
    'ctf/type': views.map(() => 'simulated'),
    'ctf/exp_group_id': new Uint32Array(count).fill(1),
    'ctf/accel_kv': all(microscope.accelKv),
    'ctf/cs_mm': all(microscope.csMm),
    'ctf/amp_contrast': all(microscope.ampContrast),
    'ctf/df1_A': each(({ ctf }) => ctf.df1A),
    'ctf/df2_A': each(({ ctf }) => ctf.df2A),
    'ctf/df_angle_rad': each(({ ctf }) => ctf.dfAngleRad),
    'ctf/phase_shift_rad': each(({ ctf }) => ctf.phaseShiftRad),
    'alignments3D/split': Uint32Array.from(views, () => random.integer(2)),
    'alignments3D/pose': views.flatMap(({ rotation }) => [...rotationVectorOf(transpose(rotation))]),
    'alignments3D/shift': views.flatMap(({ shiftPx }) => shiftPx.map((value) => -value)),
    'alignments3D/psize_A': all(pixelSizeA),
  });
}
