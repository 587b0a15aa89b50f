import { join } from 'node:path';
import { UserError } from '@vitreous/errors';
import { writeAtomically } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { drawFsc, fscToJson, fscToXml } from '@vitreous/stages';
import { judge } from '../judge-params.js';
import { readConnectedMask, readCube, readHalfMaps, requireAlike, type HalfMaps } from '../read-maps.js';
import { describeVolume, keepPicture } from '../save-volumes.js';
import { writeCube } from '../write-cube.js';
import type { validation } from './definition.js';

/** Writes the curves of two half maps, or of two maps. */
export async function run(params: ParamsOf<typeof validation>, context: RunContext): Promise<void> {
  const second = await readCube(context, 'volume_B', 'map');
  const read = second === null ? await readHalfMaps(context, 'volume') : await readPair(context, second);
  const connected = await readConnectedMask(context, read);
  const maps: HalfMaps = { ...read, pixelSizeA: params.val_psize_A ?? read.pixelSizeA };
  context.progress(0.1, 'comparing');
  const judged = await judge(maps, connected, params, context);
  const write = async (name: string, content: string): Promise<string> => {
    const path = join(context.jobDir, `${context.jobDir}_${name}`);
    await writeAtomically(join(context.projectDir, path), (file) => file.writeFile(content));
    return path;
  };
  const files = [await write('fsc.json', fscToJson(judged, maps)), await write('fsc.xml', fscToXml(judged, maps))];
  const plot = await keepPicture(context, 'fsc.svg', drawFsc(judged, maps));
  await context.logPicture(second === null ? 'Correlation of the halves' : 'Correlation of the two maps', plot);
  const mask = await writeCube(context, 'mask', judged.mask, maps);
  const stats = {
    resolution_A: judged.resolutionA,
    resolution_at_half_A: judged.resolutionAtHalfA,
    fsc_json: files[0],
    fsc_xml: files[1],
  };
  await context.saveOutput('mask', describeVolume({ mask }, maps), { stats });
  await context.log(
    `Corrected for the mask: ${judged.resolutionA.toFixed(2)} Å where it falls below 0.143, ${judged.resolutionAtHalfA.toFixed(2)} Å below 0.5. Curves: ${files.join(', ')}.`,
  );
  if (connected === null) await context.log(`The mask was made of the map: ${mask}.`);
}

async function readPair(
  context: RunContext,
  second: NonNullable<Awaited<ReturnType<typeof readCube>>>,
): Promise<HalfMaps> {
  const first = await readCube(context, 'volume', 'map');
  if (first === null)
    throw new UserError('To compare two maps, connect a volume with a map to each of volume and volume_B.');
  requireAlike(first, second);
  return { halves: [first.map, second.map], boxPx: first.boxPx, pixelSizeA: first.pixelSizeA, path: first.path };
}
