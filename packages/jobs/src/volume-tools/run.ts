import { maskAbove } from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import { readMrcHeader } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { drawMap } from '@vitreous/stages';
import { absolutePath } from '../exposure-table.js';
import { readMap, type ConnectedMap } from '../read-maps.js';
import { describeVolume, keepPicture } from '../save-volumes.js';
import { refinedSlots } from '../volume-slots.js';
import { writeCube } from '../write-cube.js';
import type { volumeTools } from './definition.js';
import { editMap } from './edit.js';

type Params = ParamsOf<typeof volumeTools>;

/** Part of the strongest voxel that a mask is made of, where no threshold is given. */
const usualShare = 0.15;

/** Changes all maps of a volume alike, or makes a mask of one. */
export async function run(params: Params, context: RunContext): Promise<void> {
  if (params.output_type === 'mask') await makeMask(params, context);
  else await changeMaps(params, context);
}

async function changeMaps(params: Params, context: RunContext): Promise<void> {
  const files: Record<string, string> = {};
  let grid: { boxPx: number; pixelSizeA: number } | null = null;
  let shown: string | null = null;
  for (const slot of refinedSlots) {
    const read = await readMap(context, 'volume', slot);
    if (read === null) continue;
    await warnOfOddVoxels(context, read);
    const { map, pixelSizeA } = await editMap(read, params, context);
    const boxPx = Math.round(Math.cbrt(map.length));
    if (grid !== null && grid.boxPx !== boxPx) {
      throw new UserError(
        `${read.path} would become ${boxPx} voxels a side, other maps ${grid.boxPx}: give crop_size_pix.`,
      );
    }
    grid = { boxPx, pixelSizeA };
    files[slot] = await writeCube(context, slot, map, grid);
    shown ??= await keepPicture(context, 'map.png', await drawMap(map, boxPx));
    await context.log(describe(slot, read, grid));
  }
  const mask = await readMap(context, 'mask', 'mask');
  if (grid === null && mask === null) throw new UserError('Nothing is connected: connect a volume or a mask.');
  if (grid !== null) {
    await context.saveOutput('volume', describeVolume(files, grid), { image: shown });
    if (shown !== null) await context.logPicture('Projections along z, y and x, and middle slices', shown);
  }
  if (mask !== null) {
    const { map, pixelSizeA } = await editMap(mask, { ...params, invert: false }, context);
    const boxPx = Math.round(Math.cbrt(map.length));
    const path = await writeCube(
      context,
      'mask',
      map.map((value) => Math.min(1, Math.max(0, value))),
      { pixelSizeA },
    );
    await context.saveOutput('mask', describeVolume({ mask: path }, { boxPx, pixelSizeA }));
    await context.log(describe('mask', mask, { boxPx, pixelSizeA }));
  }
}

async function makeMask(params: Params, context: RunContext): Promise<void> {
  const isMask = params.mask_type === 'mask';
  const read = await readMap(context, isMask ? 'mask' : 'volume', params.mask_type);
  if (read === null) {
    throw new UserError(
      `There is no ${params.mask_type} to make a mask of: connect one, or choose another (mask_type).`,
    );
  }
  await warnOfOddVoxels(context, read);
  const { map, pixelSizeA } = await editMap(read, params, context);
  const strongest = map.reduce((most, value) => Math.max(most, value), -Infinity);
  const threshold = params.threshold ?? (isMask ? 0.5 : usualShare * strongest);
  if (!(strongest > threshold)) {
    throw new UserError(
      `No voxel is above ${threshold}: the strongest one is ${strongest.toPrecision(4)}. Take a lower threshold.`,
    );
  }
  const edges = { dilatePx: params.dilate_A / pixelSizeA, edgePx: params.soft_edge_A / pixelSizeA };
  const mask = maskAbove(map, { threshold, ...edges });
  const boxPx = Math.round(Math.cbrt(map.length));
  const path = await writeCube(context, 'mask', mask, { pixelSizeA });
  const image = await keepPicture(context, 'mask.png', await drawMap(mask, boxPx));
  await context.saveOutput('mask', describeVolume({ mask: path }, { boxPx, pixelSizeA }), { image });
  await context.logPicture('The mask: projections along z, y and x, and middle slices', image);
  const share = mask.reduce((sum, value) => sum + value, 0) / mask.length;
  await context.log(`A mask of what is above ${threshold.toPrecision(4)}: ${(100 * share).toFixed(1)} % of the box.`);
}

function describe(
  slot: string,
  { volume, pixelSizeA }: ConnectedMap,
  to: { boxPx: number; pixelSizeA: number },
): string {
  const from = `${volume.width} x ${volume.height} x ${volume.depth} voxels of ${pixelSizeA.toFixed(4)} Å`;
  return `${slot}: ${from} became ${to.boxPx} a side of ${to.pixelSizeA.toFixed(4)} Å.`;
}

/** Some maps of crystals have voxels that are no cubes: what is done here takes them for cubes. */
async function warnOfOddVoxels(context: RunContext, { path }: ConnectedMap): Promise<void> {
  const { voxelSizeA } = await readMrcHeader(absolutePath(context, path));
  const sizes = voxelSizeA.filter((size) => size !== null);
  if (sizes.length < 3 || Math.max(...sizes) / Math.min(...sizes) < 1.01) return;
  const words = sizes.map((size) => size.toFixed(3)).join(' x ');
  await context.log(`The voxels of ${path} are ${words} Å: they are taken for cubes.`, 'warning');
}
