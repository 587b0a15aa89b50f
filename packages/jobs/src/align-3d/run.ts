import {
  alignMap,
  alignToAxes,
  mirrorMap,
  moveMap,
  movePoses,
  symmetryRotations,
  type Move,
} from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import { createStandardDataset, renameColumns, withColumns } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { drawProjections, fitMap, posesOfRotations, readPoses } from '@vitreous/stages';
import { radiusOf } from '../judge-params.js';
import { readCube, requireAlike, type ConnectedCube } from '../read-maps.js';
import { describeVolume, keepPicture } from '../save-volumes.js';
import { refinedSlots } from '../volume-slots.js';
import { writeCube } from '../write-cube.js';
import type { align3d } from './definition.js';

type Params = ParamsOf<typeof align3d>;

interface Found {
  readonly move: Move;
  readonly mirrored: boolean;
  readonly before: number;
  readonly after: number;
}

/** Aligns one volume, with its masks and its particles. */
export async function run(params: Params, context: RunContext): Promise<void> {
  const own = await readCube(context, 'volume', params.align_map);
  if (own === null) throw new UserError(`Input volume has no ${params.align_map}: choose another (align_map).`);
  const { boxPx, pixelSizeA } = own;
  context.progress(0, 'looking for the alignment');
  const found =
    params.align_to === 'symmetry' ? await ontoAxes(own, params, context) : await ontoReference(own, params, context);
  const place = (map: Float32Array): Promise<Float32Array> =>
    moveMap(found.mirrored ? mirrorMap(map) : map, found.move, context);
  context.progress(0.7, 'moving maps');
  const files: Record<string, string> = {};
  for (const slot of refinedSlots) {
    const read = await readCube(context, 'volume', slot);
    if (read === null) continue;
    requireAlike(own, read);
    files[slot] = await writeCube(context, slot, await place(read.map), own);
    context.signal.throwIfAborted();
  }
  const angleDeg = angleOf(found.move);
  const shiftA = Math.hypot(...found.move.offsetPx) * pixelSizeA;
  const stats = {
    correlation_before: found.before,
    correlation_after: found.after,
    mirrored: found.mirrored,
    angle_deg: angleDeg,
    shift_A: shiftA,
    rotation: [...found.move.rotation],
    offset_A: found.move.offsetPx.map((value) => value * pixelSizeA),
  };
  const image = await keepPicture(context, 'aligned.png', await drawProjections(await place(own.map), boxPx));
  await context.saveOutput('volume', describeVolume(files, own), { stats, image });
  await context.logPicture('The aligned map: projections along z, y and x', image);
  const mask = await readCube(context, 'mask', 'mask');
  if (mask !== null) {
    requireAlike(own, mask);
    const moved = (await place(mask.map)).map((value) => Math.min(1, Math.max(0, value)));
    await context.saveOutput('mask', describeVolume({ mask: await writeCube(context, 'mask', moved, own) }, own));
  }
  await moveParticles(found, pixelSizeA, context);
  const words = params.align_to === 'symmetry' ? `Explained by ${params.symmetry}` : 'Correlation with the reference';
  await context.log(
    `${words}: ${found.before.toFixed(3)} before, ${found.after.toFixed(3)} after a turn of ${angleDeg.toFixed(2)}° and a shift of ${shiftA.toFixed(2)} Å${found.mirrored ? ', as the other hand' : ''}.`,
    found.after > found.before ? 'text' : 'warning',
  );
}

async function ontoReference(own: ConnectedCube, params: Params, context: RunContext): Promise<Found> {
  const reference = await readCube(context, 'volume_ref', 'map');
  if (reference === null) throw new UserError('To align onto a reference, connect it to volume_ref.');
  const fitted = await fitMap(reference.map, reference, own, context);
  const search = { radiusPx: radiusOf(params, own), bothHands: params.search_hands };
  return alignMap(own.map, fitted, search, context);
}

async function ontoAxes(own: ConnectedCube, params: Params, context: RunContext): Promise<Found> {
  const group = symmetryRotations(params.symmetry);
  if (group.length === 1) throw new UserError('C1 has no axes: give the point group that the map has (symmetry).');
  const found = await alignToAxes(own.map, group, { radiusPx: radiusOf(params, own) }, context);
  return { ...found, mirrored: false };
}

/** Writes the particles' poses against the moved map. */
async function moveParticles({ move, mirrored }: Found, pixelSizeA: number, context: RunContext): Promise<void> {
  const particles = await context.readInput('particles');
  if (particles.length === 0) return;
  const moved = movePoses(readPoses(particles, pixelSizeA, 'The input'), move, mirrored);
  const own = renameColumns(particles, (name) => (name === 'uid' || name.startsWith('alignments3D/') ? name : null));
  const poses = createStandardDataset(particles.length, {
    'alignments3D/pose': posesOfRotations(moved.rotations),
    // The particle's middle is now where the map's new centre shows.
    'alignments3D/shift': moved.shiftsPx.map((value) => -value),
    'alignments3D/psize_A': new Float32Array(particles.length).fill(pixelSizeA),
  });
  await context.saveOutput('particles', withColumns(own, poses));
}

function angleOf({ rotation: m }: Move): number {
  return (Math.acos(Math.min(1, Math.max(-1, (m[0] + m[4] + m[8] - 1) / 2))) * 180) / Math.PI;
}
