import {
  filterLocally,
  frequencyOfVoxels,
  measureLocalResolution,
  meanOf,
  sharpen,
  softSphere,
} from '@vitreous/algorithms';
import { findIds } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { drawProjections, drawResolutionHistogram, drawResolutionSlices } from '@vitreous/stages';
import { judge } from '../judge-params.js';
import { readConnectedMask, readHalfMaps, type HalfMaps } from '../read-maps.js';
import { describeVolume, keepPicture } from '../save-volumes.js';
import { writeCube } from '../write-cube.js';
import type { localResolution } from './definition.js';

/** Measures the resolution place by place, and filters the map to it. */
export async function run(params: ParamsOf<typeof localResolution>, context: RunContext): Promise<void> {
  const { threads, signal } = context;
  const maps = await readHalfMaps(context, 'volume');
  const { halves, boxPx, pixelSizeA } = maps;
  context.progress(0, 'judging the whole');
  const judged = await judge(maps, await readConnectedMask(context, maps), params, context);
  const where = params.locres_use_mask ? judged.mask : softSphere(boxPx, boxPx / 2 - 1, 0);
  const boxA = params.locres_box_A ?? params.locres_awf * judged.resolutionA;
  const found = await measureLocalResolution(
    halves,
    where,
    { pixelSizeA, boxA, stepPx: params.locres_step_size, threshold: params.locres_fsc_thresh },
    {
      threads,
      signal,
      onProgress: (done) => {
        context.progress(0.1 + 0.6 * done, 'measuring');
      },
    },
  );
  const finest = params.locres_cap ? 1 / judged.resolutionA : Infinity;
  const frequency = frequencyOfVoxels(found).map((value, i) => ((where[i] ?? 0) > 0 ? Math.min(value, finest) : 0));
  const resolutionA = frequency.map((value) => (value > 0 ? 1 / value : 0));
  const files: Record<string, string> = { map_locres: await writeCube(context, 'map_locres', resolutionA, maps) };
  const slices = await keepPicture(context, 'slices.png', await drawResolutionSlices(resolutionA, boxPx));
  await context.logPicture('Local resolution in the middle sections', slices);
  const histogram = await keepPicture(context, 'histogram.svg', drawResolutionHistogram(resolutionA));
  await context.logPicture('Local resolution of all voxels in the mask', histogram);
  if (params.locres_filter) {
    const filtered = await filterLocally(await sharpenedMean(maps, params, context), frequency, maps, context);
    files['map_filtered'] = await writeCube(context, 'map_filtered', filtered, maps);
    const picture = await keepPicture(context, 'filtered.png', await drawProjections(filtered, boxPx));
    await context.logPicture('The map filtered to its local resolution: projections along z, y and x', picture);
  }
  const sorted = resolutionA.filter((value) => value > 0).sort();
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const stats = {
    resolution_A: judged.resolutionA,
    locres_median_A: at(0.5),
    locres_p05_A: at(0.05),
    locres_p95_A: at(0.95),
    locres_box_A: found.boxPx * pixelSizeA,
  };
  const uid = findIds(await context.readInput('volume'), 'uid')?.[0];
  await context.saveOutput('volume', describeVolume(files, maps, uid), { stats, image: slices });
  await context.log(
    `In windows of ${stats.locres_box_A.toFixed(1)} Å: half of the voxels are finer than ${at(0.5).toFixed(2)} Å, 90 % lie between ${at(0.05).toFixed(2)} and ${at(0.95).toFixed(2)} Å; the whole has ${judged.resolutionA.toFixed(2)} Å.`,
  );
}

/** The mean of half maps, sharpened as the parameters say. */
async function sharpenedMean(
  { halves, boxPx, pixelSizeA }: HalfMaps,
  { locres_bfactor }: ParamsOf<typeof localResolution>,
  { threads }: RunContext,
): Promise<Float32Array> {
  const mean = meanOf(halves);
  if (locres_bfactor === 0) return mean;
  const settings = {
    pixelSizeA,
    bFactorA2: -locres_bfactor,
    fsc: null,
    fullMap: true,
    // Each place is cut off at its own resolution.
    endShell: boxPx,
    order: 8,
    guinierFromA: 10,
    guinierToA: 2 * pixelSizeA,
  };
  return (await sharpen(mean, null, settings, { threads })).map;
}
