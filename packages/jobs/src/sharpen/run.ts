import { maskOfParticle, meanOf, sharpen as sharpenMap, softSphere, through } from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import { findIds } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { drawFsc, drawGuinier, drawProjections } from '@vitreous/stages';
import { judge, radiusOf } from '../judge-params.js';
import { readConnectedMask, readCube, readHalfMaps } from '../read-maps.js';
import { describeVolume, keepPicture } from '../save-volumes.js';
import { writeCube } from '../write-cube.js';
import type { sharpen } from './definition.js';

type Params = ParamsOf<typeof sharpen>;

/** Shells over which the ball and a mask fall off. */
const edgePx = 5;

/** Sharpens half maps, or a map alone. */
export async function run(params: Params, context: RunContext): Promise<void> {
  const input = await context.readInput('volume');
  const hasHalves = ['map_half_A/path', 'map_half_B/path'].every((name) => input.columns.has(name));
  const given = hasHalves ? await judgedHalves(params, context) : await oneMap(params, context);
  const { map, mask, grid, resolutionA, fsc } = given;
  const endA = params.sharp_lowpass_A ?? resolutionA;
  const widthA = grid.boxPx * grid.pixelSizeA;
  const made = await sharpenMap(
    map,
    mask,
    {
      pixelSizeA: grid.pixelSizeA,
      bFactorA2: params.sharp_bfactor === null ? null : -params.sharp_bfactor,
      fsc: params.sharp_fsc_weighting ? fsc : null,
      fullMap: params.sharp_use_FSC_full,
      endShell: Math.max(1, widthA / endA + params.sharp_falloff_offset),
      order: params.sharp_falloff_order,
      guinierFromA: params.sharp_guinier_from_A,
      guinierToA: Math.max(endA, 2 * grid.pixelSizeA),
    },
    context,
  );
  if (made.guinier === null && params.sharp_bfactor === null) {
    throw new UserError(
      `Between ${params.sharp_guinier_from_A} Å and ${endA.toFixed(2)} Å lie too few shells for a Guinier plot: give the B-factor (sharp_bfactor).`,
    );
  }
  let sharpened = made.map;
  if (params.sharp_do_spherical_mask) {
    sharpened = through(sharpened, softSphere(grid.boxPx, radiusOf(params, grid), edgePx));
  }
  if (params.sharp_do_expand_mask) sharpened = through(sharpened, mask);
  const path = await writeCube(context, 'map_sharp', sharpened, grid);
  const maskPath = await writeCube(context, 'mask', mask, grid);
  const stats = { bfactor_A2: made.bFactorA2, resolution_A: resolutionA, lowpass_A: endA };
  const image = await keepPicture(context, 'projections.png', await drawProjections(sharpened, grid.boxPx));
  const uid = findIds(input, 'uid')?.[0];
  await context.saveOutput('volume', describeVolume({ map_sharp: path }, grid, uid), { stats, image });
  await context.saveOutput('mask', describeVolume({ mask: maskPath }, grid));
  await context.logPicture('The sharpened map: projections along z, y and x', image);
  const plot = drawGuinier(made);
  if (plot !== null) {
    await context.logPicture('Fall-off of amplitudes', await keepPicture(context, 'guinier.svg', plot));
  }
  await context.log(
    `Sharpened by a B-factor of ${(-made.bFactorA2).toFixed(1)} Å², cut off at ${endA.toFixed(2)} Å; ${made.guinier === null ? 'no Guinier plot' : `the Guinier plot says ${(-made.guinier.bFactorA2).toFixed(1)} Å²`}.`,
  );
}

interface Given {
  readonly map: Float32Array;
  readonly mask: Float32Array;
  readonly grid: { readonly boxPx: number; readonly pixelSizeA: number; readonly path: string };
  readonly resolutionA: number;
  readonly fsc: Float64Array | null;
}

async function judgedHalves(params: Params, context: RunContext): Promise<Given> {
  const maps = await readHalfMaps(context, 'volume');
  const connected = params.sharp_generate_new_mask ? null : await readConnectedMask(context, maps);
  const judged = await judge(maps, connected, params, context);
  const plot = await keepPicture(context, 'fsc.svg', drawFsc(judged, maps));
  await context.logPicture(`Correlation of the halves: ${judged.resolutionA.toFixed(2)} Å`, plot);
  return { ...judged, map: meanOf(maps.halves), grid: maps, fsc: judged.fsc.corrected };
}

async function oneMap(params: Params, context: RunContext): Promise<Given> {
  const read = (await readCube(context, 'volume', 'map')) ?? (await readCube(context, 'volume', 'map_half_A'));
  if (read === null) throw new UserError('Input volume has neither half maps nor a map.');
  const { boxPx, pixelSizeA } = read;
  const resolutionA = params.sharp_lowpass_A ?? 2 * pixelSizeA;
  await context.log('No half maps: the map is not weighed, and the low-pass is as given, else at Nyquist.', 'warning');
  const connected = params.sharp_generate_new_mask ? null : await readConnectedMask(context, read);
  const sphere = softSphere(boxPx, radiusOf(params, read), edgePx);
  const settings = {
    n: boxPx,
    pixelSizeA,
    sphere,
    resolutionA,
    threshold: params.mask_threshold,
    dilateA: params.mask_near_A,
    edgeA: Math.max(0, params.mask_far_A - params.mask_near_A),
  };
  const mask = connected ?? (await maskOfParticle(read.map, settings, context));
  return { map: read.map, mask, grid: read, resolutionA, fsc: null };
}
